import { queueNames, queueOutputs } from '../../../lambda/config/queues.ts';
import { chosenGatewarden } from '../deployed/chosen-gatewarden.ts';
import { gatewardensIn, readStackOutputs, type StackOutputs } from '../deployed/stack-outputs.ts';
import { type Ask, CannotLook, NotThere } from './ask.ts';
import type { Described, Place } from './deployment.ts';

/** Names the deployment to look at. */
export interface Wanted {
  readonly outputs?: string | undefined;
  readonly stack?: string | undefined;
}

const usualStack = 'Gatewarden';
const wantedOutputs = queueNames.flatMap((name) => Object.values(queueOutputs[name]));

/** A deployment as a file of outputs describes it; a string is the sentence that says what is wrong with the file. */
export function describedByFile(path: string, stack: string | undefined): Described | string {
  const all = readStackOutputs(path, wantedOutputs);
  return typeof all === 'string' ? all : chosen(all, { stack, where: path });
}

/** The same of one that CloudFormation describes. Throws CannotLook. */
export async function describedByStack(stack: string = usualStack, ask: Ask): Promise<Described | string> {
  const [name = usualStack] = stack.split('/');
  try {
    const { Stacks: [found] = [] } = await ask('cloudformation:DescribeStacks', { StackName: name });
    const outputs = (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue] as const);
    const all = gatewardensIn({ [name]: Object.fromEntries(outputs) }, wantedOutputs);
    return chosen(all, { stack, where: `the stack ${name}` });
  } catch (error) {
    if (error instanceof NotThere)
      return `there is no stack '${name}' in this account and Region: name it with --stack, and its Region with --region`;
    throw error;
  }
}

function chosen(
  all: ReadonlyMap<string, StackOutputs>,
  { stack, where }: { readonly stack: string | undefined; readonly where: string },
): Described | string {
  const one = chosenGatewarden(all, { stack, where, wanted: 'queue', outputs: wantedOutputs });
  return typeof one === 'string' ? one : { name: one[0], outputs: one[1], all: [...all.keys()] };
}

/** Why these credentials cannot look at it, in a sentence; undefined where they can. Throws CannotLook. */
export async function strangers(described: Described, { account }: Place, ask: Ask): Promise<string | undefined> {
  const own = await callersAccount(ask);
  if (own === undefined || own === account) return undefined;
  return `these credentials are of account ${own}, and ${described.name} is in ${account}: choose others with --profile`;
}

/** Undefined where STS does not answer; that is no reason not to look further. Throws CannotLook where nobody would answer. */
async function callersAccount(ask: Ask): Promise<string | undefined> {
  try {
    return (await ask('sts:GetCallerIdentity', {})).Account;
  } catch (error) {
    if (error instanceof CannotLook && error.why.nobody !== true) return undefined;
    throw error;
  }
}
