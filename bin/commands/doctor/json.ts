import { jsonLine } from '../../../lambda/render/json-line.ts';
import type { Result } from './examine.ts';

/** Each finding as one line of JSON: docs/schema/finding.schema.json. */
export function findingLines(results: readonly Result[]): string {
  return results
    .flatMap(({ check: { id, title }, findings }) =>
      findings.map((finding) => `${jsonLine({ schema: 'gatewarden.finding/1', check: id, title, ...finding })}\n`),
    )
    .join('');
}
