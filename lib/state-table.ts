import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import { tableKeys } from '../lambda/config/table.ts';
import type { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';

export interface StateTableProps {
  readonly key: Key;
  /** Who remembers events and judges them. */
  readonly detectors: readonly HandlerFunction[];
  /** Those of them that read some of a log again, and keep how far they came and what they have processed. */
  readonly rereaders: readonly HandlerFunction[];
}

const actions = ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];

/** What the functions remember: observations on timelines, alerts, cursors. Kept when the stack goes. */
export class StateTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, detectors, rereaders }: StateTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
      sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
      timeToLiveAttribute: tableKeys.expires,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    for (const detector of detectors) this.share(detector, key);
    for (const rereader of rereaders) rereader.allow(['dynamodb:PutItem'], this.table.tableArn);
  }

  private share(detector: HandlerFunction, key: Key): void {
    detector.function.addEnvironment(environment.tableName, this.table.tableName);
    detector.allow(actions, this.table.tableArn);
    // What DynamoDB names as the least, for writes as for reads:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    grantKey(detector.role, {
      keyArn: key.keyArn,
      via: 'dynamodb',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
    });
  }
}
