import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFileName, environment } from '../config/environment.ts';
import { sentenceOf } from '../config/faults.ts';
import type { KnownRules } from '../config/rule-settings.ts';
import { type DetectionConfig, parseConfig } from '../config/schema.ts';
import { type Audience, audiences } from '../config/topics.ts';

/** What the stack tells every function: names of what it works with, and the configuration beside its bundle. */
export interface Settings {
  readonly functionName: string;
  readonly tableName: string;
  /** Of each audience that has one; of one audience at least. */
  readonly topicArns: Readonly<Partial<Record<Audience, string>>>;
  readonly config: DetectionConfig;
}

/** What the stack tells a function that reads log files. */
export interface BucketSettings {
  readonly buckets: ReadonlySet<string>;
  readonly bucketOwner: string;
}

/**
 * Reads the function's settings, from its environment and from `configFileName` in its code folder. Throws an Error that
 * names what is missing or wrong: a function that is not whole fails when it starts, not at its first message.
 */
export function readSettings(env: NodeJS.ProcessEnv, known: KnownRules): Settings {
  return {
    functionName: variable(env, 'AWS_LAMBDA_FUNCTION_NAME'),
    tableName: variable(env, environment.tableName),
    topicArns: topicArns(env),
    config: readConfig(join(variable(env, 'LAMBDA_TASK_ROOT'), configFileName), known),
  };
}

/** Throws an Error that names what is missing. */
export function readBucketSettings(env: NodeJS.ProcessEnv): BucketSettings {
  return {
    buckets: new Set(variable(env, environment.buckets).split(',')),
    bucketOwner: variable(env, environment.bucketOwner),
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

/** Synth validated it, so a fault means that the bundle and its configuration are not of one deployment. */
function readConfig(path: string, known: KnownRules): DetectionConfig {
  const parsed = parseConfig(JSON.parse(readFileSync(path, 'utf8')), known);
  if (parsed.ok) return parsed.config;
  throw new Error(`${path} is not valid: ${parsed.faults.map(sentenceOf).join(' ')}`);
}
