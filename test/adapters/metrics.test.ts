import { expect, it } from 'vitest';
import { embeddedMetrics } from '../../lambda/adapters/metrics.ts';
import { metrics as declared } from '../../lambda/config/metrics.ts';
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
  metrics.gauge({ LagSeconds: 312.5 });

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
    {
      _aws: {
        Timestamp: Date.parse('2026-11-20T00:00:00Z'),
        CloudWatchMetrics: [
          {
            Namespace: 'Gatewarden',
            Dimensions: [['Function']],
            Metrics: [{ Name: 'LagSeconds', Unit: 'Seconds' }],
          },
        ],
      },
      Function: 'cloudtrail',
      LagSeconds: 312.5,
    },
  ]);
});

it('no count has the name of a measurement, as CloudWatch would add up one with the other', () => {
  const { names, gauges } = declared;
  const all = [...Object.values(names), ...Object.values(gauges)];

  expect(new Set(all).size).toBe(all.length);
});
