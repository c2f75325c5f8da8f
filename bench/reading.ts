import { spawnSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { wantedBy } from '../lambda/core/wanted.ts';
import { rules } from '../lambda/rules/index.ts';
import { decodeRecord } from '../lambda/sources/decode-record.ts';
import { newTally, readObject } from '../lambda/sources/read-object.ts';
import { azureMonitorFile, cloudTrailFile, graphFile, type WrittenBy } from './corpus.ts';
import { measure, median, ratio, type Took } from './measure.ts';

/**
 * How long it takes to read one object, from compressed bytes in memory to typed events, against decompressing it with
 * Node alone (`gunzip`), against decompressing and parsing it whole (`gunzipAndParse`), which gives no events yet, and
 * against decoding all that was parsed, too (`parseAll`), which gives the same events.
 */
export interface ReadingRatio {
  readonly what: string;
  /** What it is compared with. */
  readonly base: string;
  readonly ratio: number;
  /** The same in processor time, of which a function with one core has no more than the clock shows. */
  readonly cpuRatio: number;
}

export interface Reading {
  readonly what: string;
  readonly bytes: number;
  readonly events: number;
  /** Medians in milliseconds, by the clock. */
  readonly gunzip: number;
  readonly gunzipAndParse: number;
  readonly parseAll: number;
  readonly read: number;
  readonly ratios: readonly ReadingRatio[];
}

const wanted = wantedBy(rules);

interface MadeUp {
  readonly source: 'cloudtrail' | 'graph' | 'azureMonitor';
  readonly bytes: number;
  readonly seed?: number;
  /** Of CloudTrail's records, one in so many is a console login. */
  readonly signIns?: number;
  readonly writtenBy?: WrittenBy;
}

/** What is read in each round: one made-up file, or several one after the other. */
export interface ReadingTask {
  readonly what: string;
  readonly files: readonly MadeUp[];
  readonly rounds: number;
  /** Whether garbage is collected in front of what is compared with gunzip alone. @default true */
  readonly collect?: boolean;
}

/** Measures in a process of its own: what came before decides which memory is new to a process, and how slow. */
export function measuredReading(task: ReadingTask): Reading {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, JSON.stringify(task)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`expected ${task.what} to be read: ${stderr}`);
  return JSON.parse(stdout) as Reading;
}

/** The fastest way that Node has: see FACTS of the project; chunks of a mebibyte, all at once. */
const gunzip = (gzip: Uint8Array): Buffer => gunzipSync(gzip, { chunkSize: 1024 * 1024 });

/** Reads one object as the function and the command line do; gives the number of its events. */
async function read(gzip: Uint8Array): Promise<number> {
  const tally = newTally();
  for await (const _ of readObject(inChunks(gzip), { object: 'bench', wanted }, tally));
  return tally.events;
}

async function* inChunks(gzip: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = 256 * 1024; // as the command line reads them
  for (let at = 0; at < gzip.length; at += size) yield gzip.subarray(at, at + size);
}

interface Zipped {
  readonly bytes: number;
  readonly gzip: Uint8Array;
  /** Whether it has a record a line, as Azure Monitor writes them. */
  readonly byLine: boolean;
}

/** The records of an object, all parsed. */
function parse({ gzip, byLine }: Zipped): readonly unknown[] {
  const text = gunzip(gzip).toString();
  if (byLine) return text.split('\n').map((line): unknown => JSON.parse(line));
  const file: Readonly<Record<string, readonly unknown[]>> = JSON.parse(text);
  return Object.values(file).flat();
}

/** The events of an object, every record of which was parsed. */
function parseAll(zipped: Zipped): readonly unknown[] {
  return parse(zipped).map((record) => decodeRecord(record, { object: 'bench', wanted }));
}

const make: Readonly<Record<MadeUp['source'], (bytes: number, options: MadeUp) => Buffer>> = {
  cloudtrail: cloudTrailFile,
  graph: graphFile,
  azureMonitor: azureMonitorFile,
};

/** Parsing takes longer than opening, and varies less. */
const mostParsed = 105; // rounds

/**
 * What parses everything is measured apart from what does not: behind it, memory is new to the process, and whoever
 * decompresses into it is slow.
 */
async function reading({ what, files: wished, rounds, collect = true }: ReadingTask): Promise<Reading> {
  const zipped = wished.map((file): Zipped => {
    const content = make[file.source](file.bytes, file);
    return { bytes: content.length, gzip: gzipSync(content), byLine: file.source === 'azureMonitor' };
  });
  let events = 0;
  const readAll = async (): Promise<void> => {
    events = 0;
    for (const { gzip } of zipped) events += await read(gzip);
  };
  const opened = await measure(
    { gunzip: () => zipped.forEach(({ gzip }) => void gunzip(gzip)), read: readAll },
    { rounds, collect },
  );
  const parsed = await measure(
    {
      gunzipAndParse: () => zipped.forEach((each) => void parse(each)),
      parseAll: () => zipped.forEach((each) => void parseAll(each)),
      read: readAll,
    },
    { rounds: Math.min(rounds, mostParsed) },
  );
  const wall = (times: readonly Took[]): number => median(times.map(({ wall }) => wall));
  const against = (base: string, took: readonly Took[], other: readonly Took[]): ReadingRatio => ({
    what,
    base,
    ratio: ratio(took, other),
    cpuRatio: ratio(took, other, 'cpu'),
  });
  return {
    what,
    bytes: zipped.reduce((sum, { bytes }) => sum + bytes, 0),
    events,
    gunzip: wall(opened.gunzip),
    gunzipAndParse: wall(parsed.gunzipAndParse),
    parseAll: wall(parsed.parseAll),
    read: wall(opened.read),
    ratios: [
      against('gunzip', opened.read, opened.gunzip),
      against('gunzipAndParse', parsed.read, parsed.gunzipAndParse),
      against('parseAll', parsed.read, parsed.parseAll),
    ],
  };
}

if (import.meta.main) console.log(JSON.stringify(await reading(JSON.parse(process.argv[2] ?? ''))));
