import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { type Alert, assemble } from '../../lambda/core/alert.ts';
import { type DetectPorts, detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Message } from '../../lambda/core/ports.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { minutes } from '../../lambda/core/time.ts';
import { midnight } from './events.ts';

/** Ports of an embedded, exact detector that publishes nothing; `changes` replaces any of them. */
export function embeddedPorts(rules: readonly Rule[], changes: Partial<DetectPorts> = {}): DetectPorts {
  return {
    rules,
    timelines: memoryTimelines(),
    alerts: memoryAlerts(),
    publishers: [],
    clock: { now: () => midnight, pause: async () => {} },
    owner: 'test',
    lease: minutes(5),
    updatesPerHour: 4,
    contextLimit: Infinity,
    countLimit: Infinity,
    thinning: false,
    ...changes,
  };
}

/** Runs `calls` of detect, one after the other, each with its batches, and returns the alerts as they end up. */
export async function alertsAfter(
  rules: readonly Rule[],
  calls: readonly (readonly (readonly DetectorEvent[])[])[],
  changes: Partial<DetectPorts> = {},
): Promise<readonly Alert[]> {
  const alerts = memoryAlerts();
  const ports = embeddedPorts(rules, { alerts, ...changes });
  for (const batches of calls) await detect(inTurn(batches), ports);
  const ruleOf = (ruleId: string) => rules.find(({ id }) => id === ruleId) as Rule;
  const told = alerts.all().map((record) => assemble(ruleOf(record.ruleId), record, { revision: 1 }));
  return told.toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1));
}

/** What was published, where that is an alert and no bulletin. */
export function alertIn(message: Message): Alert {
  if (message.schema !== 'gatewarden.alert/1') throw new Error(`expected an alert, found ${message.schema}`);
  return message;
}

export async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
