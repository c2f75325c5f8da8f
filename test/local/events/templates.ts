import { here } from '../../../local/here.ts';

type Resources = Readonly<Record<string, object>>;

export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A queue, encrypted with a key of its own, that lets EventBridge in for a rule. */
export function queueFor(rule: string): Resources {
  const sender = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } };
  const Condition = { ArnEquals: { 'aws:SourceArn': arn(rule) } };
  const sending = { ...sender, Action: 'sqs:SendMessage', Resource: arn('Queue'), Condition };
  const encrypting = { ...sender, Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: '*' };
  return {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [encrypting] } } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: arn('Key') } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [sending] } },
    },
  };
}

/** A rule with one target. */
export function rule(EventPattern: object, target: object, more: object = {}): object {
  return { Type: 'AWS::Events::Rule', Properties: { EventPattern, Targets: [{ Id: 'one', ...target }], ...more } };
}

/** A role that may put events on a bus. */
export function roleFor(busArn: unknown): Resources {
  const Statement = [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn }];
  return {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'p', PolicyDocument: { Statement }, Roles: [{ Ref: 'Role' }] },
    },
  };
}

export const defaultBus = `arn:aws:events:${here.region}:${here.account}:event-bus/default`;
