import { GraphRefused } from './errors.ts';
import { field } from './exchange.ts';

const noPermission =
  "The app may not read sign-ins. Give it the application permission AuditLog.Read.All of Microsoft Graph with an administrator's consent; if Graph still refuses, Directory.Read.All as well, as some tenants need it.";
const unknownCaller =
  'Graph does not know the app in this tenant. Check tenant and clientId, and that the app has a service principal there: az ad sp create --id <clientId>.';

/**
 * What to do, by code. Sources: https://learn.microsoft.com/graph/errors, and the threads microsoft-graph-docs 2789 (both
 * permissions), 14120 (the licence check that fails at times) and microsoft-graph-docs-contrib 6659.
 */
const sentences: Readonly<Record<string, string>> = {
  Authentication_RequestFromNonPremiumTenantOrB2CTenant:
    "The tenant has no Entra ID P1 or P2 licence, without which Graph gives no sign-ins out. If it has one, wait for the next run: Graph's licence check fails at times.",
  Authentication_MSGraphPermissionMissing: noPermission,
  Authentication_ApplicationHasNoReadAuditLogDataAccess: noPermission,
  Authentication_ApplicationHasNoDirectoryReadAccess:
    'Graph wants Directory.Read.All to check the licence. Give the app this application permission of Microsoft Graph too, with admin consent.',
  Authorization_RequestDenied: noPermission,
  Authorization_IdentityNotFound: unknownCaller,
  InvalidAuthenticationToken:
    'Graph accepts neither the token nor a new one. Check that authority and endpoint belong to the same cloud, and that the app is enabled.',
};

const sentencesByStatus: Readonly<Record<number, string | undefined>> = {
  401: sentences['InvalidAuthenticationToken'],
  403: noPermission,
};

/**
 * The code in an answer of Graph's that is an error; the HTTP status where there is none. A code that we do not know must be
 * plain letters, so that nothing else comes into a message by this way.
 */
export function graphCode(json: unknown, status: number): string {
  const code = field(field(json, 'error'), 'code');
  const isCode = typeof code === 'string' && (Object.hasOwn(sentences, code) || /^[A-Za-z_]{1,80}$/.test(code));
  return isCode ? code : `HTTP ${status}`;
}

export function graphRefusal(code: string, status: number): GraphRefused {
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : sentencesByStatus[status];
  return new GraphRefused(
    code,
    sentence ??
      `Graph refused to list the sign-ins (HTTP ${status}). See https://learn.microsoft.com/graph/errors, and check that endpoint is that of the tenant's cloud.`,
  );
}

/** Whether a page's address has grown too old, which is said of directory objects: reading begins anew then. */
export function isExpiredPage(code: string): boolean {
  return code === 'Directory_ExpiredPageToken';
}
