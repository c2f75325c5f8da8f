import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { arnParts } from '../../lambda/config/arn.ts';
import type { RefusedCalls } from '../gateway/refused-calls.ts';
import { letsIn } from '../policies/lets-in.ts';
import { eventBridgeOf, whyKeptOut } from '../policies/sender.ts';
import type { EventBus, EventRule, Target } from '../stack/event-buses.ts';
import type { Key } from '../stack/keys.ts';
import type { Queue } from '../stack/queues.ts';
import type { Role } from '../stack/roles.ts';
import type { BusEvent } from './event.ts';

export interface EventBridgeOptions {
  readonly buses: readonly EventBus[];
  readonly rules: readonly EventRule[];
  readonly queues: readonly Queue[];
  readonly keys: readonly Key[];
  readonly roles: readonly Role[];
  readonly refusedCalls: Pick<RefusedCalls, 'judge'>;
  /** Sends what EventBridge sends. */
  readonly sqs: SQSClient;
  /** Told, in a sentence, of an event that a target did not get. */
  readonly onUndelivered: (sentence: string) => void;
}

export interface EventBridge {
  /** Resolves when every target of every rule of the bus that takes the event has it, or was found not to let it in. */
  put(event: BusEvent, busArn: string): Promise<void>;
}

/**
 * Brings events from buses to the targets of their rules: to queues whose policies, and whose keys', let EventBridge in for
 * the rule, and to other buses as a role that may put events there.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function newEventBridge(options: EventBridgeOptions): EventBridge {
  const { buses, rules, queues, keys, roles, refusedCalls, sqs, onUndelivered } = options;

  async function put(event: BusEvent, busArn: string, isForwarded = false): Promise<void> {
    const taking = rules.filter((rule) => rule.busArn === busArn && rule.takes(event));
    for (const { rule, target } of taking.flatMap((rule) => rule.targets.map((target) => ({ rule, target })))) {
      const failed = await deliver(event, rule, target, isForwarded);
      if (failed !== undefined)
        onUndelivered(`EventBridge did not bring an event by the rule ${rule.name} to ${target.arn}: ${failed}`);
    }
  }

  /** Resolves to why it was not delivered. */
  async function deliver(
    event: BusEvent,
    rule: EventRule,
    target: Target,
    isForwarded: boolean,
  ): Promise<string | undefined> {
    if (buses.some(({ arn }) => arn === target.arn)) return forward(event, target, isForwarded);
    return send(event, rule, target.arn);
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html: never to a third bus. */
  async function forward(event: BusEvent, target: Target, isForwarded: boolean): Promise<string | undefined> {
    if (isForwarded) return 'it came from another bus already';
    const role = roles.find(({ arn }) => arn === target.roleArn);
    if (role === undefined) return 'the target has no role that is in the template';
    const wish = { action: 'events:PutEvents', resource: target.arn };
    if (refusedCalls.judge(wish, role) !== undefined) return 'its role may not put events there';
    if (!ownerLetsIn(event, role, target)) return "the bus's policy does not let it in";
    await put(event, target.arn, true);
    return undefined;
  }

  /** In another account the bus's policy has to allow it as well. */
  function ownerLetsIn(event: BusEvent, { arn: roleArn }: Role, { arn }: Target): boolean {
    if (arnParts(arn).account === arnParts(roleArn).account) return true;
    const policy = buses.find((bus) => bus.arn === arn)?.policy ?? [];
    const context = { 'events:source': event.source, 'events:detail-type': event['detail-type'] };
    return letsIn(policy, { principal: { AWS: roleArn }, context }, { action: 'events:PutEvents', resource: arn });
  }

  async function send(event: BusEvent, rule: EventRule, queueArn: string): Promise<string | undefined> {
    const queue = queues.find(({ arn }) => arn === queueArn);
    if (queue === undefined) return 'there is no such queue, and no such bus';
    const keptOut = whyKeptOut(eventBridgeOf(rule.arn), queue, keys);
    if (keptOut !== undefined) return keptOut;
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: JSON.stringify(event) }));
    return undefined;
  }

  return { put: (event, busArn) => put(event, busArn) };
}
