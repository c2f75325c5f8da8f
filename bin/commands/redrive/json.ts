import { formatInstant } from '../../../lambda/core/time.ts';
import { jsonLine } from '../../../lambda/render/json-line.ts';
import type { Entry } from './entry.ts';
import { factsOf } from './facts.ts';
import type { Sent } from './send-again.ts';

/** An entry as one line of JSON, with what became of it where it was to be sent again. Ends in a line break. */
export function entryLine(entry: Entry, sent?: Sent): string {
  const { queue, messageId, where, letter, reason, damaged } = entry;
  const { objects, moreObjects, failures, toDo } = factsOf(entry);
  const line = {
    queue,
    messageId,
    where,
    objects,
    ...(moreObjects > 0 && { moreObjects }),
    failures,
    ...(reason !== undefined && {
      firstFailed: formatInstant(reason.firstAt),
      lastFailed: formatInstant(reason.lastAt),
      attempts: reason.attempts,
    }),
    ...(damaged !== undefined && { reasonDamaged: damaged }),
    ...(letter !== undefined && { arrived: formatInstant(letter.sent) }),
    whatToDo: [...new Set(toDo.map(({ whatToDo }) => whatToDo))],
    ...(sent !== undefined && { sentAgain: sent.newId !== undefined }),
    ...(sent?.newId !== undefined && { newMessageId: sent.newId }),
    ...(sent?.fault !== undefined && { fault: sent.fault }),
  };
  return `${jsonLine(line)}\n`;
}
