/** Whether an object is one of ours to read, and what it is if not. */
export type KeyVerdict = 'ours' | { readonly skipped: 'digest' | 'insights' | 'foreign file' | 'folder' };

/**
 * `<account>_CloudTrail_<region>_<time>_<unique string>.json.gz`
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html).
 */
const logFile = /^(?<account>\d{12})_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;

/**
 * Tells CloudTrail's log files from what else lies in their bucket, by a `CloudTrail` folder and the file's name. What
 * stands before is anybody's: a prefix, and the organisation's id in one of three places.
 */
export function cloudTrailKey(key: string): KeyVerdict {
  const folders = key.split('/');
  const name = folders.pop() ?? '';
  if (name === '') return { skipped: 'folder' };
  if (folders.includes('CloudTrail') && logFile.test(name)) return 'ours';
  if (folders.includes('CloudTrail-Digest') && name.includes('_CloudTrail-Digest_')) return { skipped: 'digest' };
  if (folders.includes('CloudTrail-Insight') && name.includes('_CloudTrail-Insight_')) return { skipped: 'insights' };
  return { skipped: 'foreign file' };
}

/** The account whose events one of CloudTrail's log files tells of, by its name; undefined for any other object. */
export function accountOfLogFile(key: string): string | undefined {
  return logFile.exec(key.split('/').at(-1) ?? '')?.groups?.['account'];
}

/** Takes every object under the landing bucket's prefix; the empty prefix is the whole bucket. */
export function landingKey(prefix: string): (key: string) => KeyVerdict {
  return (key) => {
    if (key.endsWith('/')) return { skipped: 'folder' };
    return key.startsWith(prefix) ? 'ours' : { skipped: 'foreign file' };
  };
}
