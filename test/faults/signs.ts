import { bulletinIn } from '../../lambda/core/bulletin.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { publicationsIn, type Telling } from '../contracts/telling/trace.ts';
import type { Level } from './check.ts';
import { troubles } from './log-objects.ts';
import { excuses, repeatsIn } from './repeats.ts';
import type { Schedule } from './schedule.ts';
import type { Quiet } from './system.ts';
import { happenings, portHappenings, wireHappenings } from './tally.ts';

/** How often a schedule had something without which many of them together would prove little. */
export type Signs = ReadonlyMap<string, number>;

/** What came of it. */
const outcomes = {
  'an update': (quiet) => publicationsIn(quiet).filter(({ message }) => message.kind === 'update').length,
  'a bulletin': ({ records }) => records.filter((record) => bulletinIn(record) !== undefined).length,
  'a lost answer of a publish': outcome('answer lost'),
  'a publish that was never marked': outcome('never marked'),
  'a lease that ended before its holder did': ({ tellings }) => tellings.filter(({ held }) => !held).length,
  'a claim that somebody else took over': ({ takeovers }) => takeovers,
  'an alert that another invocation was telling': ({ refusals }) => refusals.length,
  'an invocation without time': said('OutOfTime'),
  'a dead message': ({ dead }) => dead.length,
  'a bad record': said('record failed'),
  'records read before': said('"read before"'),
  'an exclusion': said('events excluded'),
  'something that the sweeper told': ({ lines }) => lines.filter((line) => /"AlertsSwept":[1-9]/.test(line)).length,
} satisfies Record<string, (quiet: Quiet) => number>;

/** How its logs were to come. */
const deliveries = {
  'an object announced twice': ({ arrivals, objects }) => twice(arrivals, objects.length),
  'several objects in one message': ({ arrivals }) => arrivals.filter((each) => named(each).length > 1).length,
  'a history in several objects': ({ objects }) => Number(objects.length > 1),
  'an object that grew': ({ objects }) => objects.filter(({ states }) => states.length > 1).length,
  'an object of a second trail': ({ objects }) => objects.filter(({ key }) => key.startsWith('o-example/')).length,
  'an event by itself': ({ arrivals }) => arrivals.filter((each) => 'body' in each && isSignIn(each.body)).length,
  'a message that nobody can take': ({ arrivals }) => arrivals.filter((each) => 'poison' in each && each.poison).length,
} satisfies Record<string, (schedule: Schedule) => number>;

/** In memory: over the wire it takes a crash between two requests, which few schedules have. */
const unworded = 'an alert that was due, and of which nobody had left word';
const published = (excuse: string) => `published again: ${excuse}`;
const inTrouble = (trouble: string) => `an object that is ${trouble}`;

/** What the schedules of a level have to have had, all together: each kind of fault, of delivery and of what comes of them. */
export function signsWanted(level: Level): readonly string[] {
  return [
    ...Object.keys(outcomes),
    ...Object.keys(deliveries),
    ...happenings,
    ...(level === 'wire' ? wireHappenings : [...portHappenings, unworded]),
    ...troubles.map(inTrouble),
    ...excuses.map(published),
    ...[...rules, ...systemAlerts].map(({ id }) => id),
  ];
}

export function signsOf(quiet: Quiet, schedule: Schedule): Signs {
  const repeats = repeatsIn(quiet);
  return new Map<string, number>([
    ...Object.entries<(quiet: Quiet) => number>(outcomes).map(([sign, count]) => [sign, count(quiet)] as const),
    ...Object.entries<(schedule: Schedule) => number>(deliveries).map(
      ([sign, count]) => [sign, count(schedule)] as const,
    ),
    ...quiet.happened,
    [unworded, quiet.scheduled],
    ...troubles.map((trouble) => [inTrouble(trouble), inTroubleOf(schedule, trouble)] as const),
    ...excuses.map((each) => [published(each), repeats.filter(({ excuse }) => excuse === each).length] as const),
    ...[...Map.groupBy(quiet.records, ({ ruleId }) => ruleId)].map(([id, all]) => [id, all.length] as const),
  ]);
}

/** The sums of two. */
export function together(some: Signs, more: Signs): Signs {
  const names = new Set([...some.keys(), ...more.keys()]);
  return new Map([...names].map((name) => [name, (some.get(name) ?? 0) + (more.get(name) ?? 0)]));
}

function outcome(of: Telling['outcome']) {
  return ({ tellings }: Quiet) => tellings.filter((telling) => telling.outcome === of).length;
}

function said(words: string) {
  return ({ lines }: Quiet) => lines.filter((line) => line.includes(words)).length;
}

function named(arrival: Schedule['arrivals'][number]): readonly string[] {
  return arrival.kind === 'sent' ? arrival.names : [];
}

/** How much more often than once objects are announced. */
function twice(arrivals: Schedule['arrivals'], objects: number): number {
  const names = arrivals.flatMap(named);
  return Math.min(names.length - new Set(names).size, objects);
}

function isSignIn(body: string): boolean {
  return body.includes('"aws.signin"');
}

function inTroubleOf({ objects }: Schedule, trouble: string): number {
  return objects.filter((object) => object.trouble === trouble).length;
}
