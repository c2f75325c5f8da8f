import { describe, expect, it } from 'vitest';
import { faultsIn, isMissing } from '../../bin/commands/init/draft.ts';
import { trailFlags } from '../../bin/commands/init/trail-flags.ts';
import { trailModes } from '../../bin/commands/init/trail-modes.ts';

const modes = Object.entries(trailModes);

/** What the configuration's schema takes beside the mode, as its own message says. */
function knownKeys(mode: string): readonly string[] {
  const [unknown] = faultsIn({ cloudtrail: [{ mode, nosuch: '' }] }).filter(({ path }) => path.includes('nosuch'));
  const [, keys = ''] = unknown?.message.match(/known are mode(?:, )?(.*)$/) ?? [];
  return keys === '' ? [] : keys.split(', ');
}

describe.each(modes)('the mode %s', (mode, { fields }) => {
  it('asks for all that has to be said of it, and for nothing that it does not know', () => {
    const draft = { cloudtrail: [{ mode }] };
    const missing = faultsIn(draft).filter((fault) => isMissing(fault, draft));

    const required = fields.filter(({ optional }) => !optional).map(({ key }) => key);
    expect(missing.map(({ path }) => path.at(-1)).toSorted()).toEqual(required.toSorted());
    expect(knownKeys(mode)).toEqual(expect.arrayContaining(fields.map(({ key }) => key)));
  });

  it('has examples that are valid', () => {
    const examples = Object.fromEntries(fields.map(({ key, example }) => [key, example]));

    expect(faultsIn({ cloudtrail: [{ mode, ...examples }] })).toEqual([]);
  });

  it('has a flag for each of its keys', () => {
    const flags = trailFlags().options.map((option) => option.attributeName());

    expect(flags).toEqual(expect.arrayContaining([...knownKeys(mode)]));
  });
});
