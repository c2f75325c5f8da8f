import { type Instant, parseInstant, toInstant } from '../../../lambda/core/time.ts';
import type { Ports } from './check.ts';

/** A function that the stack has made. */
export interface OwnFunction {
  /** What AWS calls it. */
  readonly name: string;
  /** What it is in the stack: `CloudTrailDetector`, `EntraDetector`, `EntraPoller`, `Sweeper`, `Canary`, or its logical id */
  readonly label: string;
  /** When CloudFormation was done with it. */
  readonly deployed: Instant | undefined;
  /** Throws NotThere and CannotLook. */
  read(): Promise<FunctionFacts>;
}

export interface FunctionFacts {
  readonly role: string;
  readonly state: string;
  readonly why: string | undefined;
  readonly lastUpdate: string;
  readonly lastUpdateWhy: string | undefined;
  /** When its code or its settings were changed. */
  readonly modified: Instant | undefined;
}

export async function functionsIn({ ask, deployment }: Ports): Promise<readonly OwnFunction[]> {
  const resources = await deployment.resources('AWS::Lambda::Function');
  return resources.map(({ logicalId, id: name, changed: deployed }) => ({
    name,
    label: labelOf(logicalId),
    deployed,
    async read() {
      const found = await ask('lambda:GetFunctionConfiguration', { FunctionName: name });
      return {
        role: found.Role ?? '',
        state: found.State ?? 'Active',
        why: found.StateReason,
        lastUpdate: found.LastUpdateStatus ?? 'Successful',
        lastUpdateWhy: found.LastUpdateStatusReason,
        modified: instantOf(found.LastModified),
      };
    },
  }));
}

/** The ids of the constructs that hold a function: the logical ids begin with what leads there. */
const constructs = ['CloudTrailDetector', 'EntraDetector', 'EntraPoller', 'Sweeper', 'Canary'] as const;

function labelOf(logicalId: string): string {
  return constructs.find((each) => logicalId.includes(`${each}Function`)) ?? logicalId;
}

/** Lambda writes `2026-11-20T03:14:07.000+0000`, which is no RFC 3339. */
function instantOf(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  return parseInstant(text.replace(/\+0000$/, 'Z')) ?? toInstant(Date.parse(text));
}
