import { type DeployedSource, deployedOutputs, parseSources } from '../../../lambda/config/deployed.ts';
import { parsedJson } from '../../../lambda/config/parsed-json.ts';
import { type Instant, toInstant } from '../../../lambda/core/time.ts';
import type { StackOutputs } from '../deployed/stack-outputs.ts';
import { type Ask, allPages, CannotLook } from './ask.ts';

/** A Gatewarden that is deployed, as its stack describes it. */
export interface Deployment {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** An output of the stack; undefined where it has none of that name. */
  optional(output: string): string | undefined;
  /** The same of one that is always there. Throws CannotLook where it is not. */
  output(name: string): string;
  /** Where CloudTrail's files are read. Throws CannotLook where the stack does not say it. */
  sources(): readonly DeployedSource[];
  /** What of a type CloudFormation has made for it. Throws CannotLook. */
  resources(type: string): Promise<readonly StackResource[]>;
}

interface StackResource {
  readonly logicalId: string;
  /** What AWS calls it: a name, a URL or an ARN. */
  readonly id: string;
  /** When CloudFormation was done with it the last time. */
  readonly changed: Instant | undefined;
}

/** What a stack's outputs say of it, before AWS was asked anything. */
export interface Described {
  /** `Stack`, or `Stack/Prefix` of one that is not alone in its stack. */
  readonly name: string;
  readonly outputs: StackOutputs;
  /** The names of all Gatewardens in the stacks that were looked at. */
  readonly all: readonly string[];
}

/** The output whose ARN says where the stack is: every deployment has it. */
export const placeOutput = 'OperatorTopicArn';

/** Where a deployment is. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Undefined where the outputs do not say it. */
export function placeOf({ outputs }: Described): Place | undefined {
  const [, partition, , region, account] = textIn(outputs, placeOutput)?.split(':') ?? [];
  if (partition === undefined || region === undefined || account === undefined) return undefined;
  return { partition, region, account };
}

export function deploymentOf({ name, outputs, all }: Described, place: Place, ask: Ask): Deployment {
  const [stack = '', prefix = ''] = name.split('/');
  const others = otherPrefixes(stack, prefix, all);
  const begins = logicalBegin(prefix, textIn(outputs, deployedOutputs.logicalIds));
  const output = (wanted: string): string => textIn(outputs, wanted) ?? lacks(wanted);
  return {
    ...place,
    stack,
    optional: (wanted) => textIn(outputs, wanted),
    output,
    sources: () => parseSources(parsedJson(output(deployedOutputs.sources))) ?? lacks(deployedOutputs.sources),
    async resources(type) {
      const summaries = await allPages(
        (token) => ask('cloudformation:ListStackResources', { StackName: stack, ...token }),
        (page) => page.StackResourceSummaries,
      );
      return summaries
        .filter(
          (each) =>
            each.ResourceType === type && !isDeleted(each) && isOf(begins, each.LogicalResourceId ?? '', others),
        )
        .flatMap(({ LogicalResourceId: logicalId = '', PhysicalResourceId: id, LastUpdatedTimestamp: changed }) =>
          id === undefined ? [] : [{ logicalId, id, changed: changed && toInstant(changed.getTime()) }],
        );
    },
  };
}

function textIn(outputs: StackOutputs, name: string): string | undefined {
  const value = outputs.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function lacks(output: string): never {
  throw new CannotLook(`the stack's outputs have no ${output} that this version can read`, {
    mend: 'Deploy this version, and keep its outputs: an older one did not write it.',
  });
}

function otherPrefixes(stack: string, prefix: string, all: readonly string[]): readonly string[] {
  const prefixes = all.filter((name) => name.startsWith(`${stack}/`)).map((name) => name.slice(stack.length + 1));
  return prefixes.filter((other) => other !== prefix && other.startsWith(prefix));
}

/** An older version does not say it: then it has its usual id, or one that its outputs begin with (lib/own-names.ts). */
function logicalBegin(prefix: string, written: string | undefined): string {
  if (written !== undefined) return written.replace(/\*$/, '');
  return prefix === '' ? 'Gatewarden' : prefix;
}

/** CloudFormation lists what it has deleted, or left behind, for 90 days. */
function isDeleted({ ResourceStatus }: { readonly ResourceStatus?: string | undefined }): boolean {
  return /^DELETE_(?:COMPLETE|SKIPPED)$/.test(ResourceStatus ?? '');
}

/** Logical ids begin with the ids that lead to a construct. */
function isOf(prefix: string, logicalId: string, others: readonly string[]): boolean {
  return logicalId.startsWith(prefix) && !others.some((other) => logicalId.startsWith(other));
}
