import { errorLines } from '../adapters/log.ts';
import type { Failure } from './message-count.ts';

/**
 * Failures by what they tell, where not all are shown: first what the message failed of as such, then one of each kind of
 * error, then the rest; each in its order.
 */
export function tellingFirst(failures: readonly Failure[]): readonly Failure[] {
  const kinds = new Set<string>();
  const ranked = failures.map((failure) => {
    const kind = kindOf(failure);
    const rank = failure.object === undefined ? 0 : kinds.has(kind) ? 2 : 1;
    kinds.add(kind);
    return { failure, rank };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ failure }) => failure);
}

/** The names of the error and of its causes. */
function kindOf({ error }: Failure): string {
  return errorLines(error)
    .map((line) => line.split(':', 1)[0])
    .join();
}
