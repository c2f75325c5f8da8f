import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its keys, made for one test run. */
export interface SelfSigned {
  readonly certificate: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** SHA-256 of the certificate's DER, in base64url. */
  readonly thumbprint: string;
}

/** A new RSA key pair, and an X.509 certificate (version 1) of its public key that it signed itself. */
export function selfSigned(modulusLength = 2048): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from('example.com')))));
  const validity = sequence(der(0x17, Buffer.from('250101000000Z')), der(0x17, Buffer.from('350101000000Z')));
  const algorithm = sequence(sha256WithRsa, der(0x05, Buffer.alloc(0)));
  const serial = der(0x02, Buffer.from([1]));
  const content = sequence(serial, algorithm, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = sign('sha256', content, privateKey);
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    certificate: pem('CERTIFICATE', whole),
    privateKey,
    publicKey,
    thumbprint: createHash('sha256').update(whole).digest('base64url'),
  };
}

/** The private key in PEM, PKCS#8 or PKCS#1. */
export function keyText(privateKey: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8'): string {
  return privateKey.export({ type, format: 'pem' }).toString();
}

const sha256WithRsa = der(0x06, Buffer.from('2a864886f70d01010b', 'hex')); // 1.2.840.113549.1.1.11
const commonName = der(0x06, Buffer.from('550403', 'hex')); // 2.5.4.3

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

/** One DER value: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const length = content.length;
  return Buffer.concat([Buffer.from([tag, ...lengthOf(length)]), content]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
