import { describe, expect, it } from 'vitest';
import { createdTrail, ofType, polling, secretArn, synthesise, target } from './synthesise.ts';

const byQueues = ['CloudTrailDetector', 'EntraDetector'];

describe.each([
  ['a created trail', synthesise(createdTrail), byQueues],
  ['a Graph poller', synthesise(polling({ method: 'secret', secretArn })), [...byQueues, 'EntraPoller']],
])('with %s', (_, stack, readers) => {
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm').values()]
    .map(({ Properties }) => Properties)
    .filter(({ MetricName }) => MetricName === 'ReconciliationBroken');

  it('every function that reads records has an alarm on those that it lost', () => {
    const watched = alarms.map(({ Dimensions }) => target(Dimensions[0].Value));

    expect(watched.map((id) => stack.resources.get(id)?.Type)).toEqual(readers.map(() => 'AWS::Lambda::Function'));
    expect(watched.map((id) => readers.find((reader) => id.startsWith(`Gatewarden${reader}`)))).toEqual(readers);
  });

  it('goes off at a single one, and not where nothing was counted', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Namespace: 'Gatewarden',
        Dimensions: [{ Name: 'Function' }],
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('says which logs it is about, and where it is written what to do', () => {
    const said = alarms.map(({ AlarmDescription }) => AlarmDescription);

    expect(said).toEqual(
      ['CloudTrail', 'Entra', 'Graph']
        .slice(0, readers.length)
        .map((name) => expect.stringContaining(`${name} records`)),
    );
    for (const each of said) expect(each).toMatch(/docs\/runbook\.md#records-that-do-not-add-up$/);
  });
});
