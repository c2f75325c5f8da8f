import { defineSystemAlert } from '../core/system-alert.ts';
import { hours } from '../core/time.ts';

/**
 * An hour is its period: a burst is one alert, and what goes missing in the afternoon is told again, also where somebody
 * has looked into the morning's alert and closed it.
 */
export const logFileMissing = defineSystemAlert({
  id: 'log-file-missing',
  title: 'Log file gone before it was read',
  description:
    'S3 announced a new log file, and less than a day later it was not there to be read. Nothing that it told was judged. Whoever does not want to be seen deletes the log of it; so may a clean-up job or a rule that removes files too early.',
  severity: 'High',
  deliver: 'alert',
  attack: [
    {
      tactic: 'Defense Impairment',
      technique: 'T1685.002',
      name: 'Disable or Modify Tools: Disable or Modify Cloud Log',
    },
    { tactic: 'Stealth', technique: 'T1070', name: 'Indicator Removal' },
  ],
  original: {
    platform: 'Gatewarden',
    id: 'log-file-missing',
    title: 'Log file gone before it was read',
    url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
  },
  groupedBy: ['bucket', 'account'],
  timeColumns: [],
  period: hours(1),
  entities: [{ type: 'Account', identifiers: { CloudAppAccountId: 'account' } }],
  events: { one: 'missing file', several: 'missing files', id: 'version' },
  ifHarmless:
    'An exclusion cannot leave it out: those are for events, and the events are gone. Let whatever deletes the files wait until they are a day old, or keep it from what Gatewarden reads. To be told no more: deliver: signal for this id under rules in gatewarden.config.yaml, and deploy.',
  falsePositives: [
    'A clean-up job, or a rule of the bucket, that deletes files within a day of their being written.',
    'A program that uploads under one name and renames to another: the first name is announced, and then gone.',
    'A person who tidies up a bucket, or empties it in order to delete it.',
  ],
  triage: [
    'Is the file still there as an older version, below a delete marker? Remove the marker, which brings it back, and send its message again from the dead-letter queue: then it is judged.',
    "Who deleted it? The bucket's access logs name the identity and the address for each file; data events of CloudTrail do, where a trail records them, but DeleteObjects among them names no file.",
    'Who changed the bucket or the trail in the hours before? Look for PutBucketLifecycle, PutBucketPolicy, PutBucketVersioning, DeleteBucket, StopLogging, DeleteTrail, UpdateTrail.',
    'Which time of which account and Region is missing? The names of the files say it. aws cloudtrail validate-logs lists every file that CloudTrail delivered and that is gone or was changed.',
    'Look at the console logins of that time: the event history of the account has them for 90 days, whatever becomes of the bucket. Sign-ins to Entra ID can be exported from there again for 30 days.',
    'Not explained: treat it as an intruder who covers the tracks. End the sessions of who deleted it, and protect the bucket (S3 Object Lock, MFA delete, a policy that denies deletion).',
  ],
});
