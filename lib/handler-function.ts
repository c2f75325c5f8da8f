import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type EventInvokeConfigOptions,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { type HandlerName, handlerCode } from './handler-code.ts';

export interface HandlerFunctionProps {
  readonly handler: HandlerName;
  /** What it is for, as the console shows it. */
  readonly description: string;
  /** How long one invocation may take. */
  readonly timeoutSeconds: number;
  /** Lies beside its code. */
  readonly config: DetectionConfig;
  /** What it is told besides by those that it is given to. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** What becomes of an invocation that nobody waits for. @default - Lambda's own: two retries in six hours */
  readonly whenNobodyWaits?: Pick<EventInvokeConfigOptions, 'retryAttempts' | 'maxEventAge'>;
}

/** One of `lambda/handlers` as a function, with a role and a log of its own. At first it may do nothing but write its log. */
export class HandlerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'LogGroup', { retention: RetentionDays.THREE_MONTHS });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);

    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: handlerCode(props.handler, props.config),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1_769, // one whole vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup: this.logGroup,
      environment: { ...props.environment },
      ...props.whenNobodyWaits,
    });
  }

  /** Adds to what its role may do. */
  allow(actions: readonly string[], resource: string, conditions?: PolicyStatementProps['conditions']): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [resource],
        ...(conditions !== undefined && { conditions }),
      }),
    );
  }
}
