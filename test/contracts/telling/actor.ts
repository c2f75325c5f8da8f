import type { Duration, Instant } from '../../../lambda/core/time.ts';
import type { Turns } from './turns.ts';

/** What becomes of a call that is struck, and of the invocation that makes it. */
export interface Strike {
  readonly effect: 'lost' | 'taken';
  readonly run: 'dies' | 'goes on';
  /** What the invocation hears of a call without effect. @default some error */
  readonly error?: Error;
}

/** At which of its calls an invocation dies, or which one fails while it goes on; and whether that call took effect. */
export interface Mishap extends Omit<Strike, 'error'> {
  readonly call: number;
}

/**
 * What strikes an invocation at one of its calls, which are counted from 1; asked once for each call. `noted` names what the
 * call is to note, if it is such a call: that something was told, or is due.
 */
export type Fate = (call: number, noted?: string) => Strike | undefined;

/** One invocation. */
export interface Actor {
  readonly owner: string;
  /** How far its clock is ahead. */
  readonly skew: Duration;
  readonly isDead: () => boolean;
  /** Whether it has a call that waits for its turn. */
  readonly isWaiting: () => boolean;
  /**
   * Makes a call when its turn comes. Rejects where a strike hits it, and everywhere after its death. `noted` names what it
   * is to note.
   */
  call<Answer>(work: () => Promise<Answer>, noted?: string): Promise<Answer>;
}

/** A call that had its effect, and whose invocation does not hear how it ended; those who trace it do. */
export class AnswerLost extends Error {
  readonly answer: unknown;

  constructor(answer: unknown, options?: ErrorOptions) {
    super('failed, but had its effect', options);
    this.answer = answer;
  }
}

/** Time as it is: passes only when somebody says so. */
export interface World {
  now: Instant;
  readonly turns: Turns;
}

let owners = 0;

/** One that has a mishap at most. */
export function newActor(world: World, mishap: Mishap | null, skew: Duration): Actor {
  return actorUnder((call) => (call === mishap?.call ? mishap : undefined), world, skew);
}

export function actorUnder(fate: Fate, { turns }: World, skew: Duration): Actor {
  let calls = 0;
  let waiting = 0;
  let dead = false;
  owners += 1;
  return {
    owner: `owner-${owners}`,
    skew,
    isDead: () => dead,
    isWaiting: () => waiting > 0,
    async call(work, noted) {
      if (dead) throw new Error('died before');
      waiting += 1;
      return turns.take(async () => {
        waiting -= 1;
        if (dead) throw new Error('died before');
        calls += 1;
        const strike = fate(calls, noted);
        if (strike?.run === 'dies') dead = true;
        if (strike?.effect === 'lost') throw strike.error ?? new Error('failed, and had no effect');
        const answer = await work();
        if (strike !== undefined) throw new AnswerLost(answer);
        return answer;
      });
    },
  };
}
