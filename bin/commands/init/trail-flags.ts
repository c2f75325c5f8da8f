import { InvalidArgumentError, Option } from 'commander';
import type { Values } from './draft.ts';
import { kebab } from './field.ts';

/** What the flags are that say where the log files are, and how each is told in the help. */
const flags = [
  ['mode', '<mode>', 'where the log files are (below); begins a trail where there are several'],
  ['topicArn', '<arn>', 'the SNS topic that announces them (topic)'],
  ['bucket', '<name>', 'the bucket that they are in (bucket, topic, eventbridge)'],
  ['account', '<id>', 'the account that owns that bucket (all but create)'],
  [
    'region',
    '<region>',
    'its Region, where you deploy in another one (topic, eventbridge); that you deploy there is checked (bucket)',
  ],
  ['keyArn', '<arn>', 'the KMS key of the log files, with SSE-KMS (all but create)'],
  ['readAs', '<arn>', 'a role to assume for reading them (bucket, topic, eventbridge)'],
  ['roleArn', '<arn>', 'the role that replicates them (replica)'],
  ['sourceBucket', '<name>', 'the bucket that is replicated (replica)'],
] as const;

interface TrailFlags {
  readonly options: readonly Option[];
  /** The trails, once the command line is read: each what stands from its `--mode` on. */
  readonly trails: readonly Values[];
}

export function trailFlags(): TrailFlags {
  const trails: Values[] = [];
  const options = flags.map(([key, argument, description]) =>
    new Option(`--${kebab(key)} ${argument}`, description).argParser((value: string) => {
      take(trails, key, value);
      return value;
    }),
  );
  return { options, trails };
}

/** What stands before the first mode belongs to that one. */
function take(trails: Values[], key: string, value: string): void {
  const last = trails.at(-1);
  if (last === undefined || (key === 'mode' && last['mode'] !== undefined)) {
    trails.push({ [key]: value });
    return;
  }
  if (last[key] !== undefined)
    throw new InvalidArgumentError('It is said twice of one trail; a further trail begins with its --mode.');
  trails[trails.length - 1] = { ...last, [key]: value };
}
