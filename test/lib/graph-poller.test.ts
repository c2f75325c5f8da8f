import { describe, expect, it } from 'vitest';
import type { GraphAuth } from '../../lambda/config/entra-graph.ts';
import { limits } from '../../lambda/config/limits.ts';
import { expectEveryFiveMinutes } from './scheduled.ts';
import {
  createdTrail,
  ofType,
  polling,
  type Synthesised,
  secretArn,
  secretKeyArn,
  statementsOf,
  synthesise,
  target,
} from './synthesise.ts';

const without = synthesise(createdTrail);
const methods: readonly GraphAuth[] = [
  { method: 'secret', secretArn, keyArn: secretKeyArn },
  { method: 'certificate', secretArn },
  { method: 'federated', audience: 'api://AzureADTokenExchange' },
];
const stacks = methods.map((auth) => [auth.method, synthesise(polling(auth))] as const);

describe('without entra.graph', () => {
  it('there is no poller, and nothing that would run one', () => {
    expect([...without.resources.keys()].filter((id) => id.startsWith('EntraPoller'))).toEqual([]);
    expect(without.outputs.has('EntraFederatedSubject')).toBe(false);
  });
});

describe.each(stacks)('a poller with the method %s', (method, stack) => {
  const own = (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith('EntraPoller'));
  const [[pollerId, poller] = ['']] = own('AWS::Lambda::Function');
  const [[, schedule] = []] = own('AWS::Scheduler::Schedule');

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
    const roleId = target(schedule?.Properties['Target'].RoleArn);
    const trust = stack.resources.get(roleId)?.Properties['AssumeRolePolicyDocument'].Statement;
    const allowed = [...ofType(stack, 'AWS::IAM::Policy').values()]
      .filter(({ Properties }) => Properties['Roles'].includes(`<${roleId}>`))
      .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']));
    const [[groupId] = []] = own('AWS::Scheduler::ScheduleGroup');

    expect(trust).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>', 'aws:SourceArn': `<${groupId}.Arn>` } },
      },
    ]);
    expect(allowed).toEqual([{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [`<${pollerId}.Arn>`] }]);
  });

  it('is watched: a cursor older than half an hour and half an hour of silence both go off', () => {
    const alarm = cursorAlarm(stack);
    const [expression, metric] = alarm?.['Metrics'] ?? [];

    expect(alarm).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 1_800,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    });
    expect(expression).toMatchObject({ Expression: 'FILL(age, 1801)' });
    expect(metric).toMatchObject({
      Id: 'age',
      MetricStat: {
        Metric: {
          Namespace: 'Gatewarden',
          MetricName: 'CursorAgeSeconds',
          Dimensions: [{ Name: 'Function', Value: `<${pollerId}>` }],
        },
        Period: 1_800,
        Stat: 'Maximum',
      },
      ReturnData: false,
    });
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

function cursorAlarm(stack: Synthesised) {
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
  return alarms.find(({ AlarmDescription }) => AlarmDescription.includes('Graph'));
}
