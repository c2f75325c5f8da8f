import { systemClock } from '../../../lambda/adapters/clock.ts';
import type { AwsOptions } from '../deployed/table.ts';
import { chosenFormat, type Format, tableStyle } from '../judging/format.ts';
import { CannotLook } from './ask.ts';
import { askOnce } from './ask-once.ts';
import { askAws } from './aws/ask-aws.ts';
import type { Check, Ports } from './check.ts';
import { checks } from './checks.ts';
import { deploymentOf, placeOf, placeOutput } from './deployment.ts';
import { examine, type Result } from './examine.ts';
import { describedByFile, describedByStack, strangers, type Wanted } from './find-deployment.ts';
import { findingLines } from './json.ts';
import { renderResults, summary } from './table.ts';

export interface DoctorOptions extends Wanted, AwsOptions {
  readonly check?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly format?: Format | undefined;
}

/** Looks at a deployment and prints what was found. Returns the exit status, or the sentence that says why it cannot look. */
export async function runDoctor(options: DoctorOptions): Promise<number | string> {
  const chosen = chosenChecks(options);
  if (typeof chosen === 'string') return chosen;
  const found = await findDeployment(options);
  if (typeof found === 'string') return found;

  const results = await examine(chosen, { ...found, now: systemClock.now() });

  const format = chosenFormat(options.format);
  process.stdout.write(format === 'json' ? findingLines(results) : renderResults(results, tableStyle()));
  process.stderr.write(`${format === 'table' ? '\n' : ''}${summary(results)}`);
  return statusOf(results);
}

/** What could not be looked at may be a fault, so it wins over one, as a file that cannot be read does in `replay`. */
function statusOf(results: readonly Result[]): number {
  const verdicts = results.flatMap(({ findings }) => findings).map(({ verdict }) => verdict);
  if (verdicts.includes('unknown')) return 2;
  return verdicts.includes('fault') ? 1 : 0;
}

function chosenChecks({ check: only, skip = [] }: DoctorOptions): readonly Check[] | string {
  const ids = checks.map(({ id }) => id);
  const foreign = [...(only ?? []), ...skip].find((id) => !ids.includes(id));
  if (foreign !== undefined) return `there is no check '${foreign}'; the checks are ${ids.join(', ')}`;
  const chosen = checks.filter(({ id }) => (only === undefined || only.includes(id)) && !skip.includes(id));
  return chosen.length > 0 ? chosen : 'no check is left to make';
}

/** It is where its outputs say; `region` is where to look for the stack, where there is no file of outputs. */
async function findDeployment(options: DoctorOptions): Promise<Omit<Ports, 'now'> | string> {
  const { outputs, stack, region, profile } = options;
  try {
    const described =
      outputs === undefined
        ? await describedByStack(stack, askAws({ region, profile }))
        : describedByFile(outputs, stack);
    if (typeof described === 'string') return described;
    const place = placeOf(described);
    if (place === undefined) return `the outputs of ${described.name} lack ${placeOutput}: deploy this version`;
    if (region !== undefined && region !== place.region)
      return `${described.name} is in ${place.region}, not in ${region}`;
    const ask = askOnce(askAws({ region: place.region, profile }));
    const strange = await strangers(described, place, ask);
    return strange ?? { ask, deployment: deploymentOf(described, place, ask) };
  } catch (error) {
    if (error instanceof CannotLook) return `nothing can be looked at: ${error.message}`;
    throw error;
  }
}
