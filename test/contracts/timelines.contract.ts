import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareObservations,
  type Observation,
  positionAfter,
  positionOf,
  positionOfObservation,
} from '../../lambda/core/observation.ts';
import type { TimelineQuery, Timelines } from '../../lambda/core/ports.ts';
import { leading } from '../../lambda/core/thin.ts';
import { earliestInstant, latestInstant } from '../../lambda/core/time.ts';
import { at, loginObservation, newTimeline, observation, someObservations, someQuery } from './observations.ts';
import { effortInStores } from './stores.ts';

/** What every implementation of the port promises. */
export function timelinesContract(timelines: () => Timelines): void {
  const readAll = (timeline: string) => timelines().read(whole(timeline));

  describe('timelines', () => {
    it('give back all of an observation', async () => {
      const timeline = newTimeline();
      const fields = { UserPrincipalName: 'quote " half a pair \ud800 nul \0 ünï', ResultType: '' };
      const failure = observation({ timeline, id: 'SigninLogs/1', eventId: '', fields, slotTotal: 40 });
      const login = loginObservation(timeline, 'alice');

      await timelines().put([failure, login]);

      expect(await readAll(timeline)).toEqual([login, failure]);
    });

    it('give nothing for a timeline that holds nothing', async () => {
      const timeline = newTimeline();

      const read = await readAll(timeline);

      expect(read).toEqual([]);
    });

    it('keep a timeline apart from another whose name begins like it', async () => {
      const timeline = newTimeline();
      const other = observation({ timeline: `${timeline}/1` });

      await timelines().put([observation({ timeline }), other]);

      expect(await readAll(other.timeline)).toEqual([other]);
    });

    it('hold an observation once, however often it is put', async () => {
      const observed = observation({ timeline: newTimeline() });

      await timelines().put([observed, observed]);
      await timelines().put([observed]);

      expect(await readAll(observed.timeline)).toEqual([observed]);
    });

    it('keep, of copies that are put together, the one from the object that sorts first', async () => {
      const timeline = newTimeline();
      const first = observation({ timeline, object: 'a.json' });
      const second = observation({ timeline, object: 'b.json' });

      await timelines().put([second, first, second]);

      expect(await readAll(timeline)).toEqual([first]);
    });

    it('hold every version and every time of an event', async () => {
      const timeline = newTimeline();
      const all = [
        observation({ timeline, version: 'aaaaaaaaaaaa' }),
        observation({ timeline, version: 'bbbbbbbbbbbb' }),
        observation({ timeline, version: 'aaaaaaaaaaaa', time: at(1) }),
      ];

      await timelines().put(all);

      expect(await readAll(timeline)).toEqual(all);
    });

    it('read from one bound on and up to before the other', async () => {
      const timeline = newTimeline();
      const all = [0, 1, 2, 3].map((time) => observation({ timeline, time: at(time) }));
      await timelines().put(all);

      const read = await timelines().read({ ...whole(timeline), from: positionOf(at(1)), to: positionOf(at(3)) });

      expect(read).toEqual(all.slice(1, 3));
    });

    it('leave out an observation that stands at the upper bound, and take one at the lower', async () => {
      const timeline = newTimeline();
      const [first, second] = [observation({ timeline }), observation({ timeline, time: at(1) })];
      const bounds = { from: positionOfObservation(first), to: positionOfObservation(second) };
      await timelines().put([first, second]);

      const read = await timelines().read({ ...whole(timeline), ...bounds });

      expect(read).toEqual([first]);
    });

    it('part the events of one millisecond at an id', async () => {
      const timeline = newTimeline();
      const a = observation({ timeline, id: 'a' });
      const b = observation({ timeline, id: 'b' });
      const c = observation({ timeline, id: 'c' });
      await timelines().put([a, b, c]);

      const before = await timelines().read({ ...whole(timeline), to: positionOf(at(0), 'b') });
      const after = await timelines().read({ ...whole(timeline), from: positionOf(at(0), 'b') });

      expect({ before, after }).toEqual({ before: [a], after: [b, c] });
    });

    it.each([
      ['positionOf', positionOf(at(0))],
      ['positionOfObservation', positionOfObservation(observation({ timeline: '' }))],
      ['positionAfter', positionAfter(observation({ timeline: '' }))],
    ])('give nothing between equal bounds: %s', async (_, bound) => {
      const timeline = newTimeline();
      await timelines().put([observation({ timeline })]);

      const read = await timelines().read({ ...whole(timeline), from: bound, to: bound });

      expect(read).toEqual([]);
    });

    it('give nothing between crossed bounds', async () => {
      const timeline = newTimeline();
      await timelines().put([observation({ timeline })]);

      const read = await timelines().read({ ...whole(timeline), from: positionOf(at(1)), to: positionOf(at(0)) });

      expect(read).toEqual([]);
    });

    it('read the latest first where asked', async () => {
      const timeline = newTimeline();
      const all = [0, 1, 2].map((time) => observation({ timeline, id: `at-${time}`, time: at(time) }));
      await timelines().put(all);

      const read = await timelines().read({ ...whole(timeline), order: 'latest first', limit: 2 });

      expect(read).toEqual([all[2], all[1]]);
    });

    it('cut before the first observation of one id too many', async () => {
      const timeline = newTimeline();
      const all = ['a', 'b', 'a', 'b', 'a', 'c', 'a'].map((id, time) => observation({ timeline, id, time: at(time) }));
      await timelines().put(all);

      const read = await timelines().read({ ...whole(timeline), limit: 2 });

      expect(read).toEqual(all.slice(0, 5));
    });

    it('read on until enough ids are found, however many versions of one stand before them', async () => {
      const timeline = newTimeline();
      const versions = Array.from({ length: 30 }, (_, time) => observation({ timeline, id: 'a', time: at(time) }));
      const next = observation({ timeline, id: 'b', time: at(40) });
      await timelines().put([...versions, next, observation({ timeline, id: 'c', time: at(41) })]);

      const read = await timelines().read({ ...whole(timeline), limit: 2 });

      expect(read).toEqual([...versions, next]);
    });

    it('take and give more than one request or answer can hold', async () => {
      const timeline = newTimeline();
      const fields = { UserPrincipalName: 'x'.repeat(20_000) };
      const all = Array.from({ length: 120 }, (_, time) =>
        observation({ timeline, id: `at-${time}`, time: at(time), fields }),
      );

      await timelines().put(all);

      expect(await readAll(timeline)).toEqual(all);
    });

    it('hold the first instant that there is and the last', async () => {
      const timeline = newTimeline();
      const all = [earliestInstant, at(0), latestInstant].map((time) => observation({ timeline, time }));

      await timelines().put(all);

      expect(await readAll(timeline)).toEqual(all);
    });

    it('give what sorting, cutting out and counting ids gives', async () => {
      const cases = fc.record({ observations: someObservations, query: someQuery });
      await fc.assert(
        fc.asyncProperty(cases, async (drawn) => {
          const timeline = newTimeline();
          const observations = drawn.observations.map((observed) => ({ ...observed, timeline }));
          const query = { ...drawn.query, timeline };
          await timelines().put(observations);

          const read = await timelines().read(query);

          expect(read).toEqual(plainRead(observations, query));
        }),
        { numRuns: effortInStores(150) },
      );
    });
  });
}

/** All of a timeline; the last instant's position is still before its observations. */
function whole(timeline: string): TimelineQuery {
  const to = positionAfter({ time: latestInstant, id: '~', version: '' });
  return { timeline, from: positionOf(earliestInstant), to, order: 'earliest first', limit: Infinity };
}

function plainRead(observations: readonly Observation[], { from, to, order, limit }: TimelineQuery) {
  const byPosition = new Map(observations.map((observed) => [positionOfObservation(observed), observed]));
  const inside = [...byPosition].filter(([position]) => from <= position && position < to);
  const sorted = inside.map(([, observed]) => observed).sort(compareObservations);
  return leading(order === 'earliest first' ? sorted : sorted.reverse(), limit);
}
