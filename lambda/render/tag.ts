import type { Severity } from '../core/rule.ts';

/** What subjects and titles begin with, of an alert or a bulletin: `[High] `, or `Update [High] ` where it was told before. */
export function tag({ revision, severity }: { readonly revision: number; readonly severity: Severity }): string {
  return `${revision === 1 ? '' : 'Update '}[${severity}] `;
}
