import type { Clock } from '../../core/ports.ts';
import { type Duration, type Instant, minutes, plus, seconds } from '../../core/time.ts';
import type { Credential, Proof } from './credential.ts';
import { entraCode, entraRefusal, passesByItself, triesAfter } from './entra-refusals.ts';
import { GraphRefused } from './errors.ts';
import { type Answer, exchange, field } from './exchange.ts';
import { type Attempt, persist } from './persist.ts';
import { throttling } from './throttling.ts';

/** Access tokens for Graph. */
export interface Tokens {
  /** A token that is good for a while yet. Rejects with GraphRefused, or with GraphUnavailable at the deadline's latest. */
  get(deadline: Instant): Promise<string>;
  /** Says that Graph does not accept the token: it is not given out again. */
  discard(token: string): void;
}

export interface EntraApp {
  /** `https://login.microsoftonline.com`, or that of a sovereign cloud. */
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
  /** Graph's, whose default scope is asked for: every application permission that was consented to. */
  readonly endpoint: string;
}

interface Held {
  readonly token: string;
  readonly until: Instant;
}

const margin = minutes(5);

/**
 * Tokens by the client credentials grant, https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 * One is kept until five minutes before its end, or until half of a shorter life. Callers at the same time share one
 * request, and the deadline of the first of them. Nothing of the credential is kept: a rotated secret is read at the next
 * request, and at once where Entra ID does not accept the old one.
 */
export function entraTokens(
  app: EntraApp,
  {
    credential,
    clock,
    timeout,
  }: { readonly credential: Credential; readonly clock: Clock; readonly timeout?: Duration },
): Tokens {
  let held: Held | undefined;
  let coming: Promise<Held> | undefined;
  const request = async (deadline: Instant): Promise<Held> => {
    try {
      held = await persist({ what: 'asking Entra ID for a token', clock, deadline }, () =>
        ask(app, { credential, clock, deadline, ...(timeout !== undefined && { timeout }) }),
      );
      return held;
    } finally {
      coming = undefined;
    }
  };
  return {
    async get(deadline) {
      if (held !== undefined && clock.now() < held.until) return held.token;
      coming ??= request(deadline);
      return (await coming).token;
    },
    discard(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

async function ask(
  { authority, tenant, clientId, endpoint }: EntraApp,
  asking: {
    readonly credential: Credential;
    readonly clock: Clock;
    readonly deadline: Instant;
    readonly timeout?: Duration;
  },
): Promise<Attempt<Held>> {
  const { credential, clock, ...bounds } = asking;
  const tokenEndpoint = `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const proof = await credential({ tokenEndpoint, clientId });
  const form = {
    client_id: clientId,
    scope: `${endpoint}/.default`,
    grant_type: 'client_credentials',
    ...proof.fields,
  };
  const now = clock.now();
  const answer = await exchange({ url: tokenEndpoint, form: new URLSearchParams(form), now, ...bounds });
  return answer.kind === 'failed' ? answer : judge(answer, { proof, now });
}

function judge(answer: Answer, { proof, now }: { readonly proof: Proof; readonly now: Instant }): Attempt<Held> {
  const { status, json } = answer;
  if (status === 200) return granted(json, now);
  const throttled = throttling(answer, now);
  if (throttled !== undefined) return throttled;
  const code = entraCode(json, status);
  if (status >= 500 || status === 408 || passesByItself(code)) {
    return { kind: 'failed', reason: `Entra ID answered HTTP ${status}, ${code}` };
  }
  if (status < 400) throw new GraphRefused(`HTTP ${status}`, redirected);
  return { kind: 'refused', refusal: entraRefusal(code, status, proof.presented), delays: triesAfter(code) };
}

const redirected =
  'The token endpoint sent us elsewhere, where no secret of ours goes. Check that authority is https://login.microsoftonline.com or that of your cloud, and that no proxy stands before it.';

function granted(json: unknown, now: Instant): Attempt<Held> {
  const [token, lifetime] = [field(json, 'access_token'), Number(field(json, 'expires_in'))];
  // A token that no header can hold could not be sent.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token) || !(lifetime > 0)) {
    return { kind: 'failed', reason: 'Entra ID answered with something that is no token' };
  }
  const kept = Math.max(seconds(lifetime) - margin, seconds(lifetime) / 2) as Duration;
  return { kind: 'done', result: { token, until: plus(now, kept) } };
}
