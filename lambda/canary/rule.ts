import { canaryMarks } from '../config/canary.ts';
import type { EntraSide, Rule } from '../core/rule.ts';
import { rules } from '../rules/index.ts';

/**
 * What the canary is judged by: the rule on failed sign-ins to Entra ID near a console login, as it is declared, under an
 * id of its own. So no exclusion and no setting touches it, its timelines and alerts are its own, and nobody who tells
 * alerts of the rules knows it: its alerts can be told by the canary's own publisher alone.
 */
export const canaryRule: Rule = canaryOf(rules);

/** How many failures it takes, in which table of sign-ins. */
export const enoughFailures = enoughFor(canaryRule);

function canaryOf(declared: readonly Rule[]): Rule {
  const sampled = declared.find(({ correlate }) => entraSideOf(correlate) !== undefined);
  if (sampled === undefined) throw new Error('there is no rule that counts failed sign-ins to Entra ID');
  const { severityWhen, notifyBy, tunable, exclusions, ...rule } = sampled;
  return {
    ...rule,
    id: canaryMarks.user,
    title: 'Canary: a made-up attack, to see that alerts come through',
    severity: 'Informational',
    deliver: 'alert',
  };
}

function enoughFor({ correlate }: Rule): { readonly table: string; readonly count: number } {
  const side = entraSideOf(correlate) as EntraSide; // it was chosen for having one
  return { table: side.name, count: side.moreThan + 1 };
}

function entraSideOf(correlate: Rule['correlate']): EntraSide | undefined {
  if (correlate?.type !== 'temporal') return undefined;
  return correlate.sides.find((side) => side.source === 'entra');
}
