import { limits } from '../../lambda/config/limits.ts';
import { type Duration, minutes, seconds } from '../../lambda/core/time.ts';
import type { Fate, Strike } from '../contracts/telling/actor.ts';
import type { Random } from './random.ts';
import type { Happening, Tally } from './tally.ts';

/** What goes wrong in one schedule, and how often. */
export interface Weather {
  /** How often a call of an invocation in trouble is struck. */
  readonly strikes: number;
  /** How often a strike ends the invocation. */
  readonly deaths: number;
  /** How often a strike that does not is followed by the same one: so long a service is away. */
  readonly outages: number;
  /** How often something is published, and the answer is lost. */
  readonly unanswered: number;
  /** How often a service goes away for long, before anything else, once something was published. */
  readonly silences: number;
  /** How often it can not be noted that something was told, or is due, at no attempt, while everything else works. */
  readonly unnoted: number;
  /** How often an invocation ends well, and the queue never hears of it. */
  readonly unheard: number;
  /** How often a message is seen some time after it was sent, when later ones are there. */
  readonly late: number;
  /** How often a message is shown to another consumer while one has it. */
  readonly twice: number;
  /** What passes before a step: one of these. */
  readonly passes: readonly Duration[];
  /** How far the clocks of two invocations are apart. */
  readonly skews: readonly Duration[];
  /** Whether nobody ends an invocation that takes longer than it may, so that its claims end before it does. */
  readonly outlives: boolean;
  /** How many invocations of one function there are at once. */
  readonly concurrency: number;
}

/** Each part of the weather by its name, so that a schedule can be played without it. */
export const mischief = [
  'strikes',
  'deaths',
  'outages',
  'unanswered',
  'silences',
  'unnoted',
  'unheard',
  'late',
  'twice',
  'passes',
  'skews',
  'outlives',
  'concurrency',
] as const;
export type Mischief = (typeof mischief)[number];

export const fair: Weather = {
  strikes: 0,
  deaths: 0,
  outages: 0,
  unanswered: 0,
  silences: 0,
  unnoted: 0,
  unheard: 0,
  late: 0,
  twice: 0,
  passes: [seconds(0)],
  skews: [seconds(0)],
  outlives: false,
  concurrency: 1,
};

/** How often something is struck: each call of a port, or each request, of which a client makes another one. */
export type Roughness = Pick<Weather, 'deaths'> & {
  readonly strikes: readonly number[];
  readonly unnoted: readonly number[];
  /** How often functions outlive their claims, and how many steps it takes between the times that pass there. */
  readonly outlives: number;
  readonly steady: number;
};

export const roughness = {
  calls: {
    strikes: [0, 0.003, 0.01, 0.01, 0.03, 0.08],
    unnoted: [0, 0, 0, 0.2],
    deaths: 1 / 3,
    outlives: 0.15,
    steady: 150,
  },
  requests: { strikes: [0.05, 0.1, 0.2, 0.3], unnoted: [0], deaths: 0.1, outlives: 0.3, steady: 50 },
} as const satisfies Record<string, Roughness>;

export function someWeather(random: Random, rough: Roughness, without: ReadonlySet<string>): Weather {
  const weather: Weather = {
    strikes: random.pick(rough.strikes),
    deaths: rough.deaths,
    outages: random.pick([0, 0, 0.5, 0.9]),
    unanswered: random.pick([0, 0, 0, 0.3]),
    silences: random.pick([0, 0, 0, 0.2]),
    unheard: random.pick([0, 0, 0.1, 0.3]),
    late: random.pick([0, 0.2]),
    twice: random.pick([0, 0, 0.1, 0.3]),
    passes: random
      .pick([
        [0],
        [0, 0, 0, 0.05],
        [...Array(40).fill(0), 1, 5],
        [...Array(100).fill(0), 1, 20, 60],
        [...Array(200).fill(0), 60, 130],
      ])
      .map((each) => seconds(each)),
    skews: [seconds(0), seconds(random.pick([0, limits.clockSkewSeconds]))],
    outlives: random.chance(rough.outlives),
    concurrency: random.between(1, 4),
    unnoted: random.pick(rough.unnoted),
  };
  const calm = mischief.filter((each) => without.has(each)).map((each) => [each, fair[each]]);
  const long = weather.outlives ? { passes: [...Array(rough.steady).fill(seconds(0)), seconds(60), minutes(7)] } : {};
  return { ...weather, ...long, ...Object.fromEntries(calm) };
}

/** What may strike a call, as AWS's clients name it. */
const errors: readonly (readonly [name: string, message: string, what: Happening])[] = [
  ['ThrottlingException', 'Rate exceeded', 'throttling'],
  [
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput was exceeded',
    'throttling',
  ],
  ['TimeoutError', 'socket hang up', 'a timeout'],
  ['InternalServerError', 'Internal server error', 'a server error'],
  ['ServiceUnavailable', 'Please reduce your request rate', 'a server error'],
];

/** What becomes of an invocation. */
export interface Lot {
  readonly fate: Fate;
  /** To be called before it publishes something, and when that was accepted. */
  readonly publishes: () => void;
  readonly published: () => void;
}

/** The lot of one invocation, of which some are spared. `lives` says whether it may still be alive. */
export function lotIn(
  weather: Weather,
  random: Random,
  { lives, tally }: { readonly lives: () => boolean; readonly tally: Tally },
): Lot {
  const rate = random.chance(0.4) ? 0 : weather.strikes;
  let last: Strike | undefined;
  let next: Strike | undefined;
  let staysAway = weather.outages;
  const unnoted = new Map<string, boolean>();
  const cannotNote = (what: string): boolean => {
    if (!unnoted.has(what)) unnoted.set(what, weather.unnoted > 0 && random.chance(weather.unnoted));
    return unnoted.get(what) === true;
  };
  return {
    fate(_, noted) {
      if (!lives()) {
        tally.add('a function out of time');
        return { effect: 'lost', run: 'dies' };
      }
      if (noted !== undefined && cannotNote(noted)) {
        tally.add('a note that failed while all else worked');
        return { effect: 'lost', run: 'goes on', error: errorOf(random.pick(errors)) };
      }
      if (next !== undefined) {
        const strike = next;
        next = undefined;
        tally.add('a lost answer');
        return strike;
      }
      const isAway = last?.run === 'goes on' && random.chance(staysAway);
      if (isAway) tally.add('an outage');
      else last = random.chance(rate) ? someStrike(weather, random, tally) : undefined;
      return last;
    },
    publishes() {
      if (random.chance(weather.unanswered)) next = { effect: 'taken', run: 'goes on' };
    },
    published() {
      if (!random.chance(weather.silences)) return;
      last = { effect: 'lost', run: 'goes on', error: errorOf(random.pick(errors)) };
      staysAway = longAway;
    },
  };
}

/** How often a service that went away for long is away still. */
const longAway = 0.97;

function someStrike({ deaths }: Weather, random: Random, tally: Tally): Strike {
  const struck = random.pick(errors);
  const [, , what] = struck;
  const effect = random.pick(['lost', 'taken'] as const);
  const run = random.chance(1 - deaths) ? 'goes on' : 'dies';
  const isLost = effect === 'lost';
  if (run === 'dies') tally.add(isLost ? 'a crash before a call' : 'a crash after a call');
  else tally.add(isLost ? what : 'a lost answer');
  return { effect, run, error: errorOf(struck) };
}

function errorOf([name, message]: (typeof errors)[number]): Error {
  return Object.assign(new Error(message), { name });
}
