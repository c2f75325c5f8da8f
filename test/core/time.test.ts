import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, formatInstant, hours, parseInstant, periodStart, toInstant } from '../../lambda/core/time.ts';

const shown = (text: string): string | undefined => {
  const instant = parseInstant(text);
  return instant === undefined ? undefined : formatInstant(instant);
};

describe('a time from a log', () => {
  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['2026-11-20T10:00:00', '2026-11-20T10:00:00Z'],
    ['2026-11-20 10:00:00', '2026-11-20T10:00:00Z'],
    ['2007-01-09T09:41:00.22Z', '2007-01-09T09:41:00.220Z'],
    ['2007-01-09T09:41:00.6816663Z', '2007-01-09T09:41:00.681Z'],
    ['2007-01-09T09:41:00.9999999Z', '2007-01-09T09:41:00.999Z'],
    ['2007-01-09T09:41:00.535404056Z', '2007-01-09T09:41:00.535Z'],
    ['2007-01-09T09:41:00.0009Z', '2007-01-09T09:41:00Z'],
    ['2007-01-09T09:41:00.992099+00:00', '2007-01-09T09:41:00.992Z'],
    ['2007-01-09T11:41:00+02:00', '2007-01-09T09:41:00Z'],
    ['2019-10-18T04:45:48.0729893-05:00', '2019-10-18T09:45:48.072Z'],
    ['2007-01-09T11:41:00+0200', '2007-01-09T09:41:00Z'],
    ['11/14/2025 1:48:53 AM', '2025-11-14T01:48:53Z'],
    ['11/14/2025 12:00:00 AM', '2025-11-14T00:00:00Z'],
    ['11/14/2025 12:00:00 PM', '2025-11-14T12:00:00Z'],
    ['01/09/2007 09:41:00', '2007-01-09T09:41:00Z'],
    ['1/9/2007 23:41:00', '2007-01-09T23:41:00Z'],
    ['1/9/2007 10:41:00 AM +01:00', '2007-01-09T09:41:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['0099-03-01T00:00:00Z', '0099-03-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-11-20',
    '2026-13-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '2026-11-20T10:00:60Z',
    '14/11/2025 1:48:53 AM',
    '11/14/2025 13:00:00 PM',
    '11/14/2025 0:00:00 AM',
    '1763114933',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2026-11-20T10:00:00Zulu',
    '2026-11-20T10:00:00+25:00',
  ])('%j cannot be read', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

it('the usual form, which is read in a way of its own, is the same time as with a fraction of a second', () => {
  const digits = (most: number, length = 2) => fc.nat(most).map((n) => String(n).padStart(length, '0'));
  const [year, month, day] = [fc.oneof(digits(9_999, 4), digits(120, 4)), digits(13), digits(32)];
  const [hour, minute, second] = [digits(25), digits(61), digits(61)];
  fc.assert(
    fc.property(year, month, day, hour, minute, second, (yyyy, mm, dd, h, m, s) => {
      const text = `${yyyy}-${mm}-${dd}T${h}:${m}:${s}`;

      expect(parseInstant(`${text}Z`)).toBe(parseInstant(`${text}.000Z`));
    }),
    {
      numRuns: 2_000,
      examples: [
        ['2024', '02', '29', '00', '00', '00'],
        ['2023', '02', '29', '00', '00', '00'],
      ],
    },
  );
});

it('the usual form is the time that Date reads, in every month of all years that it is read for', () => {
  const two = (n: number): string => String(n).padStart(2, '0');
  const wrong: string[] = [];
  for (let year = 100; year <= 9_999; year++)
    for (let month = 1; month <= 12; month++) {
      const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(1 + ((year + month) % 28))}T${two(year % 24)}:59:07Z`;
      if (parseInstant(text) !== Date.parse(text)) wrong.push(text);
    }

  expect(wrong).toEqual([]);
});

describe('a period', () => {
  it('starts on its own start and ends before the next', () => {
    const noon = toInstant(Date.UTC(2026, 10, 20, 12)) as NonNullable<ReturnType<typeof toInstant>>;

    expect(periodStart(noon, hours(1))).toBe(noon);
    expect(formatInstant(periodStart(noon, days(1)))).toBe('2026-11-20T00:00:00Z');
  });

  it('before 1970 still starts before what it holds', () => {
    const early = toInstant(-1) as NonNullable<ReturnType<typeof toInstant>>;

    expect(periodStart(early, hours(1))).toBe(-3_600_000);
  });
});
