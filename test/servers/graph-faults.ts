import type { AuthorityError, GraphError } from './graph-answers.ts';

/** What goes wrong with one request, in place of its answer or in the middle of it. */
export type Fault =
  | { readonly kind: 'error'; readonly error: GraphError }
  | { readonly kind: 'authority error'; readonly error: AuthorityError }
  /** All tokens that were issued end, and with them the one of this request. */
  | { readonly kind: 'tokens expire' }
  /** The connection ends before an answer, or after half of its body. */
  | { readonly kind: 'hang up' | 'cut' }
  /** No answer, ever. */
  | { readonly kind: 'stall' }
  /** A proxy answers in Graph's place, with a page of its own and status 200. */
  | { readonly kind: 'html' };

/** Too many requests. `retryAfter` is the header's value: seconds, or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). */
export function throttled(retryAfter?: string): Fault {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return { kind: 'error', error: { status: 429, code: 'TooManyRequests', message: 'Too many requests.', headers } };
}

export function serverError(status: 500 | 502 | 503 | 504, retryAfter?: string): Fault {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return { kind: 'error', error: { status, code: 'UnknownError', message: '', headers } };
}

/** The tenant has no P1 or P2 licence: https://learn.microsoft.com/graph/known-issues#license-check-errors-for-azure-ad-activity-reports */
export const unlicensed: Fault = {
  kind: 'error',
  error: {
    status: 403,
    code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    message: "Neither tenant is B2C or tenant doesn't have premium license",
  },
};

/** Nobody consented: https://learn.microsoft.com/graph/permissions-reference#auditlogreadall */
export const unpermitted: Fault = {
  kind: 'error',
  error: {
    status: 403,
    code: 'Authentication_MSGraphPermissionMissing',
    message: 'Calling principal does not have required MSGraph permissions AuditLog.Read.All',
  },
};

/** The secret's time is over. */
export const secretExpired: Fault = {
  kind: 'authority error',
  error: {
    status: 401,
    error: 'invalid_client',
    number: 7000222,
    message:
      "The provided client secret keys for app '22222222-0000-4000-8000-000000000022' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.",
  },
};
