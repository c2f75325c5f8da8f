import { configuredRules } from '../../lambda/config/configured.ts';
import { knownRules } from '../../lambda/config/rule-settings.ts';
import { type DetectionConfig, parseConfig } from '../../lambda/config/schema.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import type { Tellable } from '../../lambda/core/tellable.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { type Arrival, arrivalsOf } from './arrivals.ts';
import { type LogObject, objectsOf } from './log-objects.ts';
import { newRandom, type Random } from './random.ts';
import { type Size, someSignIns } from './sign-ins.ts';
import { type Roughness, someWeather, type Weather } from './weather.ts';

/** A history of logs, how they come, and what goes wrong meanwhile: all of it follows from a seed. */
export interface Schedule {
  readonly seed: string;
  readonly rules: readonly Rule[];
  /** What alerts can be of: the rules, and the system alerts. */
  readonly tellables: readonly Tellable[];
  readonly config: DetectionConfig;
  readonly audiences: readonly string[];
  readonly objects: readonly LogObject[];
  readonly arrivals: readonly Arrival[];
  readonly weather: Weather;
  /** For what is drawn while it is played. */
  readonly random: Random;
}

const start = parseInstant('2026-11-20T12:00:00Z') as Instant;

const exclusions = [
  { id: 'backup', match: { user: ['canary-backup*'] }, effect: 'drop', reason: 'the backup service', owner: 'example' },
  { id: 'office', match: { sourceIp: ['198.51.100.0/24'] }, effect: 'lower', reason: 'our office', owner: 'example' },
];

/** How the schedules of a level are drawn, and what is left out of them: for who looks for what it takes to fail. */
export interface Drawing {
  readonly sizes: readonly Size[];
  readonly rough: Roughness;
  /** How many objects are in trouble. */
  readonly trouble: number;
  /** Parts of the weather, or `trouble`. */
  readonly without?: ReadonlySet<string>;
}

export function scheduleOf(seed: string, { sizes, rough, trouble, without = new Set() }: Drawing): Schedule {
  const random = newRandom(seed);
  const telling = random.fork('telling');
  const config = configOf({
    telling: { updatesPerHour: telling.pick([1, 1, 4]), stormAbove: telling.pick([1, 2, 25]) },
    exclusions: telling.chance(0.5) ? exclusions : [],
  });
  const signIns = someSignIns(random.fork('sign-ins'), random.fork('size').pick(sizes));
  const all = objectsOf(signIns, random.fork('objects'), {
    secondTrail: random.fork('trails').chance(0.3),
    trouble,
  });
  const objects = without.has('trouble') ? all.map(({ trouble: _, ...object }) => object) : all;
  const configured = configuredRules(rules, config);
  return {
    seed,
    rules: configured,
    tellables: [...configured, ...systemAlerts],
    config,
    audiences: telling.pick([
      ['machines', 'people'],
      ['machines', 'people', 'chat'],
    ]),
    objects,
    arrivals: arrivalsOf(objects, signIns.trail, { start, random: random.fork('arrivals') }),
    weather: someWeather(random.fork('weather'), rough, without),
    random: random.fork('play'),
  };
}

function configOf(raw: unknown): DetectionConfig {
  const parsed = parseConfig(raw, knownRules(rules, systemAlerts));
  if (!parsed.ok) throw new Error(`not valid: ${JSON.stringify(parsed.faults)}`);
  return parsed.config;
}
