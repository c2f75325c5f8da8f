import type { CloudTrailMode } from '../../../lambda/config/cloudtrail.ts';
import { type Fault, sentenceOf } from '../../../lambda/config/faults.ts';
import { askFields } from './ask-field.ts';
import type { Asker } from './asker.ts';
import { type Draft, faultsAt, isMissing, type Values } from './draft.ts';
import { trailModes } from './trail-modes.ts';

/** Asks where each trail's files are; of those that flags began with, only what is missing. */
export async function askTrails(given: readonly Values[], asker: Asker): Promise<readonly Values[]> {
  let trails: readonly Values[] = [];
  for (const values of given) trails = [...trails, await askTrail(values, trails, asker)];
  if (given.length > 0) return trails;
  do trails = [...trails, await askTrail({}, trails, asker)];
  while (await asker.confirm('Are there log files elsewhere, too, of another trail?'));
  return trails;
}

/** One trail, asked until it fits in with those before it. */
async function askTrail(given: Values, before: readonly Values[], asker: Asker): Promise<Values> {
  const path = ['cloudtrail', before.length];
  const draftWith = (values: Values): Draft => ({ cloudtrail: [...before, values] });
  for (let known = given; ; known = {}) {
    const mode = known['mode'] ?? (await askMode(before, asker));
    const { fields } = trailModes[mode as CloudTrailMode]; // one of a flag was checked before
    const trail = await askFields(fields, { ...known, mode }, { path, draftWith }, asker);
    const faults = faultsAt(draftWith(trail), path);
    if (faults.length === 0) return trail;
    for (const fault of faults) asker.warn(sentenceOf(fault));
  }
}

/** Those modes are not offered that the schema has something against, whatever else is answered. */
function askMode(before: readonly Values[], asker: Asker): Promise<CloudTrailMode> {
  const modes = Object.keys(trailModes) as CloudTrailMode[]; // all of its keys are
  const possible = modes.filter((mode) => modeFaults([...before, { mode }]).length === 0);
  const choices = possible.map((mode) => ({ value: mode, label: trailModes[mode].label, hint: trailModes[mode].hint }));
  return asker.choice('Where are the log files of CloudTrail?', choices);
}

function modeFaults(trails: readonly Values[]): readonly Fault[] {
  const draft = { cloudtrail: trails };
  const faults = faultsAt(draft, ['cloudtrail', trails.length - 1]);
  return faults.filter((fault) => !isMissing(fault, draft));
}
