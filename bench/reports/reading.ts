import { cloudTrailFile } from '../corpus.ts';
import { measuredReading, type Reading, type ReadingTask } from '../reading.ts';
import { usualLambda } from '../usual-lambda.ts';
import { type Report, shownNumber } from './report.ts';

const headers = [
  'What',
  'gunzip, ms',
  'and parse all, ms',
  'read, ms',
  'to gunzip',
  'to gunzip and parse',
  'to gunzip, parse and decode',
];

/** Files in memory to events, against what Node takes to decompress them, and to parse them as well. */
export async function readingReport(quick: boolean): Promise<Report> {
  const rounds = quick ? 7 : 21;
  const roundsOf = (megabytes: number): number => (megabytes === 1 ? 3 * rounds : rounds);
  const large = { source: 'cloudtrail', bytes: 20_000_000 } as const;
  const cloudTrail = (bytes: number, signIns = 0) => [{ source: 'cloudtrail', bytes, signIns } as const];
  const small = Array.from(
    { length: 50 },
    (_, n) => ({ source: 'cloudtrail', bytes: 1_000_000, seed: n + 1 }) as const,
  );
  const corpus = small.map((file, n) => ({ ...file, signIns: n === 25 ? 100 : 0 }));
  const tasks: readonly ReadingTask[] = [
    { what: '1 MB without a sign-in, alone', files: cloudTrail(1_000_000), rounds: 40 * rounds },
    {
      what: '1 MB without a sign-in, with no garbage collection in front',
      files: cloudTrail(1_000_000),
      rounds: 40 * rounds,
      collect: false,
    },
    { what: '10 files of 1 MB without a sign-in', files: small.slice(0, 10), rounds },
    { what: '5 MB without a sign-in', files: cloudTrail(5_000_000), rounds: 2 * rounds },
    { what: '20 MB without a sign-in', files: [large], rounds },
    { what: '50 files of 1 MB, one with sign-ins', files: corpus, rounds: quick ? 3 : 9 },
    ...[1, 5, 20].map((size) => ({
      what: `${size} MB of sign-ins alone`,
      files: cloudTrail(size * 1_000_000, 1),
      rounds: roundsOf(size),
    })),
    ...(['Python', 'jq'] as const).flatMap((writtenBy) => [
      { what: `20 MB without a sign-in, as ${writtenBy} writes them`, files: [{ ...large, writtenBy }], rounds },
      {
        what: `20 MB of sign-ins alone, as ${writtenBy} writes them`,
        files: [{ ...large, writtenBy, signIns: 1 }],
        rounds,
      },
    ]),
    ...[1, 5, 20].map((size) => ({
      what: `${size} MB of Entra ID sign-ins, from Graph`,
      files: [{ source: 'graph', bytes: size * 1_000_000 } as const],
      rounds: roundsOf(size),
    })),
    {
      what: '5 MB of the same, from Azure Monitor, a record a line',
      files: [{ source: 'azureMonitor', bytes: 5_000_000 }],
      rounds,
    },
  ];
  const read = tasks.map(measuredReading);
  const usual = usualLambda([cloudTrailFile(large.bytes)], quick ? 3 : 7);
  const large20 = read.find(({ what }) => what.startsWith('20 MB'));
  return {
    data: { readings: read, usualLambda: usual },
    tables: [{ headers, rows: read.map(row) }],
    notes: [
      usual === undefined || large20 === undefined
        ? 'There is no python3 here to compare with.'
        : `The usual Lambda in Python ${usual.python}, on the 20 MB: ${shownNumber(usual.took)} ms, ${shownNumber(usual.took / large20.read)} times as long.`,
    ],
  };
}

function row({ what, gunzip, gunzipAndParse, read, ratios }: Reading): readonly string[] {
  const to = (base: string): string => (ratios.find((each) => each.base === base)?.ratio ?? Number.NaN).toFixed(2);
  return [
    what,
    shownNumber(gunzip),
    shownNumber(gunzipAndParse),
    shownNumber(read),
    to('gunzip'),
    to('gunzipAndParse'),
    to('parseAll'),
  ];
}
