/** Writes the samples' log files: `node samples/generate.ts`. The same bytes every time; a test holds it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digest } from '../lambda/core/identity.ts';
import { azureMonitorSignIn, graphSignIn, type Json, logAnalyticsSignIn, type SignInFacts } from '../test/records.ts';
import {
  backDoor,
  failedLogins,
  goodLogins,
  guessedCodes,
  guessedNames,
  lookAround,
  rootLogin,
  stolenLogin,
} from './story/console-logins.ts';
import { otherEvents } from './story/other-events.ts';
import {
  atHome,
  officeDay,
  oldPasswords,
  sprayOverBrowser,
  sprayOverMail,
  spraySecondRound,
} from './story/sign-ins.ts';

const account = '111122223333';
const tenant = '33333333-0000-4000-8000-000000000003';
const regions = ['us-east-1', 'eu-central-1'];
const filesPerDay = 12;

/** Every generated file's content by its path below `samples/`. */
export function sampleFiles(): ReadonlyMap<string, Uint8Array> {
  return new Map([...cloudTrailFiles(), digestFile(), ...entraFiles()]);
}

function cloudTrailFiles(): readonly (readonly [string, Uint8Array])[] {
  const attack = [stolenLogin, rootLogin, ...lookAround, ...backDoor, ...guessedNames, ...guessedCodes];
  const logins = [...attack, ...goodLogins, ...failedLogins];
  return regions.flatMap((region) =>
    Array.from({ length: filesPerDay }, (_, index) => {
      const length = 86_400_000 / filesPerDay;
      const start = new Date(Date.UTC(2026, 10, 20) + index * length);
      const end = new Date(start.getTime() + length);
      const own = logins.filter((record) => record['awsRegion'] === region && within(record, start, end));
      const records = [...own, ...otherEvents(region, { start, count: 32 + ((index * 7) % 13) })];
      records.sort((a, b) => compare(String(a['eventTime']), String(b['eventTime'])));
      return [trailPath('CloudTrail', region, end), gzip(JSON.stringify({ Records: records }))] as const;
    }),
  );
}

/** CloudTrail's own list of files and hashes: it shares the bucket, and holds no records. */
function digestFile(): readonly [string, Uint8Array] {
  const end = new Date(Date.UTC(2026, 10, 20, 4));
  const content = {
    awsAccountId: account,
    digestStartTime: '2026-11-20T03:00:00Z',
    digestEndTime: '2026-11-20T04:00:00Z',
    digestS3Bucket: 'example-trail',
    digestS3Object: trailPath('CloudTrail-Digest', 'us-east-1', end),
    newestEventTime: '2026-11-20T03:16:31Z',
    oldestEventTime: '2026-11-20T02:00:00Z',
    previousDigestS3Bucket: null,
    previousDigestS3Object: null,
    previousDigestHashValue: null,
    previousDigestHashAlgorithm: null,
    previousDigestSignature: null,
    digestPublicKeyFingerprint: digest('fingerprint'),
    digestSignatureAlgorithm: 'SHA256withRSA',
    logFiles: [],
  };
  return [trailPath('CloudTrail-Digest', 'us-east-1', end), gzip(JSON.stringify(content))];
}

/** The three ways out of Entra ID: a page of Graph, the hourly blobs of Azure Monitor, an export of Log Analytics. */
function entraFiles(): readonly (readonly [string, Uint8Array])[] {
  const page = {
    '@odata.context': 'https://graph.microsoft.com/beta/$metadata#auditLogs/signIns',
    value: sortedByTime([...sprayOverBrowser, ...officeDay.filter(isInteractive)])
      .toReversed()
      .map(graphSignIn),
  };
  const background = sortedByTime([
    ...sprayOverMail,
    ...oldPasswords,
    ...officeDay.filter((one) => !isInteractive(one)),
  ]);
  // The first of the spray again: Entra publishes a sign-in anew when it has rated its risk. It counts once.
  const exported = sortedByTime([...sprayOverBrowser.slice(0, 1), ...spraySecondRound, ...atHome]);
  return [
    ['entra/graph/signIns.json', text(`${JSON.stringify(page, undefined, 1)}\n`)],
    ...[...Map.groupBy(background, ({ time }) => time.slice(11, 13))].map(
      ([hour, signIns]) => [blobPath(hour), text(lines(signIns.map(azureMonitorSignIn)))] as const,
    ),
    ['entra/log-analytics/SigninLogs.json.gz', gzip(lines(exported.map(logAnalyticsSignIn)))],
  ];
}

function trailPath(kind: 'CloudTrail' | 'CloudTrail-Digest', region: string, delivered: Date): string {
  const [year, month, day] = new Date(delivered.getTime() - 1).toISOString().slice(0, 10).split('-');
  const stamp = delivered.toISOString().replace(/[-:]|\.\d+/g, '');
  const name =
    kind === 'CloudTrail'
      ? `${account}_CloudTrail_${region}_${stamp.slice(0, 13)}Z_${digest([region, stamp]).slice(0, 16)}`
      : `${account}_CloudTrail-Digest_${region}_example-trail_${region}_${stamp}`;
  return `cloudtrail/AWSLogs/${account}/${kind}/${region}/${year}/${month}/${day}/${name}.json.gz`;
}

function blobPath(hour: string): string {
  return `entra/insights-logs-noninteractiveusersigninlogs/tenantId=${tenant}/y=2026/m=11/d=20/h=${hour}/m=00/PT1H.json`;
}

/** Without the writer's clock and operating system in the header (RFC 1952), so that every machine writes the same. */
function gzip(content: string): Uint8Array {
  const bytes = gzipSync(content, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

function within(record: Json, start: Date, end: Date): boolean {
  const time = Date.parse(String(record['eventTime']));
  return start.getTime() <= time && time < end.getTime();
}

function sortedByTime(signIns: readonly SignInFacts[]): readonly SignInFacts[] {
  return signIns.toSorted((a, b) => compare(a.time, b.time));
}

function isInteractive({ table }: SignInFacts): boolean {
  return table === 'SigninLogs';
}

function lines(records: readonly Json[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function text(content: string): Uint8Array {
  return Buffer.from(content);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (import.meta.main) {
  for (const folder of ['cloudtrail', 'entra']) {
    await rm(join(import.meta.dirname, folder), { recursive: true, force: true });
  }
  for (const [path, content] of sampleFiles()) {
    const file = join(import.meta.dirname, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
