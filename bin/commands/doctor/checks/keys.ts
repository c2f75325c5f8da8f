import { inRegionOf } from '../../../../lambda/config/arn.ts';
import { counted } from '../../../../lambda/render/quantity.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok } from '../finding.ts';
import { forOwner } from '../for-owner.ts';
import { keysOf, ownerOf } from '../key-facts.ts';

/** Whether the keys can be used, and will be there tomorrow. */
export const keys: Check = {
  id: 'keys',
  title: 'Keys',
  needs: ['cloudformation:ListStackResources', 'kms:DescribeKey'],
  look: (ports) =>
    lookAt('keys', async () => {
      const all = await keysOf(ports);
      const findings = await lookAtEach(
        all,
        ({ id }) => id,
        ({ id }) => (isForeign(id, ports) ? Promise.resolve([ofOwner(id)]) : ofKey(id, ports)),
      );
      return findings.length > 0 ? findings : [ok('keys', `${counted(all.length, 'key')}, enabled`)];
    }),
};

function isForeign(id: string, { deployment }: Ports): boolean {
  return ![undefined, deployment.account].includes(ownerOf(id));
}

function ofOwner(id: string): Finding {
  const compare = 'the list of its own keys: it has to be enabled';
  return forOwner(id, 'whether it can be used', { owner: ownerOf(id) ?? '', compare, check: 'keys' });
}

async function ofKey(id: string, { ask }: Ports): Promise<readonly Finding[]> {
  const { KeyMetadata: { KeyState = '', DeletionDate } = {} } = await ask(
    'kms:DescribeKey',
    { KeyId: id },
    inRegionOf(id),
  );
  switch (KeyState) {
    case 'Enabled':
      return [];
    case 'Disabled':
      return [
        fault(
          id,
          'it is disabled: nothing that it encrypts can be read or written',
          `aws kms enable-key --key-id ${id}`,
        ),
      ];
    case 'PendingDeletion':
      return [
        fault(
          id,
          `it will be deleted${DeletionDate === undefined ? '' : ` on ${DeletionDate.toISOString().slice(0, 10)}`}, and with it all that it encrypts`,
          `aws kms cancel-key-deletion --key-id ${id} && aws kms enable-key --key-id ${id}. Find out who scheduled it.`,
        ),
      ];
    default:
      return [fault(id, `it cannot be used: ${KeyState}`, 'See the key in the console.')];
  }
}
