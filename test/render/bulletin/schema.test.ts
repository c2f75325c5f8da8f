import { describe, expect, it } from 'vitest';
import { anAlert } from '../an-alert.ts';
import { bulletinOf, many, threeLogins } from './bulletins.ts';
import { bulletinFaults } from './faults.ts';
import { findingsOf, lastBulletin, lateForDigest, nextMorning, startGathering } from './gathering.ts';

describe('the published schema of a bulletin', () => {
  it('holds for a group as it is told, alone, then with another, then again', async () => {
    const gathering = startGathering();
    const [one, other] = findingsOf('group');

    await gathering.handOver(one);
    await gathering.handOver(other);
    await gathering.handOver(one, 2);

    expect(gathering.told.map((message) => 'about' in message && [message.kind, message.alertCount])).toEqual([
      ['new', 1],
      ['update', 2],
      ['update', 2],
    ]);
    for (const bulletin of gathering.told) expect(bulletinFaults(bulletin)).toBeNull();
  });

  it('holds for a digest, also for what comes late', async () => {
    const gathering = await lateForDigest(findingsOf('digest'));

    expect(gathering.told).toMatchObject([
      { about: 'digest', revision: 1, alertCount: 1 },
      { about: 'digest', revision: 2, alertCount: 2, freshCount: 1 },
    ]);
    for (const bulletin of gathering.told) expect(bulletinFaults(bulletin)).toBeNull();
  });

  it('holds for a storm', async () => {
    const gathering = startGathering({ digestBelow: undefined, stormAbove: 1 });
    for (const finding of findingsOf('digest')) await gathering.handOver(finding);
    gathering.now = nextMorning;

    await gathering.sweep();

    expect(gathering.told).toMatchObject([{ schema: 'gatewarden.alert/1' }, { about: 'storm', alertCount: 1 }]);
    expect(bulletinFaults(lastBulletin(gathering))).toBeNull();
  });

  it('holds where the rule is gone, and nothing can be listed', async () => {
    const gathering = startGathering({ digestBelow: undefined, stormAbove: 0 }, []);
    for (const finding of findingsOf('digest')) await gathering.handOver(finding);
    gathering.now = nextMorning;

    await gathering.sweep();

    expect(lastBulletin(gathering)).toMatchObject({ about: 'storm', alertCount: 2, alerts: [] });
    expect(bulletinFaults(lastBulletin(gathering))).toBeNull();
  });

  it.each([
    ['a field that it does not know', { extra: 1 }],
    ['a digest with a rule', { about: 'digest', kind: 'summary' }],
    ['a group that is a summary', { kind: 'summary' }],
    ['an update that is the first telling', { kind: 'update' }],
    ['an alert that is none', { alerts: [{ ...anAlert(), severity: 'Critical' }] }],
    ['more alerts than a bulletin lists', { alerts: many(51) }],
    ['no alert', { alertCount: 0 }],
  ])('does not hold for %s', (_, changes) => {
    const bulletin = bulletinOf('group', threeLogins);

    expect(bulletinFaults(bulletin)).toBeNull();
    expect(bulletinFaults({ ...bulletin, ...changes })).not.toBeNull();
  });
});
