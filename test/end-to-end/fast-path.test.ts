import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logFile, logFileKey } from '../handlers/batch.ts';
import { consoleLogin, type Json } from '../records.ts';
import { deployments } from './deployed.ts';
import { fastRegions } from './existing-sources.ts';
import { putEvents, signInHappens } from './sign-in-happens.ts';

const deploy = deployments();

const root = { type: 'Root', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' };

/** A console login without MFA, which is told at once. */
const loginFrom = (sourceIPAddress: string) =>
  consoleLogin({ userIdentity: root, sourceIPAddress, eventID: `login-${sourceIPAddress}` });

it('a sign-in is told before its file comes, in whichever listed Region it was, and the file changes nothing', async () => {
  const deployed = await deploy();
  const logins = fastRegions.map((_, n) => loginFrom(`203.0.113.${n}`));

  for (const [n, region] of fastRegions.entries()) await signInHappens(deployed, region, logins[n] as Json);
  await deployed.idle();
  const early = deployed.machines();
  await deployed.put('cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(...logins));
  await deployed.idle();

  const eventIds = early.map((alert) => [alert.kind, alert.revision, ...alert.eventIds]);
  expect(eventIds.toSorted()).toEqual(logins.map(({ eventID }) => ['new', 1, eventID]).toSorted());
  expect(deployed.machines()).toEqual(early);
  expect(deployed.people()).toHaveLength(logins.length);
});

it('a sign-in that comes after its file changes nothing', async () => {
  const deployed = await deploy();
  const login = loginFrom('203.0.113.7');

  await deployed.put('cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(login));
  await deployed.idle();
  const early = deployed.machines();
  for (const region of fastRegions) await signInHappens(deployed, region, login);
  await deployed.idle();

  expect(early).toHaveLength(1);
  expect(deployed.machines()).toEqual(early);
  expect(deployed.people()).toHaveLength(1);
});

it('the event of the page about the cloud on a laptop is told', async () => {
  const deployed = await deploy();
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'local.md'), 'utf8');
  const entries = /aws events put-events .* --entries '(\[.*?\])'/s.exec(page)?.[1] ?? '';

  await putEvents(deployed, { region: 'us-east-1', entries: JSON.parse(entries) });
  await deployed.idle();

  expect(deployed.machines()).toHaveLength(1);
});
