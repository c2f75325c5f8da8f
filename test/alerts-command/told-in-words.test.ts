import { expect, it } from 'vitest';
import type { StoredAlert } from '../../bin/commands/alerts/stored-alerts.ts';
import { toldInWords } from '../../bin/commands/alerts/told-in-words.ts';
import { noon, toldTimes } from './stored.ts';

type Telling = Pick<StoredAlert, 'told' | 'due' | 'gathered'>;

it.each<[string, Partial<Telling>, string]>([
  ['nobody', {}, 'nobody'],
  ['nobody, but somebody will be', { due: noon }, 'nobody yet, due 2026-11-20 12:00:00'],
  ['two audiences', { told: { machines: toldTimes(1), people: toldTimes(1) } }, 'machines, people'],
  [
    'one audience more often',
    { told: { machines: toldTimes(3), people: toldTimes(1) }, due: noon },
    'machines ×3, people, again due 2026-11-20 12:00:00',
  ],
  [
    'an audience that waits for a digest',
    {
      told: { machines: toldTimes(1), people: toldTimes(1) },
      gathered: [{ audience: 'people', revision: 1, by: 'digest', due: noon }],
    },
    'machines, people (digest due 2026-11-20 12:00:00)',
  ],
  [
    'an audience by a summary that went out',
    { told: { people: toldTimes(2) }, gathered: [{ audience: 'people', revision: 2, by: 'storm' }] },
    'people ×2 (storm)',
  ],
  [
    'an audience at once, after an earlier digest',
    { told: { people: toldTimes(2) }, gathered: [{ audience: 'people', revision: 1, by: 'digest' }] },
    'people ×2',
  ],
  ['an audience with a hostile name', { told: { 'a\u001B[2J': toldTimes(1) } }, 'a\uFFFD[2J'],
])('%s was told, in words', (_, telling, words) => {
  expect(toldInWords({ told: {}, gathered: [], ...telling })).toBe(words);
});
