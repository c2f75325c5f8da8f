import type { Observation } from '../../lambda/core/observation.ts';
import type { PagedLog } from '../../lambda/core/ports.ts';
import {
  type Duration,
  days,
  formatInstant,
  hours,
  type Instant,
  parseInstant,
  plus,
  seconds,
} from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { type PollPorts, type PollReport, type PollRequest, poll } from '../../lambda/sources/entra/graph/poll.ts';
import { graphSignIn, type Json } from '../records.ts';
import { interactive, memoryStores, nonInteractive, rules, untilNextRun } from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';
import { noon } from './tenant.ts';

/** How much happens in a tenant, and how slow its Graph is. */
export interface Load {
  /** Interactive and non-interactive sign-ins, of which a page has 1,000; a tenth of them failed. */
  readonly perDay: readonly [number, number];
  /** How long a page takes, the pace included. */
  readonly page: Duration;
}

/** A run, and how things stand after it, by the list that is behind the most. */
export interface BusyRun {
  readonly report: PollReport;
  /** How long ago the first moment was that is not read yet. */
  readonly age: Duration;
  /** How long ago the first moment was that is not final. */
  readonly unsettled: Duration;
  /** How much is left of both backfills. */
  readonly left: Duration;
}

/** A tenant in which nothing comes late, and its poller, with as much time as the function has. */
export interface BusyTenant {
  readonly clock: SteppedClock;
  /** Every observation that was written, in order. */
  readonly written: readonly Observation[];
  /** One run, and the wait for the next one. */
  run(): Promise<BusyRun>;
}

/** A page is a fiftieth of Graph's, and so is the number of sign-ins: as many pages, in a fiftieth of the time. */
const scale = 50;
const pageSize = 1_000 / scale;

/** Of the function's time, what there is to read in. */
const readingTime = seconds(105);
const lease = seconds(195);

export function busyTenant(load: Load, changes: Partial<PollRequest> = {}): BusyTenant {
  const clock = steppedClock(noon);
  const { timelines, ...stores } = memoryStores();
  const written: Observation[] = [];
  const ports: Omit<PollPorts, 'deadline' | 'owner'> = {
    ...stores,
    timelines: {
      read: timelines.read,
      async put(observations) {
        written.push(...observations);
        await timelines.put(observations);
      },
    },
    rules,
    wanted: wantedBy(rules),
    publishers: [],
    signIns: evenLog(clock, load),
    clock,
    lease,
    thinning: false,
    countLimit: 1_000,
    contextLimit: 1_000,
    updatesPerHour: 0,
  };
  const feeds = [interactive, nonInteractive];
  const request = { name: 'graph', feeds, overlap: hours(2), backfill: hours(24), hold: lease, ...changes };
  let runs = 0;
  return {
    clock,
    written,
    async run() {
      const began = clock.now();
      runs += 1;
      const report = await poll(request, { ...ports, deadline: plus(began, readingTime), owner: `run ${runs}` });
      const run = { report, ...standing(report, clock.now()) };
      clock.advance((untilNextRun - (clock.now() - began)) as Duration);
      return run;
    },
  };
}

function standing({ feeds }: PollReport, now: Instant): Omit<BusyRun, 'report'> {
  const progress = feeds.map((feed) => feed.progress);
  const left = progress.reduce(
    (all, { backfill }) => all + (backfill === undefined ? 0 : backfill.to - backfill.from),
    0,
  );
  return {
    age: Math.max(...progress.map(({ through }) => now - through)) as Duration,
    unsettled: Math.max(...progress.map(({ settled }) => now - settled)) as Duration,
    left: left as Duration,
  };
}

/** Graph's two lists, each of sign-ins at even distances, newest first. */
function evenLog(clock: SteppedClock, { perDay, page }: Load): PagedLog {
  return {
    async page(target) {
      clock.advance(page);
      const { pathname, searchParams } = new URL(target, 'https://graph.example.com');
      const table = pathname.startsWith('/beta') ? 'AADNonInteractiveUserSignInLogs' : 'SigninLogs';
      const distance = (days(1) * scale) / perDay[table === 'SigninLogs' ? 0 : 1];
      const filter = searchParams.get('$filter') ?? '';
      const latest = Math.min(timeIn(/ le (\S+)/, filter) ?? Infinity, clock.now());
      const earliest = timeIn(/ ge (\S+)/, filter) ?? -Infinity;
      const last = Number(searchParams.get('$skiptoken') ?? Math.floor(latest / distance));
      const listed = Array.from({ length: pageSize }, (_, n) => last - n).filter((n) => n * distance >= earliest);
      const records = listed.map((n) => signIn(table, n, Math.floor(n * distance) as Instant));
      const more = `${pathname}?$filter=${encodeURIComponent(filter)}&$skiptoken=${last - pageSize}`;
      return { records, next: listed.length === pageSize ? more : undefined, servedAt: clock.now() };
    },
  };
}

function timeIn(form: RegExp, filter: string): Instant | undefined {
  return parseInstant(form.exec(filter)?.[1] ?? '');
}

function signIn(table: 'SigninLogs' | 'AADNonInteractiveUserSignInLogs', index: number, time: Instant): Json {
  const address = `198.51.100.${index % 250}`;
  const code = index % 10 === 0 ? '50126' : '0';
  return graphSignIn({ id: `${table}-${index}`, time: formatInstant(time), table, address, code });
}
