import { describe, expect, it } from 'vitest';
import type { Check } from '../../bin/commands/doctor/check.ts';
import type { Result } from '../../bin/commands/doctor/examine.ts';
import { type Finding, fault, ok, skipped, unknown, warning } from '../../bin/commands/doctor/finding.ts';
import { renderResults, summary } from '../../bin/commands/doctor/table.ts';

const style = { width: 60, colour: false };

function result(title: string, ...findings: readonly Finding[]): Result {
  const check: Check = { id: title.toLowerCase(), title, needs: [], look: () => Promise.resolve(findings) };
  return { check, findings };
}

describe('the table', () => {
  it('has one line for a check that is well, whatever it found', () => {
    const table = renderResults(
      [
        result('Stack', ok('Gatewarden', 'UPDATE_COMPLETE')),
        result('Queues', ok('one', 'empty'), ok('two', 'empty'), ok('three', 'no dead letters')),
        result('Trail', ok('a', 'x'.repeat(80))),
      ],
      style,
    );

    expect(table).toBe(
      `ok       Stack   Gatewarden: UPDATE_COMPLETE\nok       Queues  empty; no dead letters\nok       Trail   a: ${'x'.repeat(39)}…\n`,
    );
  });

  it('says what is wrong, and below it how to mend it, the same only once', () => {
    const table = renderResults(
      [
        result(
          'Keys',
          fault('one', 'it is disabled', 'Enable it.'),
          ok('two', 'enabled'),
          fault('three', 'it is disabled', 'Enable it.'),
        ),
        result('Table', warning('state', 'no backups', 'Switch them on, and look from time to time whether they are.')),
      ],
      style,
    );

    expect(table).toBe(
      [
        'FAULT    Keys   one, three: it is disabled',
        '                → Enable it.',
        'WARNING  Table  state: no backups',
        '                → Switch them on, and look from time to time',
        '                whether they are.',
        '',
      ].join('\n'),
    );
  });

  it('leaves a command in one line, to be copied', () => {
    const command = `aws kms enable-key --key-id ${'1234-'.repeat(12)}`;

    const table = renderResults([result('Keys', fault('one', 'it is disabled', command))], style);

    expect(table).toContain(`→ ${command}\n`);
  });

  it('says nothing of a mend where nobody says one', () => {
    const table = renderResults([result('Alarms', fault('one', 'it goes off: somebody else described it', ''))], style);

    expect(table).not.toContain('→');
  });

  it('lets nothing through that moves a cursor, whoever named a thing so', () => {
    const table = renderResults([result('Keys', fault('\u001b[2Jone', 'evil\r', 'No.'))], style);

    expect(table).not.toContain('\u001b');
    expect(table).not.toContain('\r');
  });

  it('calls a check by its worst finding: what is unknown is worse than a warning, a fault the worst', () => {
    const all = [
      ok('a', 'b'),
      skipped('a', 'b', 'c'),
      warning('a', 'b', 'c'),
      unknown('a', 'b', 'c'),
      fault('a', 'b', 'c'),
    ];
    const words = all.map((_, index) =>
      renderResults([result('X', ...all.slice(0, index + 1))], style)
        .slice(0, 7)
        .trim(),
    );

    expect(words).toEqual(['ok', 'skipped', 'WARNING', 'UNKNOWN', 'FAULT']);
  });
});

it('the summary counts checks, each once', () => {
  const results = [
    result('A', ok('a', 'b')),
    result('B', ok('a', 'b'), warning('a', 'b', 'c')),
    result('C', unknown('a', 'b', 'c'), warning('a', 'b', 'c')),
    result('D', fault('a', 'b', 'c'), fault('d', 'b', 'c')),
    result('E', fault('a', 'b', 'c')),
    result('F', ok('a', 'b'), skipped('a', 'b', 'c')),
  ];

  expect(summary(results)).toBe(
    '6 checks: 1 all right, 1 for others to see, 1 with a warning, 1 not known, 2 with faults.\n',
  );
  expect(summary([result('A', ok('a', 'b'))])).toBe('1 check: 1 all right.\n');
});
