import { paginateScan } from '@aws-sdk/client-dynamodb';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { tableKeys } from '../../lambda/config/table.ts';
import { type Alert, type AlertRecord, assemble } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { rules } from '../../lambda/rules/index.ts';

const prefix = 'a#';

/** Every alert of a rule that is stored, told or not, worded as if it were told for the first time. */
export async function storedAlerts(table: Table): Promise<readonly Alert[]> {
  const alerts = dynamoAlerts(table);
  const partitions = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client: table.client }, { TableName: table.tableName })) {
    for (const item of Items) partitions.add(item[tableKeys.partition]?.S ?? '');
  }
  const ids = [...partitions].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const records = (await Promise.all(ids.map((id) => alerts.read(id)))) as readonly AlertRecord[];
  return records.flatMap((record) => {
    const rule = rules.find(({ id }) => id === record.ruleId);
    return rule === undefined ? [] : [assemble(rule satisfies Rule, record, { revision: 1 })];
  });
}
