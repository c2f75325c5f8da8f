import type { PlannedRule, PlannedSide } from './plan.ts';
import { timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import type { Instant } from './time.ts';
import { around, reach, someWindowHolds, within } from './window.ts';

/** Whether an event at this time stands in a window with enough events of some side. */
export type Verdict = (at: Instant) => Promise<boolean>;

interface Question {
  readonly planned: Extract<PlannedRule, { type: 'temporal' }>;
  readonly key: string;
  /** The times that will be asked for, in order. */
  readonly times: readonly Instant[];
}

/** So few events are judged one by one, by reads that end with the threshold. */
export const few = 8;

/** For more of them a side is read as a whole, if it is no longer than this. */
const mostAtOnce = 1_000;

export async function verdictOn(question: Question, timelines: Timelines): Promise<Verdict> {
  const sides = await Promise.all(question.planned.sides.map((side) => sideVerdict(side, question, timelines)));
  return async (at) => (await Promise.all(sides.map((holds) => holds(at)))).includes(true);
}

async function sideVerdict(
  { side, stream }: PlannedSide,
  { planned, key, times }: Question,
  timelines: Timelines,
): Promise<Verdict> {
  const { moreThan } = side;
  const window = planned.temporal.within;
  const timeline = timelineOf(stream, key);
  const oneByOne: Verdict = async (at) => {
    const near = await around(timelines, { timeline, at, window, limit: moreThan + 1 });
    return someWindowHolds(near, { at, window, moreThan });
  };
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || times.length <= few) return oneByOne;

  const span = { from: reach(first, window).from, to: reach(last, window).to };
  const { observations, complete } = await within(timelines, { timeline, span, limit: mostAtOnce });
  if (!complete) return oneByOne;
  return async (at) => someWindowHolds(observations, { at, window, moreThan });
}
