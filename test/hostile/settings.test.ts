import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../bin/config-file.ts';
import { parseConfig } from '../../lambda/config/schema.ts';

const known = { ruleIds: ['console-login-without-mfa'] };
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const tooDeep = 'nests deeper than 20 levels';

describe('a configuration that nests without end is refused in a sentence', () => {
  it.each([
    ['as a whole', nested(5_000)],
    ['where a value belongs', `{"limits":{"decompressedBytes":${nested(5_000)}}}`],
    ['under a name that is not known', `{"limits":{"odd":${nested(100)}}}`],
  ])('%s', (_, text) => {
    const parsed = parseConfig(JSON.parse(text), known);

    expect(parsed).toEqual({ ok: false, faults: [{ path: [], message: tooDeep }] });
  });

  it('by an alias to what holds it, in YAML', () => {
    const read = () => parseConfigText('limits: &a\n  odd: [*a]\n', { file: 'file', ruleIds: known.ruleIds });

    expect(read).toThrow(`the configuration ${tooDeep}.`);
  });

  it('by aliases of aliases, in YAML', () => {
    const lines = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n}: &a${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*a${n - 1}`)
          .join()}]`,
    );
    const read = () => parseConfigText(lines.join('\n'), { file: 'file', ruleIds: known.ruleIds });

    expect(read).toThrow(/^file: is no valid YAML: Excessive alias count/);
  });
});

it('a key over several lines, or with control characters, is told in one line', () => {
  const read = (text: string) => () => parseConfigText(text, { file: 'file', ruleIds: known.ruleIds });

  expect(read('? user: "*"\n  more: x\n: 1\n')).toThrow(
    /^file:1:\d+: \["[^\n]*"\] is not known here; known are [^\n]*$/,
  );
  expect(read('"\\e[2J\\n": 1\n')).toThrow(/^file:1:1: \["\\u001b\[2J\\n"\] is not known here/);
});
