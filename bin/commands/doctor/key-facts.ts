import type { Ports } from './check.ts';

/** The default policy's name, the only one that a key has: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
const onlyPolicy = 'default';

/** A key's policy, as JSON. By its id, ARN or alias; in its own Region, where an ARN says it. */
export async function keyPolicy(key: string, { ask }: Ports): Promise<string | undefined> {
  const { Policy } = await ask('kms:GetKeyPolicy', { KeyId: key, PolicyName: onlyPolicy }, regionOf(key));
  return Policy;
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

export function regionOf(key: string): { readonly region?: string | undefined } {
  return key.startsWith('arn:') ? { region: key.split(':')[3] } : {};
}
