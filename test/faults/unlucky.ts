import { invocationOf } from './repeats.ts';
import type { Quiet } from './system.ts';

/**
 * Dead messages that found an alert under a claim that was left behind each time that they were to meet no mishap: its
 * holder had crashed, or could not publish. It must be very rare. Nothing is lost: the sweeper tells what they found, and
 * they can be sent again.
 */
export function unluckyIn(quiet: Quiet): readonly string[] {
  const failed = quiet.lines
    .filter((line) => line.includes('"message failed"'))
    .map((line) => JSON.parse(line) as Failed);
  return quiet.dead.flatMap(({ messageId }) => {
    const last = failed.filter((line) => line.messageId === messageId && quiet.spared.has(line.requestId));
    return last.length > 0 && last.every((line) => metAbandoned(line, quiet)) ? messageId : [];
  });
}

/** What a line of the log says of a message that failed. */
interface Failed {
  readonly requestId: string;
  readonly messageId: string;
  readonly error: readonly string[];
}

/** Whether it failed because of claims alone, all of which had been left behind. */
function metAbandoned({ requestId, error }: Failed, { refusals, abandoning }: Quiet): boolean {
  const claimed = error.flatMap((each) => /^AlertClaimed: alert (\S+) /.exec(each)?.[1] ?? []);
  const isOther = (each: string) => !/^(AlertClaimed|RulesFailed): /.test(each);
  return (
    claimed.length > 0 &&
    !error.some(isOther) &&
    claimed.every((id) => {
      const met = refusals.filter((refusal) => refusal.id === id && refusal.owner === requestId);
      return met.length > 0 && met.every(({ holder }) => holder !== undefined && abandoning.has(invocationOf(holder)));
    })
  );
}
