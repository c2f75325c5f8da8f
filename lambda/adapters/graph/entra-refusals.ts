import { type Duration, seconds } from '../../core/time.ts';
import { GraphRefused } from './errors.ts';
import { field } from './exchange.ts';

const wrongSecret =
  'Entra ID does not know this client secret. Store the value of a secret of the app registration (not its id) in the configured secret.';
const wrongTenant =
  "Entra ID knows no such tenant. Check that tenant is the directory's id or one of its verified domains, and that authority is that of its cloud.";
const wrongCloud =
  'The tenant belongs to another Microsoft cloud. Set authority and endpoint to those of its cloud (login.microsoftonline.us and graph.microsoft.us for US Government).';
const unknownApp =
  'Entra ID finds no such app in the tenant. Check clientId (the application id, not the object id) and tenant, and that the app registration has a service principal there: az ad sp create --id <clientId>.';
const disabledApp =
  'The app, or its service principal in the tenant, is disabled. Enable it: Entra admin center, Enterprise applications, Properties, "Enabled for users to sign in".';
const unregistered =
  "Entra ID does not know the certificate. Upload its public part to the app registration's certificates, and check that the secret holds the same one.";
const expiredCertificate =
  'The certificate has expired, or is not valid yet. Create a new one, upload its public part to the app registration, and store certificate and private key in the configured secret.';
const noConsent =
  'The app has no consent. Give it the application permission AuditLog.Read.All of Microsoft Graph, and have an administrator grant admin consent.';
const blocked =
  'A Conditional Access policy for workload identities blocks the app. Exclude its service principal, or allow the addresses that it comes from.';
const noFederation =
  "The app registration has no federated credential that fits. Its issuer, subject and audience must equal those of the role's token to the letter, upper and lower case included.";

/**
 * What to do, by code. Sources: https://learn.microsoft.com/entra/identity-platform/reference-error-codes, and for those
 * that it lacks (900023, 700024, 1000502, 7000214, 7000229, 7000274, 70021, 70025, 70021x, 700213x) the messages that users
 * of azure-workload-identity, Azure/login and microsoft-identity-web report.
 */
const sentences: Readonly<Record<string, string>> = {
  AADSTS7000215: wrongSecret,
  AADSTS7000222:
    'The client secret has expired. Create a new one for the app registration, and store its value in the configured secret.',
  AADSTS90002: wrongTenant,
  AADSTS900023: wrongTenant,
  AADSTS90038: wrongCloud,
  AADSTS900382: wrongCloud,
  AADSTS900432: wrongCloud,
  AADSTS500011:
    "The tenant does not know Graph under this endpoint. Check that endpoint is that of the tenant's cloud, https://graph.microsoft.com for most.",
  AADSTS700016: unknownApp,
  AADSTS700011: unknownApp,
  AADSTS7000229: unknownApp,
  AADSTS7000112: disabledApp,
  AADSTS70001: disabledApp,
  AADSTS700027: unregistered,
  AADSTS1000502: expiredCertificate,
  AADSTS7000274: expiredCertificate,
  AADSTS7000214:
    'The certificate was revoked. Create a new one, upload it to the app registration, and store it with its private key in the configured secret.',
  AADSTS700024:
    'The client assertion was not valid when it arrived: it lives for minutes only. Check the clock of the machine that runs this.',
  AADSTS65001: noConsent,
  AADSTS650056: noConsent,
  AADSTS90094: noConsent,
  AADSTS53003: blocked,
  AADSTS530032: blocked,
  AADSTS70021: noFederation,
  AADSTS70025: noFederation,
  AADSTS700211: noFederation,
  AADSTS700212: noFederation,
  AADSTS700213: noFederation,
  AADSTS7002137: noFederation,
  AADSTS7002138: noFederation,
};

/** Entra ID's own troubles, by code: RetryableError, service unavailable, request timeout, budget exceeded, throttling… */
const passing = new Set(
  ['50033', '50196', '90006', '90012', '90024', '90033', '90055', '90090', '90091'].map((number) => `AADSTS${number}`),
);

/** A federated credential is known everywhere minutes after it was made (azure-workload-identity, issue 273). */
const whileItSpreads = [2, 4, 8].map(seconds);
/** The secret may have been rotated since it was read, and an assertion may have been on its way for too long. */
const readAgain = [seconds(1)];
const rotated = ['7000215', '7000222', '700027', '1000502', '7000214', '7000274', '700024'];
const secondTries = new Map([
  ...rotated.map((number) => [`AADSTS${number}`, readAgain] as const),
  ...Object.entries(sentences).flatMap(([code, text]) =>
    text === noFederation ? [[code, whileItSpreads] as const] : [],
  ),
]);

/**
 * The code in the token endpoint's answer: the first that we know of its `error_codes`, else the first; else that of its
 * description; else OAuth's word, `invalid_client`; else the HTTP status.
 */
export function entraCode(json: unknown, status: number): string {
  const listed = field(json, 'error_codes');
  const numbers = Array.isArray(listed) ? listed.filter((each) => Number.isSafeInteger(each)) : [];
  const codes = numbers.map((number) => `AADSTS${number}`);
  const known = codes.find((code) => Object.hasOwn(sentences, code) || passing.has(code)) ?? codes[0];
  const told = /^AADSTS\d{1,12}(?=:)/.exec(textOf(json, 'error_description'))?.[0];
  const word = /^[a-z_]{1,40}$/.exec(textOf(json, 'error'))?.[0];
  return known ?? told ?? word ?? `HTTP ${status}`;
}

/** The delays after which it makes sense to ask again, with the credential read anew; none for most codes. */
export function triesAfter(code: string): readonly Duration[] {
  return secondTries.get(code) ?? [];
}

/** Whether the code is of a trouble that Entra ID itself has. */
export function passesByItself(code: string): boolean {
  return passing.has(code) || code === 'temporarily_unavailable' || code === 'server_error';
}

/** `presented` says what a federated credential has to match, where the role's token told. */
export function entraRefusal(code: string, status: number, presented?: string): GraphRefused {
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (sentence === undefined) return new GraphRefused(code, unknown(code, status));
  const isFederated = sentence === noFederation && presented !== undefined;
  return new GraphRefused(code, isFederated ? `${sentence} ${presented}` : sentence);
}

function unknown(code: string, status: number): string {
  const number = /^AADSTS(\d+)$/.exec(code)?.[1];
  const where =
    number === undefined
      ? 'Check tenant, clientId and authority'
      : `See https://login.microsoftonline.com/error?code=${number}`;
  return `Entra ID gave no token (HTTP ${status}). ${where}, and the app's sign-ins in the Entra admin center (Sign-in logs, Service principal sign-ins).`;
}

function textOf(json: unknown, name: string): string {
  const value = field(json, name);
  return typeof value === 'string' ? value : '';
}
