import { expect, it } from 'vitest';
import { consoleLogin } from '../records.ts';
import { deployments } from './deployed.ts';
import { invocationDied } from './died.ts';

const deploy = deployments();

it('an alert whose invocation died before it told anybody is told by the sweeper, to everybody, once', async () => {
  const deployed = await deploy();
  const root = { type: 'Root', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' };
  await invocationDied(deployed, consoleLogin({ userIdentity: root })); // root waits for no digest

  const runs = [
    await deployed.invoke(deployed.functions.sweeper, {}),
    await deployed.invoke(deployed.functions.sweeper, {}),
  ];
  await deployed.idle();

  expect(runs.map(({ ok }) => ok)).toEqual([true, true]);
  expect(deployed.machines().map(({ rule, revision }) => [rule.id, revision])).toEqual([
    ['console-login-without-mfa', 1],
  ]);
  expect([deployed.people().length, deployed.messages('chat').length]).toEqual([1, 1]);
});
