import { deployedOutputs } from '../../../../lambda/config/deployed.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { Check } from '../check.ts';
import { ok, warning } from '../finding.ts';

/**
 * Whether the stack was made by this version. By its number: whether the code is the same of two checkouts with the same
 * number, only `cdk diff` says.
 */
export const version: Check = {
  id: 'version',
  title: 'Version',
  needs: [],
  look({ deployment: { stack, optional } }) {
    const deployed = optional(deployedOutputs.version);
    const here = packageJson.version;
    if (deployed === here) return Promise.resolve([ok(stack, `${here}, the same as here`)]);
    const mend =
      'Deploy this version, or run the doctor of the version that is deployed: what they look for may differ.';
    if (deployed === undefined)
      return Promise.resolve([warning(stack, `it does not say its version; this is ${here}`, mend)]);
    return Promise.resolve([warning(stack, `deployed is ${deployed}, this is ${here}`, mend)]);
  },
};
