import { createHash } from 'node:crypto';
import { Names, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What one Gatewarden calls its things, where CloudFormation does not make their names up. */
interface OwnNames {
  /** Begins names that only one thing in an account and Region may have: 23 characters at most, fit for a bucket. */
  readonly base: string;
  /** Stands before the ids of outputs, which only one thing in a stack may have. */
  readonly outputPrefix: string;
}

/** The usual id of a Gatewarden in its stack, for which nothing is added to names. */
const usualIds: readonly string[] = ['Gatewarden', 'Default'];
const contextKey = 'gatewarden:ownNames';

/** `<base>-cloudtrail-<account>-<region>` has 63 characters at most, where the Region's name has 15. */
const longestBase = 23;
const hashLength = 8;

/**
 * Names everything below a Gatewarden after its stack, and after the ids that lead to it there unless it is the only one
 * by its usual id: two of them in one stack, or in two stacks of an app, never ask for the same name. To be called before
 * it has children.
 */
export function nameAfterPlace(gatewarden: Construct): void {
  const [stackPath, inStack] = placeOf(gatewarden);
  const names: OwnNames = {
    base: bucketSafe([...stackPath, ...inStack].join('-'), gatewarden.node.path),
    outputPrefix: inStack.join('').replace(/[^A-Za-z0-9]/g, ''),
  };
  gatewarden.node.setContext(contextKey, names);
}

export function ownNames(scope: Construct): OwnNames {
  return scope.node.getContext(contextKey);
}

/** The stack, and the ids that lead from there to the construct. A nested stack has no name yet: its path stands for it. */
function placeOf(construct: Construct): readonly [readonly string[], readonly string[]] {
  const stack = Stack.of(construct);
  const ids = Names.stackRelativeConstructPath(construct).split('/');
  const inStack = usualIds.includes(ids.at(-1) ?? '') ? ids.slice(0, -1) : ids;
  return [[Token.isUnresolved(stack.stackName) ? stack.node.path : stack.stackName], inStack];
}

/** Small letters, digits and hyphens, bounded; where something had to be left out, a hash of the whole path stands for it. */
function bucketSafe(name: string, path: string): string {
  const safe = name.toLowerCase().replace(/[^a-z0-9-]/g, '');
  if (safe.length === name.length && safe.length <= longestBase) return safe;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, hashLength);
  return `${safe.slice(0, longestBase - hashLength - 1)}-${hash}`;
}
