import { describe, expect, it } from 'vitest';
import { cloudTrailFields } from '../../lambda/core/event.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';
import { carrierOf } from './carriers.ts';
import { addresses, countsOf, takeObject } from './take.ts';

/** A place in a record: the names that lead there. */
type Path = readonly string[];

const context = { object: 'object', wanted: () => true };

/** Of each JSON type, and at the edges of each. */
const values: Readonly<Record<string, unknown>> = {
  'a number': 7,
  'a number beyond every bound': 1e308,
  'a fraction': -0.5,
  true: true,
  false: false,
  null: null,
  'an empty list': [],
  'a list of lists': [[[null]]],
  'a list of everything': [1, 'x', null, { a: [] }, true],
  'an empty object': {},
  'an object of objects': { userName: { userName: {} }, type: [], id: 1, ARN: {} },
  'an empty text': '',
  'a text of 100,000 characters': 'x'.repeat(100_000),
  'a text of JSON': '{"userName":["x"],"id":{}}',
  'a text of broken JSON': '{"userName":',
  'a text of lone surrogates and NUL': '\ud800\u0000\udfff',
};

const fullLogin = consoleLogin({
  errorMessage: 'Failed authentication',
  eventCategory: 'Management',
  resources: [{ ARN: 'arn:aws:iam::111122223333:user/alice' }],
  requestParameters: { userName: 'alice' },
  additionalEventData: { MFAUsed: 'No', SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/example' },
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'EXAMPLE',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
    accountId: '111122223333',
    userName: 'alice',
    sessionContext: { sessionIssuer: { userName: 'Admin' }, attributes: { mfaAuthenticated: 'false' } },
  },
});

const records: Readonly<Record<string, Json>> = {
  CloudTrail: fullLogin,
  EventBridge: { 'detail-type': 'AWS Console Sign In via CloudTrail', source: 'aws.signin', detail: fullLogin },
  Graph: { ...graphSignIn(), userAgent: 'Mozilla/5.0' },
  'Azure Monitor': azureMonitorSignIn(),
  'Log Analytics': { ...logAnalyticsSignIn(), Category: '', IsInteractive: true, OperationName: '', UserAgent: '' },
};

describe.each(Object.keys(records))('%s: any value in any field that is read', (name) => {
  const record = records[name] as Json;
  const paths = readPaths(record);

  it.each(paths.map((path) => [path.join('.'), path] as const))('%s', async (_, path) => {
    const odd = Object.values(values).map((value) => replaced(record, path, value));
    const carrier = carrierOf(name === 'CloudTrail' || name === 'EventBridge' ? 'CloudTrail' : 'Entra');
    const sound = carrier.telling(addresses.inside);
    const content = carrier.content([...odd.map((each) => JSON.stringify(each)), ...sound]);

    const decoded = odd.map((each) => decodeRecord(each, context));
    const taken = await takeObject(carrier, carrier.stored(content));

    for (const each of decoded) {
      if (each.kind !== 'event') continue;
      for (const column of Object.values(each.event.fields)) {
        expect(typeof (column ?? '')).toMatch(/^(string|boolean)$/);
        expect(String(column).length).toBeLessThanOrEqual(4_096);
      }
    }
    expect(taken.failed).toEqual([]);
    expect(taken.told).toEqual(expect.arrayContaining([addresses.beside, addresses.inside]));
    expect(countsOf(taken, carrier)).toMatchObject({ records: odd.length + sound.length, reconciliationBroken: 0 });
  });
});

it('the fields that are read are those that the columns are made of', () => {
  const read = new Set(readPaths(fullLogin).map((path) => path.join('.')));
  const named = Object.values(cloudTrailFields).flatMap(
    (words) => /^[a-zA-Z]+(?:\.[a-zA-Z]+)*(?=,| when|$)/.exec(words) ?? [],
  );

  expect(named.length).toBeGreaterThan(15);
  for (const path of named) expect([...read].some((each) => each === path || each.endsWith(`.${path}`))).toBe(true);
});

/** The places at which decoding a record looks, as its code tells when it is watched. */
function readPaths(record: Json): readonly Path[] {
  const found = new Map<string, Path>();
  const watched = (value: object, path: Path): object =>
    new Proxy(value, {
      has: (target, key) => note(path, key) && Reflect.has(target, key),
      get(target, key) {
        const inner: unknown = Reflect.get(target, key);
        if (!Array.isArray(target) || /^\d+$/.test(String(key))) note(path, key); // a list's methods are no fields
        return typeof inner === 'object' && inner !== null ? watched(inner, [...path, String(key)]) : inner;
      },
    });
  const note = (path: Path, key: string | symbol): true => {
    if (typeof key === 'string' && key !== 'toJSON') found.set([...path, key].join('\n'), [...path, key]);
    return true;
  };

  decodeRecord(watched(record, []), context);

  return [...found.values()];
}

/** The record with another value at a place; what is no object or list on the way there becomes an object. */
function replaced(record: unknown, [name = '', ...rest]: Path, value: unknown): Json {
  const holder = typeof record === 'object' && record !== null ? (record as Json) : {};
  const inner = rest.length === 0 ? value : replaced(holder[name], rest, value);
  return (Array.isArray(holder) ? Object.assign([...holder], { [name]: inner }) : { ...holder, [name]: inner }) as Json;
}
