import { expect } from 'vitest';
import { ofType, type Synthesised } from './synthesise.ts';

/** Asserts that one schedule starts a function every five minutes, on time, and that no run is made up for. */
export function expectEveryFiveMinutes(stack: Synthesised, { prefix }: { readonly prefix: string }): void {
  const own = (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith(prefix));
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
