import * as v from 'valibot';
import { type Delivery, type Rule, type Severity, severities } from '../core/rule.ts';
import type { SystemAlert } from '../core/system-alert.ts';
import { type Setting, type Tunable, type Tunables, tune } from '../core/tunable.ts';
import { parseDuration } from './duration.ts';
import { durationBetween } from './duration-between.ts';
import { isMapping, must, option } from './faults.ts';

/** What is set of one rule. What it declares as tunable stands beside the rest, under its own name. */
export interface RuleSettings {
  readonly enabled?: boolean;
  readonly severity?: Severity;
  readonly deliver?: Delivery;
  readonly [tunable: string]: Setting | undefined;
}

/** The rules that a configuration may name, and what may be set of each. */
export interface KnownRules {
  readonly ruleIds: readonly string[];
  /** They are set, and filtered by, as rules are. */
  readonly systemAlertIds?: readonly string[];
  /** By rule id; of a rule that is not in it, nothing but what every rule has. */
  readonly tunables?: Readonly<Record<string, Tunables>>;
}

export function knownRules(rules: readonly Rule[], systemAlerts: readonly SystemAlert[] = []): KnownRules {
  return {
    ruleIds: rules.map(({ id }) => id),
    systemAlertIds: systemAlerts.map(({ id }) => id),
    tunables: Object.fromEntries(rules.map(({ id, tunable = {} }) => [id, tunable])),
  };
}

export function ruleSettingsSchema({ ruleIds, systemAlertIds = [], tunables = {} }: KnownRules) {
  const phrase = must('a mapping of rule ids to their settings');
  const byRule = Object.fromEntries(
    [...ruleIds, ...systemAlertIds].map((id) => [
      id,
      v.exactOptional(v.nullish(settingsSchema(tunables[id] ?? {}), {})),
    ]),
  );
  return v.pipe(v.custom<unknown>(isMapping, phrase), option(byRule)) as v.GenericSchema<
    unknown,
    Readonly<Record<string, RuleSettings>>
  >;
}

/** A rule as it is set; undefined where it is disabled. */
export function configured(rule: Rule, settings: RuleSettings): Rule | undefined {
  const { enabled, severity, deliver, ...tuned } = settings;
  const set = Object.entries(tuned).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, settingOf(rule.tunable?.[name], value)] as const],
  );
  return asTold(tune(rule, Object.fromEntries(set)), settings);
}

/** A rule or a system alert, told as it is set; undefined where it is disabled. */
export function asTold<Told extends Pick<Rule, 'deliver'>>(
  told: Told,
  { enabled = true, severity, deliver = told.deliver }: RuleSettings,
): Told | undefined {
  if (!enabled) return undefined;
  return { ...told, deliver, ...(severity !== undefined && { alertSeverity: severity }) };
}

function settingsSchema(tunables: Tunables) {
  const tuned = Object.entries(tunables).map(([name, tunable]) => [name, v.exactOptional(valueSchema(tunable))]);
  const phrase = must('a mapping of settings');
  return v.pipe(
    v.custom<unknown>(isMapping, phrase),
    option({
      enabled: v.exactOptional(v.boolean(must('true or false'))),
      severity: v.exactOptional(v.picklist(severities, must(`one of ${severities.join(', ')}`))),
      deliver: v.exactOptional(v.picklist(['alert', 'signal'], must('"alert" or "signal"'))),
      ...Object.fromEntries(tuned),
    }),
  );
}

/** Lengths of time stay text, so that what was read can be written and read again. */
function valueSchema(tunable: Tunable): v.GenericSchema<unknown, Setting> {
  switch (tunable.kind) {
    case 'moreThan': {
      const phrase = must(`a whole number from ${tunable.least} to ${tunable.most}`);
      return v.pipe(
        v.number(phrase),
        v.safeInteger(phrase),
        v.minValue(tunable.least, phrase),
        v.maxValue(tunable.most, phrase),
      );
    }
    case 'within':
      return durationBetween(tunable.least, tunable.most);
    case 'oneOf': {
      const names = Object.keys(tunable.options);
      return v.picklist(names, must(names.map((name) => `"${name}"`).join(' or ')));
    }
    case 'switch':
      return v.boolean(must('true or false'));
    case 'notIn':
      return v.array(resultCode(/^\d{1,7}$/, 'a result code, such as 50126'), must('a list'));
    default:
      return tunable satisfies never;
  }
}

/** YAML reads a bare code as a number; there is no other way to write one, so that both are taken. */
export function resultCode(form: RegExp, be: string): v.GenericSchema<unknown, string> {
  const isCode = (value: unknown): boolean =>
    (typeof value === 'string' || Number.isSafeInteger(value)) && form.test(String(value));
  return v.pipe(v.custom<unknown>(isCode, must(be)), v.transform(String));
}

function settingOf(tunable: Tunable | undefined, value: Setting): Setting {
  return tunable?.kind === 'within' ? (parseDuration(String(value)) ?? value) : value;
}
