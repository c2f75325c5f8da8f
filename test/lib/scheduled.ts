import { expect } from 'vitest';
import { ofType, type Properties, type Synthesised, statementsOf, target } from './synthesise.ts';

/** Asserts that one schedule starts a function every five minutes, on time, and that no run is made up for. */
export function expectEveryFiveMinutes(stack: Synthesised, { prefix }: { readonly prefix: string }): void {
  const own = ownOf(stack, prefix);
  const [[functionId] = ['']] = own('AWS::Lambda::Function');
  const [[, schedule] = [], ...otherSchedules] = own('AWS::Scheduler::Schedule');
  const [[, whenNobodyWaits] = []] = own('AWS::Lambda::EventInvokeConfig');

  expect(otherSchedules).toEqual([]);
  expect(schedule?.Properties).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: { Arn: `<${functionId}.Arn>`, RetryPolicy: { MaximumRetryAttempts: 0 } },
  });
  expect(whenNobodyWaits?.Properties).toMatchObject({
    FunctionName: `<${functionId}>`,
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 300,
  });
}

/** Asserts that schedules of the function's own group alone may start it, and that they may start nothing else. */
export function expectStartedByItsGroup(stack: Synthesised, { prefix }: { readonly prefix: string }): void {
  const own = ownOf(stack, prefix);
  const [[functionId] = ['']] = own('AWS::Lambda::Function');
  const [[, schedule] = []] = own('AWS::Scheduler::Schedule');
  const [[groupId, group] = []] = own('AWS::Scheduler::ScheduleGroup');
  const roleId = target(schedule?.Properties['Target'].RoleArn);
  const trust = stack.resources.get(roleId)?.Properties['AssumeRolePolicyDocument'].Statement;
  const allowed = [...ofType(stack, 'AWS::IAM::Policy').values()]
    .filter(({ Properties }) => Properties['Roles'].includes(`<${roleId}>`))
    .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']));

  expect(group).toBeDefined();
  expect(schedule?.Properties['GroupName']).toBe(group?.Properties['Name']);
  expect(trust).toMatchObject([
    {
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>', 'aws:SourceArn': `<${groupId}.Arn>` } },
    },
  ]);
  expect(allowed).toEqual([{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [`<${functionId}.Arn>`] }]);
}

/** Asserts that an alarm goes off when the function measures an age of more than half an hour, or nothing for so long. */
export function expectHalfAnHourAtMost(
  stack: Synthesised,
  { prefix, gauge }: { readonly prefix: string; readonly gauge: string },
): void {
  const [[functionId] = ['']] = ownOf(stack, prefix)('AWS::Lambda::Function');
  const [[, alarm] = [], ...others] = [...ofType(stack, 'AWS::CloudWatch::Alarm')].filter(([, { Properties }]) =>
    Properties['Metrics']?.some((metric: Properties) => metric['MetricStat']?.Metric.MetricName === gauge),
  );
  const [expression, metric] = alarm?.Properties['Metrics'] ?? [];

  expect(others).toEqual([]);
  expect(alarm?.Properties).toMatchObject({
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
        MetricName: gauge,
        Dimensions: [{ Name: 'Function', Value: `<${functionId}>` }],
      },
      Period: 1_800,
      Stat: 'Maximum',
    },
    ReturnData: false,
  });
}

function ownOf(stack: Synthesised, prefix: string) {
  return (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith(`Gatewarden${prefix}`));
}
