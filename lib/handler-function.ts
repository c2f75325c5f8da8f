import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type EventInvokeConfigOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { bundling, projectRoot } from './bundling.ts';

export interface HandlerFunctionProps {
  /** The module in `lambda/handlers` that exports `handler`. */
  readonly handler: string;
  /** What it is for, as the console shows it. */
  readonly description: string;
  /** How long one invocation may take. */
  readonly timeoutSeconds: number;
  /** Goes into the bundle. */
  readonly config: DetectionConfig;
  /** What it is told besides by those that it is given to. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** What becomes of an invocation that nobody waits for. @default - Lambda's own: two retries in six hours */
  readonly whenNobodyWaits?: Pick<EventInvokeConfigOptions, 'retryAttempts' | 'maxEventAge'>;
}

/** One of `lambda/handlers` as a function, with a role and a log of its own. At first it may do nothing but write its log. */
export class HandlerFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'LogGroup', { retention: RetentionDays.THREE_MONTHS });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    this.function = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(projectRoot, 'lambda', 'handlers', `${props.handler}.ts`),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      bundling: bundling(props.config),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1_769, // one whole vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup,
      awsSdkConnectionReuse: false, // a setting of the SDK's version 2
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
