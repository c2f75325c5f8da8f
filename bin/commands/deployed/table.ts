import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../../lambda/adapters/clock.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';

/** Whose table, where not the AWS tools' own settings say. */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * The deployed table, to read from. Region, credentials and endpoint come from where every AWS tool takes them:
 * AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB and their files; `region` and `profile` stand above these.
 */
export function deployedTable(tableName: string, { region, profile }: AwsOptions): Table {
  const client = new DynamoDBClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  return { client, tableName, now: systemClock.now };
}
