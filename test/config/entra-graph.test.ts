import { describe, expect, it } from 'vitest';
import { type GraphConfig, graphSpans } from '../../lambda/config/entra-graph.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { parseConfig } from '../../lambda/config/schema.ts';
import { hours, minutes } from '../../lambda/core/time.ts';

const tenant = '00000000-0000-4000-8000-000000000001';
const clientId = '00000000-0000-4000-8000-000000000002';
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-Ab1Cd2';
const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000003';
const bySecret = { method: 'secret', secretArn };
const pasted = 'not~a.real-one_but-like-a-secret'; // what somebody may put where a name belongs

const entra = (changes: object) => ({ entra: { graph: { tenant, clientId, auth: bySecret, ...changes } } });

function graph(raw: unknown): GraphConfig | undefined {
  const parsed = parseConfig(raw, { ruleIds: [] });
  if (!parsed.ok) throw new Error(parsed.faults.map(sentenceOf).join('\n'));
  return parsed.config.entra.graph;
}

function faults(raw: unknown): readonly string[] {
  const parsed = parseConfig(raw, { ruleIds: [] });
  return parsed.ok ? [] : parsed.faults.map(sentenceOf);
}

describe('entra.graph', () => {
  it('is not there where nothing is said of it: nothing is polled', () => {
    expect(graph({ entra: { landingPrefix: 'entra/' } })).toBeUndefined();
  });

  it('has a default for all but who we are', () => {
    expect(graph(entra({}))).toEqual({
      tenant,
      clientId,
      auth: bySecret,
      signIns: ['interactiveUser', 'nonInteractiveUser'],
      interactiveVersion: 'v1.0',
      authority: 'https://login.microsoftonline.com',
      endpoint: 'https://graph.microsoft.com',
      overlap: '2h',
      backfill: '24h',
    });
  });

  it('keeps all that it says', () => {
    const said = {
      tenant: 'example.onmicrosoft.com',
      clientId,
      auth: { method: 'certificate', secretArn, keyArn },
      signIns: ['nonInteractiveUser'],
      interactiveVersion: 'beta',
      authority: 'https://login.microsoftonline.us',
      endpoint: 'http://127.0.0.1:8080',
      overlap: '24h',
      backfill: '0m',
    };

    expect(graph({ entra: { graph: said } })).toEqual(said);
  });

  it('reads the same again after it was written as JSON, as synth does for the functions', () => {
    const once = graph(entra({ auth: { method: 'federated' }, backfill: '30d' }));

    expect(graph({ entra: { graph: JSON.parse(JSON.stringify(once)) } })).toEqual(once);
  });

  it('has an audience for federation by default', () => {
    expect(graph(entra({ auth: { method: 'federated' } }))?.auth).toEqual({
      method: 'federated',
      audience: 'api://AzureADTokenExchange',
    });
  });

  it.each([
    'https://login.partner.microsoftonline.cn',
    'https://example.com:8443',
    'http://localhost:3000',
    'http://[::1]:8080',
  ])('takes the origin %s', (authority) => {
    expect(graph(entra({ authority }))?.authority).toBe(authority);
  });

  it('gives its lengths of time to the poller as such', () => {
    expect(graphSpans({ overlap: '90m', backfill: '0d' })).toEqual({ overlap: minutes(90), backfill: hours(0) });
    expect(() => graphSpans({ overlap: 'long', backfill: '0d' })).toThrow(RangeError);
  });
});

const unshown = 'what stands there is not shown, as it may be a secret';
const whole = 'the whole ARN of a secret in Secrets Manager, with the six characters at its end';
const origin =
  'an https:// origin, with nothing behind the host, not even a / (http:// only for 127.0.0.1, [::1] and localhost)';

describe('a faulty entra.graph is refused in a sentence:', () => {
  it.each<[string, unknown, string]>([
    ['no tenant', { entra: { graph: { clientId, auth: bySecret } } }, 'tenant is missing.'],
    [
      'a tenant that stands for many',
      entra({ tenant: 'common' }),
      'tenant must be the id of a tenant or one of its domains, such as example.onmicrosoft.com, not "common".',
    ],
    [
      'a name for an id',
      entra({ clientId: 'gatewarden' }),
      `clientId must be the id of an app registration; ${unshown}.`,
    ],
    [
      'no method',
      entra({ auth: { secretArn } }),
      'auth.method is missing: it must be "secret", "certificate" or "federated".',
    ],
    [
      'another method',
      entra({ auth: { method: 'password' } }),
      `auth.method must be "secret", "certificate" or "federated"; ${unshown}.`,
    ],
    ['a secret that is not named', entra({ auth: { method: 'secret' } }), 'auth.secretArn is missing.'],
    [
      'an ARN without its six characters',
      entra({ auth: { ...bySecret, secretArn: secretArn.slice(0, -7) } }),
      `auth.secretArn must be ${whole}; ${unshown}.`,
    ],
    [
      'an ARN with a wildcard',
      entra({ auth: { ...bySecret, secretArn: `${secretArn.slice(0, -6)}??????` } }),
      `auth.secretArn must be ${whole}; ${unshown}.`,
    ],
    [
      'an alias for a key',
      entra({ auth: { ...bySecret, keyArn: 'arn:aws:kms:us-east-1:111122223333:alias/secrets' } }),
      `auth.keyArn must be the ARN of a KMS key (a policy cannot name its alias); ${unshown}.`,
    ],
    [
      'a secret for federation',
      entra({ auth: { method: 'federated', secretArn } }),
      'auth.secretArn is not known here; known are method, audience.',
    ],
    [
      'an audience with a wildcard',
      entra({ auth: { method: 'federated', audience: 'api://*' } }),
      `auth.audience must be the audience of a federated credential; ${unshown}.`,
    ],
    [
      'no sign-ins',
      entra({ signIns: [] }),
      'signIns must be a list of "interactiveUser", "nonInteractiveUser" or both, not [].',
    ],
    [
      'other sign-ins',
      entra({ signIns: ['servicePrincipal'] }),
      'signIns[0] must be "interactiveUser" or "nonInteractiveUser", not "servicePrincipal".',
    ],
    [
      'the same sign-ins twice',
      entra({ signIns: ['interactiveUser', 'interactiveUser'] }),
      'signIns must name each kind once.',
    ],
    [
      'another version',
      entra({ interactiveVersion: '1.0' }),
      'interactiveVersion must be "v1.0" or "beta", not "1.0".',
    ],
    [
      'a path behind the host',
      entra({ endpoint: 'https://graph.microsoft.com/v1.0' }),
      `endpoint must be ${origin}, not "https://graph.microsoft.com/v1.0".`,
    ],
    [
      'a slash behind the host',
      entra({ endpoint: 'https://graph.microsoft.com/' }),
      `endpoint must be ${origin}, not "https://graph.microsoft.com/".`,
    ],
    [
      'no TLS to another machine',
      entra({ authority: 'http://192.0.2.1' }),
      `authority must be ${origin}, not "http://192.0.2.1".`,
    ],
    ['no scheme', entra({ authority: 'example.com' }), `authority must be ${origin}, not "example.com".`],
    [
      'an overlap too short for late records',
      entra({ overlap: '4m' }),
      'overlap must be a length of time from 5m to 1d, such as 90s, 15m, 12h or 1d, not "4m".',
    ],
    [
      'an overlap of days',
      entra({ overlap: '25h' }),
      'overlap must be a length of time from 5m to 1d, such as 90s, 15m, 12h or 1d, not "25h".',
    ],
    [
      'more of the past than Graph keeps',
      entra({ backfill: '31d' }),
      'backfill must be a length of time from 0d to 30d, such as 90s, 15m, 12h or 1d, not "31d".',
    ],
    [
      'a key that nobody knows',
      entra({ pageSize: 10 }),
      'pageSize is not known here; known are tenant, clientId, auth, signIns, interactiveVersion, authority, endpoint, overlap, backfill.',
    ],
  ])('%s', (_, raw, sentence) => {
    expect(faults(raw)).toEqual([`entra.graph.${sentence}`]);
  });

  it('all its faults at once', () => {
    const raw = entra({
      tenant: 'x',
      auth: { method: 'secret', secretArn: 'x', keyArn: 'x' },
      overlap: 'x',
      more: 'x',
    });

    const places = faults(raw).map((sentence) => sentence.split(' ')[0]);

    expect(places.toSorted()).toEqual([
      'entra.graph.auth.keyArn',
      'entra.graph.auth.secretArn',
      'entra.graph.more',
      'entra.graph.overlap',
      'entra.graph.tenant',
    ]);
  });
});

describe('a secret in the configuration', () => {
  it.each<[string, unknown]>([
    ['its ARN', entra({ auth: { ...bySecret, secretArn: pasted } })],
    ['its ARN, behind a part of it', entra({ auth: { ...bySecret, secretArn: `${secretArn}:${pasted}` } })],
    ["its key's ARN", entra({ auth: { ...bySecret, keyArn: pasted } })],
    ['the method', entra({ auth: { method: pasted } })],
    ['an audience', entra({ auth: { method: 'federated', audience: pasted.replace('~', '~ ') } })],
    ['all of auth', entra({ auth: pasted })],
    ['all of auth, as a list', entra({ auth: [{ clientSecret: pasted }] })],
    ['the app id', entra({ clientId: pasted })],
    ['a key of auth that nobody knows', entra({ auth: { ...bySecret, clientSecret: pasted } })],
    ['a key of graph that nobody knows', entra({ clientSecret: pasted })],
    ['all of graph', { entra: { graph: pasted } }],
    ['all of graph, as a list', { entra: { graph: [pasted] } }],
    ['all of entra', { entra: [{ graph: pasted }] }],
  ])('in the place of %s is refused, and repeated in no sentence', (_, raw) => {
    const sentences = faults(raw);

    expect(sentences).not.toEqual([]);
    for (const sentence of sentences) expect(sentence).not.toMatch(/not~a|real-one|like-a-secret/);
  });
});
