import type { AlertRecord } from '../../../lambda/core/alert.ts';
import { type EntityMapping, severities } from '../../../lambda/core/rule.ts';
import type { Tellable } from '../../../lambda/core/tellable.ts';
import { type Duration, days, plus } from '../../../lambda/core/time.ts';

/**
 * The rule of a stored alert, or its system alert; where this version has none of that id (it was renamed or removed), one made from what is
 * stored: enough to show the alert, and marked by its title. It alerts, so that nothing of it is left out as a signal.
 * The record has at least one match.
 */
export function ruleOf(record: AlertRecord, rules: readonly Tellable[]): Tellable {
  return rules.find(({ id }) => id === record.ruleId) ?? unknownRule(record, rules);
}

function unknownRule(record: AlertRecord, rules: readonly Tellable[]): Tellable {
  const { ruleId: id, matches } = record;
  const found = new Set(matches.map(({ severity }) => severity));
  return {
    id,
    title: `A rule that this version does not have: ${id}`,
    description: '',
    severity: severities.findLast((severity) => found.has(severity)) ?? 'Informational',
    deliver: 'alert',
    attack: [],
    // No rule is published there, and nobody ever can: https://www.rfc-editor.org/rfc/rfc2606#section-2
    original: { platform: 'unknown', id, title: id, url: 'https://gatewarden.invalid/' },
    timeColumns: [],
    period: likelyPeriod(record, rules),
    entities: likelyEntities(record, rules),
    falsePositives: [],
    triage: [],
  };
}

/** The shortest period of some rule that holds all of the events: it may have been longer, but not shorter. */
function likelyPeriod({ periodStart, matches }: AlertRecord, rules: readonly Tellable[]): Duration {
  const periods = [...rules.map(({ period }) => period), days(1)].toSorted((a, b) => a - b);
  const holdsAll = (period: Duration) => matches.every(({ time }) => time < plus(periodStart, period));
  return periods.find(holdsAll) ?? (periods.at(-1) as Duration);
}

/** Of each type the first mapping of some rule whose columns the alert has. */
function likelyEntities({ columns }: AlertRecord, rules: readonly Tellable[]): readonly EntityMapping[] {
  const fitting = rules
    .flatMap(({ entities }) => entities)
    .filter(({ identifiers }) => Object.values(identifiers).every((column) => column in columns));
  return fitting.filter(({ type }, index) => fitting.findIndex((other) => other.type === type) === index);
}
