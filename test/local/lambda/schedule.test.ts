import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Invocation } from '../../../local/lambda/invocation.ts';
import { runEvery } from '../../../local/lambda/schedule.ts';

const done: Invocation = { ok: true, value: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a schedule runs at once, and then at its rate', async () => {
  const invoke = vi.fn(async () => done);

  const schedule = runEvery(5, invoke);

  expect(invoke).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(5 * 60_000 - 1);
  expect(invoke).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(invoke).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(invoke).toHaveBeenCalledTimes(4);
  await schedule.stop();
});

it('a run that takes longer keeps the next one from nothing', async () => {
  const never = vi.fn(() => new Promise<Invocation>(() => {}));

  runEvery(1, never);
  await vi.advanceTimersByTimeAsync(2 * 60_000);

  expect(never).toHaveBeenCalledTimes(3);
});

it('a schedule that is stopped begins no more runs, and waits for those that began', async () => {
  const run = Promise.withResolvers<Invocation>();
  const invoke = vi.fn(() => run.promise);
  const schedule = runEvery(1, invoke);
  const over = vi.fn();

  const stopping = schedule.stop().then(over);
  await vi.advanceTimersByTimeAsync(5 * 60_000);

  expect(invoke).toHaveBeenCalledTimes(1);
  expect(over).not.toHaveBeenCalled();
  run.resolve(done);
  await stopping;
  expect(over).toHaveBeenCalled();
});

it('a run that cannot be invoked is told, and the schedule goes on', async () => {
  const invoke = vi.fn(async (): Promise<Invocation> => Promise.reject(new Error('no such function')));
  const onError = vi.fn();

  const schedule = runEvery(1, invoke, onError);
  await vi.advanceTimersByTimeAsync(60_000);
  await schedule.stop();

  expect(onError.mock.calls).toEqual([[new Error('no such function')], [new Error('no such function')]]);
});
