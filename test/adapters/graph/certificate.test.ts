import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { clientCertificate } from '../../../lambda/adapters/graph/certificate.ts';
import { keyPairIn } from '../../../lambda/adapters/graph/key-pair.ts';
import { fakeClock, start } from './fake-clock.ts';
import { keyText, selfSigned } from './self-signed.ts';

const occasion = { tokenEndpoint: 'https://login.example.com/t/oauth2/v2.0/token', clientId: 'the-app' };
const own = selfSigned();
const other = selfSigned();
const key = keyText(own.privateKey);

describe('the assertion', () => {
  it('is signed with the private key, and names the certificate, the app and the token endpoint', async () => {
    const credential = clientCertificate(async () => own.certificate + key, fakeClock());

    const { fields } = await credential(occasion);

    expect(fields).toEqual({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: expect.any(String),
    });
    const { payload, protectedHeader } = await jwtVerify(fields['client_assertion'] ?? '', own.publicKey, {
      algorithms: ['PS256'],
      audience: occasion.tokenEndpoint,
      issuer: 'the-app',
      subject: 'the-app',
      currentDate: new Date(start),
    });
    expect(protectedHeader).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': own.thumbprint });
    expect(payload).toMatchObject({ iat: start / 1_000, nbf: start / 1_000, exp: start / 1_000 + 300 });
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is another one each time, of what the secret holds then', async () => {
    const texts = [own.certificate + key, other.certificate + keyText(other.privateKey)];
    const credential = clientCertificate(async () => texts.shift() ?? '', fakeClock());

    const first = (await credential(occasion)).fields['client_assertion'] ?? '';
    const second = (await credential(occasion)).fields['client_assertion'] ?? '';

    expect(decodeJwt(first).jti).not.toBe(decodeJwt(second).jti);
    const currentDate = new Date(start);
    await expect(jwtVerify(first, other.publicKey, { currentDate })).rejects.toThrow(/signature verification failed/);
    await expect(jwtVerify(second, other.publicKey, { currentDate })).resolves.toBeDefined();
  });
});

describe('the certificate and its key are found', () => {
  it.each([
    ['with the certificate first', own.certificate + key],
    ['with the key first', key + own.certificate],
    ['with a PKCS#1 key', own.certificate + keyText(own.privateKey, 'pkcs1')],
    ['among other certificates', other.certificate + own.certificate + key],
    [
      'between other lines',
      `Bag Attributes\n    friendlyName: x\n${own.certificate}Key Attributes: <No Attributes>\n${key}`,
    ],
    ['with the line ends of Windows', (own.certificate + key).replaceAll('\n', '\r\n')],
    ['with line ends that became two characters', (own.certificate + key).replaceAll('\n', '\\n')],
    ['with line ends that became spaces', (own.certificate + key).replaceAll('\n', ' ')],
  ])('%s', (_, text) => {
    const pair = keyPairIn(text);

    expect(pair.thumbprint).toBe(own.thumbprint);
    expect(pair.privateKey.equals(own.privateKey)).toBe(true);
  });
});

describe('a clear error is given', () => {
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'x', format: 'pem' } as const;
  const encrypted8 = own.privateKey.export({ type: 'pkcs8', ...cipher }).toString();
  const encrypted1 = own.privateKey.export({ type: 'pkcs1', ...cipher }).toString();
  const weak = selfSigned(1024);
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const damaged = (text: string) => text.replace(/\n[^-]{20}/, '\nAAAA');

  it.each([
    ['without a key', own.certificate, /holds no private key/],
    ['without a certificate', key, /holds no certificate/],
    ['for an empty text', '', /holds no private key/],
    ['for two keys', own.certificate + key + key, /several private keys/],
    ['for an encrypted key, PKCS#8', own.certificate + encrypted8, /is encrypted/],
    ['for an encrypted key, PKCS#1', own.certificate + encrypted1, /is encrypted/],
    ['for a key of another certificate', other.certificate + key, /does not belong/],
    ['for a key that is too weak', weak.certificate + keyText(weak.privateKey), /RSA with at least 2048 bits/],
    ['for a curve', own.certificate + curve.export({ type: 'pkcs8', format: 'pem' }), /RSA with at least 2048 bits/],
    [
      'for a curve, SEC1',
      own.certificate + curve.export({ type: 'sec1', format: 'pem' }),
      /RSA with at least 2048 bits/,
    ],
    ['for a damaged key', own.certificate + damaged(key), /private key cannot be read/],
    ['for a damaged certificate', damaged(own.certificate) + key, /certificate cannot be read/],
    ['for half a key', own.certificate + key.slice(0, 900), /holds no private key/],
  ])('%s', (_, text, message) => {
    expect(() => keyPairIn(text)).toThrow(message);
    expect(() => keyPairIn(text)).toThrow(
      expect.objectContaining({ name: 'GraphRefused', code: 'CertificateUnusable' }),
    );
  });
});
