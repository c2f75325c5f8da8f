import type { CataloguePage, Exclusion, Indicator } from './page.ts';
import {
  conditionsInWords,
  type Outline,
  operatorInWords,
  type Phrase,
  type StageWords,
  sourceInWords,
  stageInWords,
  tunableInWords,
} from './words.ts';

/** A cell: a phrase, or several on lines of their own. `href` makes a link of it. */
export interface Cell {
  readonly lines: readonly Phrase[];
  readonly href?: string;
  /** The rule of the catalogue that it names. */
  readonly ruleId?: string;
}

export type Body =
  | { readonly type: 'table'; readonly headers: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly type: 'facts'; readonly facts: readonly (readonly [string, Cell])[] }
  | { readonly type: 'stages'; readonly stages: readonly StageWords[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly Outline[] };

/** A part of a rule's page, in words but without a look: every renderer draws the same sections. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What the part is, for those who read such a page for the first time. */
  readonly about?: string;
  /** What to say where there is nothing to show. */
  readonly none: string;
  readonly body: Body;
}

export function sectionsOf(page: CataloguePage): readonly Section[] {
  const parts = [
    attack,
    sameAction,
    original,
    stages,
    severity,
    exclusions,
    indicators,
    outputFields,
    tunables,
    falsePositives,
    triage,
  ];
  return parts.map((part) => part(page));
}

/** Whether a section has nothing to show but its `none`. */
export function isEmpty({ body }: Section): boolean {
  switch (body.type) {
    case 'table':
      return body.rows.length === 0;
    case 'facts':
      return body.facts.length === 0;
    case 'stages':
      return body.stages.length === 0;
    case 'list':
      return body.items.length === 0;
    default:
      return body satisfies never;
  }
}

function attack(page: CataloguePage): Section {
  const rows = page.attack.flatMap(({ tactic, techniques }) =>
    techniques.map(({ id, name, url }, index) => [
      text(index === 0 ? tactic : ''),
      { ...text(id), href: url },
      text(name),
    ]),
  );
  return {
    id: 'attack',
    title: 'MITRE ATT&CK coverage',
    none: 'None: the rule tells what happened, not what an adversary does.',
    body: { type: 'table', headers: ['Tactic', 'Technique', 'Name'], rows },
  };
}

function sameAction({ sameAction: others, eventNames }: CataloguePage): Section {
  const several = eventNames.length > 1;
  return {
    id: 'same-action',
    title: 'Rules detecting the same action',
    about: `Other rules of the catalogue that filter on ${eventNames.join(' or ')}, and the platform that each comes from.`,
    none: 'None.',
    body: {
      type: 'table',
      headers: ['Rule', 'Title', 'Platform', ...(several ? ['Event'] : [])],
      rows: others.map(({ id, title, platform, eventNames: names }) => [
        { ...text(id), ruleId: id },
        text(title),
        text(platform),
        ...(several ? [text(names.join(', '))] : []),
      ]),
    },
  };
}

function original({ original: { platform, id, title, version, url } }: CataloguePage): Section {
  return {
    id: 'original',
    title: 'Original',
    about: 'The published rule that this one comes from.',
    none: 'None.',
    body: {
      type: 'facts',
      facts: [
        ['Platform', text(platform)],
        ['Title', text(title)],
        ['Id', text(id)],
        ...(version === undefined ? [] : [['Version', text(version)] as const]),
        ['Link', { ...text(url), href: url }],
      ],
    },
  };
}

function stages(page: CataloguePage): Section {
  return {
    id: 'stages',
    title: 'Stages and predicates',
    about: 'What happens to an event, in this order. All conditions of a stage must hold.',
    none: 'None.',
    body: { type: 'stages', stages: page.stages.map(stageInWords) },
  };
}

function severity({ severity: own, severityWhen }: CataloguePage): Section {
  return {
    id: 'severity',
    title: 'Severity by circumstance',
    about: `A match is ${own}, or what the configuration says instead, and the highest of these that holds for it. An exclusion that lowers takes one step off.`,
    none: `None: a match is ${own}, or what the configuration says instead. An exclusion that lowers takes one step off.`,
    body: {
      type: 'table',
      headers: ['At least', 'Where', 'Because'],
      rows: severityWhen.map(({ severity: raised, conditions, because }) => [
        text(raised),
        { lines: [conditionsInWords(conditions)] },
        text(because),
      ]),
    },
  };
}

function exclusions(page: CataloguePage): Section {
  return {
    id: 'exclusions',
    title: 'Exclusions',
    about: 'Negated predicates: events that look like this are left out.',
    none: 'None: the rule leaves nothing out.',
    body: {
      type: 'table',
      headers: ['Source', 'Field', 'Kind', 'Excluded values'],
      rows: page.exclusions.map(conditionCells),
    },
  };
}

function indicators(page: CataloguePage): Section {
  return {
    id: 'indicators',
    title: 'Indicators',
    about:
      'What an event must look like. The last column counts the other rules of the catalogue that ask the same: 0 is specific to this rule.',
    none: 'None.',
    body: {
      type: 'table',
      headers: ['Source', 'Field', 'Kind', 'Values', 'Other rules'],
      rows: page.indicators.map((indicator) => [
        ...conditionCells(indicator),
        text(String(indicator.otherRules.length)),
      ]),
    },
  };
}

function outputFields(page: CataloguePage): Section {
  return {
    id: 'output',
    title: 'Output fields',
    about: 'The columns of an alert. Events that are equal in all group columns, within one period, are one alert.',
    none: 'None.',
    body: {
      type: 'table',
      headers: ['Field', 'Kind', 'Source', 'Entity'],
      rows: page.outputFields.map(({ name, kind, from, entities }) => [
        { lines: [[{ field: name }]] },
        text(kind),
        text(from),
        text(entities.join(', ')),
      ]),
    },
  };
}

function tunables(page: CataloguePage): Section {
  const rows = page.tunables.map((tunable): readonly Cell[] => {
    const { sets, byDefault, allowed } = tunableInWords(tunable);
    return [{ lines: [[{ field: tunable.name }]] }, { lines: [sets] }, { lines: [byDefault] }, { lines: [allowed] }];
  });
  return {
    id: 'tunables',
    title: 'Tunables',
    about: 'What the configuration may set of this rule, beside what it may set of every rule.',
    none: 'None, beside what the configuration may set of every rule.',
    body: { type: 'table', headers: ['Name', 'Sets', 'Default', 'Allowed'], rows },
  };
}

function falsePositives(page: CataloguePage): Section {
  return {
    id: 'false-positives',
    title: 'False positives',
    about: 'What else looks like this.',
    none: 'None known.',
    body: { type: 'list', ordered: false, items: page.falsePositives.map((item) => ({ phrase: [item] })) },
  };
}

function triage(page: CataloguePage): Section {
  return {
    id: 'triage',
    title: 'Triage',
    about: 'What to do with an alert, in this order.',
    none: 'None.',
    body: { type: 'list', ordered: true, items: page.triage.map((item) => ({ phrase: [item] })) },
  };
}

function conditionCells(condition: Exclusion | Indicator): readonly Cell[] {
  return [
    text(sourceInWords(condition.source)),
    { lines: [[{ field: condition.field }]] },
    text(operatorInWords(condition.operator)),
    values(condition.values),
  ];
}

function text(words: string): Cell {
  return { lines: [[words]] };
}

function values(all: readonly string[]): Cell {
  return { lines: all.map((value) => [{ value }]) };
}
