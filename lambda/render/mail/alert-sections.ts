import type { Alert } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { queriesFor } from '../queries/queries.ts';
import { surroundings } from '../surroundings.ts';
import { evidence } from './evidence.ts';
import { labelledRows } from './labelled.ts';
import type { Section } from './sections.ts';
import { silence } from './silence.ts';
import { threshold } from './threshold.ts';
import { weigh } from './weigh.ts';
import { row, wrapped } from './wrap.ts';

/** What a mail tells of one alert below its facts: why, better or worse, what to do, queries, evidence, how to silence it. */
export function alertSections(alert: Alert, rule: Tellable): readonly Section[] {
  return [
    { heading: 'WHY', lines: why(alert, rule) },
    { heading: 'BETTER OR WORSE', lines: betterOrWorse(alert, rule) },
    { heading: 'WHAT TO DO', lines: steps(rule.triage) },
    { heading: 'QUERIES TO PASTE', lines: queries(alert, rule) },
    { heading: 'EVIDENCE', lines: evidence(alert, rule) },
    { heading: 'IF IT IS HARMLESS', lines: harmless(alert, rule) },
  ];
}

/** Triage steps, numbered. */
export function steps(triage: readonly string[]): readonly string[] {
  return triage.flatMap((step, index) => wrapped(step, `  ${index + 1}. `, '     '));
}

/** The numbers first: the reader knows the rule, or wants to know them before it. */
function why(alert: Alert, rule: Tellable): readonly string[] {
  const needed = threshold(alert, rule);
  return [
    ...labelledRows(
      surroundings(alert).map(({ label, items }) => [label, items.join(', ')]),
      '  ',
    ),
    ...(needed === undefined ? [] : wrapped(needed, '  ')),
    ...wrapped(rule.description, '  '),
  ];
}

function betterOrWorse(alert: Alert, rule: Tellable): readonly string[] {
  const weights = weigh(alert, rule);
  if (weights.length === 0) return ['  Nothing that is known of it speaks for or against it.'];
  const labels = { worse: 'Worse:', better: 'Better:', note: 'Note:' } as const;
  return weights.flatMap(({ side, text }) => row(labels[side], text, '  '));
}

function queries(alert: Alert, rule: Tellable): readonly string[] {
  const { queries: found, notes } = queriesFor(alert, rule);
  const blocks = found.map(({ title, lines }) => [
    ...wrapped(`${title}:`, '  '),
    '',
    ...lines.map((line) => `    ${line}`),
    '',
  ]);
  const none = found.length === 0 ? ['None: the alert names neither a user nor an address to look for.'] : [];
  const said = [...none, ...notes].flatMap((sentence) => wrapped(sentence, '  '));
  return said.length === 0 ? blocks.flat().slice(0, -1) : [...blocks.flat(), ...said];
}

function harmless(alert: Alert, { falsePositives, ifHarmless }: Tellable): readonly string[] {
  const found = ifHarmless === undefined ? silence(alert) : { none: ifHarmless };
  const known = [
    ...wrapped('What else looks like this:', '  '),
    ...falsePositives.flatMap((each) => wrapped(each, '  - ', '    ')),
  ];
  if ('none' in found) return [...known, '', ...wrapped(found.none, '  ')];
  const lead =
    'If it is, say so in gatewarden.config.yaml, and deploy. Narrower or other ways: docs/false-positives.md.';
  return [...known, '', ...wrapped(lead, '  '), '', ...found.snippet];
}
