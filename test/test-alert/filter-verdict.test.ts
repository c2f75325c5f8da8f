import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterVerdict } from '../../bin/commands/test-alert/filter-verdict.ts';
import { publishMessage } from '../../lambda/adapters/sns.ts';
import { createTopic, drain, type Fauxqs, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';

const attributes = { rule: 'console-login', severity: 'High', test: 'true' };

describe('the verdict on a filter policy', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['one of several values', { severity: ['Medium', 'High'] }],
    ['all fields', { severity: ['High'], rule: ['console-login'] }],
    ['a prefix', { rule: [{ prefix: 'console-' }] }],
    ['a suffix', { rule: [{ suffix: '-login' }] }],
    ['another case', { severity: [{ 'equals-ignore-case': 'hIgH' }] }],
    ['an attribute that is there', { test: [{ exists: true }] }],
    ['an attribute that is not', { account: [{ exists: false }] }],
    ['anything but another', { severity: [{ 'anything-but': 'Low' }] }],
    ['anything but others', { severity: [{ 'anything-but': ['Low', 'Medium'] }] }],
    ['an unknown condition beside one that holds', { severity: [{ wildcard: '*' }, 'High'] }],
  ])('lets it through by %s', (_, policy) => {
    expect(filterVerdict(policy, attributes)).toEqual({ lets: 'through' });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['another value', { severity: ['Low'] }, ['severity']],
    ['one field of two', { severity: ['High'], rule: ['other'] }, ['rule']],
    ['two fields', { severity: ['Low'], rule: ['other'] }, ['severity', 'rule']],
    ['another case', { severity: ['high'] }, ['severity']],
    ['an attribute that is missing', { account: ['111122223333'] }, ['account']],
    ['anything but it', { severity: [{ 'anything-but': ['High'] }] }, ['severity']],
    ['anything but something, where it is missing', { account: [{ 'anything-but': ['1'] }] }, ['account']],
    ['a prefix of what is missing', { account: [{ prefix: '1' }] }, ['account']],
    ['the wish for no tests', { test: [{ exists: false }] }, ['test']],
    ['an unknown condition beside a field that fails', { rule: [{ wildcard: '*' }], severity: ['Low'] }, ['severity']],
  ])('keeps it away by %s', (_, policy, by) => {
    expect(filterVerdict(policy, attributes)).toEqual({ lets: 'nothing', by });
  });

  it.each<[string, unknown]>([
    ['a wildcard', { rule: [{ wildcard: 'console-*' }] }],
    ['a number', { severity: [3] }],
    ['a range', { severity: [{ numeric: ['>', 3] }] }],
    ['alternatives over fields', { $or: [{ severity: ['High'] }, { rule: ['x'] }] }],
    ['two operators at once', { rule: [{ prefix: 'console', suffix: 'n' }] }],
    ['what is no list', { severity: 'High' }],
    ['no policy', ['High']],
    ['nothing at all', null],
  ])('is none on %s', (_, policy) => {
    expect(filterVerdict(policy, attributes)).toEqual({ lets: 'unknown' });
  });
});

describe('against a server', () => {
  let fauxqs: Fauxqs;

  beforeAll(async () => {
    fauxqs = await startFauxqs();
  });

  afterAll(() => fauxqs.stop());

  it('what is judged comes through, or does not, as the verdict says', async () => {
    const values = ['High', 'Low', 'console-login', 'true'];
    const text = fc.constantFrom(...values);
    const condition = fc.oneof(
      text,
      fc.record({ prefix: fc.constantFrom('H', 'con', 't') }),
      fc.record({ suffix: fc.constantFrom('h', 'login') }),
      fc.record({ exists: fc.boolean() }),
      fc.record({ 'anything-but': fc.array(text, { minLength: 1, maxLength: 2 }) }),
    );
    const policy = fc.dictionary(
      fc.constantFrom('severity', 'rule', 'test', 'account'),
      fc.array(condition, { minLength: 1, maxLength: 3 }),
      { minKeys: 1, maxKeys: 3 },
    );
    const policies = fc.sample(policy, 60);
    const topic = await createTopic(fauxqs, 'judged');
    const queues = await Promise.all(
      policies.map((each, index) =>
        subscribedQueue(fauxqs, topic, { name: `judged-${index}`, attributes: { FilterPolicy: JSON.stringify(each) } }),
      ),
    );

    await publishMessage(fauxqs.sns, topic, { body: 'x', attributes });

    const came = await Promise.all(queues.map(async (queue) => (await drain(fauxqs, queue)).length === 1));
    const said = policies.map((each) => filterVerdict(each, attributes).lets === 'through');
    expect(said).toEqual(came);
  });
});
