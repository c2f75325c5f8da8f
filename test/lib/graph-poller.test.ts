import { describe, expect, it } from 'vitest';
import type { GraphAuth } from '../../lambda/config/entra-graph.ts';
import { limits } from '../../lambda/config/limits.ts';
import { expectEveryFiveMinutes, expectHalfAnHourAtMost, expectStartedByItsGroup } from './scheduled.ts';
import { createdTrail, ofType, polling, secretArn, secretKeyArn, synthesise } from './synthesise.ts';

const without = synthesise(createdTrail);
const methods: readonly GraphAuth[] = [
  { method: 'secret', secretArn, keyArn: secretKeyArn },
  { method: 'certificate', secretArn },
  { method: 'federated', audience: 'api://AzureADTokenExchange' },
];
const stacks = methods.map((auth) => [auth.method, synthesise(polling(auth))] as const);

describe('without entra.graph', () => {
  it('there is no poller, and nothing that would run one', () => {
    expect([...without.resources.keys()].filter((id) => id.startsWith('GatewardenEntraPoller'))).toEqual([]);
    expect(without.outputs.has('EntraFederatedSubject')).toBe(false);
  });
});

describe.each(stacks)('a poller with the method %s', (method, stack) => {
  const own = (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith('GatewardenEntraPoller'));
  const [[, poller] = []] = own('AWS::Lambda::Function');

  it('runs every five minutes, on time, and a run that could not begin is not made up for', () => {
    expectEveryFiveMinutes(stack, { prefix: 'EntraPoller' });
  });

  it('ends before another one may begin, and before its claims on alerts do', () => {
    const timeout = poller?.Properties['Timeout'];

    expect(timeout).toBe(limits.poll.functionTimeoutSeconds);
    expect(timeout + limits.clockSkewSeconds).toBeLessThan(limits.poll.leaseSeconds);
    expect(timeout + limits.clockSkewSeconds).toBeLessThan(limits.leaseSeconds);
  });

  it('is invoked by schedules of its group alone, which may invoke nothing else', () => {
    expectStartedByItsGroup(stack, { prefix: 'EntraPoller' });
  });

  it('is watched: a cursor older than half an hour and half an hour of silence both go off', () => {
    expectHalfAnHourAtMost(stack, { prefix: 'EntraPoller', gauge: 'CursorAgeSeconds' });
  });

  it('has its secret named in no place but its policy', () => {
    const naming = [...stack.resources].filter(([, { Properties }]) => JSON.stringify(Properties).includes(secretArn));

    expect(naming.map(([, { Type }]) => Type)).toEqual(method === 'federated' ? [] : ['AWS::IAM::Policy']);
    expect(JSON.stringify([...stack.outputs.values()])).not.toContain(secretArn);
  });

  it('tells what the federated credential needs, where there is one', () => {
    const subject = stack.outputs.get('EntraFederatedSubject');
    const ownRole = poller?.Properties['Role'];

    expect(subject?.Value).toBe(method === 'federated' ? ownRole : undefined);
    if (method === 'federated') expect(subject?.Description).toContain('audience api://AzureADTokenExchange');
  });

  it('leaves cdk-nag nothing to say', () => {
    expect(stack.findings).toEqual([]);
  });
});
