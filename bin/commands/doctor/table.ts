import { cutEnd, pad, wrap } from '../../../lambda/render/cells.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { type Format, type Paint, painter, type TerminalStyle } from '../../../lambda/render/paint.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import { type Result, verdictOf } from './examine.ts';
import type { Finding, Verdict } from './finding.ts';

const words: Readonly<Record<Verdict, { readonly word: string; readonly format: Format }>> = {
  ok: { word: 'ok', format: 'green' },
  skipped: { word: 'skipped', format: 'dim' },
  warning: { word: 'WARNING', format: ['bold', 'yellow'] },
  unknown: { word: 'UNKNOWN', format: ['bold', 'cyan'] },
  fault: { word: 'FAULT', format: ['bold', 'red'] },
};

const wordWidth = 'WARNING'.length + 2;
const mostCharacters = 1_024;

/**
 * What was found, for a person: one line for each check that is well, and for what is not a paragraph with its mend. No
 * line is wider than the width, but for a command, to be copied whole. Ends in a line break.
 */
export function renderResults(results: readonly Result[], { width, colour }: TerminalStyle): string {
  const paint = painter(colour);
  const titleWidth = Math.max(0, ...results.map(({ check }) => check.title.length)) + 2;
  const indent = ' '.repeat(wordWidth + titleWidth);
  const room = width - indent.length;
  const lines = results.flatMap((result) => {
    const worst = verdictOf(result);
    const { word, format } = words[worst];
    const head = paint(format, pad(word, wordWidth)) + pad(result.check.title, titleWidth);
    const shown = worst === 'ok' ? [inShort(result.findings, room)] : atLength(result.findings, { room, paint });
    return shown.map((line, index) => (index === 0 ? head : indent) + line);
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Of one thing what was found; of several, what was found of them, each once, as far as there is room. */
function inShort(findings: readonly Finding[], room: number): string {
  const [only, ...others] = findings;
  const whole =
    only !== undefined && others.length === 0
      ? `${only.about}: ${only.what}`
      : [...new Set(findings.map(({ what }) => what))].join('; ');
  return cutEnd(neutral(whole, mostCharacters), room);
}

/** What is not well. What is the same of several things is said once, and so is how to mend it. */
function atLength(findings: readonly Finding[], { room, paint }: { room: number; paint: Paint }): readonly string[] {
  const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
  return [...Map.groupBy(wrong, ({ mend }) => mend)].flatMap(([mend = '', alike]) => [
    ...[...Map.groupBy(alike, ({ what }) => what)].flatMap(([what, each]) =>
      wrapped(`${each.map(({ about }) => about).join(', ')}: ${what}`, room),
    ),
    ...mending(mend, room).map((line) => paint('dim', line)),
  ]);
}

/** Nothing where nobody says how: an alarm that somebody else described. */
function mending(mend: string, room: number): readonly string[] {
  if (mend === '') return [];
  return isCommand.test(mend) ? [neutral(`→ ${mend}`, mostCharacters)] : wrapped(`→ ${mend}`, room);
}

/** What one wants to copy. */
const isCommand = /^(?:aws|npx) /;

/** In lines; a word that is longer than a line stays whole, as half an ARN is of no use. */
function wrapped(text: string, room: number): readonly string[] {
  const all = neutral(text, mostCharacters).split(' ');
  const longest = Math.max(room, ...all.map(({ length }) => length));
  return wrap(all, { width: Math.min(longest, Math.max(room, 20)), between: ' ' });
}

/** How many checks are how, for a person. Ends in a line break. */
export function summary(results: readonly Result[]): string {
  const count = (verdict: Verdict): number => results.filter((each) => verdictOf(each) === verdict).length;
  const parts = [
    `${count('ok')} all right`,
    ...(count('skipped') > 0 ? [`${count('skipped')} for others to see`] : []),
    ...(count('warning') > 0 ? [counted(count('warning'), 'with a warning', 'with warnings')] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} not known`] : []),
    ...(count('fault') > 0 ? [counted(count('fault'), 'with a fault', 'with faults')] : []),
  ];
  return `${counted(results.length, 'check')}: ${parts.join(', ')}.\n`;
}
