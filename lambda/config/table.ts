import type { QueueName } from './queues.ts';

/** The stack's output that names the table. */
export const tableOutput = 'TableName';

/** The table's key attributes: what the stack creates and the DynamoDB adapters write. */
export const tableKeys = {
  partition: 'pk',
  sort: 'sk',
  /** Time to live, in seconds since 1970. DynamoDB deletes days late, so nothing may rely on an item being gone. */
  expires: 'expires',
} as const;

/** The table's indexes, of alerts only; each holds keys and nothing else. */
export const tableIndexes = {
  /** When to look at an alert again; a number of milliseconds since 1970. Sparse: most alerts are in no need of it. */
  due: { name: 'due', partition: 'dueOn', sort: 'dueAt' },
  /** Alerts by the day on which their period begins, each day in as many partitions as a hexadecimal digit has values. */
  day: { name: 'day', partition: 'periodDay', sort: 'pk' },
} as const;

/** The partitions of one day in the index `day`: `2026-11-20#0` to `2026-11-20#f`. */
export function dayPartitions(day: string): readonly string[] {
  return [...'0123456789abcdef'].map((digit) => dayPartitionOf(day, digit));
}

/** Which of them an alert is in: the one of its id's first digit. */
export function dayPartitionOf(day: string, alertId: string): string {
  return `${day}#${alertId.slice(0, 1)}`;
}

/** The partition that keeps why messages of a queue failed. */
export function failuresPartition(queue: QueueName): string {
  return `f#${queue}`;
}
