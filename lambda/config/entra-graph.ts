import * as v from 'valibot';
import { identity } from '../core/identity.ts';
import { type Duration, days, minutes } from '../core/time.ts';
import { parseDuration } from './duration.ts';
import { durationBetween } from './duration-between.ts';
import { isMapping, must, mustMatch, option } from './faults.ts';
import { keyArn } from './key-arn.ts';

/** How Entra ID's sign-ins are polled from Microsoft Graph: as whom, from where, which of them and how far back. */
export interface GraphConfig {
  /** The tenant's id, or one of its domains. */
  readonly tenant: string;
  /** The id of the app registration, which Entra ID calls "Application (client) ID". */
  readonly clientId: string;
  readonly auth: GraphAuth;
  /** At least one, each once. Every kind is read for itself. */
  readonly signIns: readonly SignInKind[];
  /** Where interactive sign-ins are read; the others are in beta alone. */
  readonly interactiveVersion: 'v1.0' | 'beta';
  /** Who gives tokens: an origin, without a slash at its end. */
  readonly authority: string;
  /** Graph itself: an origin, without a slash at its end. */
  readonly endpoint: string;
  /** How much that was read already is read again, as records come late; in words. */
  readonly overlap: string;
  /** How much of the past the first run reads; in words, may be none. */
  readonly backfill: string;
}

/** What proves that we are the app registration. Secrets are named, never held. */
export type GraphAuth =
  | {
      readonly method: 'secret' | 'certificate';
      /** The secret in Secrets Manager that holds it. Its Region may be another one. */
      readonly secretArn: string;
      /** The key that it is encrypted with, where that is not the account's `aws/secretsmanager`. */
      readonly keyArn?: string;
    }
  | {
      readonly method: 'federated';
      /** Whom AWS's token is for, as the federated credential in Entra ID says. */
      readonly audience: string;
    };

const signInKinds = ['interactiveUser', 'nonInteractiveUser'] as const;

/** In Graph's words: https://learn.microsoft.com/graph/api/resources/signin */
type SignInKind = (typeof signInKinds)[number];

/** What of it says nothing of whose sign-ins they are. */
export type GraphSettings = Omit<GraphConfig, 'tenant' | 'clientId' | 'auth'>;

/** What holds where a configuration says nothing. */
export const graphDefaults: GraphSettings = {
  signIns: signInKinds,
  interactiveVersion: 'v1.0',
  authority: 'https://login.microsoftonline.com',
  endpoint: 'https://graph.microsoft.com',
  overlap: '2h',
  backfill: '24h',
};

export function graphSchema(): v.GenericSchema<unknown, GraphConfig> {
  return unshownMapping({
    tenant: mustMatch(
      /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?:[a-z\d-]{1,63}\.)+[a-z\d-]{2,63})$/i,
      tenantWords,
    ),
    clientId: unshownText(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, 'the id of an app registration'),
    auth: authSchema(),
    signIns: v.optional(signInsSchema(), () => [...graphDefaults.signIns]),
    interactiveVersion: v.optional(
      v.picklist(['v1.0', 'beta'], must('"v1.0" or "beta"')),
      graphDefaults.interactiveVersion,
    ),
    authority: v.optional(originSchema(), graphDefaults.authority),
    endpoint: v.optional(originSchema(), graphDefaults.endpoint),
    overlap: v.optional(durationBetween(minutes(5), days(1)), graphDefaults.overlap),
    backfill: v.optional(durationBetween(minutes(0), days(30)), graphDefaults.backfill),
  });
}

/** What the poller's cursor is called: of one tenant in one cloud, so that another one has a first run of its own. */
export function cursorName({ tenant, endpoint }: Pick<GraphConfig, 'tenant' | 'endpoint'>): string {
  return `entra-graph/${identity(tenant.toLowerCase(), new URL(endpoint).host)}`;
}

/** The lengths of time of a configuration, as the poller takes them. Throws a RangeError where one is none. */
export function graphSpans({ overlap, backfill }: Pick<GraphConfig, 'overlap' | 'backfill'>): {
  readonly overlap: Duration;
  readonly backfill: Duration;
} {
  return { overlap: durationOf(overlap), backfill: durationOf(backfill) };
}

const tenantWords = 'the id of a tenant or one of its domains, such as example.onmicrosoft.com';

/**
 * A whole ARN, with the six characters that Secrets Manager puts behind the name, as IAM compares all of it
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html). A name that itself ends
 * in a hyphen and six characters looks like a whole one; Secrets Manager then refuses the function.
 */
const secretArn = {
  form: /^arn:aws[a-z-]*:secretsmanager:[a-z\d-]+:\d{12}:secret:[A-Za-z\d/_+=.@-]{1,512}-[A-Za-z\d]{6}$/,
  words: 'the whole ARN of a secret in Secrets Manager, with the six characters at its end',
};

/**
 * Without `*`, `?` and `$`, which have a meaning in the function's policy. At most 600 characters, as Entra ID takes:
 * https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
const audience = { form: /^[A-Za-z\d:/._-]{1,600}$/, words: 'the audience of a federated credential' };

function authSchema() {
  const fromSecret = {
    secretArn: unshownText(secretArn.form, secretArn.words),
    keyArn: v.exactOptional(unshownText(keyArn.form, keyArn.words)),
  };
  const methods = '"secret", "certificate" or "federated"';
  return v.variant(
    'method',
    [
      option({ method: v.literal('secret'), ...fromSecret }),
      option({ method: v.literal('certificate'), ...fromSecret }),
      option({
        method: v.literal('federated'),
        audience: v.optional(unshownText(audience.form, audience.words), 'api://AzureADTokenExchange'),
      }),
    ],
    (issue) => mustUnshown(issue.path === undefined ? `a mapping whose method is ${methods}` : methods)(issue),
  );
}

function signInsSchema() {
  const kinds = signInKinds.map((kind) => `"${kind}"`);
  const phrase = must(`a list of ${kinds.join(', ')} or both`);
  return v.pipe(
    v.array(v.picklist(signInKinds, must(kinds.join(' or '))), phrase),
    v.minLength(1, phrase),
    v.check((list) => new Set(list).size === list.length, 'must name each kind once'),
  );
}

function originSchema() {
  const phrase = must(
    'an https:// origin, with nothing behind the host, not even a / (http:// only for 127.0.0.1, [::1] and localhost)',
  );
  return v.pipe(v.string(phrase), v.check(isOrigin, phrase));
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return text === origin && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}

/** As `must`, but silent about the value: who put a secret where its name belongs must not read it in a log. */
function mustUnshown(be: string) {
  return ({ input }: { readonly input: unknown }): string =>
    input === undefined
      ? `is missing: it must be ${be}`
      : `must be ${be}; what stands there is not shown, as it may be a secret`;
}

function unshownText(form: RegExp, be: string) {
  return v.pipe(v.string(mustUnshown(be)), v.regex(form, mustUnshown(be)));
}

/** As `mapping`, but silent about what stands there instead: somewhere in it there may be a secret. */
export function unshownMapping<const Entries extends v.ObjectEntries>(entries: Entries) {
  const phrase = mustUnshown(`a mapping of ${Object.keys(entries).join(', ')}`);
  return v.pipe(v.custom<unknown>(isMapping, phrase), option(entries));
}

function durationOf(text: string): Duration {
  const length = parseDuration(text);
  if (length === undefined) throw new RangeError(`not a length of time: ${text}`);
  return length;
}
