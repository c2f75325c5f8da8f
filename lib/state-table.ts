import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import { type QueueName, queueNames } from '../lambda/config/queues.ts';
import { failuresPartition, tableIndexes, tableKeys, tableOutput } from '../lambda/config/table.ts';
import type { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';
import { output } from './output.ts';

export interface StateTableProps {
  readonly key: Key;
  /** Who remembers events and judges them. */
  readonly detectors: readonly HandlerFunction[];
  /** Those of them that read some of a log again, and keep how far they came and what they have processed. */
  readonly rereaders: readonly HandlerFunction[];
  /** Those of them that take messages from a queue, and keep why one failed. */
  readonly takers: Readonly<Record<QueueName, HandlerFunction>>;
  /** Who finds out which alerts are due, and tells them. */
  readonly sweeper: HandlerFunction;
}

type Index = (typeof tableIndexes)[keyof typeof tableIndexes];

const remembering = ['dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];

/**
 * What the functions remember: observations on timelines, alerts, cursors. Kept when the stack goes.
 *
 * A table is created with any number of indexes, but CloudFormation adds only one to a table that exists in each update:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export class StateTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, detectors, rereaders, takers, sweeper }: StateTableProps) {
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

    this.addIndex(tableIndexes.due, AttributeType.NUMBER);
    this.addIndex(tableIndexes.day, AttributeType.STRING);

    output(this, tableOutput, {
      value: this.table.tableName,
      description: 'What the functions remember: for `gatewarden alerts --table` and `gatewarden address --table`.',
    });
    for (const detector of detectors) this.share(detector, key);
    for (const rereader of rereaders) rereader.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], this.table.tableArn);
    for (const queue of queueNames) this.letForget(takers[queue], failuresPartition(queue));
    this.share(sweeper, key);
    sweeper.allow(['dynamodb:Query'], `${this.table.tableArn}/index/${tableIndexes.due.name}`);
  }

  /** An index of keys alone, by text and then by what `sorts`. */
  private addIndex({ name, partition, sort }: Index, sorts: AttributeType): void {
    this.table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partition, type: AttributeType.STRING },
      sortKey: { name: sort, type: sorts },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /**
   * Lets a function delete single items of one partition, which is all that it needs; BatchWriteItem, which it needs as
   * well, could delete elsewhere, and IAM has no action for its puts alone.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  private letForget(taker: HandlerFunction, partition: string): void {
    taker.allow(['dynamodb:DeleteItem'], this.table.tableArn, {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partition },
      Null: { 'dynamodb:LeadingKeys': 'false' }, // "for all values" holds where there are none
    });
  }

  private share(user: HandlerFunction, key: Key): void {
    user.function.addEnvironment(environment.tableName, this.table.tableName);
    user.allow(remembering, this.table.tableArn);
    // What DynamoDB names as the least, for writes as for reads:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    grantKey(user.role, {
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
