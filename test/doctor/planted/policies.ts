import { logTopic, queueOf } from '../deployed-world.ts';
import { minutesAgo, named, nameIn, trailOf, type World } from '../world.ts';
import { cloudTrailBucket, isFor, keyOf, type Planted, policyOf, without, withoutIn } from './planted.ts';

/** What lets somebody in no more. */
export const policies: readonly Planted[] = [
  {
    name: 'a bucket that lets no trail in',
    check: 'bucket-policies',
    verdict: 'fault',
    what: /may not s3:PutObject: no statement/,
    mend: /--revert-drift/,
    plant(world) {
      without(policyOf(world, cloudTrailBucket), ({ Action }) => Action === 's3:PutObject');
    },
  },
  {
    name: 'a bucket that lets no second trail in',
    check: 'bucket-policies',
    verdict: 'warning',
    what: /trail\/second may not s3:PutObject: no statement lets it in; beside a trail that is well/,
    mend: /Its owner/,
    plant(world) {
      world.trails.push(trailOf('second', 'logs-wired'));
    },
  },
  {
    name: 'a bucket that denies',
    check: 'bucket-policies',
    verdict: 'fault',
    what: /a statement denies it/,
    mend: /Its owner/,
    plant(world) {
      policyOf(world, 'logs-wired').Statement.push({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });
    },
  },
  {
    name: 'a condition that cannot be judged',
    check: 'queue-policies',
    verdict: 'unknown',
    what: /hangs on the condition key aws:SourceOrgID/,
    mend: /--revert-drift/,
    plant(world) {
      const queue = queueOf(world, 'entra', 'source');
      const policy = JSON.parse(queue['Policy'] ?? '');
      for (const statement of policy.Statement.filter(isFor('s3')))
        statement.Condition = { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } };
      queue['Policy'] = JSON.stringify(policy);
    },
  },
  {
    name: 'a topic that lets no alarm in',
    check: 'topic-policies',
    verdict: 'fault',
    what: /cloudwatch\.amazonaws\.com .* may not sns:Publish/,
    mend: /--revert-drift/,
    plant(world) {
      withoutIn(named(world.topics, 'OperatorsTopic'), isFor('cloudwatch'));
    },
  },
  {
    name: 'a topic that lets no bucket in',
    check: 'topic-policies',
    verdict: 'fault',
    what: /s3\.amazonaws\.com .* may not sns:Publish/,
    mend: /Its owner/,
    plant(world) {
      withoutIn(named(world.topics, logTopic), isFor('s3'));
    },
  },
  {
    name: 'a queue that lets no topic in',
    check: 'queue-policies',
    verdict: 'fault',
    what: /sns\.amazonaws\.com for cloudtrail may not sqs:SendMessage/,
    mend: /--revert-drift/,
    plant(world) {
      withoutIn(queueOf(world, 'cloudtrail', 'source'), isFor('sns'));
    },
  },
  {
    name: 'a queue that lets no rule in',
    check: 'queue-policies',
    verdict: 'fault',
    what: /events\.amazonaws\.com .* may not/,
    mend: /--revert-drift/,
    plant(world) {
      withoutIn(queueOf(world, 'cloudtrail', 'source'), isFor('events'));
    },
  },
  {
    name: 'a landing queue that lets no bucket in',
    check: 'queue-policies',
    verdict: 'fault',
    what: /s3\.amazonaws\.com .* may not/,
    mend: /--revert-drift/,
    plant(world) {
      withoutIn(queueOf(world, 'entra', 'source'), isFor('s3'));
    },
  },
  {
    name: 'a key that lets no rule in',
    check: 'key-policies',
    verdict: 'fault',
    what: /events\.amazonaws\.com .* may not kms:GenerateDataKey/,
    mend: /--revert-drift/,
    plant(world) {
      without(keyOf(world, queueOf(world, 'cloudtrail', 'source')).policy, isFor('events'));
    },
  },
  {
    name: 'a key that lets no alarm in',
    check: 'key-policies',
    verdict: 'fault',
    what: /cloudwatch\.amazonaws\.com .* may not kms:/,
    mend: /--revert-drift/,
    plant(world) {
      without(keyOf(world, named(world.topics, 'OperatorsTopic')).policy, isFor('cloudwatch'));
    },
  },
  {
    name: 'a key that lets no trail in',
    check: 'key-policies',
    verdict: 'fault',
    what: /cloudtrail\.amazonaws\.com .* may not kms:GenerateDataKey/,
    mend: /--revert-drift/,
    plant(world) {
      for (const { policy } of world.keys.values())
        policy.Statement = policy.Statement.filter((each) => !isFor('cloudtrail')(each));
    },
  },
  {
    name: 'a key that is disabled',
    check: 'keys',
    verdict: 'fault',
    what: /disabled/,
    mend: /enable-key/,
    plant(world) {
      for (const { metadata } of world.keys.values()) metadata['KeyState'] = 'Disabled';
    },
  },
  {
    name: 'a key that will be deleted',
    check: 'keys',
    verdict: 'fault',
    what: /deleted on 2026-11-2\d, and with it/,
    mend: /cancel-key-deletion/,
    plant(world) {
      Object.assign(named(world.keys, 'Data').metadata, {
        KeyState: 'PendingDeletion',
        DeletionDate: minutesAgo(-9_000),
      });
    },
  },
  {
    name: "a queue with AWS's own key",
    check: 'key-policies',
    verdict: 'fault',
    what: /AWS's own key, which lets no service in/,
    mend: /--revert-drift/,
    plant(world) {
      queueOf(world, 'entra', 'source')['KmsMasterKeyId'] = 'alias/aws/sqs';
    },
  },
  {
    name: "a topic with AWS's own key",
    check: 'key-policies',
    verdict: 'fault',
    what: /AWS's own key, which lets no service in/,
    mend: /--revert-drift/,
    plant(world) {
      named(world.topics, 'OperatorsTopic')['KmsMasterKeyId'] = 'alias/aws/sns';
    },
  },
  {
    name: 'a key by its alias that lets no bucket in',
    check: 'key-policies',
    verdict: 'fault',
    what: /s3\.amazonaws\.com .* may not kms:GenerateDataKey/,
    mend: /--revert-drift/,
    plant(world) {
      world.keys.set('ours', {
        metadata: { KeyId: nameIn(world.keys, 'Data'), KeyState: 'Enabled' },
        policy: { Statement: [] },
      });
      queueOf(world, 'entra', 'source')['KmsMasterKeyId'] = 'alias/ours';
    },
  },
  {
    name: 'a key that lets no rule of sign-ins in',
    check: 'key-policies',
    verdict: 'fault',
    what: /events\.amazonaws\.com for rule\/sign-ins may not kms:GenerateDataKey/,
    mend: /--revert-drift/,
    plant(world) {
      const queue = queueOf(world, 'cloudtrail', 'source');
      const ruleArn = 'arn:aws:events:us-east-1:111122223333:rule/sign-ins';
      putSignInRule(world);
      const policy = JSON.parse(queue['Policy'] ?? '');
      policy.Statement.push({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      });
      queue['Policy'] = JSON.stringify(policy);
      for (const statement of keyOf(world, queue).policy.Statement.filter(isFor('events')))
        statement['Condition'] = { ArnNotEquals: { 'aws:SourceArn': ruleArn } };
    },
  },
  {
    name: 'a queue that lets no rule of sign-ins in',
    check: 'event-rules',
    verdict: 'fault',
    what: /events\.amazonaws\.com for rule\/sign-ins may not sqs:SendMessage/,
    mend: /--revert-drift/,
    plant(world) {
      putSignInRule(world);
      for (const statement of keyOf(world, queueOf(world, 'cloudtrail', 'source')).policy.Statement.filter(
        isFor('events'),
      ))
        delete statement['Condition'];
    },
  },
];

/** A rule of the fast path, to the queue of log files. */
function putSignInRule(world: World): void {
  const rule = { Arn: 'arn:aws:events:us-east-1:111122223333:rule/sign-ins', State: 'ENABLED', EventPattern: '{}' };
  const Arn = queueOf(world, 'cloudtrail', 'source')['QueueArn'];
  world.rules.set('sign-ins', { rule, targets: [{ Id: 'queue', Arn }] });
  world.resources.push({
    LogicalResourceId: 'GatewardenFastPathRule',
    PhysicalResourceId: 'sign-ins',
    ResourceType: 'AWS::Events::Rule',
    LastUpdatedTimestamp: minutesAgo(599),
  });
}
