import type { PagedLog, Timelines } from '../../lambda/core/ports.ts';
import { type Duration, days, formatInstant, hours, type Instant, parseInstant, plus, seconds } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { type PollPorts, type PollReport, type PollRequest, poll } from '../../lambda/sources/entra/graph/poll.ts';
import { graphSignIn, type Json } from '../records.ts';
import { interactive, memoryStores, nonInteractive, rules, untilNextRun } from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';
import { noon } from './tenant.ts';

/** How much happens in a tenant, and how slow its Graph is. */
export interface Load {
  /** Interactive and non-interactive sign-ins, as if a page had 1,000 of them. */
  readonly perDay: readonly [number, number];
  /** How long a page takes, the pace included. */
  readonly page: Duration;
}

export interface BusyRun {
  readonly report: PollReport;
  /** How long ago the first moment was that is not read yet, of the list that is behind the most. */
  readonly age: Duration;
  /** How much is left of both backfills. */
  readonly left: Duration;
}

/** A poller of a busy tenant, with the time that a run of the function has; nothing comes late. */
export interface BusyTenant {
  readonly clock: SteppedClock;
  /** How often each sign-in was remembered. */
  readonly written: ReadonlyMap<string, number>;
  readonly ports: PollPorts;
  /** One run, and the wait for the next one. `change` replaces some of its ports. */
  run(change?: (ports: PollPorts) => Partial<PollPorts>): Promise<BusyRun>;
}

/** A fiftieth of Graph's, so that a fiftieth of the sign-ins takes as many pages. */
const scale = 50;
const pageSize = 1_000 / scale;

/** What is left of a function's time to read in. */
const readingTime = seconds(105);

export function busyTenant({ perDay, page }: Load, request: Partial<PollRequest> = {}): BusyTenant {
  const clock = steppedClock(noon);
  const stores = memoryStores();
  const written = new Map<string, number>();
  const timelines: Timelines = {
    read: stores.timelines.read,
    async put(observations) {
      for (const { eventId } of observations) written.set(eventId, (written.get(eventId) ?? 0) + 1);
      await stores.timelines.put(observations);
    },
  };
  let runs = 0;
  const ports = (): PollPorts => ({
    ...stores,
    timelines,
    rules,
    wanted: wantedBy(rules),
    publishers: [],
    signIns: evenLog(clock, { perDay, page }),
    clock,
    deadline: plus(clock.now(), readingTime),
    owner: `run ${++runs}`,
    lease: seconds(195),
    thinning: false,
    countLimit: 1_000,
    contextLimit: 1_000,
    updatesPerHour: 0,
  });
  const feeds = [interactive, nonInteractive];
  const asked = { name: 'graph', feeds, overlap: hours(2), backfill: hours(24), hold: seconds(195), ...request };
  return {
    clock,
    written,
    ports: ports(),
    async run(change = () => ({})) {
      const own = ports();
      const began = clock.now();
      const report = await poll(asked, { ...own, ...change(own) });
      const progress = report.feeds.map((feed) => feed.progress);
      const age = Math.max(...progress.map(({ through }) => clock.now() - through)) as Duration;
      const left = progress.reduce((all, { backfill }) => all + (backfill ? backfill.to - backfill.from : 0), 0);
      clock.advance((untilNextRun - (clock.now() - began)) as Duration);
      return { report, age, left: left as Duration };
    },
  };
}

/** A list for each table, of one sign-in after the other at even distances; a tenth of them failed. */
function evenLog(clock: SteppedClock, { perDay, page }: Load): PagedLog {
  return {
    async page(target) {
      clock.advance(page);
      const { pathname, searchParams } = new URL(target, 'https://graph.example.com');
      const table = pathname.startsWith('/beta') ? 'AADNonInteractiveUserSignInLogs' : 'SigninLogs';
      const distance = (days(1) * scale) / perDay[table === 'SigninLogs' ? 0 : 1];
      const filter = searchParams.get('$filter') ?? '';
      const last = Math.floor(Math.min(timeIn(/ le (\S+)/, filter) ?? Infinity, clock.now()) / distance);
      const first = Math.ceil((timeIn(/ ge (\S+)/, filter) ?? 0) / distance);
      const from = Number(searchParams.get('$skiptoken') ?? last);
      const to = Math.max(first, from - pageSize + 1);
      const records = Array.from({ length: Math.max(0, from - to + 1) }, (_, n) => signIn(table, from - n, distance));
      const next = to > first ? `${pathname}?$filter=${encodeURIComponent(filter)}&$skiptoken=${to - 1}` : undefined;
      return { records, next, servedAt: clock.now() };
    },
  };
}

function timeIn(form: RegExp, filter: string): Instant | undefined {
  return parseInstant(form.exec(filter)?.[1] ?? '');
}

function signIn(table: 'SigninLogs' | 'AADNonInteractiveUserSignInLogs', index: number, distance: number): Json {
  const time = formatInstant(Math.floor(index * distance) as Instant);
  const address = `198.51.100.${index % 250}`;
  return graphSignIn({ id: `${table}-${index}`, time, table, address, code: index % 10 === 0 ? '50126' : '0' });
}
