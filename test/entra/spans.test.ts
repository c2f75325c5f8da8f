import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedSpan } from '../../bin/commands/entra/asked-span.ts';
import { type SliceKind, sliceFile, sliceName } from '../../bin/commands/entra/slice-name.ts';
import { firstSlice, gaps, lengthAfter, type Span } from '../../bin/commands/entra/spans.ts';
import { type Duration, days, hours, type Instant, minutes, parseInstant, seconds } from '../../lambda/core/time.ts';

const at = (text: string): Instant => parseInstant(`2026-11-20T${text}Z`) as Instant;
const span = (from: string, to: string): Span => ({ from: at(from), to: at(to) });

describe('the gaps of a span', () => {
  it.each([
    ['is all of it where nothing is held', [], [span('01:00:00', '09:00:00')]],
    ['is nothing where one holds it all', [span('00:00:00', '10:00:00')], []],
    [
      'lie between, before and after, whatever the order',
      [span('06:00:00', '07:00:00'), span('02:00:00', '03:00:00'), span('02:30:00', '04:00:00')],
      [span('01:00:00', '02:00:00'), span('04:00:00', '06:00:00'), span('07:00:00', '09:00:00')],
    ],
    ['are not beyond it', [span('00:00:00', '02:00:00'), span('10:00:00', '11:00:00')], [span('02:00:00', '09:00:00')]],
  ])('%s', (_, held, expected) => {
    expect(gaps(span('01:00:00', '09:00:00'), held)).toEqual(expected);
  });

  it('and what is held are the span again, no second twice', () => {
    const second = fc.nat(60).map((n) => n as Instant);
    const spans = fc.tuple(second, second).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }) as Span);
    fc.assert(
      fc.property(spans, fc.array(spans, { maxLength: 6 }), (whole, held) => {
        const found = gaps(whole, held);
        const holds = (list: readonly Span[], n: number) => list.filter(({ from, to }) => from <= n && n < to).length;

        for (let n = 0; n <= 60; n += 1) {
          const isGap = holds([whole], n) === 1 && holds(held, n) === 0;
          expect(holds(found, n)).toBe(isGap ? 1 : 0);
        }
      }),
    );
  });
});

describe('a slice', () => {
  it('ends on the hour, but for one that is shorter, and the last one', () => {
    expect(firstSlice(span('01:10:00', '09:00:00'), hours(1))).toEqual(span('01:10:00', '02:00:00'));
    expect(firstSlice(span('01:10:00', '09:00:00'), hours(4))).toEqual(span('01:10:00', '05:00:00'));
    expect(firstSlice(span('01:10:00', '09:00:00'), minutes(30))).toEqual(span('01:10:00', '01:30:00'));
    expect(firstSlice(span('08:40:00', '09:10:00'), hours(1))).toEqual(span('08:40:00', '09:10:00'));
  });

  it('always has a part of the span in it', () => {
    const lengths = fc.integer({ min: minutes(1), max: days(1) });
    fc.assert(
      fc.property(fc.nat(days(2)), fc.integer({ min: 1_000, max: days(40) }), lengths, (from, more, length) => {
        const whole = { from: from as Instant, to: (from + more) as Instant };

        const { to } = firstSlice(whole, length as Duration);

        expect(to).toBeGreaterThan(whole.from);
        expect(to).toBeLessThanOrEqual(Math.min(whole.to, whole.from + length));
      }),
    );
  });

  it('grows to a day where little is in it, and shrinks to a minute where there is much', () => {
    expect(lengthAfter(1, hours(1))).toBe(hours(2));
    expect(lengthAfter(1, hours(23))).toBe(days(1));
    expect(lengthAfter(10, hours(3))).toBe(hours(3));
    expect(lengthAfter(100, hours(1))).toBe(minutes(30));
    expect(lengthAfter(100, minutes(1))).toBe(minutes(1));
  });
});

describe("a slice's file", () => {
  it('tells by its name what it holds', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => seconds(n) as number as Instant);
    const kinds = fc.constantFrom<SliceKind>('whole', 'open', 'empty');
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 86_400 }), kinds, (from, length, kind) => {
        const named = { from, to: (from + seconds(length)) as Instant };
        const name = sliceName(named, kind);

        expect(sliceFile(name)).toEqual({ name, kind, span: named });
        expect(name).toMatch(/^[\w.-]+$/);
      }),
    );
  });

  it.each([
    'notes.jsonl.gz',
    '2026-11-20T09-00-00Z_2026-11-20T08-00-00Z.jsonl.gz',
    '2026-13-20T09-00-00Z_2026-13-20T10-00-00Z.empty',
  ])('is none of the name %s', (name) => {
    expect(sliceFile(name)).toBeUndefined();
  });
});

describe('the span that is asked for', () => {
  const now = parseInstant('2026-11-20T12:00:00.750Z') as Instant;

  it.each([
    ['a length of time', { since: '24h' }, '2026-11-19T12:00:00Z', '2026-11-20T12:00:00Z'],
    ['all that Graph keeps', { since: '30d' }, '2026-10-21T12:00:00Z', '2026-11-20T12:00:00Z'],
    [
      'a date, which begins in UTC',
      { since: '2026-11-01', until: '2d' },
      '2026-11-01T00:00:00Z',
      '2026-11-18T12:00:00Z',
    ],
    [
      'times, with a zone or without',
      { since: '2026-11-19T10:00:00+02:00', until: '2026-11-19T10:00:00' },
      '2026-11-19T08:00:00Z',
      '2026-11-19T10:00:00Z',
    ],
  ])('is %s', (_, asked, from, to) => {
    const found = askedSpan({ saidBy: '--since', ...asked }, now);

    expect(found).toEqual({
      span: { from: parseInstant(from), to: parseInstant(to) },
      toTheLatest: !('until' in asked),
    });
  });

  it.each([
    [{ since: '0m' }, 'there is no time between 2026-11-20T12:00:00Z and 2026-11-20T12:00:00Z'],
    [{ since: '721h' }, 'in the last 30 days'],
    [{ since: '2026-10-21T11:59:59Z' }, 'in the last 30 days'],
    [{ since: '-1d' }, "not '-1d'"],
    [{ since: '1d', until: 'now' }, '--until must be a length of time such as 24h or 7d, or a time such as'],
    [{ since: '1d', until: '2026-11-20T12:00:01Z' }, 'not lie in the future: it is now 2026-11-20T12:00:00Z'],
  ])('%j is a sentence', (asked, sentence) => {
    expect(askedSpan({ saidBy: '--since', ...asked }, now)).toContain(sentence);
  });

  it.each([
    [{ since: '0m' }, ' and 2026-11-20T12:00:00Z: the configuration is 0m; name --since, which stands above it'],
    [{ since: '24h', until: '2d' }, ': the configuration is 24h; name --since, which stands above it'],
    [{ since: '31d' }, 'the configuration must lie in the last 30 days'],
  ])('%j of a configuration is a sentence about the configuration', (asked, sentence) => {
    expect(askedSpan({ saidBy: 'the configuration', ...asked }, now)).toContain(sentence);
  });
});
