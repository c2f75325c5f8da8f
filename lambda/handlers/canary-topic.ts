import { SNSClient } from '@aws-sdk/client-sns';
import { snsPublisher } from '../adapters/sns.ts';
import { canaryRule } from '../canary/rule.ts';
import { canaryMarks } from '../config/canary.ts';
import type { Publisher } from '../core/ports.ts';
import { machineMessage } from '../render/machine-message.ts';
import { alertAttributes } from '../render/topic-attributes.ts';

/** Publishes as to machines, to the canary's topic, and nothing but the canary's alerts. */
export function canaryTopic(topicArn: string, client: SNSClient = new SNSClient()): Publisher {
  return snsPublisher({
    client,
    topicArn,
    audience: canaryMarks.user,
    compose(message) {
      if (message.schema !== 'gatewarden.alert/1' || message.rule.id !== canaryRule.id)
        throw new Error("expected an alert of the canary's: others have topics of their own");
      return { ...machineMessage(message), attributes: alertAttributes(message) };
    },
  });
}
