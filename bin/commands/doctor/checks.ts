import type { Check } from './check.ts';
import { alarms } from './checks/alarms.ts';
import { bucketPolicies } from './checks/bucket-policies.ts';
import { eventRules } from './checks/event-rules.ts';
import { feeds } from './checks/feeds.ts';
import { functions } from './checks/functions.ts';
import { keyPolicies } from './checks/key-policies.ts';
import { keys } from './checks/keys.ts';
import { mappings } from './checks/mappings.ts';
import { notification } from './checks/notification.ts';
import { queuePolicies } from './checks/queue-policies.ts';
import { queues } from './checks/queues.ts';
import { stack } from './checks/stack.ts';
import { subscriptions } from './checks/subscriptions.ts';
import { table } from './checks/table.ts';
import { topicPolicies } from './checks/topic-policies.ts';
import { trail } from './checks/trail.ts';
import { version } from './checks/version.ts';

/** All checks, in the way of the data: what is wrong at the beginning explains what is wrong later. */
export const checks: readonly Check[] = [
  stack,
  version,
  trail,
  bucketPolicies,
  notification,
  eventRules,
  topicPolicies,
  queuePolicies,
  keyPolicies,
  keys,
  mappings,
  queues,
  functions,
  table,
  feeds,
  subscriptions,
  alarms,
];
