import { objectUri, openEnvelope } from '../../../lambda/adapters/envelope.ts';
import { UnknownEnvelope } from '../../../lambda/adapters/errors.ts';
import type { Failed } from '../../../lambda/adapters/failed-messages.ts';
import type { Instant } from '../../../lambda/core/time.ts';
import type { Entry } from './entry.ts';
import { damagedReason, type ToDo, toDoAbout, withoutReason } from './what-to-do.ts';

/** What both formats show of an entry. Its texts are as they were written. */
export interface Facts {
  /** Those that failed; where nobody noted any, those that the message names. */
  readonly objects: readonly string[];
  /** Of `objects`: how many more there are. */
  readonly moreObjects: number;
  readonly failures: readonly Failed[];
  /** When it failed first and last; where nobody noted that, when it arrived. */
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly attempts: number | undefined;
  /** For each kind of error, each once. */
  readonly toDo: readonly ToDo[];
}

const mostObjects = 10;

export function factsOf({ reason, damaged, letter }: Entry): Facts {
  if (reason === undefined) {
    const named = letter === undefined ? [] : objectsNamedIn(letter.body);
    return {
      objects: named.slice(0, mostObjects),
      moreObjects: Math.max(0, named.length - mostObjects),
      failures: [],
      from: letter?.sent,
      to: letter?.sent,
      attempts: undefined,
      toDo: [damaged === undefined ? withoutReason : damagedReason],
    };
  }
  const { failures, failed, firstAt, lastAt, attempts } = reason;
  return {
    objects: failures.flatMap(({ object }) => object ?? []),
    moreObjects: Math.max(0, failed - failures.length),
    failures,
    from: firstAt,
    to: lastAt,
    attempts,
    toDo: [...new Map(failures.map(({ errors }) => toDoAbout(errors)).map((each) => [each.about, each])).values()],
  };
}

function objectsNamedIn(body: string): readonly string[] {
  try {
    const envelope = openEnvelope(body);
    return envelope.kind === 'objects' ? envelope.objects.map(objectUri) : [];
  } catch (error) {
    if (error instanceof UnknownEnvelope) return [];
    throw error;
  }
}
