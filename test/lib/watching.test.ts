import { describe, expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { createdTrail, ofType, type Properties, polling, secretArn, synthesise, target } from './synthesise.ts';

const queues = ['CloudTrailQueue', 'EntraQueue'];
const detectors = ['CloudTrailDetector', 'EntraDetector'];
const readers = [...detectors, 'EntraPoller'];
const functions = [...readers, 'Sweeper'];
const polled = synthesise(polling({ method: 'secret', secretArn }));

describe('the alarms', () => {
  it('are on messages that wait in either queue for longer than all their attempts take', () => {
    const alarms = alarmsOn('ApproximateAgeOfOldestMessage');

    expect(alarms.map(watched)).toEqual(queues);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Statistic: 'Maximum',
        Threshold: limits.visibilityTimeoutSeconds * limits.maxReceiveCount,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it.each([
    ['Errors', functions],
    ['Throttles', functions],
    ['PublishFailures', functions],
    ['RecordsFailed', readers],
  ] as const)('are on %s of every function that can have some', (metric, watchedFunctions) => {
    const alarms = alarmsOn(metric);

    expect(alarms.map(watched)).toEqual(watchedFunctions);
    for (const alarm of alarms) expect(alarm).toMatchObject({ Statistic: 'Sum', TreatMissingData: 'notBreaching' });
  });

  it('go off at the first error of a function that takes messages, and at the third of one that runs again soon', () => {
    const patience = alarmsOn('Errors').map((alarm) => [watched(alarm), alarm['Threshold'], alarm['Period']]);

    expect(patience).toEqual([
      ['CloudTrailDetector', 0, 300],
      ['EntraDetector', 0, 300],
      ['EntraPoller', 2, 1_200],
      ['Sweeper', 2, 1_200],
    ]);
  });

  it.each(['Throttles', 'PublishFailures', 'RecordsFailed'])('go off at the first of %s', (metric) => {
    expect(new Set(alarmsOn(metric).map(({ Threshold }) => Threshold))).toEqual(new Set([0]));
  });
});

describe('silence', () => {
  it.each([
    ['is an alarm after an hour without files of CloudTrail by default', undefined, [['CloudTrailDetector', 3_600]]],
    [
      'is an alarm for each way that files come, after as long as is said',
      { cloudtrail: 30, entra: 180 },
      [
        ['CloudTrailDetector', 1_800],
        ['EntraDetector', 10_800],
      ],
    ],
    ['is none where nobody wants it', { cloudtrail: false, entra: false }, []],
  ] as const)('%s', (_, noFilesMinutes, expected) => {
    const silences = silencesWith(noFilesMinutes === undefined ? {} : { alarms: { noFilesMinutes } });

    const found = silences.map(({ Metrics: [, { MetricStat }] }) => [watched(MetricStat.Metric), MetricStat.Period]);
    expect(found).toEqual(expected);
  });

  it('counts files that were read, and is nothing counted as well as nothing measured', () => {
    const [silence] = silencesWith({});

    expect(silence).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
      Metrics: [
        { Expression: 'IF(FILL(files, 0) > 0, 0, 1)' },
        { Id: 'files', MetricStat: { Metric: { Namespace: 'Gatewarden', MetricName: 'Objects' }, Stat: 'Sum' } },
      ],
    });
  });
});

function silencesWith(changes: Partial<Config>): readonly Properties[] {
  const stack = synthesise({ ...createdTrail, ...changes });
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
  return alarms.filter(({ Metrics }) => Metrics?.[0].Expression?.includes('files'));
}

function alarmsOn(metric: string): readonly Properties[] {
  const alarms = [...ofType(polled, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
  return alarms.filter(({ MetricName }) => MetricName === metric);
}

/** Which of the queues or functions a metric is of. */
function watched({ Dimensions }: Properties): string | undefined {
  const id = target(Dimensions[0].Value);
  return [...queues, ...functions].find((each) => id.startsWith(`Gatewarden${each}`));
}
