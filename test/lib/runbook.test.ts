import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createdTrail, ofType, polling, secretArn, synthesise } from './synthesise.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const headings = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [anchorOf(section.split('\n')[0] ?? ''), section]),
);

/** All alarms that there can be. */
const everything = synthesise({
  ...polling({ method: 'secret', secretArn }),
  subscribers: createdTrail.subscribers,
  alarms: { noFilesMinutes: { cloudtrail: 60, entra: 60 } },
  canary: { every: '1h', within: '15m' },
});
const named = [...ofType(everything, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) =>
  String(Properties['AlarmDescription']).replace(/^.*docs\/runbook\.md#/s, ''),
);

describe('the runbook', () => {
  it('has a heading for each alarm, and none that no alarm names', () => {
    expect([...headings.keys()].toSorted()).toEqual([...new Set(named)].toSorted());
  });

  it.each([...headings])('says under %s what it means, where to look, and what to do', (_, section) => {
    const parts = [...section.matchAll(/^\*\*(.+?)[.]?\*\*/gm)].map(([, part]) => part);

    expect(parts[0]).toBe('What it means');
    expect(parts[1]).toMatch(/^Find out /);
    expect(section).toMatch(/\| What to do +\||^\*\*Judge by hand\*\*/m);
    expect(section).toMatch(/\balarm goes back to OK\b/);
  });
});

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading.trim().toLowerCase().replaceAll(' ', '-');
}
