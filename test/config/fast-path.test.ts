import { describe, expect, it } from 'vitest';
import { signInPattern } from '../../lambda/config/fast-path.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { parseConfig } from '../../lambda/config/schema.ts';
import { where } from '../../lambda/core/predicate.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';

function parsed(fastPath: unknown) {
  const result = parseConfig({ fastPath }, { ruleIds: [] });
  return result.ok ? result.config.fastPath : result.faults.map(sentenceOf);
}

describe('the fast path', () => {
  it('is off where nothing is said of it', () => {
    const result = parseConfig({}, { ruleIds: [] });

    expect(result.ok && 'fastPath' in result.config).toBe(false);
  });

  it.each([
    [{ regions: ['us-east-1'] }],
    [{ regions: ['us-east-1', 'us-gov-west-1', 'ap-southeast-2'], organization: 'o-a1b2c3d4e5' }],
  ])('keeps all that it says: %j', (said) => {
    expect(parsed(said)).toEqual(said);
  });

  it.each([
    [null, 'fastPath must be a mapping of regions, organization, not null.'],
    [['us-east-1'], 'fastPath must be a mapping of regions, organization, not ["us-east-1"].'],
    [{}, 'fastPath.regions is missing.'],
    [{ regions: [] }, 'fastPath.regions must be a list of Regions, such as [us-east-1, eu-central-1], not [].'],
    [
      { regions: 'us-east-1' },
      'fastPath.regions must be a list of Regions, such as [us-east-1, eu-central-1], not "us-east-1".',
    ],
    [{ regions: ['Frankfurt'] }, 'fastPath.regions[0] must be a Region, such as us-east-1, not "Frankfurt".'],
    [{ regions: ['us-east-1', 'eu-central-1', 'us-east-1'] }, 'fastPath.regions[2] is named before: "us-east-1".'],
    [
      { regions: ['us-east-1'], organization: '111122223333' },
      'fastPath.organization must be the id of an AWS organisation, such as o-a1b2c3d4e5, not "111122223333".',
    ],
    [{ regions: ['us-east-1'], accounts: [] }, 'fastPath.accounts is not known here; known are regions, organization.'],
  ])('refuses %j in a sentence', (said, sentence) => {
    expect(parsed(said)).toEqual([sentence]);
  });
});

describe('what is taken of EventBridge’s events', () => {
  it('is nothing where no rule asks for a sign-in', () => {
    expect(signInPattern([])).toBeUndefined();
  });

  it('is nothing of what another service records, and nothing at all where the rules ask for that alone', () => {
    const [both, other] = [['ConsoleLogin', 'CreateLoginProfile'], ['CreateLoginProfile']].map((names) =>
      signInPattern(rules.slice(0, 1).map((each) => ({ ...each, where: [where('EventName').in(...names)] }))),
    );

    expect(both?.detail?.eventName).toEqual([{ 'equals-ignore-case': 'consolelogin' }]);
    expect(other).toBeUndefined();
  });

  it('is all that the rules ask for, but what is known to be another service’s', () => {
    const asked = [...(wantedBy(rules).names ?? [])];

    const taken = signInPattern(rules)?.detail?.eventName.map((each) => each['equals-ignore-case']) ?? [];

    expect(asked.filter((name) => !taken.includes(name))).toEqual(['createloginprofile']); // IAM's
  });

  it('are sign-ins of every name where a rule names none', () => {
    const pattern = signInPattern(rules.map((each) => ({ ...each, where: [where('LoginResult').is('Success')] })));

    expect(pattern).toHaveProperty('source', ['aws.signin']);
    expect(pattern).not.toHaveProperty('detail');
  });

  it('names each event that a rule asks for once, in any case, as the functions do', () => {
    const [rule] = rules;
    const asking = ['SwitchRole', 'ConsoleLogin', 'consolelogin'].flatMap((name) =>
      rule === undefined ? [] : { ...rule, where: [where('EventName').is(name)] },
    );

    const pattern = signInPattern(asking);

    expect(pattern?.detail?.eventName).toEqual([
      { 'equals-ignore-case': 'consolelogin' },
      { 'equals-ignore-case': 'switchrole' },
    ]);
  });
});
