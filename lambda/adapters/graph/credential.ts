import { GraphRefused } from './errors.ts';
import type { ReadSecret } from './secret-text.ts';

/** Where a credential is to be shown, and by whom. */
interface Occasion {
  readonly tokenEndpoint: string;
  readonly clientId: string;
}

/** What proves to the token endpoint that we are the app. */
export interface Proof {
  /** Form fields of the token request; secret. */
  readonly fields: Readonly<Record<string, string>>;
  /** A sentence on what was presented, without anything secret, for whoever has to configure the other side. */
  readonly presented?: string;
}

/** Makes a proof, each time anew. Rejects with GraphRefused or GraphUnavailable. */
export type Credential = (occasion: Occasion) => Promise<Proof>;

/** A client secret. */
export function clientSecret(read: ReadSecret): Credential {
  return async () => {
    const secret = (await read()).trim();
    if (secret === '') throw new GraphRefused('SecretUnreadable', 'The configured secret is empty.');
    return { fields: { client_secret: secret } };
  };
}

/** The fields of a signed JWT that stands for a secret, RFC 7523. */
export function assertionFields(assertion: string): Proof['fields'] {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
