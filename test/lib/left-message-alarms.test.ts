import { describe, expect, it } from 'vitest';
import { createdTrail, ofType, type Properties, synthesise, target, withTopics } from './synthesise.ts';

const subscribed = synthesise(createdTrail);
const queues = ['CloudTrailQueueDeadLetters', 'EntraQueueDeadLetters', 'AlertsUndeliveredQueue'] as const;

describe('the alarms on messages that are left in a queue', () => {
  it('are two for each queue that only people empty: on how many lie there, and on more of them', () => {
    const found = alarmsOfQueues().map(({ Metrics }) => [queueOf(Metrics), Metrics[0].Expression]);

    const expected = queues.flatMap((queue) => [
      [queue, 'visible + hidden'],
      [queue, 'DIFF(visible + hidden)'],
    ]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('count what somebody looks at as well, so that a look neither ends nor sets off one', () => {
    for (const { Metrics } of alarmsOfQueues()) {
      const counted = Metrics.slice(1).map(({ Id, MetricStat }: Properties) => [
        Id,
        MetricStat.Metric.MetricName,
        MetricStat.Stat,
      ]);

      expect(counted).toEqual([
        ['visible', 'ApproximateNumberOfMessagesVisible', 'Average'],
        ['hidden', 'ApproximateNumberOfMessagesNotVisible', 'Average'],
      ]);
    }
  });

  it('go off at the first message, and not where SQS reports nothing', () => {
    for (const alarm of alarmsOfQueues()) {
      expect(alarm).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('say what was left, and that it is more than before where it is', () => {
    const sentences = alarmsOfQueues().map(({ AlarmDescription }) => String(AlarmDescription).split(/[:,]/)[0]);

    expect(sentences.toSorted()).toEqual([
      'More CloudTrail log files than before could not be handled',
      'More Entra log files than before could not be handled',
      'More alerts than before were not delivered',
      'Some CloudTrail log files could not be handled',
      'Some Entra log files could not be handled',
      'Some alerts were not delivered',
    ]);
  });

  it('are none on undelivered alerts where no machine is told', () => {
    const people = alarmsOfQueues(synthesise(withTopics('people')));

    expect(people.map(({ Metrics }) => queueOf(Metrics))).not.toContain('AlertsUndeliveredQueue');
    expect(people).toHaveLength(4);
  });
});

function alarmsOfQueues(stack = subscribed): readonly Properties[] {
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
  return alarms.filter(({ Metrics }) => String(Metrics?.[0].Expression).includes('visible'));
}

/** The one queue of which all metrics of an alarm are. */
function queueOf(metrics: readonly Properties[]): string | undefined {
  const watched = metrics.slice(1).map(({ MetricStat }) => target(MetricStat.Metric.Dimensions[0].Value));
  expect(new Set(watched).size).toBe(1);
  return queues.find((each) => watched[0]?.startsWith(`Gatewarden${each}`));
}
