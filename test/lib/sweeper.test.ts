import { describe, expect, it } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';
import { tableIndexes } from '../../lambda/config/table.ts';
import { expectEveryFiveMinutes, expectHalfAnHourAtMost, expectStartedByItsGroup } from './scheduled.ts';
import { createdTrail, everyTopic, existingTrail, ofType, polling, secretArn, synthesise } from './synthesise.ts';

describe.each([
  ['a created trail', synthesise(createdTrail)],
  ['an existing trail', synthesise(existingTrail)],
  ['a Graph poller', synthesise(polling({ method: 'secret', secretArn }))],
  ['every topic', synthesise(everyTopic)],
])('the sweeper, with %s', (_, stack) => {
  const own = (type: string) => [...ofType(stack, type)].filter(([id]) => id.startsWith('GatewardenSweeper'));
  const [[sweeperId, sweeper] = ['']] = own('AWS::Lambda::Function');

  it('runs every five minutes, on time, and neither a failed run nor one that could not begin is made up for', () => {
    expectEveryFiveMinutes(stack, { prefix: 'Sweeper' });
  });

  it('ends before its claims on alerts do', () => {
    const timeout = sweeper?.Properties['Timeout'];

    expect(timeout).toBe(limits.sweep.functionTimeoutSeconds);
    expect(timeout + limits.clockSkewSeconds).toBeLessThan(limits.leaseSeconds);
  });

  it('is started by schedules of its group alone, which may start nothing else', () => {
    expectStartedByItsGroup(stack, { prefix: 'Sweeper' });
  });

  it('is watched: something due for half an hour and half an hour of silence both go off', () => {
    expectHalfAnHourAtMost(stack, { prefix: 'Sweeper', gauge: 'OldestDueSeconds' });
    expect(limits.sweep.longestWaitMinutes).toBeGreaterThanOrEqual(3 * limits.sweep.everyMinutes);
  });

  it('finds what is due by an index; the indexes of the table hold keys and nothing else', () => {
    const [table] = ofType(stack, 'AWS::DynamoDB::Table').values();
    const indexes = Object.values(tableIndexes).map(({ name, partition, sort }) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    }));

    expect(table?.Properties['GlobalSecondaryIndexes']).toEqual(indexes);
    expect(table?.Properties['AttributeDefinitions'].toSorted(byName)).toEqual([
      { AttributeName: 'dueAt', AttributeType: 'N' },
      { AttributeName: 'dueOn', AttributeType: 'S' },
      { AttributeName: 'periodDay', AttributeType: 'S' },
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ]);
  });

  it('is told the table and the topics that the detectors are told, and no bucket', () => {
    const variables = (id: string): object => stack.resources.get(id)?.Properties['Environment'].Variables;
    const [detectorId = ''] = [...ofType(stack, 'AWS::Lambda::Function').keys()].filter((id) =>
      id.startsWith('GatewardenCloud'),
    );
    const { ALLOWED_BUCKETS, ...rest } = variables(detectorId) as Record<string, string>;

    expect(ALLOWED_BUCKETS).toBeDefined();
    expect(variables(sweeperId)).toEqual(rest);
  });
});

function byName(a: { readonly AttributeName: string }, b: { readonly AttributeName: string }): number {
  return a.AttributeName < b.AttributeName ? -1 : 1;
}
