import type { Alert } from '../../lambda/core/alert.ts';
import type { Bulletin } from '../../lambda/core/bulletin.ts';
import type { Message } from '../../lambda/core/ports.ts';
import { latestInstant } from '../../lambda/core/time.ts';
import type { Reach, Reached } from './reach.ts';
import { attemptsToMark } from './repeats.ts';

/** What must not be, in the place of what a system shares. */
export type Sabotage = (reach: Reach) => Reach;

/** Ports of an invocation that do not keep what they promise. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'forgets some of what it was to keep': inPorts(({ timelines }) => ({
    timelines: { ...timelines, put: (observations) => timelines.put(observations.slice(1)) },
  })),
  'loses a match of each finding': inPorts(({ alerts }) => ({
    alerts: {
      ...alerts,
      merge: (finding, more) => alerts.merge({ ...finding, matches: finding.matches.slice(0, -1) }, more),
    },
  })),
  'keeps another column': inPorts(({ alerts }) => ({
    alerts: {
      ...alerts,
      merge: (finding, more) => alerts.merge({ ...finding, columns: { ...finding.columns, more: 'x' } }, more),
    },
  })),
  'grants an alert to everybody who claims it': inPorts(({ alerts }) => ({
    alerts: { ...alerts, claim: (request) => alerts.claim({ ...request, now: latestInstant }) },
  })),
  'does not keep what was told': inPorts(({ alerts }) => ({ alerts: { ...alerts, markTold: async () => {} } })),
  'gives up to mark what was told, and says nothing': inPorts(({ alerts }) => {
    const failed = new Map<string, number>();
    return {
      alerts: {
        ...alerts,
        async markTold(alertId, owner, audience, told) {
          const telling = `${alertId} ${owner} ${audience} ${told.revision}`;
          await alerts.markTold(alertId, owner, audience, told).catch((error: unknown) => {
            failed.set(telling, (failed.get(telling) ?? 0) + 1);
            if ((failed.get(telling) ?? 0) < attemptsToMark) throw error;
          });
        },
      },
    };
  }),
  'does not change when to look at an alert': inPorts(({ alerts }) => ({
    alerts: { ...alerts, schedule: async () => {} },
  })),
  'keeps no word of when to look at an alert': inPorts(({ alerts }) => ({
    alerts: { ...alerts, merge: (finding, { context } = {}) => alerts.merge(finding, { ...(context && { context }) }) },
  })),
  'says that everything was read before': inPorts(({ seen }) => ({
    seen: { ...seen, read: async () => ({ has: () => true }) as unknown as ReadonlySet<string> },
  })),
  'ends every object in its middle': inPorts(({ objects }) => ({
    objects: {
      async *read(object) {
        for await (const half of objects.read(object)) {
          yield half;
          return;
        }
      },
    },
  })),
};

interface Misreading {
  /** What is told, in words that end a sentence. */
  readonly what: string;
  readonly sabotage: Sabotage;
  /** The fault that must be found in it. */
  readonly says: RegExp;
}

/** Systems that judge and keep everything as they should, and tell something else. */
export const misreadings: readonly Misreading[] = [
  {
    what: 'another column',
    sabotage: toldOf((alert) => ({ columns: { ...alert.columns, [firstOf(alert.columns)]: 'another' } })),
    says: /was told with other columns/,
  },
  {
    what: 'a time that is none of its events',
    sabotage: toldOf((alert) => ({ columns: { ...alert.columns, StartTimeUtc: '2026-11-20T00:00:00Z' } })),
    says: /was told with other columns/,
  },
  {
    what: 'one event more than there is',
    sabotage: toldOf(({ eventCount }) => ({ eventCount: eventCount + 1 })),
    says: /was told with other eventCount/,
  },
  {
    what: 'an event of another alert',
    sabotage: toldOf(({ eventIds }) => ({ eventIds: [...eventIds, 'another'] })),
    says: /was told with other eventIds/,
  },
  {
    what: 'another severity',
    sabotage: toldOf(({ severity }) => ({ severity: severity === 'High' ? 'Low' : 'High' })),
    says: /was told with other severity/,
  },
  { what: 'no entities', sabotage: toldOf(() => ({ entities: [] })), says: /was told with other entities/ },
  {
    what: 'what is not its evidence',
    sabotage: toldOf(({ evidence }) => ({ evidence: evidence.map((each) => ({ ...each, object: 's3://b/another' })) })),
    says: /is not in s3:\/\/b\/another, which is its evidence/,
  },
  {
    what: 'an update as something new',
    sabotage: toldOf(() => ({ kind: 'new' })),
    says: /was told with other kind/,
  },
  {
    what: 'a revision that nobody keeps',
    sabotage: toldOf(({ revision }) => ({ revision: revision + 1 })),
    says: /was told the revisions/,
  },
  {
    what: 'news that are none',
    sabotage: toldOf(({ news }) => (news ? { news: { ...news, eventCount: { from: 1, to: 999 } } } : {})),
    says: /has news that are none/,
  },
  {
    what: 'a context that is larger than it is',
    sabotage: toldOf(({ context }) => ({
      context: {
        ...context,
        ...(context.sides && { sides: context.sides.map((side) => ({ ...side, count: side.count + 100 })) }),
      },
    })),
    says: /was told with context counts/,
  },
  {
    what: 'values that no event has',
    sabotage: toldOf(() => ({ context: { values: { User: { distinct: 1, top: [{ value: 'x', count: 1 }] } } } })),
    says: /was told with other context/,
  },
  {
    what: 'an alert that is not stored',
    sabotage: inTelling((message, tell) =>
      isAlert(message) ? tell(message).then(() => tell({ ...message, alertId: 'another' })) : tell(message),
    ),
    says: /was told another, of which the table has nothing/,
  },
  {
    what: 'everything twice',
    sabotage: inTelling(async (message, tell) => {
      await tell(message);
      await tell(message);
    }),
    says: /was published again as revision 1, after 0 attempts to mark it/,
  },
  {
    what: 'more alerts than a bulletin has',
    sabotage: toldTogether(({ alertCount }) => ({ alertCount: alertCount + 1 })),
    says: /^\w+: bulletin .* was told with other count of alerts/m,
  },
  {
    what: 'a bulletin as less severe than it is',
    sabotage: toldTogether(() => ({ severity: 'Informational' })),
    says: /is told as less severe than it is|was told with the severity Informational/,
  },
  {
    what: 'a bulletin with an alert that is not as it says',
    sabotage: toldTogether(({ alerts }) => ({ alerts: alerts.map((alert) => ({ ...alert, eventCount: 999 })) })),
    says: /was told with other eventCount: 999/,
  },
  {
    what: 'a bulletin with an alert of another one',
    sabotage: toldTogether(({ alerts }) => ({ alerts: alerts.map((alert) => ({ ...alert, alertId: 'another' })) })),
    says: /was told with the alert another, which does not belong to it/,
  },
  {
    what: 'a bulletin of another period',
    sabotage: toldTogether(({ period }) => ({ period: { ...period, end: period.start } })),
    says: /was told with other period/,
  },
];

function inPorts(change: (ports: Reached) => Partial<Reached>): Sabotage {
  return (reach) => ({ ...reach, by: (actor) => ({ ...reach.by(actor), ...change(reach.by(actor)) }) });
}

/** Every alert that is told by itself tells this in the place of what it should. */
function toldOf(change: (alert: Alert) => Partial<Alert>): Sabotage {
  return inTelling((message, tell) => tell(isAlert(message) ? { ...message, ...change(message) } : message));
}

function toldTogether(change: (bulletin: Bulletin) => Partial<Bulletin>): Sabotage {
  return inTelling((message, tell) => tell(isAlert(message) ? message : { ...message, ...change(message) }));
}

function inTelling(publish: (message: Message, tell: (message: Message) => Promise<void>) => Promise<void>): Sabotage {
  return (reach) => ({
    ...reach,
    topic(audience, topic) {
      const right = reach.topic(audience, topic);
      return { ...right, publish: (message) => publish(message, right.publish) };
    },
  });
}

function isAlert(message: Message): message is Alert {
  return message.schema === 'gatewarden.alert/1';
}

function firstOf(columns: Alert['columns']): string {
  return Object.keys(columns)[0] as string;
}
