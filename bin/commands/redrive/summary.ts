import type { QueueName } from '../../../lambda/config/queues.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import type { Format } from '../judging/format.ts';
import { type Entry, isDead } from './entry.ts';
import type { Looked } from './look.ts';
import type { Sent } from './send-again.ts';

export interface LookedAt extends Looked {
  readonly name: QueueName;
}

/** What was asked for of what the queues and the table hold. */
export interface Found {
  readonly entries: readonly Entry[];
  /** Ids that were asked for, and that are not there; to be sent again, that are no dead letter. */
  readonly missing: readonly string[];
  readonly looked: readonly LookedAt[];
  readonly format: Format;
}

/** What was listed and what not, for a person. Ends in a line break. */
export function listedSummary({ entries, missing, looked }: Found): string {
  const dead = entries.filter(isDead).length;
  const others = entries.length - dead;
  const also =
    others === 0 ? '' : `, and ${counted(others, 'failed message')} that ${others === 1 ? 'is' : 'are'} none`;
  return lines([
    ...missing.map(notFound),
    `Listed ${counted(dead, 'dead letter')}${also}.`,
    ...looked.flatMap(notListed),
  ]);
}

/** What was sent again and what not. Ends in a line break. */
export function sentSummary(sent: readonly Sent[], { missing, looked }: Found): string {
  const taken = sent.filter(({ newId }) => newId !== undefined).length;
  return lines([
    ...missing.map(notFound),
    ...sent.flatMap(faultOf),
    sent.length === 0
      ? 'There is no dead letter to send again.'
      : `Sent ${taken} of ${counted(sent.length, 'dead letter')} again.`,
    ...looked.flatMap(notListed),
  ]);
}

function notFound(id: string): string {
  return `'${neutral(id, 64)}' is not there: it was sent again already perhaps, or was not looked at.`;
}

function faultOf({ entry: { messageId }, newId, fault }: Sent): readonly string[] {
  if (fault === undefined) return [];
  const verdict = newId === undefined ? 'was NOT sent again' : `was sent again as ${newId}, but`;
  return [`${neutral(messageId, 64)} ${verdict}: ${neutral(fault, 512)}`];
}

function notListed({ name, entries, notLookedAt, moreReasons }: LookedAt): readonly string[] {
  const wereNot = `${notLookedAt === 1 ? 'was' : 'were'} not looked at: beyond --limit, or hidden as somebody else looks`;
  const damaged = entries.filter((entry) => entry.damaged !== undefined).length;
  return [
    ...(damaged === 0
      ? []
      : [`${name}: in the table, ${counted(damaged, 'reason')} ${damaged === 1 ? 'is' : 'are'} damaged.`]),
    ...(notLookedAt === 0 ? [] : [`${name}: about ${counted(notLookedAt, 'dead letter')} more ${wereNot} at them.`]),
    ...(moreReasons ? [`${name}: the table has more failed messages than --limit.`] : []),
  ];
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
