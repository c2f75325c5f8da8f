import { alertIdsOfDay } from '../../../lambda/adapters/dynamodb/alert-list.ts';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { type AwsOptions, deployedTable } from '../deployed/table.ts';
import type { StoredAlertPorts } from './stored-alerts.ts';

/** The alerts of the deployed table, to read from. */
export function deployedAlerts(tableName: string, options: AwsOptions): StoredAlertPorts {
  const table = deployedTable(tableName, options);
  return { idsOfDay: (day) => alertIdsOfDay(day, table), alerts: dynamoAlerts(table) };
}
