import { arnParts, inRegionOf } from '../../../lambda/config/arn.ts';
import type { Ports } from './check.ts';

/** The default policy's name, the only one that a key has: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
const onlyPolicy = 'default';

/**
 * The policy of a key of this account, as JSON; by its id, ARN or alias, in its own Region, where an ARN says it. KMS takes
 * no alias for the key whose policy is asked for, and tells a policy to nobody of another account.
 */
export async function keyPolicy(key: string, { ask }: Ports): Promise<string | undefined> {
  const isAlias = /(?:^|:)alias\//.test(key);
  const { KeyMetadata } = isAlias ? await ask('kms:DescribeKey', { KeyId: key }, inRegionOf(key)) : {};
  const id = KeyMetadata?.Arn ?? KeyMetadata?.KeyId ?? key;
  const { Policy } = await ask('kms:GetKeyPolicy', { KeyId: id, PolicyName: onlyPolicy }, inRegionOf(id));
  return Policy;
}

/** AWS's own key of a service: its policy cannot be changed, and lets in whom the account lets, but no other service. */
export function isAwsOwn(key: string): boolean {
  return /(?:^|:)alias\/aws\//.test(key);
}

/** Keys that the deployment cannot do without, each with what it encrypts. */
export async function keysOf(ports: Ports): Promise<readonly { readonly id: string; readonly holds: string }[]> {
  const { deployment } = ports;
  const own = await deployment.resources('AWS::KMS::Key');
  const foreign = deployment
    .sources()
    .flatMap(({ keyArn, bucket }) => (keyArn === undefined ? [] : [{ id: keyArn, holds: `the files in ${bucket}` }]));
  return [...own.map(({ id, logicalId }) => ({ id, holds: logicalId })), ...foreign];
}

/** Of the account that an ARN says; of an id or an alias undefined: they are of this one. */
export function ownerOf(key: string): string | undefined {
  return arnParts(key).account || undefined;
}
