import { bulletinIn } from '../../lambda/core/bulletin.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { publicationsIn, type Telling } from '../contracts/telling/trace.ts';
import type { Quiet } from './system.ts';

/** What a schedule may have had without which many of them together would prove little. */
const signs = {
  'an update': (quiet) => publicationsIn(quiet).some(({ message }) => message.kind === 'update'),
  'a bulletin': ({ records }) => records.some((record) => bulletinIn(record) !== undefined),
  'a lost answer of a publish': outcome('answer lost'),
  'a publish that was never marked': outcome('never marked'),
  'a lease that ended before its holder did': ({ tellings }) => tellings.some(({ held }) => !held),
  'told again': ({ tellings }) => {
    const names = tellings.map(({ id, audience, revision }) => `${id} ${audience} ${revision}`);
    return new Set(names).size < names.length;
  },
  'a message that came again': ({ taken }) => taken.some(({ received }) => received > 1),
  'an alert that another invocation was telling': said('is being told by another invocation'),
  'an invocation without time': said('OutOfTime'),
  'a dead message': ({ dead }) => dead.length > 0,
  'a bad record': said('record failed'),
  'records read before': said('"read before"'),
  'an exclusion': said('events excluded'),
  'something that the sweeper told': ({ lines }) => lines.some((line) => /"AlertsSwept":[1-9]/.test(line)),
} satisfies Record<string, (quiet: Quiet) => boolean>;

export const allSigns: readonly string[] = [...Object.keys(signs), ...[...rules, ...systemAlerts].map(({ id }) => id)];

export function signsOf(quiet: Quiet): readonly string[] {
  const found = Object.entries<(quiet: Quiet) => boolean>(signs).filter(([, is]) => is(quiet));
  return [...found.map(([sign]) => sign), ...quiet.records.map(({ ruleId }) => ruleId)];
}

function outcome(of: Telling['outcome']) {
  return ({ tellings }: Quiet) => tellings.some((telling) => telling.outcome === of);
}

function said(words: string) {
  return ({ lines }: Quiet) => lines.some((line) => line.includes(words));
}
