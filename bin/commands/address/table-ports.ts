import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import { type AwsOptions, deployedTable } from '../deployed/table.ts';
import type { TablePorts } from './from-table.ts';

/** The timelines and alerts of the deployed table, to read from. */
export function tablePorts(tableName: string, options: AwsOptions): TablePorts {
  const table = deployedTable(tableName, options);
  return { timelines: dynamoTimelines(table), alerts: dynamoAlerts(table) };
}
