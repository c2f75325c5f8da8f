import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { FastPath, SignInPattern } from '../lambda/config/fast-path.ts';
import type { Fault } from '../lambda/config/faults.ts';

/** What keeps a fast path from being built where it is to stand. */
export function fastPathFaults(
  scope: Construct,
  { regions, organization }: FastPath,
  pattern: SignInPattern | undefined,
): readonly Fault[] {
  const { region, account } = Stack.of(scope);
  const faults: Fault[] = [];
  if (pattern === undefined) faults.push(fault([], 'brings nothing: no rule is enabled that asks for a sign-in'));
  if (Token.isUnresolved(region)) {
    faults.push(
      fault(
        ['regions'],
        'cannot be told from the Region of the stack: it must be known at synth, by its env or AWS_REGION',
      ),
    );
  } else {
    faults.push(...regions.flatMap((each, index) => elsewhere(each, region, index)));
  }
  if (organization !== undefined && Token.isUnresolved(account)) {
    faults.push(
      fault(
        ['organization'],
        'needs the account of the stack at synth, by its env or credentials: its accounts send there',
      ),
    );
  }
  return faults;
}

/** EventBridge does not leave a partition. A Region that this version of the CDK does not know is taken for one of ours. */
function elsewhere(region: string, home: string, index: number): readonly Fault[] {
  const [own, other] = [home, region].map((each) => RegionInfo.get(each).partition);
  if (own === undefined || other === undefined || own === other) return [];
  return [fault(['regions', index], `must be a Region of the partition ${own}, as ${home} is, not of ${other}`)];
}

function fault(path: Fault['path'], message: string): Fault {
  return { path: ['fastPath', ...path], message };
}
