import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, SubscriptionProtocol, type Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import type { AlertFilter, MachineSubscriber, Subscribers } from '../lambda/config/subscribers.ts';
import { type Audience, audiencesOf, type Topics, topicOutputs } from '../lambda/config/topics.ts';
import { ChatChannels } from './chat-channels.ts';
import { encryptedTopic } from './encrypted-topic.ts';
import type { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';
import type { Operators } from './operators.ts';
import { output } from './output.ts';
import { subscribe } from './subscribe.ts';
import { UndeliveredAlerts } from './undelivered-alerts.ts';

export interface AlertTopicsProps {
  readonly key: Key;
  readonly topics: Topics;
  readonly subscribers: Subscribers;
  /** Who publishes alerts. */
  readonly detectors: readonly HandlerFunction[];
  /** Told of alerts that could not be delivered. */
  readonly operators: Operators;
}

/** What a topic is called, in the console and in mail, and what its messages are. */
const descriptions = {
  machines: { id: 'Machines', displayName: 'Gatewarden alerts (JSON)', carries: 'Alerts as JSON.' },
  people: { id: 'People', displayName: 'Gatewarden', carries: 'Alerts as text.' },
  chat: { id: 'Chat', displayName: 'Gatewarden alerts (chat)', carries: 'Alerts for Amazon Q Developer in chat.' },
} as const satisfies Record<Audience, object>;

const machineProtocols: Readonly<Record<MachineSubscriber['protocol'], SubscriptionProtocol>> = {
  sqs: SubscriptionProtocol.SQS,
  lambda: SubscriptionProtocol.LAMBDA,
  https: SubscriptionProtocol.HTTPS,
};

/**
 * Where alerts go: JSON for machines, text for people, what Amazon Q Developer renders for chat. A topic each, as a
 * message of SNS can have either attributes to filter by or a body for each protocol, not both.
 */
export class AlertTopics extends Construct {
  /** Of each audience that is told; there is none for the others. */
  readonly topics: Readonly<Partial<Record<Audience, Topic>>>;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { key, topics, subscribers, detectors, operators }: AlertTopicsProps) {
    super(scope, id);
    this.key = key;
    const { machines, people, chat, organization } = subscribers;
    for (const detector of detectors) {
      grantKey(detector.role, { keyArn: key.keyArn, via: 'sns', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] });
    }
    const made: Partial<Record<Audience, Topic>> = {};
    for (const audience of audiencesOf(topics)) {
      const topic = this.topic(audience, detectors);
      made[audience] = topic;
      switch (audience) {
        case 'machines':
          this.deliverToMachines(topic, machines, operators);
          if (organization !== undefined) letSubscribe(topic, organization);
          break;
        case 'people':
          for (const { endpoint, filter } of people)
            subscribe(topic, { protocol: SubscriptionProtocol.EMAIL, endpoint, ...filtered(filter) });
          break;
        case 'chat':
          if (chat.length > 0) new ChatChannels(this, 'Channels', { topic, channels: chat });
          break;
        default:
          audience satisfies never;
      }
    }
    this.topics = made;
  }

  private topic(audience: Audience, detectors: readonly HandlerFunction[]): Topic {
    const { id, displayName, carries } = descriptions[audience];
    const topic = encryptedTopic(this, id, { key: this.key, displayName });
    for (const detector of detectors) {
      detector.function.addEnvironment(environment.topicArns[audience], topic.topicArn);
      detector.allow(['sns:Publish'], topic.topicArn);
    }
    output(this, topicOutputs[audience], { value: topic.topicArn, description: carries });
    return topic;
  }

  private deliverToMachines(topic: Topic, machines: readonly MachineSubscriber[], operators: Operators): void {
    if (machines.length === 0) return;
    const { queue } = new UndeliveredAlerts(this, 'Undelivered', { key: this.key, operators });
    for (const { protocol, endpoint, filter } of machines) {
      subscribe(topic, {
        protocol: machineProtocols[protocol],
        endpoint,
        deadLetterQueue: queue,
        ...(protocol !== 'lambda' && { rawMessageDelivery: true }), // SNS refuses even `false` where it cannot be had
        ...filtered(filter),
      });
    }
  }
}

function filtered(filter: AlertFilter | undefined): { readonly filterPolicy?: Record<string, SubscriptionFilter> } {
  if (filter === undefined) return {};
  const entries = Object.entries(filter).map(([attribute, values]: [string, readonly string[]]) => {
    return [attribute, SubscriptionFilter.stringFilter({ allowlist: [...values] })] as const;
  });
  return { filterPolicy: Object.fromEntries(entries) };
}

/**
 * Lets the accounts of an organisation subscribe their own queues and functions, and nothing else: with a mail address
 * or a URL, anyone in any of them could send the alerts out. Who may, in an account, is for its own IAM policies to say.
 * The topic has no default policy to lose by this, as it has had one of its own from the beginning.
 */
function letSubscribe(topic: Topic, organization: string): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['sns:Subscribe'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:PrincipalOrgID': organization, 'sns:Protocol': ['sqs', 'lambda'] } },
    }),
  );
}
