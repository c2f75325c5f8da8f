import type { Source } from '../../core/event.ts';
import type { Delivery, Severity } from '../../core/rule.ts';
import { highestOf } from '../../core/severity.ts';
import type { CataloguePage, Condition, Operator, Stage, StageSide, TunableOnPage } from './page.ts';

/** A piece of a sentence. Every renderer sets off fields and values in its own way. */
type Part = string | { readonly field: string } | { readonly value: string };
export type Phrase = readonly Part[];

/** A phrase, and what belongs under it. */
export interface Outline {
  readonly phrase: Phrase;
  readonly below?: readonly Outline[];
}

export interface StageWords {
  readonly title: string;
  readonly outline: readonly Outline[];
}

const sources: Readonly<Record<Source, string>> = { cloudtrail: 'CloudTrail', entra: 'Entra ID sign-ins' };

const deliveries: Readonly<Record<Delivery, string>> = {
  alert: 'alert: published',
  signal: 'signal: kept and shown, not published',
};

const operators: Readonly<Record<Operator, string>> = {
  is: 'is',
  isNot: 'is not',
  contains: 'contains',
  notContains: 'does not contain',
  isExactly: 'is exactly',
  in: 'is one of',
  notIn: 'is none of',
  isPresent: 'is present',
};

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export function sourceInWords(source: Source): string {
  return sources[source];
}

/** `Low, up to High`: of a usual match, and where circumstances raise it, of the worst one. */
export function severityInWords(page: Pick<CataloguePage, 'severity' | 'severityWhen'>): string {
  const worst = worstSeverity(page);
  return worst === page.severity ? page.severity : `${page.severity}, up to ${worst}`;
}

/** The highest severity that a match of the rule can have by its declaration. */
export function worstSeverity({ severity, severityWhen }: Pick<CataloguePage, 'severity' | 'severityWhen'>): Severity {
  return highestOf([severity, ...severityWhen.map((circumstance) => circumstance.severity)]);
}

export function deliveryInWords(delivery: Delivery): string {
  return deliveries[delivery];
}

export function operatorInWords(operator: Operator): string {
  return operators[operator];
}

/** `10 minutes`: in the largest unit that gives a whole number. */
function secondsInWords(seconds: number): string {
  const [unit, length] = units.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  const count = seconds / length;
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

/** A stage as a title and what stands under it. */
export function stageInWords(stage: Stage): StageWords {
  switch (stage.type) {
    case 'source':
      return { title: 'source', outline: [{ phrase: [sourceInWords(stage.source)] }] };
    case 'where':
      return {
        title: 'where',
        outline: stage.conditions.map((condition) => ({ phrase: conditionInWords(condition) })),
      };
    case 'event_count':
      return { title: 'correlate: event count', outline: [{ phrase: eventCountInWords(stage) }] };
    case 'temporal':
      return temporalInWords(stage);
    case 'group by':
      return { title: 'group by', outline: [{ phrase: listed(stage.columns) }] };
    case 'period':
      return {
        title: 'period',
        outline: [{ phrase: [`one alert for each group and each ${perPeriod(stage.seconds)} in UTC`] }],
      };
    default:
      return stage satisfies never;
  }
}

function conditionInWords({ field, operator, values }: Condition): Phrase {
  const compared = values.flatMap((value, index): Phrase => [index === 0 ? ' ' : ', ', { value }]);
  return [{ field }, ` ${operators[operator]}`, ...compared];
}

/** Conditions that must all hold, in one phrase. */
export function conditionsInWords(conditions: readonly Condition[]): Phrase {
  return conditions.flatMap((condition, index): Phrase => {
    const words = conditionInWords(condition);
    return index === 0 ? words : [' and ', ...words];
  });
}

/** What a tunable sets, what it is by default, and what else it may be. */
export function tunableInWords(tunable: TunableOnPage): {
  readonly sets: Phrase;
  readonly byDefault: Phrase;
  readonly allowed: Phrase;
} {
  switch (tunable.kind) {
    case 'moreThan':
      return {
        sets: ['how many events are still not enough'],
        byDefault: [String(tunable.default)],
        allowed: [`${tunable.least} to ${tunable.most.toLocaleString('en-US')}`],
      };
    case 'within':
      return {
        sets: ['the length of the window'],
        byDefault: [secondsInWords(tunable.defaultSeconds)],
        allowed: [`${secondsInWords(tunable.leastSeconds)} to ${secondsInWords(tunable.mostSeconds)}`],
      };
    case 'oneOf':
      return {
        sets: ['one condition of several'],
        byDefault: [{ value: tunable.default }],
        allowed: tunable.options.flatMap(({ name, condition }, index): Phrase => {
          const option: Phrase = [{ value: name }, ': ', ...conditionInWords(condition)];
          return index === 0 ? option : ['; ', ...option];
        }),
      };
    case 'switch':
      return {
        sets: [...conditionInWords(tunable.on), ', instead of ', ...conditionInWords(tunable.off)],
        byDefault: ['false'],
        allowed: ['true or false'],
      };
    case 'notIn':
      return {
        sets: ['further values that ', { field: tunable.field }, ' must not have'],
        byDefault: ['none'],
        allowed: ['a list of values'],
      };
    default:
      return tunable satisfies never;
  }
}

function eventCountInWords({ by, moreThan, withinSeconds }: Extract<Stage, { type: 'event_count' }>): Phrase {
  return [
    `more than ${moreThan} events of equal `,
    ...listed(by),
    ` in some window of ${secondsInWords(withinSeconds)}`,
  ];
}

function temporalInWords({ sides, withinSeconds }: Extract<Stage, { type: 'temporal' }>): StageWords {
  const window = `in some window of ${secondsInWords(withinSeconds)} that holds the event`;
  const outline = sides.map((side) => ({
    phrase: sideInWords(side),
    below: side.conditions.map((condition) => ({ phrase: conditionInWords(condition) })),
  }));
  return {
    title: 'correlate: temporal',
    outline: [{ phrase: [sides.length > 1 ? `${window}, any one of:` : `${window}:`], below: outline }],
  };
}

function sideInWords({ name, source, joins, moreThan }: StageSide): Phrase {
  const count = moreThan === 0 ? 'at least one event' : `more than ${moreThan} events`;
  const equal = joins.flatMap(({ own, other }, index): Phrase => {
    const same: Phrase = own === other ? [{ field: own }] : [{ field: other }, ' as its ', { field: own }];
    return index === 0 ? same : [', ', ...same];
  });
  return [{ value: name }, ` (${sources[source]}): ${count} of the same `, ...equal, ', where'];
}

function listed(fields: readonly string[]): Phrase {
  return fields.flatMap((field, index): Phrase => (index === 0 ? [{ field }] : [', ', { field }]));
}

function perPeriod(seconds: number): string {
  return secondsInWords(seconds).replace(/^1 /, '');
}
