import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, EventSourceMapping, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import { limits } from '../lambda/config/limits.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { bundling, projectRoot } from './bundling.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { grantKey } from './key-grant.ts';
import type { LogObjects } from './log-objects.ts';

export interface DetectorFunctionProps {
  /** The module in `lambda/handlers` that exports `handler`. */
  readonly handler: 'cloudtrail' | 'entra';
  /** What it is for, as the console shows it. */
  readonly description: string;
  /** Brings the notifications of new log files. */
  readonly source: DeliveryQueue;
  /** The log files that it reads. */
  readonly logs: LogObjects;
  /** Goes into the bundle. */
  readonly config: DetectionConfig;
}

/** A function that takes log files as a queue announces them. What it may do besides is granted by what it is given to. */
export class DetectorFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { handler, description, source, logs, config }: DetectorFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'LogGroup', { retention: RetentionDays.THREE_MONTHS });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    this.function = new NodejsFunction(this, 'Function', {
      description,
      entry: join(projectRoot, 'lambda', 'handlers', `${handler}.ts`),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      bundling: bundling(config),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1_769, // one whole vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
      timeout: Duration.seconds(limits.functionTimeoutSeconds),
      role: this.role,
      logGroup,
      awsSdkConnectionReuse: false, // a setting of the SDK's version 2
      environment: { [environment.buckets]: logs.bucketName, [environment.bucketOwner]: logs.account },
    });

    this.takeFrom(source, limits.batchSize[handler]);
    this.read(logs);
  }

  /** Adds to what its role may do. */
  allow(actions: readonly string[], resource: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  }

  private takeFrom({ queue, key }: DeliveryQueue, batchSize: number): void {
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn);
    grantKey(this.role, { keyArn: key.keyArn, via: 'sqs', actions: ['kms:Decrypt'] });
    new EventSourceMapping(this, 'Messages', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize,
      maxConcurrency: limits.maximumConcurrency,
      reportBatchItemFailures: true,
    });
  }

  private read({ bucketArn, objectsArn, keyArn }: LogObjects): void {
    this.allow(['s3:GetObject', 's3:GetObjectVersion'], objectsArn);
    this.allow(['s3:ListBucket'], bucketArn); // without it S3 answers 403 for an object that is gone
    if (keyArn !== undefined) grantKey(this.role, { keyArn, via: 's3', actions: ['kms:Decrypt'] });
    acknowledgeWildcard(this.role, objectsArn, 'Stands for the names of log files, which nobody knows beforehand.');
  }
}
