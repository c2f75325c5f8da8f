import { memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import { type Alert, assemble, type Finding, findingOf } from '../../../lambda/core/alert.ts';
import type { Bulletin } from '../../../lambda/core/bulletin.ts';
import { type GatheringPolicy, gathered } from '../../../lambda/core/gathering.ts';
import type { Message, Publisher } from '../../../lambda/core/ports.ts';
import { sweep } from '../../../lambda/core/sweep.ts';
import type { Tellable } from '../../../lambda/core/tellable.ts';
import { days, hours, type Instant, latestInstant, minutes, plus } from '../../../lambda/core/time.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { entraFailures, withoutMfa } from '../../adapters/alerts.ts';
import { at, cloudTrailEvent, midnight } from '../../core/events.ts';

/** The real gathering over embedded stores, for one audience: what it is told, as the day goes by. */
export interface Gathering {
  readonly told: Message[];
  now: Instant;
  /** Merges a finding into its alert, hands the alert over as `revision`, and has what is due at once told. */
  handOver(finding: Finding, revision?: number): Promise<Alert>;
  sweep(): Promise<void>;
}

const usual: GatheringPolicy = { digestBelow: 'Medium', digestHour: 6, groups: true, stormAbove: 3 };

type Changes = Partial<Omit<GatheringPolicy, 'digestBelow'>> & { readonly digestBelow?: undefined };

export function startGathering(changes: Changes = {}, among: readonly Tellable[] = rules): Gathering {
  const { digestBelow, ...others } = { ...usual, ...changes };
  const policy: GatheringPolicy = { ...others, ...(digestBelow !== undefined && { digestBelow }) };
  const told: Message[] = [];
  const publisher: Publisher = {
    audience: 'people',
    publish: async (message) => {
      told.push(message);
    },
  };
  const gathering: Gathering = { told, now: midnight, handOver, sweep: sweepOnce };
  const ports = {
    rules: among,
    alerts: memoryAlerts(),
    timelines: memoryTimelines(),
    clock: { now: () => gathering.now, pause: async () => {} },
    owner: 'test',
    lease: minutes(5),
    updatesPerHour: 100,
  };
  const people = gathered(publisher, policy, ports);

  async function handOver(finding: Finding, revision = 1): Promise<Alert> {
    await ports.alerts.merge(finding);
    const record = await ports.alerts.read(finding.alertId);
    if (record === undefined) throw new Error('a merged alert can be read');
    const alert = assemble(finding.rule, record, { revision });
    await people.publish(alert);
    await people.settle?.();
    return alert;
  }

  async function sweepOnce(): Promise<void> {
    await sweep({ ...ports, publishers: [publisher], deadline: latestInstant });
  }

  return gathering;
}

/** Long after the day's end. */
export const nextMorning = (midnight + hours(31)) as Instant;

/** Of two findings one in time for the digest of its day, the other a day late; both were told. */
export async function lateForDigest([one, other]: readonly [Finding, Finding]): Promise<Gathering> {
  const gathering = startGathering();
  await gathering.handOver(one);
  gathering.now = nextMorning;
  await gathering.sweep();
  await gathering.handOver(other);
  gathering.now = plus(nextMorning, days(1));
  await gathering.sweep();
  return gathering;
}

/** The last message, which is a bulletin. */
export function lastBulletin({ told }: Gathering): Bulletin {
  const message = told.at(-1);
  if (message?.schema !== 'gatewarden.bulletin/1') throw new Error('the last message is no bulletin');
  return message;
}

/** Two findings that belong into one bulletin of this kind; of different users. */
export function findingsOf(about: 'group' | 'digest'): readonly [Finding, Finding] {
  const rule = about === 'group' ? entraFailures : withoutMfa;
  const fields = {
    RecipientAccountId: '111122223333',
    SourceIpAddress: '203.0.113.7',
    MFAUsed: 'Yes',
    LoginResult: 'Success',
  };
  const finding = (name: string): Finding =>
    findingOf(rule, cloudTrailEvent(`login-of-${name}`, at(0), { ...fields, AccountName: name }));
  return [finding('alice'), finding('bob')];
}
