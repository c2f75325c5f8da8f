import { expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Message } from '../../lambda/core/ports.ts';
import { sweep } from '../../lambda/core/sweep.ts';
import type { Tellable } from '../../lambda/core/tellable.ts';
import { latestInstant, minutes, plus } from '../../lambda/core/time.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import { embeddedPorts } from '../core/detecting.ts';
import { at } from '../core/events.ts';
import { missing } from './missing.ts';

/** What the sweeper does with a missing file whose invocation died before it told of it. */
async function swept(rules: readonly Tellable[]) {
  const alerts = memoryAlerts();
  const heard: Message[] = [];
  const finding = missing('AAAA');
  await alerts.merge(finding, { due: at(minutes(5)) });
  const publish = async (message: Message) => void heard.push(message);
  const clock = { now: () => plus(at(0), minutes(6)), pause: async () => {} };
  const ports = embeddedPorts([], { alerts, clock, publishers: [{ audience: 'people', publish }] });

  const report = await sweep({ ...ports, rules, deadline: latestInstant });

  return { report, heard, alertId: finding.alertId, stillDue: await alerts.dueBy(latestInstant, 10) };
}

it('a missing log file that nobody came to tell is told by the sweeper', async () => {
  const { report, heard, alertId, stillDue } = await swept([logFileMissing]);

  expect(report).toEqual({ swept: [alertId], dropped: [], busy: [], failed: [] });
  expect(heard).toMatchObject([{ alertId, rule: { id: logFileMissing.id }, severity: 'High', revision: 1 }]);
  expect(stillDue).toEqual([]);
});

it.each<[string, readonly Tellable[]]>([
  ['is disabled', []],
  ['is a signal', [{ ...logFileMissing, deliver: 'signal' }]],
])('one that %s by now is told to nobody, and is due no more', async (_, rules) => {
  const { report, heard, alertId, stillDue } = await swept(rules);

  expect(report.dropped).toEqual([alertId]);
  expect([heard, stillDue]).toEqual([[], []]);
});
