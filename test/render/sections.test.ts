import { describe, expect, it } from 'vitest';
import { stacked } from '../../lambda/render/mail/sections.ts';

const sections = [
  { heading: 'WHY', lines: ['  because'] },
  { heading: 'QUERIES', lines: ['x'.repeat(500)] },
  { heading: 'EVIDENCE', lines: ['  there'] },
];

describe('the sections of a mail', () => {
  it('stand one below the other', () => {
    expect(stacked(['What'], sections.slice(0, 1), 1_000)).toBe('What\n\nWHY\n  because\n');
  });

  it('are left out where they are too large, and named, but for those that fit', () => {
    const text = stacked(['What'], sections, 400);

    expect(text).toContain('EVIDENCE\n  there\n');
    expect(text).not.toContain('xxx');
    expect(text).toContain('Left out, as the message would be too large: QUERIES.');
  });

  it('are counted in bytes', () => {
    const wide = [{ heading: 'WHY', lines: ['日'.repeat(200)] }];

    expect(stacked(['What'], wide, 400)).toContain('too large: WHY');
  });
});
