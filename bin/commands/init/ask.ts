import { askEntra } from './ask-entra.ts';
import { askTold } from './ask-told.ts';
import { askTrails } from './ask-trails.ts';
import type { Asker } from './asker.ts';
import type { Draft } from './draft.ts';

/** Asks for what is not given. Throws BrokenOff. */
export async function ask({ cloudtrail = [], subscribers, ...given }: Draft, asker: Asker): Promise<Draft> {
  return {
    cloudtrail: await askTrails(cloudtrail, asker),
    ...(await askEntra(given, asker)),
    subscribers: subscribers ?? (await askTold(asker)),
  };
}
