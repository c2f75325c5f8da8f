import { type QueueName, queueNames } from '../../../lambda/config/queues.ts';
import { formatInstant, type Instant } from '../../../lambda/core/time.ts';
import { cutEnd, cutMiddle, pad, wrap } from '../../../lambda/render/cells.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { painter, type TerminalStyle } from '../../../lambda/render/paint.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import { timeSpan } from '../../../lambda/render/when.ts';
import type { Entry } from './entry.ts';
import { factsOf } from './facts.ts';

/** A heading, and the entries below it. */
interface Block {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** A label, and the lines beside it; safe to show. */
type Row = readonly [label: string, lines: readonly string[]];

const indent = '  ';
const labelWidth = 'message'.length + 2;
const mostCharacters = 512;

/**
 * Failed messages for a person at a terminal: for each queue first the dead letters, then what else is known to have
 * failed, and in the end what to do. No line is wider than the width. Ends in a line break.
 */
export function renderEntries(entries: readonly Entry[], { width, colour }: TerminalStyle): string {
  if (entries.length === 0) return 'No failed messages.\n';
  const paint = painter(colour);
  const heading = (text: string): readonly string[] => wordsIn(text, width).map((line) => paint('bold', line));
  const shown = (row: Row): readonly string[] =>
    row[1].map((line, index) => indent + paint('dim', pad(index === 0 ? row[0] : '', labelWidth)) + line);
  const sections = queueNames
    .flatMap((queue) => blocksOf(queue, entries))
    .map((block) => [
      ...heading(`${block.title} (${block.entries.length})`),
      ...block.entries.flatMap((entry) => ['', ...rowsOf(entry, width).flatMap(shown)]),
    ]);
  const advice = [...heading('What to do'), ...adviceLines(entries, width)];
  return [...sections, advice].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function blocksOf(queue: QueueName, all: readonly Entry[]): readonly Block[] {
  const entries = all.filter((entry) => entry.queue === queue);
  const at = (where: Entry['where']): readonly Entry[] => entries.filter((entry) => entry.where === where);
  const dead = Map.groupBy(at('dead-letter'), ({ reason, damaged }) => (reason ?? damaged) !== undefined);
  const blocks: readonly Block[] = [
    { title: `${queue}: dead letters`, entries: dead.get(true) ?? [] },
    { title: `${queue}: dead letters without a reason`, entries: dead.get(false) ?? [] },
    { title: `${queue}: failed, and tried again within minutes`, entries: at('being-tried') },
    { title: `${queue}: failed, and no dead letter any more: sent again, deleted or expired`, entries: at('gone') },
    { title: `${queue}: failed, perhaps dead letters that were not looked at`, entries: at('unknown') },
  ];
  return blocks.filter((block) => block.entries.length > 0);
}

function rowsOf(entry: Entry, width: number): readonly Row[] {
  const { objects, moreObjects, failures, from, to, attempts } = factsOf(entry);
  const room = width - indent.length - labelWidth;
  const { damaged } = entry;
  const errors = new Set([
    ...(damaged === undefined ? [] : [`its reason is damaged: ${damaged}`]),
    ...failures.flatMap((failure) => failure.errors),
  ]);
  return [
    ['message', wordsIn(neutral(entry.messageId), room)],
    attempts === undefined
      ? ['arrived', wordsIn(when(from, to), room)]
      : ['failed', wordsIn(`${when(from, to)}, ${counted(attempts, 'time')}`, room)],
    ['object', objects.map((object) => cutMiddle(neutral(object, 2_048), bucketOf(object), room))],
    ['', moreObjects === 0 ? [] : [`and ${moreObjects} more`]],
    ['error', [...errors].flatMap((error) => wordsIn(neutral(error, mostCharacters), room))],
  ];
}

/** What of an object tells most besides its end: `s3://bucket/`. */
function bucketOf(object: string): string {
  return neutral(/^s3:\/\/[^/]*\//.exec(object)?.[0] ?? '', 2_048);
}

function when(from: Instant | undefined, to: Instant | undefined): string {
  return from === undefined || to === undefined ? '' : timeSpan(formatInstant(from), formatInstant(to));
}

/** For each kind of error once, with how many messages it is about. */
function adviceLines(entries: readonly Entry[], width: number): readonly string[] {
  const byError = Map.groupBy(
    entries.flatMap((entry) => factsOf(entry).toDo),
    ({ about }) => about,
  );
  return [...byError].flatMap(([about, toDo]) => [
    '',
    indent + cutEnd(`${neutral(about, mostCharacters)} ×${toDo.length}`, width - indent.length),
    ...wordsIn(toDo[0]?.whatToDo ?? '', width - 2 * indent.length).map((line) => indent + indent + line),
  ]);
}

function wordsIn(text: string, width: number): readonly string[] {
  return wrap(text.split(' '), { width, between: ' ' });
}
