import * as fc from 'fast-check';
import type { Finding, Match } from '../../../lambda/core/alert.ts';
import { type GatheringPolicy, gathered } from '../../../lambda/core/gathering.ts';
import type { Severity } from '../../../lambda/core/rule.ts';
import { days, hours, minus, minutes, periodStart, plus } from '../../../lambda/core/time.ts';
import { rule as less } from '../../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as grouped } from '../../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { rule as usual } from '../../../lambda/rules/many-failed-logins-for-user/rule.ts';
import { match } from '../findings.ts';
import { at } from '../observations.ts';
import { type History, type Message, someLife, someTurns } from '../telling/history.ts';
import type { Scene } from '../telling/play.ts';

/** Some matches of one alert. */
export interface Part {
  readonly rule: keyof typeof rules;
  readonly alert: number;
  /** Of the day before: late. */
  readonly late: boolean;
  readonly first: number;
  readonly count: number;
}

/** One whose alerts wait for a digest, one that people are told of in groups, and one of neither. */
const rules = { less, grouped, usual };

export const stormAbove = 2;

export const digestHours = { first: 8, later: 6 };

const audiences = ['machines', 'people', 'chat'];

const somePart: fc.Arbitrary<Part> = fc.record({
  rule: fc.constantFrom('less', 'grouped', 'usual', 'usual'),
  alert: fc.nat(4),
  late: fc.constantFrom(false, false, false, true),
  first: fc.oneof(fc.nat(7), fc.nat(16)),
  count: fc.integer({ min: 1, max: 4 }),
});

const someMessage: fc.Arbitrary<Message<Part>> = fc.record({
  findings: fc.uniqueArray(somePart, { minLength: 1, maxLength: 4, selector: alertIdOf }),
  lives: fc.array(someLife(60), { minLength: 1, maxLength: 3 }),
  comesBack: fc.constantFrom(true, true, true, false),
});

const [hour, day] = [3_600, 86_400];
const turns = someTurns(
  400,
  [0, 0, 0, 1],
  [...Array(40).fill(0), 1, 60, 400],
  [...Array(30).fill(0), 1, 1, 60, 400, 1_800, hour, 6 * hour],
  [...Array(60).fill(0), 60, 6 * hour, day],
);

const someAct = {
  messages: fc.array(someMessage, { minLength: 1, maxLength: 4 }),
  sweeps: fc.array(someLife(60), { maxLength: 2 }),
};

/** The earlier digest hour is deployed on the evening of the first day. */
export const someHistory: fc.Arbitrary<History<Part>> = fc.record({
  audiences: fc.constantFrom(audiences, audiences.slice(0, 2)),
  updatesPerHour: fc.constantFrom(0, 1, 1, 2, 4),
  ...someAct,
  later: fc.array(fc.record({ ...someAct, after: fc.constantFrom(minutes(1), minutes(20), hours(7), days(1)) }), {
    minLength: 1,
    maxLength: 2,
  }),
  turns,
});

export const scene: Scene<Part> = {
  rules: Object.values(rules),
  findingOf(part) {
    const rule = rules[part.rule];
    const start = minus(periodStart(at(0), rule.period), part.late ? days(1) : hours(0));
    const matches = Array.from({ length: part.count }, (_, index) => matchNumber(part.first + index, rule.severity));
    return { alertId: alertIdOf(part), rule, columns: columnsOf(part), periodStart: start, matches };
  },
  gather: (topic, ports) => {
    const isLater = ports.clock.now() >= plus(at(0), hours(8));
    return gathered(topic, policyOf(topic.audience, isLater ? digestHours.later : digestHours.first), ports);
  },
};

function policyOf(audience: string, digestHour: number): GatheringPolicy {
  if (audience === 'machines') return { digestHour, groups: false, stormAbove };
  return { digestBelow: 'Medium', digestHour, groups: true, stormAbove };
}

function alertIdOf({ rule, alert, late }: Part): string {
  return `${rule}-${alert}${late ? '-late' : ''}`;
}

/** The last alert of a rule is root's, but of the grouped one; of that, two alerts each are of one address. */
function columnsOf({ rule, alert }: Part): Finding['columns'] {
  switch (rule) {
    case 'less':
      return { AccountName: alert === 4 ? 'arn:aws:iam::111122223333:root' : `user-${alert}` };
    case 'usual':
      return { account: '111122223333', user: alert === 4 ? 'root' : `user-${alert}` };
    case 'grouped':
      return { AccountName: `user-${alert}`, SourceIpAddress: `192.0.2.${Math.floor(alert / 2)}` };
    default:
      return rule satisfies never;
  }
}

/** The same event is the same match, whoever brings it. Every sixth names another user, and some are more severe. */
function matchNumber(n: number, usually: Severity): Match {
  const named = { user: n % 6 === 5 ? `user-${n}` : 'alice' };
  const severity = n === 9 || n === 10 ? 'High' : n % 10 === 8 ? 'Medium' : usually;
  return match({ id: `event-${n}`, eventId: `event-${n}`, time: at(n), severity, named });
}
