import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { idOf } from './subscribe.ts';

/** Part of an id, from what something is: the same in every synthesis, also where parts of that are tokens of the CDK. */
export function stableId(scope: Construct, ...parts: readonly string[]): string {
  return idOf(JSON.stringify(Stack.of(scope).resolve(parts)));
}
