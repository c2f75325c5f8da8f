import type { Ports } from './check.ts';

/** A rule of EventBridge that the stack has made. */
export interface RuleFacts {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly pattern: string;
  /** The ARNs that it sends to. */
  readonly targets: readonly string[];
}

/** Throws NotThere and CannotLook. */
export async function rulesIn(ports: Ports): Promise<readonly RuleFacts[]> {
  const resources = await ports.deployment.resources('AWS::Events::Rule');
  return Promise.all(resources.map(({ id }) => ruleFacts(id, ports)));
}

/** CloudFormation names a rule by its name, or as `bus|rule` on a bus that is not the default one. */
export async function ruleFacts(id: string, { ask }: Ports): Promise<RuleFacts> {
  const [name = '', bus] = id.split('|').toReversed();
  const onBus = bus === undefined ? {} : { EventBusName: bus };
  const [rule, { Targets = [] }] = await Promise.all([
    ask('events:DescribeRule', { Name: name, ...onBus }),
    ask('events:ListTargetsByRule', { Rule: name, ...onBus }),
  ]);
  return {
    name,
    arn: rule.Arn ?? '',
    enabled: rule.State !== 'DISABLED',
    pattern: rule.EventPattern ?? '',
    targets: Targets.flatMap(({ Arn }) => Arn ?? []),
  };
}
