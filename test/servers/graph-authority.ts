import { randomBytes } from 'node:crypto';
import { type Instant, plus, seconds } from '../../lambda/core/time.ts';
import { type Answer, type AuthorityError, authorityError, json } from './graph-answers.ts';

/** An application that is registered with the tenant. */
export interface Registration {
  /** The tenant's id. */
  readonly tenant: string;
  readonly clientId: string;
  /** What it must show: a secret, or an assertion that the test judges. */
  readonly credential: { readonly secret: string } | { readonly accepts: (assertion: string) => boolean };
}

/** Entra ID's token endpoint, for the client credentials grant. */
export interface Authority {
  token(tenant: string, form: URLSearchParams): Answer;
  /** Whether the value of an Authorization header is a token that was issued here and lives. */
  admits(authorization: string | undefined): 'yes' | 'missing' | 'unknown' | 'expired';
  /** All tokens end now. */
  expireTokens(): void;
}

const lifetime = seconds(3_599);
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** `resource` is the one whose `.default` scope may be asked for. */
export function newAuthority(
  registration: Registration,
  { now, resource }: { readonly now: () => Instant; readonly resource: () => string },
): Authority {
  const tokens = new Map<string, Instant>();
  return {
    token(tenant, form) {
      const refusal = refuse(registration, resource(), tenant, form);
      if (refusal !== undefined) return authorityError(refusal, now());
      const token = `token-${randomBytes(16).toString('hex')}`;
      tokens.set(token, plus(now(), lifetime));
      const expires = lifetime / 1_000;
      return json(200, { token_type: 'Bearer', expires_in: expires, ext_expires_in: expires, access_token: token });
    },
    admits(authorization) {
      if (!authorization?.startsWith('Bearer ')) return 'missing';
      const until = tokens.get(authorization.slice('Bearer '.length));
      if (until === undefined) return 'unknown';
      return now() < until ? 'yes' : 'expired';
    },
    expireTokens() {
      for (const token of tokens.keys()) tokens.set(token, now());
    },
  };
}

/** Why Entra ID would not issue a token (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). */
function refuse(
  { tenant: known, clientId, credential }: Registration,
  resource: string,
  tenant: string,
  form: URLSearchParams,
): AuthorityError | undefined {
  for (const name of ['grant_type', 'client_id', 'scope']) {
    if (!form.get(name)) return invalid(900144, `The request body must contain the following parameter: '${name}'.`);
  }
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials') {
    const message = `The app requested an unsupported grant type '${grant}'.`;
    return { status: 400, error: 'unsupported_grant_type', number: 70003, message };
  }
  if (tenant !== known) {
    return invalid(
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    );
  }
  const asked = form.get('client_id');
  if (asked !== clientId) {
    const message = `Application with identifier '${asked}' was not found in the directory 'Example'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`;
    return { status: 400, error: 'unauthorized_client', number: 700016, message };
  }
  return refuseScope(form.get('scope') ?? '', resource) ?? refuseCredential(credential, clientId, form);
}

function refuseScope(scope: string, resource: string): AuthorityError | undefined {
  if (!scope.endsWith('/.default')) {
    const message = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
    return { status: 400, error: 'invalid_scope', number: 1002012, message };
  }
  if (scope === `${resource}/.default`) return undefined;
  const message = `The resource principal named ${scope.slice(0, -'/.default'.length)} was not found in the tenant named Example.`;
  return { status: 400, error: 'invalid_resource', number: 500011, message };
}

function refuseCredential(
  credential: Registration['credential'],
  clientId: string,
  form: URLSearchParams,
): AuthorityError | undefined {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
  if (!secret && !assertion) {
    return invalidClient(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  if (assertion && form.get('client_assertion_type') !== assertionType) {
    return invalid(900144, "The request body must contain the following parameter: 'client_assertion_type'.");
  }
  if ('secret' in credential) {
    if (secret === credential.secret) return undefined;
    return invalidClient(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }
  if (assertion && credential.accepts(assertion)) return undefined;
  return invalid(70021, 'No matching federated identity record found for presented assertion.');
}

function invalid(number: number, message: string): AuthorityError {
  return { status: 400, error: 'invalid_request', number, message };
}

function invalidClient(number: number, message: string): AuthorityError {
  return { status: 401, error: 'invalid_client', number, message };
}
