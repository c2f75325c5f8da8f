import * as v from 'valibot';
import { isFor } from '../core/exclusion.ts';
import { type Rule, type Severity, severities } from '../core/rule.ts';
import { type GraphConfig, graphSchema, unshownMapping } from './entra-graph.ts';
import { type ExclusionSettings, exclusionsSchema, toExclusions } from './exclusions.ts';
import { type Fault, faultOf, mapping, must, mustBeOneOf, mustMatch, option, unseenKeys } from './faults.ts';
import { keyArn } from './key-arn.ts';
import { configured, type KnownRules, type RuleSettings, ruleSettingsSchema } from './rule-settings.ts';

/** The configuration, whole and valid: what was not said holds its default. */
export interface Config {
  readonly cloudtrail: CloudTrailConfig;
  readonly entra: EntraConfig;
  readonly subscribers: Subscribers;
  /** By rule id; a rule that is not named stays as it is declared. */
  readonly rules: Readonly<Record<string, RuleSettings>>;
  readonly exclusions: readonly ExclusionSettings[];
  readonly limits: { readonly decompressedBytes: number };
}

/** Where CloudTrail's files come from: a bucket and trail of our own, or a bucket that exists already. */
export type CloudTrailConfig =
  | { readonly mode: 'create' }
  | {
      readonly mode: 'existing';
      readonly bucket: string;
      /** The account that owns the bucket. */
      readonly account: string;
      /** The key that the trail encrypts its files with, where it uses SSE-KMS. */
      readonly keyArn?: string;
    };

interface EntraConfig {
  /** Only keys of the landing bucket that begin with this are read. The whole bucket by default. */
  readonly landingPrefix?: string;
  /** Polls the sign-ins from Microsoft Graph. Not at all by default. */
  readonly graph?: GraphConfig;
}

/** Who is told: programs get the alert as JSON, people get text, operators get the alarms about Gatewarden itself. */
export interface Subscribers {
  readonly machines: readonly MachineSubscriber[];
  readonly people: readonly MailSubscriber[];
  readonly operators: readonly MailSubscriber[];
}

export interface MachineSubscriber {
  readonly protocol: 'sqs' | 'lambda' | 'https';
  readonly endpoint: string;
  /** Everything by default. All that are given must hold. */
  readonly filter?: AlertFilter;
}

export interface MailSubscriber {
  readonly protocol: 'email';
  readonly endpoint: string;
}

/** The message attributes that a subscriber may choose alerts by, each with the values it wants. */
export interface AlertFilter {
  readonly severity?: readonly Severity[];
  readonly rule?: readonly string[];
  readonly account?: readonly string[];
}

/** What the functions need of the configuration; synth writes it beside their bundles. */
export type DetectionConfig = Pick<Config, 'entra' | 'rules' | 'exclusions' | 'limits'>;

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const gibibyte = 2 ** 30;
const account = mustMatch(/^\d{12}$/, 'an account id of 12 digits, in quotes');
const bucket = mustMatch(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket');
const landingPrefix = mustMatch(
  /^[A-Za-z0-9_.-][A-Za-z0-9_./-]*$/,
  'the beginning of a key, of letters, digits and _ . - /, and without a slash in front',
);
const queueArn = mustMatch(
  /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/,
  'the ARN of a standard (not FIFO) queue',
);
const functionArn = mustMatch(
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?$/,
  'the ARN of a function',
);
const httpsUrl = v.pipe(
  v.string(must('an https:// URL')),
  v.check((text) => URL.canParse(text) && new URL(text).protocol === 'https:', must('an https:// URL')),
);
const mailAddress = mustMatch(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address');

/** The configuration where there is no file: our own bucket and trail, every rule as declared, no subscribers. */
export const defaultConfig: Config = {
  cloudtrail: { mode: 'create' },
  entra: {},
  subscribers: { machines: [], people: [], operators: [] },
  rules: {},
  exclusions: [],
  limits: { decompressedBytes: gibibyte },
};

/**
 * Reads a configuration as it came out of YAML or JSON; `undefined` and `null` are the default one. Names all faults at
 * once. The rules that may be named come from the caller, as they are no business of this folder.
 */
export function parseConfig(raw: unknown, known: KnownRules): ParsedConfig {
  const result = v.safeParse(configSchema(known), raw);
  const unseen = unseenKeys(raw);
  if (result.success && unseen.length === 0) return { ok: true, config: result.output };
  return { ok: false, faults: [...(result.issues ?? []).map(faultOf), ...unseen] };
}

/** The rules that are enabled, each as the configuration sets it and with the exclusions that are for it. */
export function configuredRules(
  rules: readonly Rule[],
  config: Pick<Config, 'rules'> & Partial<Pick<Config, 'exclusions'>>,
): readonly Rule[] {
  const exclusions = toExclusions(config.exclusions ?? []);
  return rules.flatMap((declared) => {
    const rule = configured(declared, config.rules[declared.id] ?? {});
    if (rule === undefined) return [];
    const own = exclusions.filter((exclusion) => isFor(rule.id, exclusion));
    return [{ ...rule, ...(own.length > 0 && { exclusions: own }) }];
  });
}

function configSchema(known: KnownRules): v.GenericSchema<unknown, Config> {
  const { ruleIds } = known;
  const ruleId = v.picklist(ruleIds, must(`the id of a rule (${ruleIds.join(', ')})`));
  return v.nullish(
    mapping({
      cloudtrail: v.nullish(cloudTrailSchema(), defaultConfig.cloudtrail),
      entra: v.nullish(entraSchema(), {}),
      subscribers: v.nullish(subscribersSchema(ruleId), {}),
      rules: v.nullish(ruleSettingsSchema(known), {}),
      exclusions: exclusionsSchema(ruleId),
      limits: v.nullish(mapping({ decompressedBytes: v.optional(byteCount(), gibibyte) }), {}),
    }),
    {},
  );
}

function cloudTrailSchema() {
  const existing = {
    mode: v.literal('existing'),
    bucket,
    account,
    keyArn: v.exactOptional(mustMatch(keyArn.form, keyArn.words)),
  };
  return v.variant(
    'mode',
    [option({ mode: v.literal('create') }), option(existing)],
    mustBeOneOf('mode', '"create" or "existing"'),
  );
}

function entraSchema() {
  return unshownMapping({ landingPrefix: v.exactOptional(landingPrefix), graph: v.exactOptional(graphSchema()) });
}

function subscribersSchema(ruleId: v.GenericSchema<unknown, string>) {
  const filter = v.exactOptional(
    mapping({
      severity: v.exactOptional(someOf(v.picklist(severities, must(`one of ${severities.join(', ')}`)))),
      rule: v.exactOptional(someOf(ruleId)),
      account: v.exactOptional(someOf(account)),
    }),
  );
  const machine = v.variant(
    'protocol',
    [
      option({ protocol: v.literal('sqs'), endpoint: queueArn, filter }),
      option({ protocol: v.literal('lambda'), endpoint: functionArn, filter }),
      option({ protocol: v.literal('https'), endpoint: httpsUrl, filter }),
    ],
    mustBeOneOf('protocol', '"sqs", "lambda" or "https"'),
  );
  const mail = mapping({ protocol: v.literal('email', must('"email"')), endpoint: mailAddress });
  return mapping({ machines: listOf(machine), people: listOf(mail), operators: listOf(mail) });
}

function byteCount() {
  const phrase = must('a whole number of bytes, 1 or more');
  return v.pipe(v.number(phrase), v.safeInteger(phrase), v.minValue(1, phrase));
}

/** Values of a filter. None at all would let nothing pass, which nobody means. */
function someOf<T>(value: v.GenericSchema<unknown, T>) {
  const phrase = must('a list of one value or more');
  return v.pipe(v.array(value, phrase), v.minLength(1, phrase));
}

/** Subscribers, none by default. SNS takes an endpoint once for each topic. */
function listOf<T extends { readonly protocol: string; readonly endpoint: string }>(
  subscriber: v.GenericSchema<unknown, T>,
) {
  const list = v.pipe(
    v.array(subscriber, must('a list')),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const endpoints = dataset.value.map(({ endpoint }) => endpoint);
      for (const [index, endpoint] of endpoints.entries()) {
        if (endpoints.indexOf(endpoint) === index) continue;
        const path = { type: 'array', origin: 'value', input: dataset.value, key: index, value: endpoint } as const;
        addIssue({ message: 'has the same endpoint as one above', input: endpoint, path: [path] });
      }
    }),
  );
  return v.nullish(list, []);
}
