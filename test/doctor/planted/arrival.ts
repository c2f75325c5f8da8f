import { deployedOutputs } from '../../../lambda/config/deployed.ts';
import { logTopic } from '../deployed-world.ts';
import { minutesAgo, named, nameIn, putCursor, trailOf, type World } from '../world.ts';
import { bucketIn, cloudTrailBucket, type Planted, policyOf, trailTo } from './planted.ts';

/** What keeps log files from coming. */
export const arrival: readonly Planted[] = [
  {
    name: 'a deployment that was taken back',
    check: 'stack',
    verdict: 'warning',
    what: /taken back/,
    mend: /describe-stack-events/,
    plant(world) {
      world.stack['StackStatus'] = 'UPDATE_ROLLBACK_COMPLETE';
    },
  },
  {
    name: 'a deployment that failed',
    check: 'stack',
    verdict: 'fault',
    what: /UPDATE_ROLLBACK_FAILED/,
    mend: /describe-stack-events/,
    plant(world) {
      world.stack['StackStatus'] = 'UPDATE_ROLLBACK_FAILED';
    },
  },
  {
    name: 'a stack that somebody deletes',
    check: 'stack',
    verdict: 'fault',
    what: /being deleted/,
    mend: /DeleteStack/,
    plant(world) {
      world.stack['StackStatus'] = 'DELETE_IN_PROGRESS';
    },
  },
  {
    name: 'a stack that is only planned',
    check: 'stack',
    verdict: 'fault',
    what: /was never created/,
    mend: /Deploy it/,
    plant(world) {
      world.stack['StackStatus'] = 'REVIEW_IN_PROGRESS';
    },
  },
  {
    name: 'drift',
    check: 'stack',
    verdict: 'warning',
    what: /by hand/,
    mend: /--revert-drift/,
    plant(world) {
      world.stack['DriftInformation'] = { StackDriftStatus: 'DRIFTED' };
    },
  },
  {
    name: 'another version',
    check: 'version',
    verdict: 'warning',
    what: /deployed is 0\.0\.9, this is/,
    mend: /Deploy/,
    plant(world) {
      world.outputs.set(deployedOutputs.version, '0.0.9');
    },
  },
  {
    name: 'a trail that is deleted',
    check: 'trail',
    verdict: 'fault',
    what: /no trail writes to it/,
    mend: /--revert-drift/,
    plant(world) {
      world.trails.splice(0, 1);
    },
  },
  {
    name: "somebody else's trail that is not there",
    check: 'trail',
    verdict: 'warning',
    what: /no trail of this account/,
    mend: /get-trail-status/,
    plant(world) {
      world.trails.splice(world.trails.indexOf(trailTo(world, 'logs-wired')), 1);
    },
  },
  {
    name: 'a trail that is switched off',
    check: 'trail',
    verdict: 'fault',
    what: /switched it off, 2 hours ago/,
    mend: /start-logging/,
    plant(world) {
      world.trailStatus['IsLogging'] = false;
      world.trailStatus['StopLoggingTime'] = minutesAgo(150);
    },
  },
  {
    name: 'a trail that cannot deliver',
    check: 'trail',
    verdict: 'fault',
    what: /cannot write its files: AccessDenied/,
    mend: /bucket-policies/,
    plant(world) {
      world.trailStatus['LatestDeliveryError'] = 'AccessDenied';
    },
  },
  {
    name: 'a trail that has not delivered for long',
    check: 'trail',
    verdict: 'warning',
    what: /3 hours ago/,
    mend: /look at the trail/,
    plant(world) {
      world.trailStatus['LatestDeliveryTime'] = minutesAgo(200);
    },
  },
  {
    name: 'a trail of one Region beside one that is well',
    check: 'trail',
    verdict: 'warning',
    what: /of us-east-1 alone.*; beside a trail that is well$/,
    mend: /--is-multi-region-trail/,
    plant(world) {
      world.trails.push(trailOf('second', 'logs-wired', { IsMultiRegionTrail: false }));
      letTrailsIn(world);
    },
  },
  {
    name: 'a trail that is switched off beside one that is well',
    check: 'trail',
    verdict: 'warning',
    what: /somebody switched it off; beside a trail that is well$/,
    mend: /start-logging/,
    plant(world) {
      const second = trailOf('second', 'logs-wired');
      world.trails.push(second);
      world.trailStatuses.set(second['TrailARN'], { IsLogging: false });
      letTrailsIn(world);
    },
  },
  {
    name: 'a trail of one Region',
    check: 'trail',
    verdict: 'fault',
    what: /of us-east-1 alone/,
    mend: /--is-multi-region-trail/,
    plant(world) {
      trailTo(world, cloudTrailBucket)['IsMultiRegionTrail'] = false;
    },
  },
  {
    name: 'a trail without global services',
    check: 'trail',
    verdict: 'fault',
    what: /global services/,
    mend: /--include-global/,
    plant(world) {
      trailTo(world, cloudTrailBucket)['IncludeGlobalServiceEvents'] = false;
    },
  },
  {
    name: 'a trail without digests',
    check: 'trail',
    verdict: 'warning',
    what: /not signed/,
    mend: /--enable-log-file-validation/,
    plant(world) {
      trailTo(world, cloudTrailBucket)['LogFileValidationEnabled'] = false;
    },
  },
  {
    name: 'a trail of events that read',
    check: 'trail',
    verdict: 'fault',
    what: /no management events that write/,
    mend: /put-event-selectors/,
    plant(world) {
      world.selectors['EventSelectors'][0].ReadWriteType = 'ReadOnly';
    },
  },
  {
    name: 'a trail of events that write',
    check: 'trail',
    verdict: 'warning',
    what: /none that read/,
    mend: /put-event-selectors/,
    plant(world) {
      world.selectors['EventSelectors'][0].ReadWriteType = 'WriteOnly';
    },
  },
  {
    name: 'a trail of data events alone',
    check: 'trail',
    verdict: 'fault',
    what: /no management events/,
    mend: /put-event-selectors/,
    plant(world) {
      delete world.selectors['EventSelectors'];
      world.selectors['AdvancedEventSelectors'] = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }];
    },
  },
  {
    name: 'a bucket that tells nobody',
    check: 'notification',
    verdict: 'fault',
    what: /nobody tells the queue/,
    mend: /--revert-drift/,
    plant(world) {
      bucketIn(world, cloudTrailBucket).queues = [];
    },
  },
  {
    name: 'a landing bucket that tells nobody',
    check: 'notification',
    verdict: 'fault',
    what: /nobody tells the queue/,
    mend: /--revert-drift/,
    plant(world) {
      bucketIn(world, 'gatewarden-entra').queues = [];
    },
  },
  {
    name: "somebody else's bucket that tells nobody",
    check: 'notification',
    verdict: 'fault',
    what: /nobody tells the queue/,
    mend: /CloudTrailNotification/,
    plant(world) {
      bucketIn(world, 'logs-wired').queues = [];
    },
  },
  {
    name: 'another entry in the way',
    check: 'notification',
    verdict: 'fault',
    what: /other-tool is told of them, and S3 takes no second/,
    mend: /mode: topic/,
    plant(world) {
      bucketIn(world, 'logs-wired').queues = [
        {
          arn: 'arn:aws:sqs:us-east-1:111122223333:other-tool',
          events: ['s3:ObjectCreated:Put'],
          prefix: 'AWSLogs/',
          suffix: '.gz',
        },
      ];
    },
  },
  {
    name: 'an entry for other events',
    check: 'notification',
    verdict: 'fault',
    what: /not tell the queue of new files/,
    mend: /--revert-drift/,
    plant(world) {
      for (const entry of bucketIn(world, cloudTrailBucket).queues) entry.events = ['s3:ObjectRemoved:*'];
    },
  },
  {
    name: 'an entry for other files',
    check: 'notification',
    verdict: 'fault',
    what: /end in '\.csv'/,
    mend: /\.json\.gz/,
    plant(world) {
      for (const entry of bucketIn(world, 'logs-wired').queues) entry.suffix = '.csv';
    },
  },
  {
    name: 'an entry for digests',
    check: 'notification',
    verdict: 'fault',
    what: /no log files/,
    mend: /prefix/,
    plant(world) {
      for (const entry of bucketIn(world, 'logs-wired').queues)
        entry.prefix = 'AWSLogs/111122223333/CloudTrail-Digest/';
    },
  },
  {
    name: 'an entry for one Region',
    check: 'notification',
    verdict: 'warning',
    what: /other Regions/,
    mend: /prefix/,
    plant(world) {
      for (const entry of bucketIn(world, 'logs-wired').queues)
        entry.prefix = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
    },
  },
  {
    name: 'a topic that nobody publishes to',
    check: 'notification',
    verdict: 'fault',
    what: /neither it nor a trail/,
    mend: /s3:ObjectCreated/,
    plant(world) {
      bucketIn(world, 'logs-told').topics = [];
    },
  },
  {
    name: 'a queue that is not subscribed any more',
    check: 'notification',
    verdict: 'fault',
    what: /not subscribed any more/,
    mend: /--revert-drift/,
    plant(world) {
      world.subscriptions.delete(nameIn(world.subscriptions, logTopic));
    },
  },
  {
    name: 'a queue whose subscription waits',
    check: 'notification',
    verdict: 'fault',
    what: /not confirmed/,
    mend: /lets this account subscribe/,
    plant(world) {
      named(world.subscriptions, logTopic)['PendingConfirmation'] = 'true';
    },
  },
  {
    name: 'a queue that a filter keeps messages from',
    check: 'notification',
    verdict: 'warning',
    what: /only some messages/,
    mend: /filter policy/,
    plant(world) {
      named(world.subscriptions, logTopic)['FilterPolicy'] = '{"a":["b"]}';
    },
  },
  {
    name: 'a bucket that sends no events',
    check: 'notification',
    verdict: 'fault',
    what: /to EventBridge/,
    mend: /EventBridgeConfiguration/,
    plant(world) {
      bucketIn(world, 'logs-sent').eventBridge = false;
    },
  },
  {
    name: 'a rule that is off',
    check: 'event-rules',
    verdict: 'fault',
    what: /disabled/,
    mend: /enable-rule/,
    plant(world) {
      for (const { rule } of world.rules.values()) rule['State'] = 'DISABLED';
    },
  },
  {
    name: 'log files that come no more',
    check: 'feeds',
    verdict: 'warning',
    what: /2 hours ago/,
    mend: /check/,
    plant(world) {
      world.metrics.set(`Objects ${nameIn(world.functions, 'CloudTrailDetector')}`, [
        [5, 0],
        [130, 4],
      ]);
    },
  },
  {
    name: 'log files that never came',
    check: 'feeds',
    verdict: 'fault',
    what: /no log file was read in 3 days/,
    mend: /check/,
    plant(world) {
      world.metrics.delete(`Objects ${nameIn(world.functions, 'CloudTrailDetector')}`);
    },
  },
  {
    name: 'log files that have not come yet',
    check: 'feeds',
    verdict: 'warning',
    what: /^not yet: no log file was read in 3 days; it was deployed 10 minutes ago$/,
    mend: /again/,
    plant(world) {
      world.metrics.delete(`Objects ${nameIn(world.functions, 'CloudTrailDetector')}`);
      justDeployed(world);
    },
  },
  {
    name: 'a cursor that has not come yet',
    check: 'feeds',
    verdict: 'warning',
    what: /^not yet: the poller has never read a sign-in; it was deployed 10 minutes ago$/,
    mend: /again/,
    plant(world) {
      world.items.clear();
      justDeployed(world);
    },
  },
  {
    name: 'a cursor that stands still',
    check: 'feeds',
    verdict: 'fault',
    what: /until 2 hours ago/,
    mend: /the-graph-poller-stands-still/,
    plant(world) {
      putCursor(world, world.outputs.get(deployedOutputs.cursor) as string, minutesAgo(125));
    },
  },
  {
    name: 'a cursor that never was',
    check: 'feeds',
    verdict: 'fault',
    what: /never read a sign-in/,
    mend: /the-graph-poller-stands-still/,
    plant(world) {
      world.items.clear();
    },
  },
  {
    name: 'a cursor that is damaged',
    check: 'feeds',
    verdict: 'unknown',
    what: /damaged/,
    mend: /the-graph-poller-stands-still/,
    plant(world) {
      for (const item of world.items.values()) item['parts'] = { S: 'no JSON' };
    },
  },
  {
    name: 'no sign-ins of Entra ID',
    check: 'feeds',
    verdict: 'warning',
    what: /no sign-ins came in 3 days/,
    mend: /entra\.graph/,
    plant(world) {
      world.outputs.delete(deployedOutputs.cursor);
      world.metrics.delete(`Objects ${nameIn(world.functions, 'EntraDetector')}`);
    },
  },
];

/** Any trail, by the bucket's policy, so that it is in nobody's way but its own. */
function letTrailsIn(world: World): void {
  for (const statement of policyOf(world, 'logs-wired').Statement) delete statement['Condition'];
}

function justDeployed(world: World): void {
  for (const each of world.resources) {
    if (each.ResourceType === 'AWS::Lambda::Function') each.LastUpdatedTimestamp = minutesAgo(10);
  }
}
