import type { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../../core/ports.ts';
import type { Duration, Instant } from '../../core/time.ts';
import { clientCertificate } from './certificate.ts';
import { type Credential, clientSecret } from './credential.ts';
import { GraphRefused } from './errors.ts';
import { type GraphLog, graphLog } from './graph-log.ts';
import { graphPace } from './pace.ts';
import { readyToken } from './ready-token.ts';
import type { ReadSecret } from './secret-text.ts';
import { type EntraApp, entraTokens, type Tokens } from './tokens.ts';
import { webIdentity } from './web-identity.ts';

/** How the app proves that it is the app. */
export type GraphAuth =
  | { readonly method: 'secret' | 'certificate'; readonly read: ReadSecret }
  | { readonly method: 'federated'; readonly client: STSClient; readonly audience: string };

interface GraphSettings {
  readonly endpoint: string;
  readonly clock: Clock;
  /** The longest that one answer may take; 30 seconds by default. */
  readonly timeout?: Duration;
}

export interface GraphClientOptions extends EntraApp, GraphSettings {
  readonly auth: GraphAuth;
}

/** One app in one tenant. Its token and its pace outlast a run, so keep it as long as the process. */
export interface GraphClient {
  /** The log for one run, which ends at `deadline`. */
  log(deadline: Instant): GraphLog;
}

/** Throws GraphRefused where authority or endpoint is no https address; plain http is for loopback alone. */
export function graphClient(options: GraphClientOptions): GraphClient {
  const { tenant, clientId, auth, clock } = options;
  const [authority, endpoint] = [baseOf(options.authority, 'authority'), baseOf(options.endpoint, 'endpoint')];
  const timeout = options.timeout !== undefined && { timeout: options.timeout };
  const app = { authority, tenant, clientId, endpoint };
  const tokens = entraTokens(app, { credential: credentialOf(auth, clock), clock, ...timeout });
  return reading(tokens, { ...options, endpoint });
}

/** The same with an access token that somebody has got already, until it ends. Throws as `graphClient` does. */
export function graphClientWithToken(token: string, settings: GraphSettings): GraphClient {
  return reading(readyToken(token), { ...settings, endpoint: baseOf(settings.endpoint, 'endpoint') });
}

function reading(tokens: Tokens, { endpoint, clock, timeout }: GraphSettings): GraphClient {
  const pace = graphPace(clock);
  const bounds = timeout !== undefined && { timeout };
  return { log: (deadline) => graphLog({ endpoint, tokens, pace, clock, deadline, ...bounds }) };
}

function credentialOf(auth: GraphAuth, clock: Clock): Credential {
  switch (auth.method) {
    case 'secret':
      return clientSecret(auth.read);
    case 'certificate':
      return clientCertificate(auth.read, clock);
    case 'federated':
      return webIdentity(auth);
    default:
      return auth satisfies never;
  }
}

/** The address without a slash at its end. */
function baseOf(address: string, name: string): string {
  const url = URL.parse(address);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  if (isSafe && url.search === '' && url.hash === '' && url.username === '') return address.replace(/\/+$/, '');
  throw new GraphRefused('InsecureAddress', `${name} must be an https address, as a secret is sent there.`);
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);
