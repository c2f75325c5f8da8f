import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../../lambda/adapters/clock.ts';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import type { TablePorts } from './from-table.ts';

/**
 * The deployed table, to read from. Region, credentials and endpoint come from where every AWS tool takes them:
 * AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB and their files; `region` and `profile` stand above these.
 */
export function tablePorts(
  tableName: string,
  { region, profile }: { readonly region?: string | undefined; readonly profile?: string | undefined },
): TablePorts {
  const client = new DynamoDBClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const table = { client, tableName, now: systemClock.now };
  return { timelines: dynamoTimelines(table), alerts: dynamoAlerts(table) };
}

/** What an error of AWS or of the way there says; undefined for an error of another kind. */
export function awsReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'ResourceNotFoundException') return 'there is no such table in this region and account';
  const ofAws = '$metadata' in error || error.name.includes('Provider') || error.message === 'Region is missing';
  const ofNetwork = 'code' in error || error instanceof AggregateError;
  return ofAws || ofNetwork ? error.message || String((error as NodeJS.ErrnoException).code) : undefined;
}
