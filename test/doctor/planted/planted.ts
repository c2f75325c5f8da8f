import type { Finding } from '../../../bin/commands/doctor/finding.ts';
import { type Bucket, type Described, named, type Policy, type World } from '../world.ts';

/** A fault in a world that is well, and how the doctor tells of it. */
export interface Planted {
  readonly name: string;
  /** The check that finds it; no other may. */
  readonly check: string;
  readonly verdict: Finding['verdict'];
  readonly what: RegExp;
  readonly mend: RegExp;
  plant(world: World): void;
}

export const cloudTrailBucket = 'gatewarden-cloudtrail-111122223333-us-east-1';

export function bucketIn({ buckets }: World, name: string): Bucket {
  return named(buckets, name);
}

export function policyOf(world: World, bucket: string): Policy {
  const { policy } = bucketIn(world, bucket);
  if (policy === undefined) throw new Error(`${bucket} has no policy`);
  return policy;
}

export function trailTo({ trails }: World, bucket: string): Described {
  const found = trails.find((trail) => trail['S3BucketName'] === bucket);
  if (found === undefined) throw new Error(`no trail writes to ${bucket}`);
  return found;
}

/** The key of a queue or topic, by its attributes. */
export function keyOf({ keys }: World, { KmsMasterKeyId = '' }: Record<string, string>): { policy: Policy } {
  return named(keys, KmsMasterKeyId.slice(KmsMasterKeyId.lastIndexOf('/') + 1));
}

export function isFor(service: string): (statement: Described) => boolean {
  return ({ Principal }) => JSON.stringify(Principal).includes(`${service}.amazonaws.com`);
}

/** Takes the statements out of a policy that are meant. */
export function without(policy: Policy, isMeant: (statement: Described) => boolean): void {
  const left = policy.Statement.filter((statement) => !isMeant(statement));
  if (left.length === policy.Statement.length) throw new Error('the policy has no such statement');
  policy.Statement = left;
}

/** The same of a policy that stands as text among a thing's attributes. */
export function withoutIn(attributes: Record<string, string>, isMeant: (statement: Described) => boolean): void {
  const policy = JSON.parse(attributes['Policy'] ?? '');
  without(policy, isMeant);
  attributes['Policy'] = JSON.stringify(policy);
}
