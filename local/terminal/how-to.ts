import { environment } from '../../lambda/config/environment.ts';
import { parseLogBuckets } from '../../lambda/config/log-buckets.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { here } from '../here.ts';
import type { Stack } from '../stack/read-stack.ts';

export interface Started {
  readonly endpoint: string;
  readonly stack: Stack;
  readonly config: Config;
  /** What stands for the template's visibility timeouts. @default - they hold */
  readonly visibilitySeconds?: number | undefined;
}

/** How to send log files to the cloud, as commands for another terminal. */
export function howTo({ endpoint, stack, config, visibilitySeconds }: Started): string {
  const [cloudTrail, landing] = [bucketOf(stack, 'CloudTrailDetector'), stack.outputs.get('EntraBucketName')];
  const prefix = config.entra.landingPrefix ?? '';
  const name = `${here.account}_CloudTrail_${here.region}_20261120T1005Z_Mu0KsOhtH1ar15ZZ.json.gz`;
  const folder = `AWSLogs/${here.account}/CloudTrail/${here.region}/2026/11/20`;
  return [
    `Gatewarden runs on ${endpoint}. In another terminal:`,
    '',
    `  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=${here.region}`,
    '',
    'The samples:',
    '',
    `  aws s3 cp samples/cloudtrail s3://${cloudTrail}/ --recursive --endpoint-url ${endpoint}`,
    `  aws s3 cp samples/entra s3://${landing}/${prefix} --recursive --endpoint-url ${endpoint}`,
    '',
    'A file of your own, CloudTrail under a name like its own ones, Entra ID under any:',
    '',
    `  aws s3 cp file.json.gz s3://${cloudTrail}/${folder}/${name} --endpoint-url ${endpoint}`,
    `  aws s3 cp file.json s3://${landing}/${prefix}file.json --endpoint-url ${endpoint}`,
    '',
    ...(config.fastPath === undefined
      ? []
      : ['Sign-ins may come by EventBridge as well: docs/local.md has the command.', '']),
    ...visibilityIn(stack, visibilitySeconds),
    'Alerts appear here. There are no alarms, as there is no CloudWatch; dead letters and refused calls are told. Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** That messages come again sooner than in AWS, and when one that always fails is a dead letter. */
function visibilityIn({ queues }: Stack, seconds: number | undefined): readonly string[] {
  const fed = queues.filter(({ redrive }) => redrive !== undefined);
  if (seconds === undefined) return [];
  const inTemplate = [...new Set(fed.map(({ visibilitySeconds }) => visibilitySeconds))].join(', ');
  const deliveries = Math.max(...fed.map(({ redrive }) => redrive?.maxReceiveCount ?? 0));
  return [
    `A message that fails comes again after ${seconds} s, where the template says ${inTemplate} s. After ${deliveries} deliveries it is a dead letter.`,
    '',
  ];
}

/** The first bucket that the function with this in its logical id reads. */
function bucketOf({ functions }: Stack, name: string): string | undefined {
  const buckets = functions.find(({ logicalId }) => logicalId.includes(name))?.environment[environment.buckets];
  return buckets === undefined ? undefined : parseLogBuckets(buckets)?.keys().next().value;
}
