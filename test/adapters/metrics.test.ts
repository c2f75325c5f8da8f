import { expect, it } from 'vitest';
import { embeddedMetrics } from '../../lambda/adapters/metrics.ts';
import { at } from '../core/events.ts';

it('metrics are lines of the embedded metric format', () => {
  const lines: string[] = [];
  const metrics = embeddedMetrics({
    functionName: 'cloudtrail',
    clock: { now: () => at(0) },
    write: (line) => lines.push(line),
  });

  metrics.count({ Objects: 2, Records: 30 });
  metrics.count({ RecordsSkipped: 7 }, 'other event');

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: Date.parse('2026-11-20T00:00:00Z'),
        CloudWatchMetrics: [
          {
            Namespace: 'Gatewarden',
            Dimensions: [['Function']],
            Metrics: [
              { Name: 'Objects', Unit: 'Count' },
              { Name: 'Records', Unit: 'Count' },
            ],
          },
        ],
      },
      Function: 'cloudtrail',
      Objects: 2,
      Records: 30,
    },
    {
      _aws: {
        Timestamp: Date.parse('2026-11-20T00:00:00Z'),
        CloudWatchMetrics: [
          {
            Namespace: 'Gatewarden',
            Dimensions: [['Function', 'Reason']],
            Metrics: [{ Name: 'RecordsSkipped', Unit: 'Count' }],
          },
        ],
      },
      Function: 'cloudtrail',
      Reason: 'other event',
      RecordsSkipped: 7,
    },
  ]);
});
