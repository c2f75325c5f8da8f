import { limits } from '../../lambda/config/limits.ts';
import { type Duration, minutes, seconds } from '../../lambda/core/time.ts';
import type { Fate, Strike } from '../contracts/telling/actor.ts';
import type { Random } from './random.ts';

/** What goes wrong in one schedule, and how often. */
export interface Weather {
  /** How often a call of an invocation in trouble is struck. */
  readonly strikes: number;
  /** How often a strike ends the invocation. */
  readonly deaths: number;
  /** How often an invocation ends well, and the queue never hears of it. */
  readonly unheard: number;
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
  'unheard',
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
  unheard: 0,
  twice: 0,
  passes: [seconds(0)],
  skews: [seconds(0)],
  outlives: false,
  concurrency: 1,
};

/** How often something is struck: each call of a port, or each request, of which a client makes another one. */
export type Roughness = Pick<Weather, 'deaths'> & { readonly strikes: readonly number[] };

export const roughness = {
  calls: { strikes: [0, 0.003, 0.01, 0.01, 0.03, 0.08], deaths: 1 / 3 },
  requests: { strikes: [0.02, 0.05, 0.1, 0.2, 0.3], deaths: 0.05 },
} as const satisfies Record<string, Roughness>;

export function someWeather(random: Random, rough: Roughness, without: ReadonlySet<string>): Weather {
  const weather: Weather = {
    strikes: random.pick(rough.strikes),
    deaths: rough.deaths,
    unheard: random.pick([0, 0, 0.1, 0.3]),
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
    outlives: random.chance(0.15),
    concurrency: random.between(1, 4),
  };
  const calm = mischief.filter((each) => without.has(each)).map((each) => [each, fair[each]]);
  const long = weather.outlives ? { passes: [...Array(150).fill(seconds(0)), seconds(60), minutes(7)] } : {};
  return { ...weather, ...long, ...Object.fromEntries(calm) };
}

/** What may strike a call, as AWS's clients name it. */
const errors: readonly (readonly [name: string, message: string])[] = [
  ['ThrottlingException', 'Rate exceeded'],
  ['ProvisionedThroughputExceededException', 'The level of configured provisioned throughput was exceeded'],
  ['TimeoutError', 'socket hang up'],
  ['InternalServerError', 'Internal server error'],
  ['ServiceUnavailable', 'Please reduce your request rate'],
];

/** The fate of one invocation, of which some are spared. `lives` says whether it may still be alive. */
export function fateIn(weather: Weather, random: Random, lives: () => boolean): Fate {
  const rate = random.chance(0.4) ? 0 : weather.strikes;
  return () => {
    if (!lives()) return { effect: 'lost', run: 'dies' };
    return random.chance(rate) ? someStrike(weather, random) : undefined;
  };
}

function someStrike({ deaths }: Weather, random: Random): Strike {
  const [name, message] = random.pick(errors);
  return {
    effect: random.pick(['lost', 'taken']),
    run: random.chance(1 - deaths) ? 'goes on' : 'dies',
    error: Object.assign(new Error(message), { name }),
  };
}
