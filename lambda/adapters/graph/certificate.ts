import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../../core/ports.ts';
import { assertionFields, type Credential } from './credential.ts';
import { keyPairIn } from './key-pair.ts';
import type { ReadSecret } from './secret-text.ts';

const lifetime = 5 * 60; // seconds; Entra ID wants 5 to 10 minutes at most

/**
 * A certificate: each proof is an assertion that its private key signs, of the form of
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials. `read` gives PEM with both.
 */
export function clientCertificate(read: ReadSecret, clock: Clock): Credential {
  return async ({ tokenEndpoint, clientId }) => {
    const { privateKey, thumbprint } = keyPairIn(await read());
    const now = Math.floor(clock.now() / 1_000);
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
      .setAudience(tokenEndpoint)
      .setIssuer(clientId)
      .setSubject(clientId)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetime)
      .sign(privateKey);
    return { fields: assertionFields(assertion) };
  };
}
