import { vi } from 'vitest';
import type { Ask } from '../../bin/commands/doctor/ask.ts';
import { askOnce } from '../../bin/commands/doctor/ask-once.ts';
import { askAws } from '../../bin/commands/doctor/aws/ask-aws.ts';
import { checks } from '../../bin/commands/doctor/checks.ts';
import { type Described, deploymentOf, placeOf } from '../../bin/commands/doctor/deployment.ts';
import { examine } from '../../bin/commands/doctor/examine.ts';
import type { Finding } from '../../bin/commands/doctor/finding.ts';
import type { Instant } from '../../lambda/core/time.ts';
import { loopback } from '../servers/fauxqs.ts';
import { memoryAsk } from './memory-ask.ts';
import { now, type World } from './world.ts';

export type Told = Finding & { readonly check: string };

/** Clients of AWS, for all tests of a file; enough patience for the busiest machine. */
export function clients(): Ask {
  return askAws({ region: loopback.region, patience: 60_000 });
}

/** What the doctor finds in the world by clients of AWS, of one check, of several or of all. */
export function toldBy(ask: Ask, world: World, only?: string | readonly string[]): Promise<readonly Told[]> {
  return told(world, askOnce(ask), only);
}

/** The same without clients. */
export function toldInMemory(world: World): Promise<readonly Told[]> {
  return told(world, memoryAsk(world));
}

async function told(world: World, ask: Ask, only?: string | readonly string[]): Promise<readonly Told[]> {
  const described: Described = { name: 'Gatewarden', outputs: world.outputs, all: ['Gatewarden'] };
  const place = placeOf(described);
  if (place === undefined) throw new Error('the world has no place');
  const chosen = checks.filter(({ id }) => only === undefined || [only].flat().includes(id));
  const deployment = deploymentOf(described, place, ask);
  const results = await examine(chosen, { ask, deployment, now: now as Instant });
  return results.flatMap(({ check, findings }) => findings.map((finding) => ({ check: check.id, ...finding })));
}

/** Names the server as AWS, with credentials that stand for nobody, for this process and those that it starts. */
export function stubAws(endpoint: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', loopback.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', loopback.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', loopback.credentials.secretAccessKey);
}
