import type { Address } from '../../../lambda/core/address.ts';
import { type Alert, assemble, type Finding, findingOf } from '../../../lambda/core/alert.ts';
import { describe } from '../../../lambda/core/context.ts';
import {
  countFailures,
  type Dossier,
  type FailedSignIn,
  type KnownAlert,
  latestOfEach,
  signInsOfTable,
} from '../../../lambda/core/dossier.ts';
import type { CloudTrailEvent, Field } from '../../../lambda/core/event.ts';
import { compareText, identity } from '../../../lambda/core/identity.ts';
import { type EventCount, judgeEventCount, judgeTemporal, type Temporal } from '../../../lambda/core/judge.ts';
import { type Observation, positionOf } from '../../../lambda/core/observation.ts';
import { type PlannedRule, plan, type Stream, timelineOf } from '../../../lambda/core/plan.ts';
import type { Alerts, Timelines } from '../../../lambda/core/ports.ts';
import { allHold } from '../../../lambda/core/predicate.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { distinctIds } from '../../../lambda/core/thin.ts';
import { type Duration, earliestInstant, latestInstant, plus } from '../../../lambda/core/time.ts';
import { reach, union } from '../../../lambda/core/window.ts';
import { isLowerBound, keptCount, type Read } from './kept-count.ts';
import { touchingExclusions } from './touching-exclusions.ts';

export interface TablePorts {
  readonly timelines: Timelines;
  readonly alerts: Pick<Alerts, 'read'>;
}

/** The most distinct events to read of one timeline, the latest. */
const mostEventsRead = 10_000;

const byAddress: Field = 'SourceAddress';

/**
 * What is known of an address from what the deployed functions keep: the timelines of the rules that join by address
 * alone, and the alerts whose identity follows from these. `unknown` says what that leaves out.
 */
export async function dossierFromTable(
  address: Address,
  { rules, disabled = [] }: { readonly rules: readonly Rule[]; readonly disabled?: readonly Rule[] },
  ports: TablePorts,
): Promise<Dossier> {
  const planned = rules.map(plan).filter(joinsByAddress);
  const kept = await Promise.all(planned.map((rule) => keptBy(rule, identity(address), ports.timelines)));
  const failed = kept.flatMap(({ failed: ofRule }) => ofRule);
  const tables = kept.flatMap(({ tables: ofRule }) => ofRule);
  const consoleEvents = latestOfEach(kept.flatMap(({ events }) => events));
  const findings = [
    ...kept.flatMap(({ findings: ofRule }) => ofRule),
    ...consoleEvents.flatMap((event) => singleFindings(rules, event)),
  ];
  return {
    address,
    source: 'table',
    signIns: tables,
    accounts: countFailures(failed, 'account', tables),
    results: countFailures(failed, 'code', tables),
    consoleEvents,
    counted: kept.flatMap(({ counted }) => counted),
    alerts: (await stored(findings, ports)).map((alert) => withBound(alert, kept)),
    exclusions: touchingExclusions(address, consoleEvents, rules),
    notes: [],
    unknown: [...disabled.filter(countsSignIns).map(notKept), ...whatTheTableCannotKnow(rules, planned)],
  };
}

type JoinedByAddress = Temporal | EventCount;

interface Kept {
  readonly failed: readonly FailedSignIn[];
  readonly tables: Dossier['signIns'];
  readonly events: readonly CloudTrailEvent[];
  readonly counted: Dossier['counted'];
  readonly findings: readonly Finding[];
  /** Whether an alert is of this rule, and may have had more events than were kept. */
  readonly isBound: (alert: Alert) => boolean;
}

function joinsByAddress(planned: PlannedRule): planned is JoinedByAddress {
  return planned.type !== 'single' && planned.events.by.length === 1 && planned.events.by[0] === byAddress;
}

function keptBy(planned: JoinedByAddress, key: string, timelines: Timelines): Promise<Kept> {
  return planned.type === 'temporal' ? keptByTemporal(planned, key, timelines) : keptByCount(planned, key, timelines);
}

async function keptByTemporal(planned: Temporal, key: string, timelines: Timelines): Promise<Kept> {
  const { observations } = await readAll(planned.events, key, timelines);
  const sides = planned.sides.filter(({ stream }) => stream.source === 'entra');
  const reads = await Promise.all(sides.map(({ stream }) => readAll(stream, key, timelines)));
  // The alert's own arithmetic knows how many a batch held beyond those that were kept of it.
  const at = [...new Set(reads.flatMap((read) => read.observations).map(({ time }) => time))];
  const bounds = { key, at, limit: mostEventsRead, thinning: true };
  const totals = new Map((await describe(planned, bounds, timelines)).sides.map((side) => [side.name, side]));
  const perTable = sides.map(({ side }, index) => ({
    name: side.name,
    failed: (reads[index]?.observations ?? []).map((observation) => failedSignIn(side.name, observation)),
    cut: reads[index]?.cut === true,
  }));
  const spans = union(observations.map(({ time }) => ({ from: time, to: plus(time, 1 as Duration) })));
  return {
    failed: perTable.flatMap(({ failed }) => failed),
    tables: perTable.map(({ name, failed, cut }) => {
      const { count = 0, atLeast = false } = totals.get(name) ?? {};
      return signInsOfTable(name, failed, { others: [], total: { count, atLeast: atLeast || cut } });
    }),
    events: observations.flatMap(({ event }) => event ?? []),
    counted: [],
    findings: await judgeTemporal(planned, { key, spans, arrived: [] }, timelines),
    isBound: () => false,
  };
}

async function keptByCount(planned: EventCount, key: string, timelines: Timelines): Promise<Kept> {
  const read = await readAll(planned.events, key, timelines);
  const { observations } = read;
  const spans = union(observations.map(({ time }) => reach(time, planned.count.within)));
  const touched = { key, spans, arrived: observations };
  return {
    failed: [],
    tables: [],
    events: [],
    counted: [{ ruleId: planned.rule.id, ...keptCount(planned, read) }],
    findings: await judgeEventCount(planned, touched, { timelines, limit: mostEventsRead }),
    isBound: (alert) => isLowerBound(alert, planned, read),
  };
}

async function readAll(stream: Stream, key: string, timelines: Timelines): Promise<Read> {
  const [from, to] = [positionOf(earliestInstant), positionOf(plus(latestInstant, 1 as Duration))];
  const query = { timeline: timelineOf(stream, key), from, to, order: 'latest first', limit: mostEventsRead } as const;
  const observations = await timelines.read(query);
  return { observations: observations.toReversed(), cut: distinctIds(observations) >= mostEventsRead };
}

function failedSignIn(table: string, { id, time, fields }: Observation): FailedSignIn {
  return { table, id, time, account: fields.UserPrincipalName ?? '', code: fields.ResultType ?? '' };
}

/** A login that one rule keeps whole tells which alerts it has under those that correlate nothing. */
function singleFindings(rules: readonly Rule[], event: CloudTrailEvent): readonly Finding[] {
  const singles = rules.filter(({ correlate }) => correlate === undefined);
  return singles.filter(({ where }) => allHold(where, event)).map((rule) => findingOf(rule, event));
}

function withBound(alert: Alert, kept: readonly Kept[]): KnownAlert {
  return kept.some(({ isBound }) => isBound(alert)) ? { ...alert, eventCountAtLeast: true } : alert;
}

/** Of what would be an alert, what is one. */
async function stored(findings: readonly Finding[], { alerts }: TablePorts): Promise<readonly Alert[]> {
  const ruleOf = new Map(findings.map(({ alertId, rule }) => [alertId, rule]));
  const found: Alert[] = [];
  for (const [alertId, rule] of ruleOf) {
    const record = await alerts.read(alertId);
    if (record !== undefined && record.matches.length > 0) found.push(assemble(rule, record, { revision: 1 }));
  }
  return found.toSorted((a, b) => compareText(a.startTime, b.startTime) || compareText(a.alertId, b.alertId));
}

function countsSignIns({ correlate }: Rule): boolean {
  return correlate?.type === 'temporal' && correlate.sides.some(({ source }) => source === 'entra');
}

function notKept({ id }: Rule): string {
  return `Failed sign-ins: the configuration disables the rule ${id}, for which the table would keep them.`;
}

function whatTheTableCannotKnow(rules: readonly Rule[], planned: readonly JoinedByAddress[]): readonly string[] {
  const others = rules.filter((rule) => !planned.some((known) => known.rule === rule)).map(({ id }) => id);
  return [
    'Sign-ins that succeeded, and those that a filter or an exclusion left out: the table keeps what the rules count.',
    'Who failed to log in to the console: of such logins the table keeps times and ids, in the logs stands more.',
    ...(others.length === 0
      ? []
      : [
          `All alerts of ${others.join(', ')}: alerts are not indexed by address, and shown are those of logins kept here.`,
        ]),
    'What is older: an observation is kept for 35 days beyond its window. Counts with "at least" stand for floods of which a part is kept.',
    'What was written under other settings: read with the configuration that is deployed.',
  ];
}
