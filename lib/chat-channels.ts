import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ChatSubscriber } from '../lambda/config/subscribers.ts';
import { ownNames } from './own-names.ts';
import { idOf } from './subscribe.ts';

export interface ChatChannelsProps {
  readonly topic: Topic;
  /** At least one. */
  readonly channels: readonly ChatSubscriber[];
}

/**
 * Channels of Slack and Teams that Amazon Q Developer writes a topic's messages to. It subscribes to the topic by its
 * service-linked role (https://docs.aws.amazon.com/chatbot/latest/adminguide/slr-permissions.html), and SNS decrypts what
 * it delivers: neither topic nor key has to let it in.
 *
 * People in the channel can also give it commands, which it executes with the configuration's role, as far as guardrails
 * allow; without any, these are AdministratorAccess. Here the role may do nothing, and the guardrail denies everything,
 * so that nothing comes of what somebody should add to the role.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html
 */
export class ChatChannels extends Construct {
  constructor(scope: Construct, id: string, { topic, channels }: ChatChannelsProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Gatewarden: what people in chat channels may do by Amazon Q Developer, which is nothing',
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
    });
    for (const channel of channels) {
      const channelId = `Channel${idOf(channel.channel)}`;
      const common = {
        configurationName: `${ownNames(this).base}-${idOf(channel.channel)}`,
        iamRoleArn: role.roleArn,
        snsTopicArns: [topic.topicArn],
        guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll').managedPolicyArn],
        loggingLevel: 'ERROR', // why a message did not appear; the log is in us-east-1
      };
      switch (channel.protocol) {
        case 'slack':
          new CfnSlackChannelConfiguration(this, channelId, {
            ...common,
            slackWorkspaceId: channel.workspace,
            slackChannelId: channel.channel,
          });
          break;
        case 'teams':
          new CfnMicrosoftTeamsChannelConfiguration(this, channelId, {
            ...common,
            teamsTenantId: channel.tenant,
            teamId: channel.team,
            teamsChannelId: channel.channel,
          });
          break;
        default:
          channel satisfies never;
      }
    }
  }
}
