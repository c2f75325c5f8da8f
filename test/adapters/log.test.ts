import { describe, expect, it } from 'vitest';
import { errorFields, jsonLog } from '../../lambda/adapters/log.ts';

describe('the log', () => {
  it('is one JSON object a line, with the fields that all lines share', () => {
    const lines: string[] = [];
    const log = jsonLog({ function: 'cloudtrail' }, (line) => lines.push(line));

    log.info('one\nline', { n: 1 });
    log.warn('two');
    log.error('three', { why: ['a', 'b'] });

    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'info', message: 'one\nline', function: 'cloudtrail', n: 1 },
      { level: 'warn', message: 'two', function: 'cloudtrail' },
      { level: 'error', message: 'three', function: 'cloudtrail', why: ['a', 'b'] },
    ]);
  });
});

describe('an error in the log', () => {
  it('tells its causes, also those inside an AggregateError', () => {
    const causes = [new TypeError('the cause'), new RangeError('another')];
    const error = new Error('outer', { cause: new AggregateError(causes, 'several') });

    expect(errorFields(error)).toEqual({
      error: ['Error: outer', 'TypeError: the cause', 'RangeError: another'],
    });
  });

  it('shows what is no error by its type only', () => {
    expect(errorFields('alice@example.com')).toEqual({ error: ['string'] });
  });

  it('shows of what a parser says its name only, as it quotes what it could not parse', () => {
    const error = new Error('outer', { cause: parserError('{"name":alice@example.com}') });

    expect(errorFields(error)).toEqual({ error: ['Error: outer', 'SyntaxError'] });
  });

  it('is bounded, in length and in depth', () => {
    const circular = new Error('x'.repeat(10_000));
    circular.cause = circular;

    const { error } = errorFields(circular);

    expect(error).toHaveLength(20);
    expect(JSON.stringify(error).length).toBeLessThan(11_000);
  });
});

function parserError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
