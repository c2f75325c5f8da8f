import { deflateRawSync, gzipSync } from 'node:zlib';
import { block, captured, captureSchema, header } from '../sources/avro-file.ts';
import { type Carrier, type CarrierName, carrierNames, carrierOf } from './carriers.ts';
import { addresses } from './take.ts';

/** What becomes of a hostile file, beside that a sound file in the same batch is judged and told. */
interface FileGives {
  /** Whether an alert was told of the sound records that stand in it. */
  readonly told: boolean;
  /** Why its message fails; without it, it does not. */
  readonly error?: string | RegExp;
  /** Records that failed alone, and records that were skipped, by reason. */
  readonly failed?: number;
  readonly skipped?: Readonly<Record<string, number>>;
}

export interface FileCase {
  readonly name: string;
  readonly in: readonly CarrierName[];
  /** The object's bytes. `sound` is the content of a file of sound records. */
  readonly object: (sound: Buffer, carrier: Carrier) => Uint8Array;
  readonly gives: FileGives;
  /** The bound of what a file may decompress to, where it is not the usual one. */
  readonly maxBytes?: number;
  readonly note?: string;
}

const mebibyte = 1024 * 1024;
const text: readonly CarrierName[] = ['CloudTrail', 'Entra'];
const spaces = (length: number) => Buffer.alloc(length, ' ');
const joined = (...parts: readonly (string | Uint8Array)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const stood = (carrier: Carrier) => carrier.telling(addresses.inside);
const notOurs = 'UnreadableObject: neither CloudTrail nor Entra sign-in logs';
const foreign = 'MisplacedObject: holds records of another source than is judged here';

/**
 * A gzip member with optional fields in its header: extra, name and comment; or with other flags than these, which then
 * may say something that is not there. https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
 */
export function gzipWithHeader(content: Uint8Array, flags = 0x04 | 0x08 | 0x10): Buffer {
  const plain = gzipSync(content);
  const fields = [Buffer.from([4, 0, 1, 2, 3, 4]), Buffer.from('name\0'), Buffer.from('comment\0')];
  const start = Buffer.from(plain.subarray(0, 10));
  start[3] = flags;
  return Buffer.concat([start, ...fields, plain.subarray(10)]);
}

const empty = gzipSync('');
const tooMuch = 1.2 * mebibyte; // of gzip, where content is bounded to 1 MiB
const runsOn = 'UnreadableObject: is compressed to more than 1 MiB';

/** A gzip member whose header goes on with a field of text that does not end: its name (0x08) or a comment (0x10). */
export function endlessHeader(flag: 0x08 | 0x10, bytes: number): Buffer {
  const start = Buffer.from(empty.subarray(0, 10));
  start[3] = flag;
  return joined(start, Buffer.alloc(bytes, 'x'));
}

/** A gzip member with the longest extra field that there is. */
export function longestExtra(content: Uint8Array): Buffer {
  const [plain, most] = [gzipSync(content), 0xffff];
  const start = Buffer.from(plain.subarray(0, 10));
  start[3] = 0x04;
  return joined(start, Uint8Array.of(0xff, 0xff), Buffer.alloc(most, 'x'), plain.subarray(10));
}

function repeated(member: Uint8Array, bytes: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / member.length) }, () => member));
}

export const fileCases: readonly FileCase[] = [
  {
    name: 'A gzip bomb (1,000:1)',
    in: text,
    object: (sound) => gzipSync(joined(sound.subarray(0, sound.lastIndexOf('}') + 1), spaces(32 * mebibyte))),
    maxBytes: mebibyte,
    gives: { told: true, error: 'UnreadableObject: decompresses to more than 1 MiB' },
    note: 'The bound is `limits.decompressedBytes`, 1 GiB by default.',
  },
  {
    name: 'A block of Avro that is a bomb (1,000:1)',
    in: ['Avro'],
    object: (_, carrier) => captured([...stood(carrier), ' '.repeat(32 * mebibyte)], { codec: 'deflate', inBlock: 1 }),
    maxBytes: mebibyte,
    gives: { told: true, error: 'UnreadableObject: decompresses to more than 1 MiB' },
  },
  {
    name: 'A bomb in a bomb (gzip in gzip)',
    in: carrierNames,
    object: (sound) => gzipSync(gzipSync(joined(sound, spaces(32 * mebibyte)))),
    gives: {
      told: false,
      error: /^UnreadableObject: (neither CloudTrail nor Entra sign-in logs|JSON is broken at byte \d+)$/,
    },
    note: 'Only one layer is opened.',
  },
  {
    name: 'gzip that is cut short',
    in: ['CloudTrail', 'Entra'],
    object: (sound) => gzipSync(joined(sound, '\n', spaces(mebibyte))).subarray(0, -20),
    gives: { told: true, error: /^UnreadableObject: broken gzip: unexpected end of file after [\d,]+ bytes$/ },
  },
  {
    name: 'gzip that is cut within its header',
    in: carrierNames,
    object: (sound) => gzipSync(sound).subarray(0, 7),
    gives: { told: false, error: 'UnreadableObject: broken gzip: unexpected end of file after 7 bytes' },
  },
  {
    name: 'gzip with a wrong checksum',
    in: carrierNames,
    object: (sound) => {
      const damaged = gzipSync(sound);
      damaged.writeUInt32LE(0, damaged.length - 8);
      return damaged;
    },
    gives: { told: true, error: 'UnreadableObject: broken gzip: incorrect data check' },
  },
  {
    name: 'gzip with a wrong length',
    in: carrierNames,
    object: (sound) => {
      const damaged = gzipSync(sound);
      damaged.writeUInt32LE(7, damaged.length - 4);
      return damaged;
    },
    gives: { told: true, error: 'UnreadableObject: broken gzip: incorrect length check' },
  },
  {
    name: 'Two gzip members, each a whole file',
    in: text,
    object: (sound, carrier) => {
      const second = carrier.content(carrier.telling('192.0.2.8'));
      return joined(gzipSync(sound), gzipSync(second));
    },
    gives: { told: true },
    note: 'Both are read.',
  },
  {
    name: 'Two gzip members, cut in the middle of a record',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound.subarray(0, 100)), gzipSync(sound.subarray(100))),
    gives: { told: true },
  },
  {
    name: 'gzip with zeros behind it',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound), Buffer.alloc(100_000)),
    gives: { told: true },
  },
  {
    name: 'gzip with zeros behind it that do not end',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound), Buffer.alloc(tooMuch)),
    maxBytes: mebibyte,
    gives: { told: true, error: runsOn },
    note: 'Compressed bytes have the bound of their content, and a little: see below.',
  },
  {
    name: 'gzip with empty members behind it that do not end',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound), repeated(empty, tooMuch)),
    maxBytes: mebibyte,
    gives: { told: true, error: runsOn },
  },
  {
    name: 'gzip with members behind it that are empty but for their extra fields',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound), repeated(longestExtra(Buffer.of()), tooMuch)),
    maxBytes: mebibyte,
    gives: { told: true, error: runsOn },
  },
  {
    name: 'gzip with the longest extra field in its header',
    in: carrierNames,
    object: (sound) => longestExtra(sound),
    maxBytes: mebibyte,
    gives: { told: true },
    note: 'It has 64 KiB.',
  },
  ...(
    [
      ['a name', 0x08],
      ['a comment', 0x10],
    ] as const
  ).flatMap(([what, flag]): readonly FileCase[] => [
    {
      name: `gzip with ${what} in its header that does not end`,
      in: carrierNames,
      object: () => endlessHeader(flag, tooMuch),
      maxBytes: mebibyte,
      gives: { told: false, error: runsOn },
    },
    {
      name: `gzip with ${what} that does not end in the header of its second member`,
      in: carrierNames,
      object: (sound) => joined(gzipSync(sound), endlessHeader(flag, tooMuch)),
      maxBytes: mebibyte,
      gives: { told: true, error: runsOn },
    },
  ]),
  {
    name: 'gzip with anything else behind it',
    in: carrierNames,
    object: (sound) => joined(gzipSync(sound), 'attackers-words'),
    gives: { told: false, error: 'UnreadableObject: broken gzip: incorrect header check' },
    note: 'Of the 16 KiB of compressed bytes in which the damage lies, nothing is read.',
  },
  {
    name: 'gzip with every optional field in its header',
    in: carrierNames,
    object: (sound) => gzipWithHeader(sound),
    gives: { told: true },
  },
  {
    name: 'gzip of stored blocks (not compressed)',
    in: carrierNames,
    object: (sound) => gzipSync(sound, { level: 0 }),
    gives: { told: true },
  },
  {
    name: 'Not gzip, whatever its name says',
    in: ['CloudTrail'],
    object: (sound) => sound,
    gives: { told: true },
    note: 'What it is, its first bytes tell.',
  },
  {
    name: '0 bytes',
    in: carrierNames,
    object: () => Buffer.alloc(0),
    gives: { told: false, error: 'UnreadableObject: empty file' },
  },
  {
    name: 'gzip of 0 bytes',
    in: carrierNames,
    object: () => gzipSync(Buffer.alloc(0)),
    gives: { told: false, error: 'UnreadableObject: empty file' },
  },
  {
    name: 'White space, or a byte-order mark, alone',
    in: carrierNames,
    object: () => Buffer.from('\uFEFF \r\n\t'),
    gives: { told: false, error: 'UnreadableObject: empty file' },
  },
  {
    name: 'A byte-order mark before the content',
    in: text,
    object: (sound, carrier) => carrier.stored(joined('\uFEFF', sound)),
    gives: { told: true },
  },
  {
    name: 'UTF-16',
    in: text,
    object: (sound, carrier) => carrier.stored(Buffer.from(`\uFEFF${sound.toString()}`, 'utf16le')),
    gives: { told: false, error: notOurs },
  },
  {
    name: 'Text that is no JSON',
    in: carrierNames,
    object: () => Buffer.from('<html><body>attackers-words</body></html>\n'.repeat(100)),
    gives: { told: false, error: notOurs },
  },
  {
    name: '1 MiB of 0x00, and of 0xFF',
    in: carrierNames,
    object: () => joined(Buffer.alloc(mebibyte), Buffer.alloc(mebibyte, 0xff)),
    gives: { told: false, error: notOurs },
  },
  {
    name: 'Records of something else, such as S3 notifications',
    in: text,
    object: (_, carrier) =>
      carrier.stored(Buffer.from('{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}]}')),
    gives: { told: false, error: notOurs },
  },
  {
    name: "CloudTrail's records, where Entra ID's sign-ins land",
    in: ['Entra', 'Avro'],
    object: (_, carrier) => carrier.content(carrierOf('CloudTrail').telling(addresses.inside)),
    gives: { told: false, error: foreign },
    note: 'Who may write there, makes up no console login.',
  },
  {
    name: "One of CloudTrail's records among sound sign-ins",
    in: ['Entra', 'Avro'],
    object: (_, carrier) => carrier.content([...stood(carrier), ...carrierOf('CloudTrail').telling(addresses.inside)]),
    gives: { told: true, failed: 1 },
  },
  {
    name: "Entra ID's sign-ins in the place of a log of CloudTrail's",
    in: ['CloudTrail'],
    object: (_, carrier) => carrier.stored(carrierOf('Entra').content(carrierOf('Entra').telling(addresses.inside))),
    gives: { told: false, error: foreign },
  },
  {
    name: 'A document that is cut short behind a record',
    in: ['CloudTrail'],
    object: (sound, carrier) => carrier.stored(sound.subarray(0, -2)),
    gives: { told: true, error: /^UnreadableObject: JSON is truncated at byte \d+$/ },
  },
  {
    name: 'A last line that is cut short, as of a file that still grows',
    in: ['Entra'],
    object: (sound, carrier) => carrier.stored(joined(sound, '{"time":"2026-11-20T09')),
    gives: { told: true, failed: 1 },
  },
  {
    name: 'A line of NUL among sound ones',
    in: ['Entra'],
    object: (sound, carrier) => carrier.stored(joined('\0\0\0\n', sound, '\0\0\0\n')),
    gives: { told: true, failed: 2 },
  },
  {
    name: 'Damage between two records of a document',
    in: ['CloudTrail'],
    object: (sound, carrier) => carrier.stored(joined(sound.subarray(0, -2), ';{"eventName":"ConsoleLogin"}]}')),
    gives: { told: true, error: /^UnreadableObject: JSON is broken at byte \d+$/ },
    note: 'Nobody knows how many records are in what follows.',
  },
  {
    name: 'A record of more than 4 MiB in a document',
    in: ['CloudTrail'],
    object: (sound, carrier) =>
      carrier.stored(
        joined(sound.subarray(0, -2), `,{"eventName":"ConsoleLogin","odd":"${'x'.repeat(5 * mebibyte)}"}]}`),
      ),
    gives: { told: true, error: /^UnreadableObject: a value of more than 4 MiB at byte \d+$/ },
    note: 'Sixteen times what CloudTrail writes at most.',
  },
  {
    name: 'A record of more than 4 MiB on a line',
    in: ['Entra'],
    object: (sound, carrier) => carrier.stored(joined(sound, `{"time":"${'x'.repeat(5 * mebibyte)}"}\n`, '{}\n')),
    gives: { told: true, failed: 2 },
  },
  {
    name: '12 MB of opening brackets',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '[')),
    gives: { told: false, error: /^UnreadableObject: a value of more than 4 MiB at byte \d+$/ },
  },
  {
    name: '12 MB of brackets, each on a line',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '[\n')),
    gives: { told: false, error: /^UnreadableObject: a value of more than 4 MiB at byte \d+$/ },
  },
  {
    name: '12 MB of objects that never end',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '{"a":')),
    gives: { told: false, error: 'UnreadableObject: a value of more than 4 MiB at byte 0' },
  },
  {
    name: '12 MB of lines that never end',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '{"a":{"b":1,\n')),
    gives: { told: false, error: 'UnreadableObject: a value of more than 4 MiB at byte 0' },
  },
  {
    name: '12 MB of quotes',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '"')),
    gives: { told: false, error: notOurs },
  },
  {
    name: '12 MB of backslashes in a string',
    in: text,
    object: (_, carrier) => carrier.stored(Buffer.alloc(12_000_000, '{"\\\\')),
    gives: { told: false, error: 'UnreadableObject: JSON is broken at byte 6' },
  },
  {
    name: '100,000 records of nothing',
    in: ['Entra'],
    object: (sound, carrier) => carrier.stored(joined(sound, '{}\n'.repeat(100_000))),
    gives: { told: true, failed: 100_000 },
    note: 'The log shows the first five, the metric counts all.',
  },
  {
    name: 'A digest in the place of a log',
    in: ['CloudTrail'],
    object: (_, carrier) =>
      carrier.stored(Buffer.from('{"awsAccountId":"111122223333","digestS3Bucket":"example-logs","logFiles":[]}')),
    gives: { told: false, skipped: { digest: 1 } },
  },
  {
    name: 'A list of no records',
    in: ['CloudTrail'],
    object: (_, carrier) => carrier.stored(Buffer.from('{"Records":[]}')),
    gives: { told: false },
  },
  {
    name: 'Avro that is cut short',
    in: ['Avro'],
    object: (sound) => sound.subarray(0, -8),
    gives: { told: true, error: /^UnreadableObject: Avro is truncated at byte \d+$/ },
  },
  {
    name: 'Avro with a wrong marker behind a block',
    in: ['Avro'],
    object: (sound) => joined(sound.subarray(0, -16), 'attackers-words.'),
    gives: { told: true, error: /^UnreadableObject: Avro is broken at byte \d+$/ },
  },
  {
    name: 'Avro in a codec that is not read',
    in: ['Avro'],
    object: () => header({ codec: 'zstandard' }),
    gives: { told: false, error: 'UnreadableObject: Avro with the codec zstandard: only null and deflate are read' },
  },
  {
    name: 'Avro whose schema nests 10,000 levels deep',
    in: ['Avro'],
    object: () => header({ schema: '['.repeat(10_000) + ']'.repeat(10_000) }),
    gives: { told: false, error: 'UnreadableObject: Avro nested deeper than 64 levels' },
  },
  {
    name: 'Avro of other records',
    in: ['Avro'],
    object: () => header({ schema: { ...captureSchema, fields: captureSchema.fields.slice(0, 3) } }),
    gives: { told: false, error: 'UnreadableObject: Avro without a field Body of bytes' },
  },
  {
    name: 'Avro with a block of 2^62 events',
    in: ['Avro'],
    object: (sound) => joined(sound, block(2n ** 62n, deflateRawSync(''))),
    gives: { told: true, error: /^UnreadableObject: Avro is broken in the block at byte \d+$/ },
  },
  {
    name: 'Avro with a block of 2^62 bytes',
    in: ['Avro'],
    object: (sound) => joined(sound, block(1, Buffer.from('\x02'), 2n ** 62n)),
    gives: { told: true, error: /^UnreadableObject: Avro is (broken|truncated)/ },
  },
];
