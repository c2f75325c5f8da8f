import type { Duration, Instant } from '../../../lambda/core/time.ts';
import type { Turns } from './turns.ts';

/** At which of its calls an invocation dies, or which one fails while it goes on; and whether that call took effect. */
export interface Mishap {
  readonly call: number;
  readonly effect: 'lost' | 'taken';
  readonly run: 'dies' | 'goes on';
}

/** One invocation. */
export interface Actor {
  readonly owner: string;
  /** How far its clock is ahead. */
  readonly skew: Duration;
  readonly isDead: () => boolean;
  /** Makes a call when its turn comes. Rejects where the mishap strikes, and everywhere after its death. */
  call<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

/** A call that had its effect, and whose invocation does not hear how it ended. */
export class AnswerLost extends Error {}

/** Time as it is: passes only when somebody says so. */
export interface World {
  now: Instant;
  readonly turns: Turns;
}

let owners = 0;

export function newActor({ turns }: World, mishap: Mishap | null, skew: Duration): Actor {
  let calls = 0;
  let dead = false;
  owners += 1;
  return {
    owner: `owner-${owners}`,
    skew,
    isDead: () => dead,
    async call(work) {
      if (dead) throw new Error('died before');
      return turns.take(async () => {
        if (dead) throw new Error('died before');
        calls += 1;
        const strikes = calls === mishap?.call;
        if (strikes && mishap.run === 'dies') dead = true;
        if (strikes && mishap.effect === 'lost') throw new Error('failed, and had no effect');
        const answer = await work();
        if (strikes) throw new AnswerLost('failed, but had its effect');
        return answer;
      });
    },
  };
}
