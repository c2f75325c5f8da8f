import { identity } from '../../lambda/core/identity.ts';
import { positionOf } from '../../lambda/core/observation.ts';
import { plan, timelineOf } from '../../lambda/core/plan.ts';
import type { Timelines } from '../../lambda/core/ports.ts';
import { earliestInstant, formatInstant, latestInstant, parseInstant } from '../../lambda/core/time.ts';
import type { Json } from '../records.ts';
import { rules } from './polling.ts';

/** A failed sign-in in a line: table, address, id, time and result code. */
export type Failure = string;

const successes = [0, 50_125, 50_140];

/** The failures of the rule's own result codes among raw records of Graph's, each version once, in order. */
export function failuresAmong(records: Iterable<Json>): readonly Failure[] {
  const failures = [...records].flatMap((record) => {
    const { errorCode } = record['status'] as { readonly errorCode: number };
    if (successes.includes(errorCode)) return [];
    const table = record['isInteractive'] === true ? 'SigninLogs' : 'AADNonInteractiveUserSignInLogs';
    const time = parseInstant(String(record['createdDateTime']));
    if (time === undefined) throw new Error(`expected a time, found ${record['createdDateTime']}`);
    return [lineOf({ table, address: record['ipAddress'], id: record['id'], time: formatInstant(time), errorCode })];
  });
  return inOrder(failures);
}

/** The failures from these addresses that the store remembers, read from the timelines that the rule reads. */
export async function rememberedFailures(
  { read }: Pick<Timelines, 'read'>,
  addresses: readonly string[],
): Promise<readonly Failure[]> {
  const everything = { from: positionOf(earliestInstant), to: positionOf(latestInstant), limit: Infinity } as const;
  const sides = rules.map(plan).flatMap((planned) => (planned.type === 'temporal' ? planned.sides : []));
  const remembered = sides.flatMap(({ side, stream }) =>
    addresses.map(async (address) => {
      const timeline = timelineOf(stream, identity(address));
      const observations = await read({ timeline, ...everything, order: 'earliest first' });
      return observations.map(({ eventId, time, fields }) =>
        lineOf({ table: side.name, address, id: eventId, time: formatInstant(time), errorCode: fields.ResultType }),
      );
    }),
  );
  return inOrder((await Promise.all(remembered)).flat());
}

function lineOf(facts: Readonly<Record<'table' | 'address' | 'id' | 'time' | 'errorCode', unknown>>): Failure {
  const { table, address, id, time, errorCode } = facts;
  return `${table} ${address} ${id} ${time} ${errorCode}`;
}

function inOrder(failures: readonly Failure[]): readonly Failure[] {
  return [...new Set(failures)].sort();
}
