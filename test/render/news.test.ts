import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstance } from '../../lambda/core/rule.ts';
import type { News } from '../../lambda/core/told.ts';
import { newsInWords } from '../../lambda/render/news.ts';
import { anAlert, everyNews } from './an-alert.ts';
import { hostileText } from './hostile.ts';

function told(news: News, raising: readonly Circumstance[] = []): readonly string[] {
  return newsInWords(anAlert({ kind: 'update', revision: 2, news }), raising);
}

describe('the news of an update', () => {
  it('begins with what weighs most, and ends with the count', () => {
    expect(told(everyNews)).toEqual([
      'Now High, it was told as Low',
      'Now also of the users bob and carol',
      'Now also in the account 444455556666',
      'Now also from the addresses 198.51.100.9, 198.51.100.10, 198.51.100.11 and 3 more',
      'Now also in the Region eu-west-1',
      'Now 120 events, 12 were told',
    ]);
  });

  it('says why it is more severe now, as far as that is certain', () => {
    const news: News = { severity: { from: 'Low', to: 'High' } };
    const circumstance = (because: string): Circumstance => ({ where: [], severity: 'High', because });

    expect(told(news, [circumstance('the root user signed in')])).toEqual([
      'Now High, it was told as Low: the root user signed in',
    ]);
    expect(told(news, [circumstance('this'), circumstance('that')])).toEqual([
      'Now High, it was told as Low: this; or that',
    ]);
  });

  it.each<[string, News, string]>([
    ['one name', { user: { distinct: 1, values: ['bob'] } }, 'Now also of the user bob'],
    ['three names', { region: { distinct: 3, values: ['a', 'b', 'c'] } }, 'Now also in the Regions a, b and c'],
    ['one event that was told', { eventCount: { from: 1, to: 10 } }, 'Now 10 events, 1 was told'],
  ])('counts %s', (_, news, expected) => {
    expect(told(news)).toEqual([expected]);
  });

  it('does not call a name what AWS writes for all users that do not exist', () => {
    const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

    expect(told({ user: { distinct: 1, values: [hidden] } })).toEqual([
      'Now also of users that do not exist, whose names AWS hides',
    ]);
    expect(told({ user: { distinct: 2, values: [hidden, 'bob'] } })).toEqual([
      'Now also of the user bob',
      'Now also of users that do not exist, whose names AWS hides',
    ]);
  });

  it('names root before all others', () => {
    expect(told({ user: { distinct: 5, values: ['a', 'b', 'c', 'd', 'root'] } })).toEqual([
      'Now also of the users root, a, b and 2 more',
    ]);
  });

  it('is that it grew, where nothing more is known, and nothing for a new alert', () => {
    expect(newsInWords(anAlert({ kind: 'update', revision: 2 }))).toEqual(['It was told before, and has grown since']);
    expect(newsInWords(anAlert())).toEqual([]);
  });

  it('is one short line for each thing, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 20 }), (values) => {
        const named = { distinct: 500, values };

        const lines = told({ user: named, account: named, region: named, address: named });

        for (const line of lines) {
          expect([...line].length).toBeLessThan(200);
          expect(line).toMatch(/^Now /);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
