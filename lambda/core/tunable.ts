import type { Field } from './event.ts';
import { digest } from './identity.ts';
import { type Predicate, where } from './predicate.ts';
import type { EventCount, Rule, Side, Temporal } from './rule.ts';
import type { Duration } from './time.ts';

/** What may be set of a rule, by the name that it has in the configuration. */
export type Tunables = Readonly<Record<string, Tunable>>;

/** One thing that may be set of a rule; what is declared in the rule itself is its default. */
export type Tunable =
  /** The correlation's `moreThan`: a whole number within these bounds. */
  | { readonly kind: 'moreThan'; readonly least: number; readonly most: number }
  /** The correlation's `within`: a length of time within these bounds. */
  | { readonly kind: 'within'; readonly least: Duration; readonly most: Duration }
  /** One of several predicates, by name, in the place of the first, which the rule declares. */
  | { readonly kind: 'oneOf'; readonly options: Readonly<Record<string, Predicate>> }
  /** True puts one predicate into the place of another, which the rule declares. */
  | { readonly kind: 'switch'; readonly off: Predicate; readonly on: Predicate }
  /** Further values that the field must not have, wherever the rule looks at that field. */
  | { readonly kind: 'notIn'; readonly field: Field };

/** What a tunable is set to; which of these depends on its kind, and configurations are checked for it. */
export type Setting = number | string | boolean | readonly string[];

/** The rule with its tunables set. Throws RangeError for a setting that its rule does not declare, or of another type. */
export function tune(rule: Rule, settings: Readonly<Record<string, Setting>>): Rule {
  return Object.entries(settings).reduce((tuned, [name, setting]) => {
    const tunable = rule.tunable?.[name];
    if (tunable === undefined) throw new RangeError(`the rule ${rule.id} declares no tunable ${name}`);
    return set(tuned, tunable, setting);
  }, rule);
}

function set(rule: Rule, tunable: Tunable, setting: Setting): Rule {
  switch (tunable.kind) {
    case 'moreThan':
      return recorrelated(rule, (correlate) => withThreshold(correlate, numberOf(setting)));
    case 'within':
      return recorrelated(rule, (correlate) => ({ ...correlate, within: numberOf(setting) as Duration }));
    case 'oneOf': {
      const [declared] = Object.values(tunable.options);
      const chosen = tunable.options[String(setting)];
      if (declared === undefined || chosen === undefined) throw new RangeError(`there is no option ${setting}`);
      return repredicated(rule, (predicates) => replaced(predicates, declared, chosen));
    }
    case 'switch':
      return setting === true
        ? repredicated(rule, (predicates) => replaced(predicates, tunable.off, tunable.on))
        : rule;
    case 'notIn':
      return repredicated(rule, (predicates) => withoutValues(predicates, tunable.field, listOf(setting)));
    default:
      return tunable satisfies never;
  }
}

type Correlation = EventCount | Temporal;

function recorrelated(rule: Rule, change: (correlate: Correlation) => Correlation): Rule {
  return rule.correlate === undefined ? rule : { ...rule, correlate: change(rule.correlate) };
}

function withThreshold(correlate: Correlation, moreThan: number): Correlation {
  if (correlate.type === 'event_count') return { ...correlate, moreThan };
  return { ...correlate, sides: correlate.sides.map((side) => ({ ...side, moreThan })) };
}

/** Changes every list of predicates that the rule declares: its own and those of its sides. */
function repredicated(rule: Rule, change: (predicates: readonly Predicate[]) => readonly Predicate[]): Rule {
  const changed = { ...rule, where: change(rule.where) };
  if (rule.correlate?.type !== 'temporal') return changed;
  const sides = rule.correlate.sides.map((side): Side => ({ ...side, where: change(side.where) }));
  return { ...changed, correlate: { ...rule.correlate, sides } };
}

function replaced(predicates: readonly Predicate[], declared: Predicate, by: Predicate): readonly Predicate[] {
  return predicates.map((predicate) => (digest(predicate) === digest(declared) ? by : predicate));
}

function withoutValues(predicates: readonly Predicate[], field: Field, values: readonly string[]) {
  if (values.length === 0 || predicates.every((predicate) => predicate.field !== field)) return predicates;
  return [...predicates, where(field).notIn(...values)];
}

function numberOf(setting: Setting): number {
  if (typeof setting !== 'number') throw new RangeError(`expected a number, found ${setting}`);
  return setting;
}

function listOf(setting: Setting): readonly string[] {
  if (typeof setting !== 'object') throw new RangeError(`expected a list, found ${setting}`);
  return setting;
}
