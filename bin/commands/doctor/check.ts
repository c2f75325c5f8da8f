import type { Instant } from '../../../lambda/core/time.ts';
import { type Ask, CannotLook, NotThere, type ReadName } from './ask.ts';
import type { Deployment } from './deployment.ts';
import { type Finding, fault, unknown } from './finding.ts';
import { bringBack } from './mends.ts';

/** One thing that has to be in order. It stays as it is under its id, which `--check` and `--skip` take. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** What it asks of AWS; it is not let ask anything else. */
  readonly needs: readonly ReadName[];
  /** At least one finding. An error that it throws is a fault of ours. */
  look(ports: Ports): Promise<readonly Finding[]>;
}

export interface Ports {
  readonly ask: Ask;
  readonly deployment: Deployment;
  readonly now: Instant;
}

/** One look at a time, each by itself: what cannot be looked at, or is gone, is a finding and stops no other. */
export async function lookAtEach<Thing>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
  look: (thing: Thing) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(things.map((thing) => lookAt(nameOf(thing), () => look(thing))));
  return findings.flat();
}

export async function lookAt(about: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotThere) return [gone(about, error)];
    if (error instanceof CannotLook) return [unseen(about, error)];
    throw error;
  }
}

function gone(about: string, { message }: NotThere): Finding {
  return fault(about, `it is not there: ${message}`, bringBack);
}

function unseen(about: string, { message, why }: CannotLook): Finding {
  const letLook = `Add ${why.lacks} to what these credentials may do (docs/doctor.md has the whole policy), or let somebody run this who may.`;
  const lookThere = 'Look at the way there: Region, network and endpoints. Then run this again.';
  return unknown(about, `not looked at: ${message}`, why.mend ?? (why.lacks === undefined ? lookThere : letLook));
}
