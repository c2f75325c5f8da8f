import { foldCase } from '../../core/predicate.ts';
import type { Attack, Rule } from '../../core/rule.ts';
import { eventNamesOf } from '../../core/wanted.ts';
import { conditionOf, exclusionsOf, indicatorKeys, indicatorsOf } from './conditions.ts';
import { outputFieldsOf } from './output-fields.ts';
import type { CataloguePage, SameAction, TacticCoverage } from './page.ts';
import { stagesOf } from './stages.ts';
import { tunablesOf } from './tunables.ts';

/** A page for each rule, in the order given. Nothing in it is written twice: it all comes from the declarations. */
export function catalogue(rules: readonly Rule[]): readonly CataloguePage[] {
  const keys = new Map(rules.map((rule) => [rule.id, indicatorKeys(rule)]));
  return rules.map((rule) => {
    const others = rules.filter(({ id }) => id !== rule.id);
    return {
      schema: 'gatewarden.rule/1',
      id: rule.id,
      title: rule.title,
      description: rule.description,
      severity: rule.severity,
      severityWhen: (rule.severityWhen ?? []).map(({ where, severity, because }) => ({
        severity,
        because,
        conditions: where.map(conditionOf),
      })),
      deliver: rule.deliver,
      eventNames: namesOf(rule),
      attack: byTactic(rule.attack),
      sameAction: others.flatMap((other) => sameAction(rule, other)),
      original: rule.original,
      stages: stagesOf(rule),
      exclusions: exclusionsOf(rule),
      indicators: indicatorsOf(rule, (key) => others.filter(({ id }) => keys.get(id)?.has(key)).map(({ id }) => id)),
      outputFields: outputFieldsOf(rule),
      tunables: tunablesOf(rule),
      falsePositives: rule.falsePositives,
      triage: rule.triage,
    };
  });
}

function byTactic(attack: readonly Attack[]): readonly TacticCoverage[] {
  return [...Map.groupBy(attack, ({ tactic }) => tactic)].map(([tactic, techniques]) => ({
    tactic,
    techniques: techniques.map(({ technique, name }) => ({ id: technique, name, url: techniqueUrl(technique) })),
  }));
}

/** `T1110.003` stands at `techniques/T1110/003/`. */
function techniqueUrl(technique: string): string {
  return `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`;
}

function sameAction(rule: Rule, other: Rule): readonly SameAction[] {
  const own = new Set(namesOf(rule).map(foldCase));
  const eventNames = namesOf(other).filter((name) => own.has(foldCase(name)));
  if (eventNames.length === 0) return [];
  return [{ id: other.id, title: other.title, platform: other.original.platform, eventNames }];
}

/** The event names that a rule filters on; none where it looks at every event. */
function namesOf(rule: Rule): readonly string[] {
  const names = eventNamesOf(rule);
  return names === 'any' ? [] : names;
}
