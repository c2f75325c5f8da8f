import type { Alert } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { athenaQueries } from './athena.ts';
import { cliQueries } from './aws-cli.ts';
import { bucketQueries } from './bucket.ts';
import { kqlQueries } from './kql.ts';
import type { Query } from './query.ts';
import { soughtIn } from './sought.ts';

/**
 * Queries that are filled in with an alert's own values. Every value is quoted for its language, or left out; `notes`
 * say in sentences what was, and why.
 */
export function queriesFor(
  alert: Alert,
  rule: Tellable,
): { readonly queries: readonly Query[]; readonly notes: readonly string[] } {
  const sought = soughtIn(alert, rule);
  return {
    queries: [
      ...bucketQueries(alert, sought.day),
      ...cliQueries(sought),
      ...athenaQueries(sought),
      ...kqlQueries(sought),
    ],
    notes: sought.notes,
  };
}
