import { cloudTrailFile, graphFile } from '../corpus.ts';
import { type Reading, readings } from '../reading.ts';
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
  const large = cloudTrailFile(20_000_000);
  const corpus = Array.from({ length: 50 }, (_, n) =>
    cloudTrailFile(1_000_000, { seed: n + 1, signIns: n === 25 ? 100 : 0 }),
  );
  const read = [
    await readings('1 MB without a sign-in', [cloudTrailFile(1_000_000)], 5 * rounds),
    await readings('5 MB without a sign-in', [cloudTrailFile(5_000_000)], rounds),
    await readings('20 MB without a sign-in', [large], rounds),
    await readings('50 files of 1 MB, one with sign-ins', corpus, quick ? 3 : 7),
    await readings('5 MB of sign-ins alone', [cloudTrailFile(5_000_000, { signIns: 1 })], rounds),
    await readings('5 MB of Entra ID sign-ins', [graphFile(5_000_000)], rounds),
  ];
  const usual = usualLambda([large], quick ? 3 : 7);
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
