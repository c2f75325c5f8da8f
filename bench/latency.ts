import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { inParallel } from '../lambda/core/parallel.ts';
import { formatInstant, hours, type Instant, minus, toInstant } from '../lambda/core/time.ts';
import { synthesise } from '../local/assembly.ts';
import { type Cloud, startCloud } from '../local/cloud.ts';
import { logFile, logFileKey } from '../test/handlers/batch.ts';
import { consoleLogin } from '../test/records.ts';

/** From the moment that a file is written to the moment that a queue at the machines' topic has the alert, on loopback. */
export interface Latency {
  readonly files: number;
  /** Milliseconds, of one file after the other. */
  readonly alert: Percentiles;
  /** Of files that alert nobody: until the function is done with them. So much is delivery alone, and reading. */
  readonly delivery: Percentiles;
  readonly burst: Burst;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** Files that are written as fast as they are taken, of which one in ten raises an alert. */
export interface Burst {
  readonly files: number;
  readonly alerts: number;
  readonly filesPerSecond: number;
  /** Milliseconds, until the last alert had arrived. */
  readonly slowest: number;
}

interface Sender {
  /** Writes a file with a console login of its own, and gives its event's id. */
  login(alerts: boolean): Promise<string>;
}

export async function latency({ files, burst }: { readonly files: number; readonly burst: number }): Promise<Latency> {
  const assembly = await synthesise(undefined);
  const arrivals = newArrivals();
  const cloud = await startCloud(assembly, {
    schedules: false,
    on: {
      heard: ({ listener, text }) => listener === 'machines' && arrivals.arrived(eventIdIn(text)),
      logged: (_, line) => line.includes('"message done"') && arrivals.arrived(doneLine),
    },
  });
  try {
    const sender = newSender(cloud);
    for (let n = 0; n < 5; n++) await alertOf(sender, arrivals); // until the functions are warm
    await cloud.idle();
    const alert: number[] = [];
    for (let n = 0; n < files; n++) alert.push(await alertOf(sender, arrivals));
    await cloud.idle();
    const delivery: number[] = [];
    for (let n = 0; n < files; n++) delivery.push(await deliveryOf(sender, arrivals));
    await cloud.idle();
    const all = await burstOf(sender, { arrivals, cloud, files: burst });
    if (cloud.troubles.length > 0) throw new Error(`expected no trouble, found ${cloud.troubles.join(' ')}`);
    return { files, alert: percentiles(alert), delivery: percentiles(delivery), burst: all };
  } finally {
    await cloud.stop();
    assembly.remove();
  }
}

async function alertOf(sender: Sender, arrivals: Arrivals): Promise<number> {
  const start = performance.now();
  return (await arrivals.of(await sender.login(true))) - start;
}

async function deliveryOf(sender: Sender, arrivals: Arrivals): Promise<number> {
  arrivals.forget(doneLine);
  const start = performance.now();
  await sender.login(false);
  return (await arrivals.of(doneLine)) - start;
}

async function burstOf(
  sender: Sender,
  { arrivals, cloud, files }: { readonly arrivals: Arrivals; readonly cloud: Cloud; readonly files: number },
): Promise<Burst> {
  const start = performance.now();
  const alerting: string[] = [];
  await inParallel(Array(files).keys(), writesAtOnce, async (n) => {
    const id = await sender.login(n % 10 === 0);
    if (n % 10 === 0) alerting.push(id);
  });
  const times = await Promise.all(alerting.map((id) => arrivals.of(id)));
  await cloud.idle(300);
  const seconds = (performance.now() - start) / 1_000;
  return { files, alerts: times.length, filesPerSecond: files / seconds, slowest: Math.max(...times) - start };
}

/** The SDK's client has 50 connections. */
const writesAtOnce = 40;

const doneLine = 'done';

/** When something was first seen, by name; who asks before waits for it. */
function newArrivals() {
  const seen = new Map<string, PromiseWithResolvers<number>>();
  const at = (name: string) => {
    const known = seen.get(name) ?? Promise.withResolvers<number>();
    seen.set(name, known);
    return known;
  };
  return {
    arrived: (name: string): void => at(name).resolve(performance.now()),
    of: (name: string): Promise<number> => at(name).promise,
    forget: (name: string): void => void seen.delete(name),
  };
}
type Arrivals = ReturnType<typeof newArrivals>;

/** Each login is in an hour of its own, so that none is told together with others. */
function newSender({ clients, stack }: Cloud): Sender {
  const bucket = stack.buckets.map(({ name }) => name).find((name) => name.includes('cloudtrail'));
  const now = toInstant(Date.now()) as Instant;
  let sent = 0;
  return {
    async login(alerts) {
      sent += 1;
      const eventID = randomUUID();
      const eventTime = formatInstant(minus(now, hours(sent)));
      const additionalEventData = { MFAUsed: alerts ? 'No' : 'Yes' };
      const Body = logFile(consoleLogin({ eventID, eventTime, additionalEventData }));
      const Key = logFileKey(String(sent).padStart(16, '0'));
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
      return eventID;
    },
  };
}

function eventIdIn(text: string): string {
  const { eventIds = [] } = JSON.parse(text) as { readonly eventIds?: readonly string[] };
  return eventIds[0] ?? '';
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  return { p50: at(0.5), p95: at(0.95) };
}
