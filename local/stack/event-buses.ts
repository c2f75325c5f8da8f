import * as v from 'valibot';
import { TemplateFault } from '../errors.ts';
import { type EventTest, patternTest } from '../events/pattern.ts';
import { type ResourceStatement, resourcePolicySchema, resourceStatementSchema } from '../policies/statements.ts';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  /** Whom of other accounts it lets in. */
  readonly policy: readonly ResourceStatement[];
}

export interface EventRule {
  readonly name: string;
  readonly arn: string;
  readonly busArn: string;
  readonly takes: EventTest;
  readonly targets: readonly Target[];
}

/** A queue, or another bus. */
export interface Target {
  readonly arn: string;
  /** What EventBridge acts as where the target is a bus. */
  readonly roleArn?: string;
}

const busSchema = v.strictObject({
  Name: v.string(),
  Policy: v.optional(resourcePolicySchema),
  ...without('Description', 'KmsKeyIdentifier', 'Tags'),
});

const busPolicySchema = v.strictObject({
  EventBusName: v.optional(v.string(), 'default'),
  StatementId: v.string(),
  Statement: resourceStatementSchema,
});

const targetSchema = v.strictObject({
  Id: v.string(),
  Arn: v.string(),
  RoleArn: v.optional(v.string()),
  // Delivery in one process does not fail but for good.
  ...without('RetryPolicy'),
});

/** Rules by pattern. A schedule, and an input that is not the event as it is, are not known here. */
const ruleSchema = v.strictObject({
  Name: v.optional(v.string()),
  EventBusName: v.optional(v.string(), 'default'),
  EventPattern: v.record(v.string(), v.unknown()),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: v.optional(v.array(targetSchema), []),
  ...without('Description', 'Tags'),
});

/** The default bus, which every account has in each Region, and those of the template, each with what its policies say. */
export function readBuses(
  buses: readonly Resource[],
  policies: readonly Resource[],
  busArn: (name: string) => string,
): readonly EventBus[] {
  const documents = policies.map(({ logicalId, properties }) =>
    expectShape(busPolicySchema, properties, `the policy of an event bus ${logicalId}`),
  );
  const made = buses.map(({ logicalId, properties }) =>
    expectShape(busSchema, properties, `the event bus ${logicalId}`),
  );
  return [{ Name: 'default', Policy: undefined }, ...made].map(({ Name, Policy }) => ({
    name: Name,
    arn: busArn(Name),
    policy: [
      ...(Policy?.Statement ?? []),
      ...documents.filter((each) => nameOf(each.EventBusName) === Name).map(({ Statement }) => Statement),
    ],
  }));
}

/** Those that are on. Throws TemplateFault where one speaks of a bus that there is not. */
export function readRules(rules: readonly Resource[], buses: readonly EventBus[]): readonly EventRule[] {
  return rules.flatMap(({ logicalId, properties, ref, attribute }) => {
    const read = expectShape(ruleSchema, properties, `the rule ${logicalId}`);
    const bus = buses.find(({ name }) => name === nameOf(read.EventBusName));
    if (bus === undefined) throw new TemplateFault(`the rule ${logicalId} is of a bus that is not in the template`);
    const takes = patternTest(read.EventPattern, `the pattern of the rule ${logicalId}`);
    const targets = read.Targets.map(({ Arn, RoleArn }) => ({
      arn: Arn,
      ...(RoleArn !== undefined && { roleArn: RoleArn }),
    }));
    return read.State === 'DISABLED' ? [] : [{ name: ref, arn: attribute('Arn'), busArn: bus.arn, takes, targets }];
  });
}

/** A bus is named by its name or its ARN. */
function nameOf(bus: string): string {
  return bus.split('/').at(-1) as string;
}
