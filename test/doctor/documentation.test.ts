import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reads } from '../../bin/commands/doctor/aws/reads.ts';
import { checks } from '../../bin/commands/doctor/checks.ts';
import { helpAfterOptions } from '../../bin/commands/doctor/help.ts';
import { repository } from '../cli/run-cli.ts';

const page = readFileSync(join(repository, 'docs/doctor.md'), 'utf8');
const ids = checks.map(({ id }) => id);

/** The actions of the policy on the page. */
function documentedActions(): readonly string[] {
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  const { Statement } = JSON.parse(json) as { readonly Statement: readonly { readonly Action: string | string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

/** What the actions do by their names: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_access-level-summaries.html */
const reading = /^[a-z0-9]+:(?:Describe|Get|List)[A-Z]/;

describe('what the doctor may do', () => {
  it('is to read: each action that it ever sends', () => {
    expect(Object.keys(reads).filter((action) => !reading.test(action))).toEqual([]);
  });

  it('is what its page asks for, besides who one is, which is free, and the key of the table', () => {
    const needed = Object.keys(reads).filter((action) => action !== 'sts:GetCallerIdentity');

    expect(new Set(documentedActions())).toEqual(new Set([...needed, 'kms:Decrypt']));
  });

  it('is named for what it sends: the command of each action', () => {
    const renamed = { 's3:GetBucketNotification': 'GetBucketNotificationConfigurationCommand' };
    const expected = Object.keys(reads).map((action) => [action, `${action.split(':')[1]}Command`]);

    const sent = Object.entries(reads).map(([action, { command }]) => [action, command.name]);

    expect(Object.fromEntries(sent)).toEqual({ ...Object.fromEntries(expected), ...renamed });
  });

  it('is what some check needs, but for who one is and what stacks there are', () => {
    const needed = new Set([...checks.flatMap(({ needs }) => needs), 'sts:GetCallerIdentity']);

    expect(needed).toEqual(new Set(Object.keys(reads)));
  });
});

describe('the checks', () => {
  it('are in the help, in their order', () => {
    const inHelp = [...helpAfterOptions.matchAll(/^ {2}([a-z-]+) {2,}the |^ {2}([a-z-]+) {2,}\S/gm)]
      .map(([, one, other]) => one ?? other)
      .filter((id) => id !== undefined && !/^\d/.test(id));

    expect(inHelp).toEqual(ids);
  });

  it('are on the page, in their order', () => {
    expect([...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, id]) => id)).toEqual(ids);
  });

  it('have ids of their own, and titles of one line', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const { title } of checks) expect(title.length).toBeLessThan(20);
  });
});
