import { arnParts } from '../../lambda/config/arn.ts';
import { here } from '../here.ts';
import { allows } from '../policies/allows.ts';
import { letsIn } from '../policies/lets-in.ts';
import type { Bucket } from '../stack/buckets.ts';
import type { Role } from '../stack/roles.ts';
import type { Need, Refusal } from './need.ts';

/** What a role needed for a call. */
export interface NeedOfRole extends Need {
  readonly role: string;
}

/** Judges calls by the roles' policies, and keeps those that were refused. */
export interface RefusedCalls {
  readonly all: readonly Refusal[];
  /** What roles wished for so far, allowed or not, each once. */
  needed(): readonly NeedOfRole[];
  /** Why the caller is not allowed it, noted; undefined where it is. Whoever is no role may do everything. */
  judge(need: Need, role: Role | undefined): Refusal | undefined;
}

export interface Judging {
  readonly buckets: readonly Bucket[];
  readonly onRefused: (refusal: Refusal) => void;
}

export function newRefusedCalls({ buckets, onRefused }: Judging): RefusedCalls {
  const all: Refusal[] = [];
  const needed = new Map<string, NeedOfRole>();
  return {
    all,
    needed: () => [...needed.values()],
    judge(need, role) {
      if (role === undefined) return undefined;
      const { action, resource, viaService } = need;
      needed.set([role.name, action, resource, viaService].join(' '), { ...need, role: role.name });
      if (allows(role.statements, need) && ownerLetsIn(need, role, buckets)) return undefined;
      const refusal = { role: role.name, action, resource };
      all.push(refusal);
      onRefused(refusal);
      return refusal;
    },
  };
}

/**
 * In another account's bucket the bucket's policy has to allow it as well.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
 */
function ownerLetsIn(need: Need, role: Role, buckets: readonly Bucket[]): boolean {
  const bucket = buckets.find(({ arn }) => need.resource === arn || need.resource.startsWith(`${arn}/`));
  if (bucket === undefined || bucket.account === arnParts(role.arn).account) return true;
  return letsIn(bucket.policy, { principal: { AWS: role.arn }, context: {} }, need);
}

/** In IAM's words: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function inWordsOfIam({ role, action, resource }: Refusal): string {
  const user = `arn:${here.partition}:sts::${here.account}:assumed-role/${role}/local`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no policy allows the ${action} action`;
}
