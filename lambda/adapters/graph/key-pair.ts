import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { GraphRefused } from './errors.ts';

/** What signs an assertion, and what Entra ID knows the signer by. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  /** SHA-256 of the certificate's DER, in base64url. */
  readonly thumbprint: string;
}

interface Block {
  readonly label: string;
  /** What stands between the two lines: base64, before it headers where a PKCS#1 key is encrypted. */
  readonly body: string;
}

const leastBits = 2048;
const keyLabels = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'];

/**
 * The private key in a PEM text (PKCS#8 or PKCS#1) and the thumbprint of the certificate that it belongs to, in any order
 * and among other certificates. Line ends may have become `\n`, as in some JSON, or spaces, as in the console's editor.
 * Throws GraphRefused where one is missing, encrypted, unreadable, too weak, or does not belong to the other.
 */
export function keyPairIn(text: string): KeyPair {
  const blocks = blocksIn(text.replaceAll('\\n', '\n'));
  const privateKey = privateKeyIn(blocks);
  const certificates = certificatesIn(blocks);
  if (certificates.length === 0) throw unusable('It holds no certificate (PEM, "BEGIN CERTIFICATE").');
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (own === undefined) throw unusable('The private key does not belong to the certificate.');
  return { privateKey, thumbprint: createHash('sha256').update(own.raw).digest('base64url') };
}

function blocksIn(text: string): readonly Block[] {
  const blocks = text.matchAll(/-----BEGIN (?<label>[A-Z0-9 ]{1,40})-----(?<body>.*?)-----END \k<label>-----/gs);
  return Array.from(blocks, ({ groups }) => ({ label: groups?.['label'] ?? '', body: groups?.['body'] ?? '' }));
}

function privateKeyIn(blocks: readonly Block[]): KeyObject {
  const [key, second] = blocks.filter(({ label }) => keyLabels.includes(label));
  if (key === undefined) throw unusable('It holds no private key (PEM, PKCS#8 or PKCS#1).');
  if (second !== undefined) throw unusable('It holds several private keys; one is wanted.');
  if (isEncrypted(key)) throw unusable('The private key is encrypted: store it without a passphrase (openssl pkey).');
  if (key.label === 'EC PRIVATE KEY') throw unusable(notRsa);
  const type = key.label === 'RSA PRIVATE KEY' ? 'pkcs1' : 'pkcs8';
  const privateKey = readable('private key', () => createPrivateKey({ key: derOf(key), format: 'der', type }));
  const { modulusLength = 0 } = privateKey.asymmetricKeyDetails ?? {};
  if (privateKey.asymmetricKeyType !== 'rsa' || modulusLength < leastBits) throw unusable(notRsa);
  return privateKey;
}

const notRsa = `The private key must be RSA with at least ${leastBits} bits, for Entra ID wants PS256.`;

function certificatesIn(blocks: readonly Block[]): readonly X509Certificate[] {
  return blocks
    .filter(({ label }) => label === 'CERTIFICATE')
    .map((block) => readable('certificate', () => new X509Certificate(derOf(block))));
}

/** PKCS#8 has a label for it, PKCS#1 a header. */
function isEncrypted({ label, body }: Block): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || /Proc-Type: *4,ENCRYPTED/.test(body);
}

function derOf({ body }: Block): Buffer {
  return Buffer.from(body, 'base64');
}

function readable<Read>(what: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    throw unusable(`The ${what} cannot be read.`, { cause });
  }
}

function unusable(reason: string, options?: ErrorOptions): GraphRefused {
  const whatToDo = `The configured secret must hold a certificate and its private key. ${reason}`;
  return new GraphRefused('CertificateUnusable', whatToDo, options);
}
