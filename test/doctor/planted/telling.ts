import { type Described, minutesAgo } from '../world.ts';
import type { Planted } from './planted.ts';

/** What keeps people from being told. */
export const telling: readonly Planted[] = [
  {
    name: 'a subscriber who has not confirmed',
    check: 'subscriptions',
    verdict: 'fault',
    what: /not confirmed/,
    mend: /Subscription Confirmation/,
    plant(world) {
      const [, mail] = [...world.subscriptions].find(([, { Endpoint }]) => Endpoint === 'on-call@example.com') ?? [];
      (mail as Record<string, string>)['PendingConfirmation'] = 'true';
    },
  },
  {
    name: 'a subscriber who is gone',
    check: 'subscriptions',
    verdict: 'fault',
    what: /not subscribed to .*PeopleTopic?.* any more|not subscribed to .* any more/,
    mend: /put it back/,
    plant(world) {
      const [arn] = [...world.subscriptions].find(([, { Endpoint }]) => Endpoint === 'on-call@example.com') ?? [''];
      world.subscriptions.delete(arn);
    },
  },
  {
    name: 'an alarm that goes off',
    check: 'alarms',
    verdict: 'fault',
    what: /it goes off: [A-Z]/,
    mend: /docs\/runbook\.md#/,
    plant(world) {
      (world.alarms[0] as Described)['StateValue'] = 'ALARM';
    },
  },
  {
    name: 'an alarm that goes off as it was deployed',
    check: 'alarms',
    verdict: 'warning',
    what: /^not yet: it goes off: .*; it was deployed 12 minutes ago$/,
    mend: /again/,
    plant(world) {
      const alarm = world.alarms[0] as Described;
      alarm['StateValue'] = 'ALARM';
      for (const each of world.resources) {
        if (each.PhysicalResourceId === alarm['AlarmName']) each.LastUpdatedTimestamp = minutesAgo(12);
      }
    },
  },
  {
    name: 'a stack without an alarm',
    check: 'alarms',
    verdict: 'fault',
    what: /the stack has none/,
    mend: /--revert-drift/,
    plant(world) {
      world.resources = world.resources.filter(({ ResourceType }) => ResourceType !== 'AWS::CloudWatch::Alarm');
    },
  },
  {
    name: 'an operator whom a filter keeps messages from',
    check: 'subscriptions',
    verdict: 'warning',
    what: /operators' topic lets only some messages through/,
    mend: /filter policy/,
    plant(world) {
      for (const each of world.subscriptions.values()) {
        if (each['TopicArn']?.includes('OperatorsTopic')) each['FilterPolicy'] = '{"a":["b"]}';
      }
    },
  },
  {
    name: 'an alarm without data',
    check: 'alarms',
    verdict: 'warning',
    what: /no data/,
    mend: /metric/,
    plant(world) {
      (world.alarms[0] as Described)['StateValue'] = 'INSUFFICIENT_DATA';
    },
  },
  {
    name: 'an alarm that is muted',
    check: 'alarms',
    verdict: 'warning',
    what: /switched off/,
    mend: /enable-alarm-actions/,
    plant(world) {
      (world.alarms[0] as Described)['ActionsEnabled'] = false;
    },
  },
  {
    name: 'an alarm that tells somebody else',
    check: 'alarms',
    verdict: 'warning',
    what: /does not tell the operators/,
    mend: /--revert-drift/,
    plant(world) {
      (world.alarms[0] as Described)['AlarmActions'] = [];
    },
  },
  {
    name: 'an alarm that is deleted',
    check: 'alarms',
    verdict: 'fault',
    what: /it is gone/,
    mend: /--revert-drift/,
    plant(world) {
      world.alarms.shift();
    },
  },
];
