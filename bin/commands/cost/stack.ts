import type { Organisation } from './organisation.ts';

/** What the stack has that costs something while nothing happens. A test holds this against the template. */
export interface StandingCosts {
  readonly keys: number;
  /** Queues that a function polls. */
  readonly polledQueues: number;
  /** Alarms, by the metrics that each looks at. */
  readonly alarms: number;
  readonly dashboards: number;
  /** Functions on a schedule. */
  readonly schedules: number;
}

type Configured = Pick<Organisation, 'entra' | 'subscribers' | 'watchedFeeds' | 'dashboard' | 'canaryEveryMinutes'>;

export function standingCosts({
  entra,
  subscribers,
  watchedFeeds,
  dashboard,
  canaryEveryMinutes,
}: Configured): StandingCosts {
  const polls = entra === 'graph' ? 1 : 0;
  const flies = canaryEveryMinutes === undefined ? 0 : 1;
  const undelivered = subscribers.machines > 0 ? 4 : 0; // two alarms, on two metrics each
  return {
    keys: 2,
    polledQueues: 2,
    alarms: 24 + 6 * polls + undelivered + watchedFeeds + flies,
    dashboards: dashboard ? 1 : 0,
    schedules: 1 + polls + flies,
  };
}
