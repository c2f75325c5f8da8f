import { describe, expect, it } from 'vitest';
import { readOptions } from '../../bench/options.ts';

const known = ['reading', 'cold-start'] as const;

describe('the options of the benchmark', () => {
  it('are all parts, as text, where nothing is said', () => {
    expect(readOptions([], known)).toEqual({ kind: 'run', parts: known, quick: false, format: 'text' });
  });

  it('choose parts, in their usual order, and how they are printed', () => {
    const args = ['--only', 'cold-start', '--only', 'reading', '--quick', '--json'];

    expect(readOptions(args, known)).toEqual({ kind: 'run', parts: known, quick: true, format: 'json' });
    expect(readOptions(['--only', 'cold-start', '--markdown'], known)).toMatchObject({
      parts: ['cold-start'],
      format: 'markdown',
    });
  });

  it.each([['--help'], ['-h']])('may ask for help by %s', (arg) => {
    expect(readOptions(['--quick', arg], known)).toEqual({ kind: 'help' });
  });

  it.each([
    [['--only', 'start'], '--only takes reading, cold-start, not start.'],
    [['--only'], "Option '--only <value>' argument missing."],
    [['--only', '--json'], "Option '--only' argument is ambiguous."],
    [['--nope'], "Unknown option '--nope'."],
    [['reading'], "Unexpected argument 'reading'."],
    [['--json', '--markdown'], '--json and --markdown exclude each other.'],
  ])('are wrong in %j, which a sentence says', (args, sentence) => {
    expect(readOptions(args, known)).toEqual({ kind: 'wrong', sentence });
  });
});
