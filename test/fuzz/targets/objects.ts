import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { jsonValues } from '../../../lambda/sources/json-values.ts';
import { signInEvent } from '../../adapters/envelopes.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  logAnalyticsSignIn,
} from '../../records.ts';
import { captured } from '../../sources/avro-file.ts';
import { chunked } from '../../sources/reading.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { mutateObject } from '../mutate-object.ts';
import { checkReading } from '../reading.ts';
import { hold, type Target } from '../target.ts';

const fixtures = join(import.meta.dirname, '../../sources/fixtures');
const text = (value: unknown, space?: number) => Buffer.from(JSON.stringify(value, null, space));
const logins = [consoleLogin(), createLoginProfile(), consoleLogin({ eventName: 'DescribeInstances' })];
const lines = [azureMonitorSignIn(), graphSignIn(), logAnalyticsSignIn()].map((record) => JSON.stringify(record));

/** One of everything that an object may be. */
const objectSeeds: readonly Uint8Array[] = [
  text({ Records: logins }),
  text({ Records: logins }, 2),
  gzipSync(text({ Records: logins })),
  Buffer.concat([gzipSync(text({ Records: logins })), gzipSync(text(logins))]),
  Buffer.from(lines.join('\n')),
  gzipSync(lines.join('\r\n')),
  text({ '@odata.context': 'x', value: [graphSignIn(), graphSignIn({ id: 'two' })] }),
  text({ records: [azureMonitorSignIn()] }),
  text([logAnalyticsSignIn(), [graphSignIn()]]),
  text(signInEvent(consoleLogin())),
  text({ digestS3Bucket: 'example', digestEndTime: '2026-11-20T10:00:00Z', logFiles: [] }),
  text({
    Records: [{ eventVersion: '1.07', eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', awsRegion: 'x' }],
  }),
  Buffer.from(`\uFEFF${lines.join('')}`),
  captured(lines),
  captured([`{"records":[${lines.join()}]}`, undefined], { codec: 'deflate' }),
  ...readdirSync(fixtures)
    .filter((name) => name.endsWith('.avro'))
    .map((name) => readFileSync(join(fixtures, name))),
];

/** The bytes of an object, whatever they are. */
export const objects: Target = {
  name: 'objects',
  seeds: objectSeeds,
  mutate: mutateObject,
  check: (input) => checkReading(input, 1 + ((input.length * 31 + (input[7] ?? 0)) % 997)),
};

/** The records in JSON text, with an edge of a chunk behind every few bytes. */
export const jsonText: Target = {
  name: 'json-text',
  seeds: objectSeeds.filter(([first]) => first !== 0x1f && first !== 0x4f),
  mutate: (input, other, random) =>
    (random.chance(0.3) ? mutateBytes : mutateJson)(input, other, random).subarray(0, 20_000),
  async check(input) {
    const whole = await piecesOf(input, input.length + 1);
    const cut = await piecesOf(input, 1 + (input.length % 9));
    hold(whole === cut, 'edges of chunks change no piece', [whole, cut]);
  },
};

async function piecesOf(input: Uint8Array, chunkSize: number): Promise<string> {
  const found: unknown[] = [];
  try {
    for await (const piece of jsonValues(chunked(input, chunkSize), 1)) found.push(piece);
  } catch (error) {
    found.push(String(error));
    hold(error instanceof Error && error.name === 'UnreadableObject', 'only UnreadableObject is thrown', String(error));
  }
  return JSON.stringify(found);
}
