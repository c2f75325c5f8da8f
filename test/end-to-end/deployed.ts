import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type QueueName, queueOutputs } from '../../lambda/config/queues.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { type Assembly, readAssembly } from '../../local/assembly.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../local/cloud.ts';
import type { Heard } from '../../local/listeners.ts';
import type { Json } from '../records.ts';
import { graphSecret } from './graph-secret.ts';
import { madeAssembly } from './made-assembly.ts';
import { newPlaces, type Places } from './places.ts';

/** The deployed system: the template's resources, bundles and roles, on loopback. */
export interface Deployed extends Cloud, Places {
  /** Writes an object, which its bucket announces. */
  put(source: QueueName, key: string, body: Uint8Array): Promise<void>;
  /** Sends the source's function a message that no bucket wrote; returns its id. */
  send(source: QueueName, body: Json | string): Promise<string>;
  /** The alerts that came to machines so far, and what came to people. */
  machines(): readonly Alert[];
  people(): readonly Heard[];
  /** What the functions wrote, each line's JSON. */
  lines(): readonly Json[];
}

export interface DeployOptions extends Pick<CloudOptions, 'schedules' | 'retrySeconds'> {
  /** How many dead letters the test leaves. @default 0 */
  readonly deadLetters?: number;
  /** What does not work in the test, as `expect` compares it. @default - nothing */
  readonly troubles?: readonly unknown[];
}

export type Deploy = (options?: DeployOptions) => Promise<Deployed>;

const secrets = new Map([[graphSecret.names.secretArn, { text: graphSecret.text, keyArn: graphSecret.names.keyArn }]]);

/**
 * For the tests of one file: deploys the system anew, with schedules only where they are asked for. After each test every
 * call was allowed by the role that made it, and nothing else went wrong but what the test said before.
 */
export function deployments(): Deploy {
  const running: { readonly deployed: Deployed; readonly options: DeployOptions }[] = [];
  const stopping: Promise<void>[] = []; // it takes a second, in which the next test can begin
  let assembly: Assembly;

  beforeAll(async () => {
    const { folder, configPath } = await madeAssembly();
    assembly = readAssembly(folder, configPath);
  });

  afterEach(async () => {
    const ended = running.splice(0);
    const deadLetters = await Promise.all(ended.map(({ deployed }) => deployed.deadLetters()));
    stopping.push(...ended.map(({ deployed }) => deployed.stop()));
    for (const [index, { deployed, options }] of ended.entries()) {
      expect(deployed.refused).toEqual([]);
      expect(deployed.troubles).toEqual(options.troubles ?? []);
      expect(deadLetters[index]).toHaveLength(options.deadLetters ?? 0);
    }
  });

  afterAll(async () => {
    await Promise.all(stopping);
  });

  return async (options = {}) => {
    const { retrySeconds, schedules = false } = options;
    const cloud = await startCloud(assembly, { schedules, retrySeconds, secrets });
    const deployed = withShortcuts(cloud, newPlaces(cloud.stack));
    running.push({ deployed, options });
    return deployed;
  };
}

function withShortcuts(cloud: Cloud, places: Places): Deployed {
  const { s3, sqs } = cloud.clients;
  return {
    ...cloud,
    ...places,
    async put(source, key, body) {
      await s3.send(new PutObjectCommand({ Bucket: places.buckets[source], Key: key, Body: body }));
    },
    async send(source, body) {
      const QueueUrl = cloud.stack.outputs.get(queueOutputs[source].source);
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      return String(MessageId);
    },
    machines: () => cloud.messages('machines').map(({ text }) => JSON.parse(text) as Alert),
    people: () => cloud.messages('people'),
    lines: () => cloud.logs.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Json),
  };
}
