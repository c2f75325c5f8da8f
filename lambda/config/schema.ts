import * as v from 'valibot';
import { nestsDeeper } from '../core/nesting.ts';
import { type Alarms, alarmsSchema, defaultAlarms } from './alarms.ts';
import { type CanaryConfig, canarySchema } from './canary.ts';
import { type CloudTrailSource, cloudTrailSchema } from './cloudtrail.ts';
import { cloudTrailFaults } from './cloudtrail-faults.ts';
import { type GraphConfig, graphSchema, unshownMapping } from './entra-graph.ts';
import { type ExclusionSettings, exclusionsSchema } from './exclusions.ts';
import { type FastPath, fastPathSchema } from './fast-path.ts';
import { type Fault, faultOf, isMapping, mapping, must, mustMatch, unseenKeys } from './faults.ts';
import { type KnownRules, type RuleSettings, ruleSettingsSchema } from './rule-settings.ts';
import { noSubscribers, type Subscribers, subscribersSchema } from './subscribers.ts';
import { defaultTelling, type Telling, tellingSchema } from './telling.ts';
import { defaultTopics, settled, type Topics, topicFaults, topicsSchema } from './topics.ts';

/** The configuration, whole and valid: what was not said holds its default. */
export interface Config {
  /** Where CloudTrail's files come from: one place at least. */
  readonly cloudtrail: readonly CloudTrailSource[];
  readonly entra: EntraConfig;
  /** Brings sign-ins sooner than their log files. Not there by default. */
  readonly fastPath?: FastPath;
  readonly topics: Topics;
  readonly telling: Telling;
  readonly subscribers: Subscribers;
  /** By the id of a rule or system alert; one that is not named stays as it is declared. */
  readonly rules: Readonly<Record<string, RuleSettings>>;
  readonly exclusions: readonly ExclusionSettings[];
  readonly limits: { readonly decompressedBytes: number };
  readonly alarms: Alarms;
  /** A made-up attack that goes the whole way every so often. None by default. */
  readonly canary?: CanaryConfig;
  /** Whether there is a dashboard of CloudWatch. */
  readonly dashboard: boolean;
}

interface EntraConfig {
  /** Only keys of the landing bucket that begin with this are read. The whole bucket by default. */
  readonly landingPrefix?: string;
  /** Polls the sign-ins from Microsoft Graph. Not at all by default. */
  readonly graph?: GraphConfig;
}

/** What the functions need of the configuration; synth writes it beside their bundles. */
export type DetectionConfig = Pick<
  Config,
  'entra' | 'topics' | 'telling' | 'rules' | 'exclusions' | 'limits' | 'canary'
>;

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const gibibyte = 2 ** 30;
const deepest = 20; // levels; what is known nests a third of it
const landingPrefix = mustMatch(
  /^[A-Za-z0-9_.-][A-Za-z0-9_./-]*$/,
  'the beginning of a key, of letters, digits and _ . - /, and without a slash in front',
);
/** The configuration where there is no file: our own bucket and trail, every rule as declared, no subscribers. */
export const defaultConfig: Config = {
  cloudtrail: [{ mode: 'create' }],
  entra: {},
  topics: defaultTopics,
  telling: defaultTelling,
  subscribers: noSubscribers,
  rules: {},
  exclusions: [],
  limits: { decompressedBytes: gibibyte },
  alarms: defaultAlarms,
  dashboard: true,
};

/**
 * Reads a configuration as it came out of YAML or JSON; `undefined` and `null` are the default one. Names all faults at
 * once. The rules that may be named come from the caller, as they are no business of this folder.
 */
export function parseConfig(raw: unknown, known: KnownRules): ParsedConfig {
  if (nestsDeeper(raw, deepest))
    return { ok: false, faults: [{ path: [], message: `nests deeper than ${deepest} levels` }] };
  const result = v.safeParse(configSchema(known), raw);
  const others = [...unseenKeys(raw), ...contradictions(raw, known)];
  if (result.success && others.length === 0) return { ok: true, config: result.output };
  return { ok: false, faults: [...(result.issues ?? []).map(faultOf), ...others] };
}

/** Faults between sections, told also where another section has a fault of its own. */
function contradictions(raw: unknown, known: KnownRules): readonly Fault[] {
  const sections = v.safeParse(
    v.object({
      topics: v.nullish(topicsSchema(), {}),
      subscribers: v.nullish(subscribersSchema(alertingIdSchema(known)), {}),
    }),
    raw ?? {},
  );
  const cloudtrail = isMapping(raw) ? cloudTrailFaults(raw['cloudtrail']) : [];
  return [...cloudtrail, ...(sections.success ? topicFaults(sections.output) : [])];
}

function configSchema(known: KnownRules): v.GenericSchema<unknown, Config> {
  const whole = v.pipe(
    mapping({
      cloudtrail: v.nullish(cloudTrailSchema(), { mode: 'create' }),
      entra: v.nullish(entraSchema(), {}),
      fastPath: v.exactOptional(fastPathSchema()),
      topics: v.nullish(topicsSchema(), {}),
      telling: v.nullish(tellingSchema(), {}),
      subscribers: v.nullish(subscribersSchema(alertingIdSchema(known)), {}),
      rules: v.nullish(ruleSettingsSchema(known), {}),
      exclusions: exclusionsSchema(ruleIdSchema(known.ruleIds)),
      limits: v.nullish(mapping({ decompressedBytes: v.optional(byteCount(), gibibyte) }), {}),
      alarms: v.nullish(alarmsSchema(), {}),
      canary: v.exactOptional(canarySchema()),
      dashboard: v.nullish(v.boolean(must('true or false')), defaultConfig.dashboard),
    }),
    v.transform((config) => ({ ...config, topics: settled(config.topics, config.subscribers) })),
  );
  return v.nullish(whole, {});
}

function ruleIdSchema(ids: readonly string[]) {
  return v.picklist(ids, must(`the id of a rule (${ids.join(', ')})`));
}

/** System alerts stand in for rules wherever no events are judged. */
function alertingIdSchema({ ruleIds, systemAlertIds = [] }: KnownRules) {
  return ruleIdSchema([...ruleIds, ...systemAlertIds]);
}

function entraSchema() {
  return unshownMapping({ landingPrefix: v.exactOptional(landingPrefix), graph: v.exactOptional(graphSchema()) });
}

function byteCount() {
  const phrase = must('a whole number of bytes, 1 or more');
  return v.pipe(v.number(phrase), v.safeInteger(phrase), v.minValue(1, phrase));
}
