import { judgeFiles } from '../../bin/commands/judging/judge-files.ts';
import type { AlertRecord } from '../../lambda/core/alert.ts';
import { troubled, uriOf } from './log-objects.ts';
import type { Schedule } from './schedule.ts';

/** What a schedule's logs come to where nothing goes wrong, by alert: exact, as nothing is thinned. Nobody is told. */
export type Reference = ReadonlyMap<string, AlertRecord>;

/**
 * As `gatewarden replay` judges the same files: all at once, with everything that is in trouble `mended`, or left out and
 * cut as it is.
 */
export async function referenceOf(schedule: Schedule, mended: boolean): Promise<Reference> {
  const files = filesOf(schedule, mended);
  const { alerts } = await judgeFiles({
    files: [...files].map(([name, bytes]) => ({ name, size: bytes.length, open: () => inOneChunk(bytes) })),
    rules: schedule.rules,
  });
  return new Map(alerts.all().map((record) => [record.alertId, record]));
}

/** What is in the buckets in the end, by URI, and what EventBridge brought. */
function filesOf({ objects, arrivals }: Schedule, mended: boolean): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const object of objects) {
    const { bytes } = object.states.at(-1) as (typeof object.states)[number];
    const found = mended || object.trouble === undefined ? bytes : troubled(bytes, object.trouble);
    if (typeof found !== 'string') files.set(uriOf(object), found);
  }
  for (const [n, arrival] of arrivals.entries()) {
    if (arrival.kind !== 'sent' || !arrival.body.includes('"aws.signin"')) continue;
    const { detail } = JSON.parse(arrival.body) as { readonly detail: unknown };
    files.set(`eventbridge:${n}`, Buffer.from(JSON.stringify([detail])));
  }
  return files;
}

async function* inOneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
