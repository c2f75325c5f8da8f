import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFileName, environment, sealFileName } from '../config/environment.ts';
import { type LogBucket, parseLogBuckets } from '../config/log-buckets.ts';
import type { DetectionConfig } from '../config/schema.ts';
import { unsealed } from '../config/sealed.ts';
import { type Audience, audiences } from '../config/topics.ts';

/** What the stack tells every function: names of what it works with, and the configuration beside its bundle. */
export interface Settings {
  readonly functionName: string;
  readonly tableName: string;
  /** Of each audience that has one; of one audience at least. */
  readonly topicArns: Readonly<Partial<Record<Audience, string>>>;
  readonly config: DetectionConfig;
}

/** What the stack tells a function that judges the canary's objects as well. */
export interface CanaryPlace {
  /** The bucket that has them. */
  readonly bucket: string;
  /** The account that owns it. */
  readonly bucketOwner: string;
  /** Where their alerts go. */
  readonly topicArn: string;
}

/** What the stack tells the canary: where its login goes, and where its failed sign-ins go. */
export interface CanaryBuckets extends Pick<CanaryPlace, 'bucketOwner'> {
  readonly bucket: string;
  readonly landingBucket: string;
}

/**
 * Reads the function's settings, from its environment and from `configFileName` in its code folder. Throws an Error that
 * names what is missing or wrong: a function that is not whole fails when it starts, not at its first message.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    ...readConfigOf(env),
    tableName: variable(env, environment.tableName),
    topicArns: topicArns(env),
  };
}

/** The same of a function that works with neither the table nor the topics of alerts. */
export function readConfigOf(env: NodeJS.ProcessEnv): Pick<Settings, 'functionName' | 'config'> {
  return {
    functionName: variable(env, 'AWS_LAMBDA_FUNCTION_NAME'),
    config: readConfig(variable(env, 'LAMBDA_TASK_ROOT')),
  };
}

/** The buckets that a function may read, by name. Throws an Error where they are missing or in another form. */
export function readLogBuckets(env: NodeJS.ProcessEnv): ReadonlyMap<string, LogBucket> {
  const buckets = parseLogBuckets(variable(env, environment.buckets));
  if (buckets === undefined) throw new Error(`the environment variable ${environment.buckets} is no list of buckets`);
  return buckets;
}

/** Where a function meets the canary's objects; undefined where there is no canary. Throws an Error that names what is missing. */
export function readCanaryPlace(env: NodeJS.ProcessEnv): CanaryPlace | undefined {
  const { topicArn, bucket, bucketOwner } = environment.canary;
  if (env[topicArn] === undefined) return undefined;
  return {
    topicArn: variable(env, topicArn),
    bucket: variable(env, bucket),
    bucketOwner: variable(env, bucketOwner),
  };
}

/** Where the canary writes. Throws an Error that names what is missing. */
export function readCanaryBuckets(env: NodeJS.ProcessEnv): CanaryBuckets {
  const { bucket, landingBucket, bucketOwner } = environment.canary;
  return {
    bucket: variable(env, bucket),
    landingBucket: variable(env, landingBucket),
    bucketOwner: variable(env, bucketOwner),
  };
}

/** Without any, alerts would be lost in silence. */
function topicArns(env: NodeJS.ProcessEnv): Settings['topicArns'] {
  const set = audiences.flatMap((audience) => {
    const arn = env[environment.topicArns[audience]];
    return arn === undefined || arn === '' ? [] : [[audience, arn] as const];
  });
  if (set.length > 0) return Object.fromEntries(set);
  const names = Object.values(environment.topicArns);
  throw new Error(`none of the environment variables ${names.join(', ')} is set`);
}

function variable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** Synth validated it: to do so again would take a sixth of each start, so that only the seal is looked at. */
function readConfig(folder: string): DetectionConfig {
  const path = join(folder, configFileName);
  const config = unsealed({
    config: readFileSync(path, 'utf8'),
    seal: readFileSync(join(folder, sealFileName), 'utf8'),
  });
  if (config !== undefined) return config;
  throw new Error(`${path} is not as it was deployed: change the configuration file of Gatewarden, and deploy it`);
}
