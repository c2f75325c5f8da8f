import { addressCases } from './addresses.ts';
import { carrierNames, carrierOf } from './carriers.ts';
import { type FileCase, fileCases } from './files.ts';
import { type MessageCase, messageCases } from './messages.ts';
import { type RecordCase, recordCases } from './records.ts';
import { timeCases } from './times.ts';

/** The page `docs/hostile-input.md`: the cases that the tests of this folder try, in words. */
export function page(): string {
  return `# Hostile input

Whoever can write into a log can write nearly anything, and files get damaged without anybody's intent. This page says what comes of
it. It is made of the cases that \`test/hostile/\` tries (\`npm run docs:hostile\`), each through the function as it runs: a
hostile message or file first, a sound one in the same batch behind it. Whatever the first one is:

- **The rest is unharmed.** The sound one is judged and told. So are the sound records in a hostile file, wherever it can be read at all.
- **There is a clear reason**, in the log and as a metric. The log names the object, the line and the byte. It never quotes what an attacker wrote.
- **The bad part is kept.** An object stays where it is: we only read. Where a file or a message cannot be handled to its end, its message
  fails, comes again, and ends in the [dead-letter queue](runbook.md#messages-in-a-dead-letter-queue). Where a record is bad, its file
  is done, and the line in the log leads to the record.
- **Nothing is lost in silence.** Records = judged + skipped + failed, always; the metric \`ReconciliationBroken\` says if it were not so.

A fuzz tries what no table has (\`npm run test:fuzz\`; a part of it is in \`npm test\`).

## A bad record

Among sound ones, in ${carrierNames.map((name) => carrierOf(name).words).join(', and in ')}. A record that fails is counted in \`RecordsFailed\`, and has a line
\`record failed\` in the log, with \`object\`, \`where\` and \`reason\` (the first five of an object). Its message does not fail.

${tableOf(['The record has, or is', 'What becomes of it', ''], recordCases.map(recordRow))}

The same holds for a value of any type in any field that is read: \`test/hostile/fields.test.ts\` finds these fields by watching the
decoders. A field of another type counts as its text, as in KQL; only a time has to be one.

## A bad file

A message that fails is counted in \`MessagesFailed\`, its object in \`ObjectsFailed\`, and it has a line \`message failed\` in the log,
with \`object\` and \`error\`.

${tableOf(['The file', 'In place of', 'Of the records in it', 'Message', ''], fileCases.map(fileRow))}

Sizes: a log file of 50 MB compressed is taken whole, and a bomb is left at the bound, with less than 400 MB of memory. So is gzip that
never ends and holds nothing: compressed bytes have the bound of their content, and a thousandth and 64 KiB more. The deadline of the
invocation is looked at while content is read, whatever is in it. A record, or the white space between two, may have 4 MiB. \`GATEWARDEN_LONG=1 npx vitest run test/hostile\` tries the full sizes.

## A bad message

${tableOf(['The queue message', 'What becomes of it', ''], messageCases.map(messageRow))}

## Addresses

What is an address becomes its canonical form, by which sign-ins are matched. Everything else stays as text, and matches nothing.

${tableOf(
  ['Found', 'Address', ''],
  addressCases.map(({ found, address, what }) => [shown(found), address === undefined ? 'none' : shown(address), what]),
)}

## Times

In UTC, to the millisecond, from the year 1 to 9999. Anything else fails its record. Events of both ends go through every window,
store and form of output as others do (\`test/hostile/ends-of-time.test.ts\`).

${tableOf(
  ['Found', 'Time', ''],
  timeCases.map(({ found, time, what }) => [shown(found), time === undefined ? 'none' : shown(time), what]),
)}
`;
}

type Row = readonly string[];

function recordRow({ name, gives, note = '' }: RecordCase): Row {
  return [name, 'event' in gives ? 'read' : `fails: ${inWords(gives.failed)}`, note];
}

function fileRow({ name, in: places, gives, note = '' }: FileCase): Row {
  const { told, error, failed, skipped = {} } = gives;
  const counts = [
    told ? 'the sound ones are judged and told' : undefined,
    failed === undefined ? undefined : `${failed.toLocaleString('en-US')} failed`,
    ...Object.entries(skipped).map(([reason, number]) => `${number} skipped: ${reason}`),
  ].filter((each) => each !== undefined);
  const message = error === undefined ? 'done' : `fails: ${inWords(error)}`;
  return [name, places.join(', '), counts.join('; ') || 'none is read', message, note];
}

function messageRow({ name, error, told, skipped = {}, note = '' }: MessageCase): Row {
  const reasons = Object.keys(skipped).map((reason) => `skipped: ${reason}`);
  if (error !== undefined) return [name, `fails: ${inWords(error)}`, note];
  return [name, told ? 'judged and told' : (reasons[0] ?? 'done: there is nothing to read'), note];
}

/** A message of an error; where only its pattern is known, with dots for what differs. */
function inWords(expected: string | RegExp): string {
  if (typeof expected === 'string') return code(expected);
  const { source } = expected;
  const words = source
    .replace(/^\^|\$$/g, '')
    .replace(/\[\\d,\]\+|\\d\+|\.\*/g, '…')
    .replace(/\(([^|)]*)\|([^|)]*)\)/g, '$1, or $2')
    .replace(/\\(.)/g, '$1');
  return code(`${source.startsWith('^') ? '' : '…'}${words}${source.endsWith('$') ? '' : '…'}`);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const spelled = text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const short = spelled.length > 60 ? `${spelled.slice(0, 40)}… (${text.length} characters)` : spelled;
  return text === '' ? 'nothing' : code(short);
}

function code(text: string): string {
  return `\`${text}\``;
}

function tableOf(header: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
