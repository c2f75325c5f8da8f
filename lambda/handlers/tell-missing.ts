import { type ObjectReference, objectUri } from '../adapters/envelope.ts';
import { OutOfTime } from '../adapters/errors.ts';
import { accountOfLogFile } from '../adapters/object-key.ts';
import type { Finding } from '../core/alert.ts';
import { identity } from '../core/identity.ts';
import { noticed } from '../core/system-alert.ts';
import { type TellPorts, tell } from '../core/tell.ts';
import { type Instant, plus, seconds } from '../core/time.ts';
import type { logFileMissing } from '../system-alerts/log-file-missing.ts';

/** An object that was announced, at this time at the latest. */
export interface Announced extends ObjectReference {
  readonly eventTime: Instant;
  /** The account that owns the bucket, whose the log file is if its name tells no other. */
  readonly bucketOwner: string;
}

export interface TellMissingPorts extends TellPorts {
  /** How missing log files are told; undefined where they are not. */
  readonly logFileMissing: typeof logFileMissing | undefined;
  /** When to read no more; some time is left then, for telling. */
  readonly deadline: Instant;
}

/** For telling beyond the deadline: what reading has taken all the time for is told all the same. Half of what is left. */
const timeToTell = seconds(15);

/**
 * Tells of log files that were announced and are gone. Telling of one again changes nothing. What fails for one alert
 * stops no other; resolves to what failed, OutOfTime among it where some are left to the next delivery.
 */
export async function tellMissing(missing: readonly Announced[], ports: TellMissingPorts): Promise<readonly unknown[]> {
  const { logFileMissing: rule, publishers, clock, deadline } = ports;
  if (rule === undefined || missing.length === 0) return [];
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<unknown> | undefined) => {
    await work()?.catch((error: unknown) => failures.push(error));
  };
  const found = missing.map((object) => findingOf(object, rule));
  for (const finding of merged(found)) {
    if (clock.now() >= plus(deadline, timeToTell)) {
      failures.push(new OutOfTime());
      break;
    }
    await attempt(() => tell({ type: 'single', rule }, finding, ports));
  }
  for (const { settle } of publishers) await attempt(() => settle?.());
  return failures;
}

/** The file is the event. Its name is bounded, as what a store sorts by is short, and a key may have 1,024 bytes. */
function findingOf(object: Announced, rule: typeof logFileMissing): Finding {
  const { bucket, bucketOwner, key, versionId, eventTime } = object;
  const uri = objectUri(object);
  return noticed(
    rule,
    { bucket, account: accountOfLogFile(key) ?? bucketOwner },
    { time: eventTime, id: identity(uri, versionId ?? ''), version: '', eventId: versionId ?? uri, object: uri },
  );
}

/** Several of one alert as one finding, so that they are told together. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  return [...Map.groupBy(findings, ({ alertId }) => alertId).values()].map((same) => ({
    ...(same[0] as Finding), // a group has one at least
    matches: same.flatMap(({ matches }) => matches),
  }));
}
