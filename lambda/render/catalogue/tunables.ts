import type { Rule } from '../../core/rule.ts';
import type { Duration } from '../../core/time.ts';
import type { Tunable } from '../../core/tunable.ts';
import { conditionOf } from './conditions.ts';
import type { TunableOnPage } from './page.ts';

/** What a rule declares as tunable, each with its default, which is what the rule itself says. */
export function tunablesOf(rule: Rule): readonly TunableOnPage[] {
  return Object.entries(rule.tunable ?? {}).map(([name, tunable]) => ({ name, ...onPage(tunable, rule) }));
}

type Nameless<Each> = Each extends TunableOnPage ? Omit<Each, 'name'> : never;

function onPage(tunable: Tunable, rule: Rule): Nameless<TunableOnPage> {
  switch (tunable.kind) {
    case 'moreThan':
      return { ...tunable, default: thresholdOf(rule) };
    case 'within':
      return {
        kind: 'within',
        defaultSeconds: inSeconds(rule.correlate?.within),
        leastSeconds: inSeconds(tunable.least),
        mostSeconds: inSeconds(tunable.most),
      };
    case 'oneOf': {
      const options = Object.entries(tunable.options).map(([name, predicate]) => ({
        name,
        condition: conditionOf(predicate),
      }));
      return { kind: 'oneOf', default: options[0]?.name ?? '', options };
    }
    case 'switch':
      return { kind: 'switch', default: false, off: conditionOf(tunable.off), on: conditionOf(tunable.on) };
    case 'notIn':
      return { kind: 'notIn', default: [], field: tunable.field };
    default:
      return tunable satisfies never;
  }
}

/** Of a temporal correlation, the one that all its sides share. */
function thresholdOf({ correlate }: Rule): number {
  if (correlate?.type === 'temporal') return correlate.sides[0]?.moreThan ?? 0;
  return correlate?.moreThan ?? 0;
}

function inSeconds(duration: Duration | undefined): number {
  return (duration ?? 0) / 1_000;
}
