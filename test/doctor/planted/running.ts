import { queueOf } from '../deployed-world.ts';
import { minutesAgo, named, nameIn } from '../world.ts';
import type { Planted } from './planted.ts';

const foreignFunction = 'arn:aws:lambda:us-east-1:111122223333:function:foreign';

/** What keeps messages from being handled. */
export const running: readonly Planted[] = [
  {
    name: 'a mapping that is disabled',
    check: 'mappings',
    verdict: 'fault',
    what: /disabled/,
    mend: /--enabled/,
    plant(world) {
      for (const mapping of world.mappings) mapping['State'] = 'Disabled';
    },
  },
  {
    name: 'a mapping that is deleted',
    check: 'mappings',
    verdict: 'fault',
    what: /no function of ours takes/,
    mend: /--revert-drift/,
    plant(world) {
      world.mappings = [];
    },
  },
  {
    name: 'a mapping that loses what fails',
    check: 'mappings',
    verdict: 'fault',
    what: /are lost/,
    mend: /ReportBatchItemFailures/,
    plant(world) {
      for (const mapping of world.mappings) delete mapping['FunctionResponseTypes'];
    },
  },
  {
    name: 'a mapping with a problem',
    check: 'mappings',
    verdict: 'fault',
    what: /PROBLEM: Function call failed/,
    mend: /role/,
    plant(world) {
      for (const mapping of world.mappings) mapping['LastProcessingResult'] = 'PROBLEM: Function call failed';
    },
  },
  {
    name: "somebody else's function alone on the queue",
    check: 'mappings',
    verdict: 'fault',
    what: /no function of ours takes|foreign, which is not ours, takes its messages, too/,
    mend: /--revert-drift|delete-event-source-mapping/,
    plant(world) {
      for (const mapping of world.mappings) mapping['FunctionArn'] = `${foreignFunction}:live`;
    },
  },
  {
    name: "somebody else's function beside ours",
    check: 'mappings',
    verdict: 'fault',
    what: /^foreign, which is not ours, takes its messages, too/,
    mend: /delete-event-source-mapping --uuid second/,
    plant(world) {
      const [mapping] = world.mappings;
      world.mappings.push({ ...mapping, UUID: 'second', FunctionArn: foreignFunction });
    },
  },
  {
    name: 'a scheduled function that nobody starts',
    check: 'functions',
    verdict: 'warning',
    what: /Sweeper did not run in 1 hour, though/,
    mend: /EventBridge Scheduler/,
    plant(world) {
      world.metrics.delete(`Invocations ${nameIn(world.functions, 'Sweeper')}`);
    },
  },
  {
    name: 'dead letters',
    check: 'queues',
    verdict: 'fault',
    what: /2 messages could not be handled/,
    mend: /gatewarden redrive/,
    plant(world) {
      queueOf(world, 'cloudtrail', 'deadLetters')['ApproximateNumberOfMessages'] = '2';
    },
  },
  {
    name: 'alerts that were not delivered',
    check: 'queues',
    verdict: 'fault',
    what: /1 alert could not be delivered/,
    mend: /runbook/,
    plant(world) {
      named(world.queues, 'Undelivered')['ApproximateNumberOfMessages'] = '1';
    },
  },
  {
    name: 'messages that wait',
    check: 'queues',
    verdict: 'fault',
    what: /has waited for 2 hours/,
    mend: /log-files-that-wait/,
    plant(world) {
      const name = queueOf(world, 'entra', 'source')['QueueArn']?.split(':').at(-1);
      world.metrics.set(`ApproximateAgeOfOldestMessage ${name}`, [[1, 7_300]]);
    },
  },
  {
    name: 'a queue without dead letters',
    check: 'queues',
    verdict: 'fault',
    what: /no dead-letter queue/,
    mend: /--revert-drift/,
    plant(world) {
      delete queueOf(world, 'entra', 'source')['RedrivePolicy'];
    },
  },
  {
    name: 'a function that failed to start',
    check: 'functions',
    verdict: 'fault',
    what: /cannot run: Failed, as The code is too large/,
    mend: /Deploy again/,
    plant(world) {
      Object.assign(named(world.functions, 'Sweeper'), { State: 'Failed', StateReason: 'The code is too large' });
    },
  },
  {
    name: 'a function whose change failed',
    check: 'functions',
    verdict: 'fault',
    what: /its last change failed/,
    mend: /Deploy again/,
    plant(world) {
      named(world.functions, 'EntraPoller')['LastUpdateStatus'] = 'Failed';
    },
  },
  {
    name: 'a function that was changed by hand',
    check: 'functions',
    verdict: 'warning',
    what: /outside the stack, 30 minutes ago/,
    mend: /UpdateFunctionCode/,
    plant(world) {
      named(world.functions, 'Sweeper')['LastModified'] = minutesAgo(30).toISOString().replace('Z', '+0000');
    },
  },
  {
    name: 'a function that may not run',
    check: 'functions',
    verdict: 'fault',
    what: /reserved concurrency is 0/,
    mend: /delete-function-concurrency/,
    plant(world) {
      world.concurrency.set(nameIn(world.functions, 'Sweeper'), { ReservedConcurrentExecutions: 0 });
    },
  },
  {
    name: 'a function that fails',
    check: 'functions',
    verdict: 'fault',
    what: /failed 3 times/,
    mend: /a-function-that-fails/,
    plant(world) {
      world.metrics.set(`Errors ${nameIn(world.functions, 'CloudTrailDetector')}`, [
        [10, 2],
        [15, 1],
      ]);
    },
  },
  {
    name: 'a function that is throttled',
    check: 'functions',
    verdict: 'warning',
    what: /not let run 1 time/,
    mend: /a-function-that-is-throttled/,
    plant(world) {
      world.metrics.set(`Throttles ${nameIn(world.functions, 'CloudTrailDetector')}`, [[10, 1]]);
    },
  },
  {
    name: 'a table whose key is gone',
    check: 'table',
    verdict: 'fault',
    what: /INACCESSIBLE/,
    mend: /check keys/,
    plant(world) {
      world.table.described['TableStatus'] = 'INACCESSIBLE_ENCRYPTION_CREDENTIALS';
    },
  },
  {
    name: 'a table without protection',
    check: 'table',
    verdict: 'warning',
    what: /not protected from deletion/,
    mend: /--deletion-protection-enabled/,
    plant(world) {
      world.table.described['DeletionProtectionEnabled'] = false;
    },
  },
  {
    name: 'a table with a key of AWS',
    check: 'table',
    verdict: 'warning',
    what: /not encrypted with the stack's key/,
    mend: /--revert-drift/,
    plant(world) {
      delete world.table.described['SSEDescription'];
    },
  },
  {
    name: 'a table with a key of somebody else',
    check: 'table',
    verdict: 'warning',
    what: /not encrypted with the stack's key/,
    mend: /--revert-drift/,
    plant(world) {
      world.table.described['SSEDescription'].KMSMasterKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/other';
    },
  },
  {
    name: 'a table without an index',
    check: 'table',
    verdict: 'fault',
    what: /its index due is not there/,
    mend: /--revert-drift/,
    plant(world) {
      world.table.described['GlobalSecondaryIndexes'].shift();
    },
  },
  {
    name: 'a table whose index is being filled',
    check: 'table',
    verdict: 'warning',
    what: /its index due cannot be used: CREATING/,
    mend: /run this again/,
    plant(world) {
      world.table.described['GlobalSecondaryIndexes'][0].IndexStatus = 'CREATING';
    },
  },
  {
    name: 'a table without backups',
    check: 'table',
    verdict: 'warning',
    what: /point in time/,
    mend: /update-continuous-backups/,
    plant(world) {
      world.table.backups['PointInTimeRecoveryDescription'].PointInTimeRecoveryStatus = 'DISABLED';
    },
  },
  {
    name: 'a table that keeps everything',
    check: 'table',
    verdict: 'warning',
    what: /nothing in it expires/,
    mend: /update-time-to-live/,
    plant(world) {
      world.table.ttl['TimeToLiveStatus'] = 'DISABLED';
    },
  },
];
