import { describe, expect, it } from 'vitest';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { defaultConfig } from '../../lambda/config/schema.ts';
import type { Bulletin } from '../../lambda/core/bulletin.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { measuredPublisher } from '../../lambda/handlers/measured-publisher.ts';
import { publishers } from '../../lambda/handlers/publishers.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { consoleLogin } from '../records.ts';
import { anAlert } from '../render/an-alert.ts';
import { bucket, keepingPublisher, logFile, logFileKey, memoryPorts, metric, newLeft, sqsEvent } from './batch.ts';

describe('an alert that is published', () => {
  it('has a line in the log, by which it is counted by rule, and which names nobody', async () => {
    const left = newLeft();
    const { machines } = measured(left);

    await machines.publish(anAlert());

    expect(left.log).toEqual([
      {
        level: 'info',
        message: 'alert told',
        audience: 'machines',
        alert: '0123456789abcdef0123456789abcdef',
        rule: 'console-login-without-mfa',
        severity: 'Low',
        kind: 'new',
      },
    ]);
  });

  it('is measured from its newest event on, where it is new', async () => {
    const left = newLeft();
    const { machines } = measured(left);

    await machines.publish(anAlert({ startTime: '2026-11-20T09:00:00Z', endTime: '2026-11-20T11:58:30Z' }));
    await machines.publish(anAlert({ kind: 'update', revision: 2 }));

    expect(left.metrics.map((line) => line['ToldAfterSeconds'])).toEqual([90]);
    expect(left.log).toHaveLength(2);
    expect(metric(left, 'PublishFailures')).toBe(0);
  });

  it('is not measured as one of several in a bulletin, which waited because it should', async () => {
    const left = newLeft();
    const publisher = { audience: 'people', publish: async () => undefined };

    await measuredPublisher(publisher, memoryPorts(new Map(), left)).publish(aBulletin);

    expect([left.metrics, left.log]).toEqual([[], []]);
  });
});

describe('an alert that cannot be published', () => {
  it('is counted, is in the log with the reason, and fails as ever', async () => {
    const left = newLeft();
    const failing = { audience: 'people', publish: () => Promise.reject(new TypeError('the topic is gone')) };
    const publisher = measuredPublisher(failing, memoryPorts(new Map(), left));

    await expect(publisher.publish(anAlert())).rejects.toThrow('the topic is gone');

    expect(metric(left, 'PublishFailures')).toBe(1);
    expect(metric(left, 'ToldAfterSeconds')).toBe(0);
    expect(left.log).toEqual([
      {
        level: 'error',
        message: 'publish failed',
        audience: 'people',
        kind: 'new',
        error: ['TypeError: the topic is gone'],
      },
    ]);
  });

  it('is counted by the publishers that the functions have, whatever it fails from', async () => {
    const left = newLeft();
    const ports = { ...memoryPorts(new Map(), left), timelines: memoryTimelines(), rules: [] };
    const topicArns = { people: 'arn:aws:sns:us-east-1:111122223333:people' };
    const [people] = publishers({ topicArns, tableName: 'table', config: defaultConfig }, [])(ports);

    await expect(people?.publish(anAlert({ severity: 'High' }))).rejects.toThrow('no rule console-login-without-mfa');

    expect(metric(left, 'PublishFailures')).toBe(1);
  });
});

describe('the lag of files', () => {
  const key = logFileKey('Mu0KsOhtH1ar15ZZ');

  it('is measured from the newest sign-in that a message brought', async () => {
    const left = newLeft();
    const newest = consoleLogin({ eventID: '00000000-0000-4000-8000-000000000002', eventTime: '2026-11-20T11:50:00Z' });
    const stored = new Map([[`s3://${bucket}/${key}`, logFile(newest, consoleLogin())]]);

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(left.metrics.flatMap((line) => line['LagSeconds'] ?? [])).toEqual([600]);
  });

  it('is not known of a file without sign-ins', async () => {
    const left = newLeft();
    const stored = new Map([[`s3://${bucket}/${key}`, logFile(consoleLogin({ eventName: 'DescribeInstances' }))]]);

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(left.metrics.flatMap((line) => line['LagSeconds'] ?? [])).toEqual([]);
    expect(metric(left, 'Objects')).toBe(1);
  });
});

const aBulletin: Bulletin = {
  schema: 'gatewarden.bulletin/1',
  bulletinId: 'fedcba9876543210fedcba9876543210',
  about: 'digest',
  kind: 'summary',
  revision: 1,
  period: anAlert().period,
  severity: 'Low',
  alertCount: 1,
  freshCount: 1,
  alerts: [anAlert()],
};

function measured(left: ReturnType<typeof newLeft>) {
  return { machines: measuredPublisher(keepingPublisher('machines', left), memoryPorts(new Map(), left)) };
}
