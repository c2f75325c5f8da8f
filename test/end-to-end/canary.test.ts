import { afterAll, describe, expect, it, vi } from 'vitest';
import { readAssembly } from '../../local/assembly.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { type Deployed, deployments } from './deployed.ts';
import { madeAssembly } from './made-assembly.ts';
import { newPlaces } from './places.ts';

const deploy = deployments();

it('a made-up attack goes the whole way and comes back, each time anew, and nobody else hears of it', async () => {
  const deployed = await deploy({ retrySeconds: 2 }); // one side may find the alert under the other's claim, and comes again
  const { functions, invoke, idle } = deployed;

  await invoke(functions.canary, {});
  await invoke(functions.canary, {});
  await idle();
  await invoke(functions.sweeper, {});

  const returned = deployed.lines().filter(({ message }) => message === 'canary returned');
  expect(returned.map(({ inTime }) => inTime)).toEqual([true, true]);
  expect(new Set(returned.map(({ alert }) => alert)).size).toBe(2);
  expect(measured(deployed, 'CanaryReturned')).toEqual([1, 1]);
  for (const seconds of measured(deployed, 'CanaryRoundTripSeconds')) expect(seconds).toBeLessThan(60);
  expect(deployed.machines()).toEqual([]);
  expect(deployed.people()).toEqual([]);
  expect(deployed.messages('chat')).toEqual([]);
});

describe('it does not come back', () => {
  const running: Promise<void>[] = [];

  afterAll(() => Promise.all(running));

  it.each([
    ['its subscription is gone', (template: string) => without(template, 'AWS::SNS::Subscription', /Canary/)],
    ['its topic may not start it', (template: string) => without(template, 'AWS::Lambda::Permission', /Canary/)],
    ['a function may not publish', (template: string) => template.replaceAll('sns:Publish', 'sns:GetTopicAttributes')],
  ])('where %s', async (_, breakIt) => {
    const { folder, configPath } = await madeAssembly();
    const assembly = readAssembly(folder, configPath);
    const template = JSON.parse(breakIt(JSON.stringify(assembly.template)));
    const cloud = await startCloud({ ...assembly, template }, { schedules: false });
    const { functions } = newPlaces(cloud.stack);

    await cloud.invoke(functions.canary, {});
    await untilItStops(cloud);
    running.push(cloud.stop());

    expect(measured(cloud, 'CanarySent')).toEqual([1]);
    expect(measured(cloud, 'CanaryReturned')).toEqual([]);
    expect(measured(cloud, 'CanaryRoundTripSeconds')).toEqual([]); // what the alarm looks at
  });
});

/** Until all is done, or a message failed: it would come again much later. */
async function untilItStops(cloud: Cloud): Promise<void> {
  const idle = cloud.idle(30).then(
    () => true,
    () => false,
  );
  await vi.waitUntil(async () => {
    const failed = cloud.logs.some((line) => line.includes('"MessagesFailed":1'));
    return failed || (await Promise.race([idle, Promise.resolve(false)]));
  }, 30_000);
}

/** The values of one metric, in the order in which they were written. */
function measured({ logs }: Pick<Deployed, 'logs'>, name: string): readonly number[] {
  const lines = logs.filter((line) => line.startsWith('{"_aws"')).map((line) => JSON.parse(line));
  return lines.flatMap((line) => (name in line ? [line[name]] : []));
}

/** The template without the resources of that type whose names are like this. */
function without(template: string, type: string, name: RegExp): string {
  const parsed = JSON.parse(template);
  const kept = Object.entries(parsed.Resources).filter(
    ([id, resource]) => !(name.test(id) && (resource as { Type: string }).Type === type),
  );
  if (kept.length === Object.keys(parsed.Resources).length) throw new Error(`the template has no ${type} like ${name}`);
  return JSON.stringify({ ...parsed, Resources: Object.fromEntries(kept) });
}
