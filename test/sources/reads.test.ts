import { expect, test } from 'vitest';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { sources } from '../../lambda/sources/index.ts';
import { type Members, membersAt } from '../../lambda/sources/members.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
} from '../records.ts';
import { fixtureRecords } from './source-fixtures.ts';

/** A record that notes the path of every member that is looked at, of objects whose members are asked for one by one. */
function watched(record: Json, of: Members, noted: Set<string>, path = ''): Json {
  const note = (name: string | symbol): string => {
    noted.add(`${path}${String(name)}`);
    return String(name);
  };
  return new Proxy(record, {
    has: (_, name) => Object.hasOwn(record, note(name)),
    get: (_, name) => {
      const value = record[note(name)];
      const within = of[String(name)];
      const isReachedInto =
        typeof value === 'object' && value !== null && !Array.isArray(value) && within !== undefined;
      return isReachedInto && within !== 'all'
        ? watched(value as Json, within, noted, `${path}${String(name)}.`)
        : value;
    },
    ownKeys: () => {
      noted.add(`${path}*`);
      return Reflect.ownKeys(record);
    },
  });
}

const wanted = wantedBy(rules);
const paths = sources.flatMap(({ reads }) => reads);
const members = membersAt(paths);

/** The paths that decoding a record looks at, whichever source's it is. */
function lookedAt(record: Json): readonly string[] {
  const noted = new Set<string>();
  decodeRecord(watched(record, members, noted), { object: 'object', wanted }, () => record);
  return [...noted];
}

const fixtures = sources.flatMap(({ id }) => fixtureRecords(id));
const withoutIds = [
  consoleLogin({ eventID: null }),
  { ...graphSignIn(), id: '' },
  { ...logAnalyticsSignIn(), Id: undefined },
];
const roleSession = {
  arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
  sessionContext: { sessionIssuer: { userName: 'Admin' }, attributes: { mfaAuthenticated: 'true' } },
};
const others = [
  createLoginProfile(),
  consoleLogin({ userIdentity: roleSession }),
  consoleLogin({ userIdentity: {}, resources: [{ ARN: 'arn:aws:iam::111122223333:user/bob' }] }),
  consoleLogin({ eventName: 'DescribeInstances' }),
  { 'detail-type': 'AWS Console Sign In via CloudTrail', account: '111122223333', detail: consoleLogin() },
  azureMonitorSignIn(),
  { ...azureMonitorSignIn(), category: undefined, resultType: '', callerIpAddress: '' },
  { logFiles: [], digestS3Object: 'x' },
  { logFiles: [], digestEndTime: '2026-11-20T10:00:00Z' },
  { createdDateTime: '2026-11-20T10:00:00Z', clientAppUsed: 'Browser' },
  { category: 'Other', activityDateTime: '2026-11-20T10:00:00Z' },
  { TimeGenerated: '2026-11-20T10:00:00Z', IPAddress: '203.0.113.7', IsInteractive: false },
  { hello: 'world' },
];

test('decoders look at the members that they name, and at no others', () => {
  const allowed = new Set<string>(paths);
  for (const path of paths)
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) allowed.add(path.slice(0, dot));

  for (const record of [...fixtures, ...withoutIds, ...others])
    expect(lookedAt(record).filter((path) => !allowed.has(path))).toEqual([]);
});

test('every member that a decoder names is looked at in one of these records', () => {
  const looked = new Set([...fixtures, ...withoutIds, ...others].flatMap(lookedAt));

  expect(paths.filter((path) => !looked.has(path))).toEqual([]);
});
