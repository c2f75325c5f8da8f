import { invocationOf } from './repeats.ts';
import type { Quiet } from './system.ts';

/**
 * Dead messages that found an alert claimed each time that they were to meet no mishap, and at least once by somebody who had
 * left the claim behind: its holder had crashed, or could not give it back. It must be very rare. Nothing is lost: the sweeper tells what they found, and
 * they can be sent again.
 */
export function unluckyIn(quiet: Quiet): readonly string[] {
  const failed = quiet.lines
    .filter((line) => line.includes('"message failed"'))
    .map((line) => JSON.parse(line) as Failed);
  return quiet.dead.flatMap(({ messageId }) => {
    const last = failed.filter((line) => line.messageId === messageId && quiet.spared.has(line.requestId));
    return last.every(metClaims) && last.some((line) => metAbandoned(line, quiet)) ? messageId : [];
  });
}

/** What a line of the log says of a message that failed. */
interface Failed {
  readonly requestId: string;
  readonly messageId: string;
  readonly error: readonly string[];
}

/** Whether it failed because of claims alone. */
function metClaims({ error }: Failed): boolean {
  return claimedIn(error).length > 0 && error.every((each) => /^(AlertClaimed|RulesFailed): /.test(each));
}

/** Whether a claim that it met had been left behind. */
function metAbandoned({ requestId, error }: Failed, { refusals, abandoning }: Quiet): boolean {
  const claimed = new Set(claimedIn(error));
  const met = refusals.filter(({ id, owner }) => owner === requestId && claimed.has(id));
  return met.some(({ holder }) => holder !== undefined && abandoning.has(invocationOf(holder)));
}

/** The ids of the alerts that others held. */
function claimedIn(error: Failed['error']): readonly string[] {
  return error.flatMap((each) => /^AlertClaimed: alert (\S+) /.exec(each)?.[1] ?? []);
}
