import { describe, expect, it } from 'vitest';
import { askedSpan } from '../../bin/commands/alerts/asked-span.ts';
import { days, hours, minus, plus } from '../../lambda/core/time.ts';
import { midnight } from '../core/events.ts';
import { noon } from './stored.ts';

describe('the span of alerts that is asked for', () => {
  it('goes back from now, and has an end ahead where none is named', () => {
    expect(askedSpan({ since: '24h' }, noon)).toEqual({
      from: minus(noon, days(1)),
      to: plus(noon, days(1)),
      toTheLatest: true,
    });
  });

  it.each([
    ['lengths of time', '7d', '12h', minus(noon, days(7)), minus(noon, hours(12))],
    [
      'times',
      '2026-11-20T01:00:00+01:00',
      '2026-11-20T02:00:00.5Z',
      midnight,
      plus(midnight, (hours(2) + 500) as never),
    ],
    ['dates, which are their beginning in UTC', '2026-11-19', '2026-11-20', minus(midnight, days(1)), midnight],
    ['an end ahead', '2026-11-20', '2026-12-01', midnight, plus(midnight, days(11))],
  ])('takes %s', (_, since, until, from, to) => {
    expect(askedSpan({ since, until }, noon)).toEqual({ from, to, toTheLatest: false });
  });

  it.each([
    ['a word', { since: 'yesterday' }, /^--since must be a length of time such as 24h .*, not 'yesterday'$/],
    ['a date that there is not', { since: '2026-02-30' }, /^--since must be .*, not '2026-02-30'$/],
    ['a length beyond all time', { since: '999999d' }, /^--since must be .*, not '999999d'$/],
    ['an end that is none', { since: '24h', until: 'now' }, /^--until must be .*, not 'now'$/],
    [
      'a beginning in the future',
      { since: '2026-11-21' },
      /^--since must not lie in the future: it is now 2026-11-20T12/,
    ],
    [
      'an end before the beginning',
      { since: '1h', until: '2h' },
      /^there is no time between .*: --since must come before/,
    ],
    ['no time at all', { since: '1h', until: '1h' }, /^there is no time between/],
    ['more than is kept', { since: '402d' }, /at most 400 days apart/],
    ['more than is kept, long ago', { since: '2001-01-01', until: '2003-01-01' }, /at most 400 days apart/],
  ])('refuses %s with a sentence', (_, asked, sentence) => {
    expect(askedSpan(asked, noon)).toMatch(sentence);
  });

  it('may be all that is kept', () => {
    expect(askedSpan({ since: '400d' }, noon)).toMatchObject({ from: minus(noon, days(400)) });
  });
});
