import { GetWebIdentityTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import { decodeJwt } from 'jose';
import { limits } from '../../config/limits.ts';
import { awsFailure } from './aws-refusals.ts';
import { assertionFields, type Credential } from './credential.ts';
import { GraphUnavailable } from './errors.ts';

const longestCall = 10_000; // milliseconds
const longestShown = 200;

/**
 * No secret at all: the AWS identity that we run as, in a token that STS signs, RS256 as Entra ID wants. The client must be
 * of a region, as STS's global endpoint has no such tokens
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_getting_started.html).
 */
export function webIdentity({
  client,
  audience,
}: {
  readonly client: STSClient;
  readonly audience: string;
}): Credential {
  return async () => {
    const command = new GetWebIdentityTokenCommand({
      Audience: [audience],
      SigningAlgorithm: 'RS256',
      DurationSeconds: limits.poll.identityTokenSeconds,
    });
    const abortSignal = AbortSignal.timeout(longestCall);
    const answer = await client.send(command, { abortSignal }).catch((error) => {
      throw awsFailure(error, { doing: 'sts:GetWebIdentityToken', sentences });
    });
    const assertion = answer.WebIdentityToken;
    if (assertion === undefined) throw new GraphUnavailable('sts:GetWebIdentityToken gave no token');
    return { fields: assertionFields(assertion), ...presentedIn(assertion) };
  };
}

const notAllowed =
  'The role may not have a web identity token. It needs sts:GetWebIdentityToken, for this audience and for 60 seconds.';

const disabled =
  'Outbound identity federation is off in this AWS account. Enable it: aws iam enable-outbound-web-identity-federation.';
const sessionEnds =
  "The AWS session ends before the token would. Sign in again; a function's session is renewed by itself.";

/**
 * Errors of GetWebIdentityToken, https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html, which
 * writes some of them without the `Exception` that the SDK has.
 */
const sentences: Readonly<Record<string, string>> = {
  OutboundWebIdentityFederationDisabled: disabled,
  OutboundWebIdentityFederationDisabledException: disabled,
  AccessDenied: notAllowed,
  AccessDeniedException: notAllowed,
  SessionDurationEscalation: sessionEnds,
  SessionDurationEscalationException: sessionEnds,
};

/** Issuer, subject and audience are no secret, and are what the federated credential must be made of. */
function presentedIn(assertion: string): { readonly presented?: string } {
  const claims = claimsOf(assertion);
  if (claims === undefined) return {};
  const { iss, sub, aud } = claims;
  return {
    presented: `The token has the issuer ${shown(iss)}, the subject ${shown(sub)} and the audience ${shown(aud)}.`,
  };
}

function claimsOf(assertion: string) {
  try {
    return decodeJwt(assertion);
  } catch {
    return undefined; // it is Entra ID's to say that it is no JWT
  }
}

function shown(claim: unknown): string {
  return (JSON.stringify(claim) ?? 'none').slice(0, longestShown);
}
