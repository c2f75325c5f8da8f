import { describe, expect, it } from 'vitest';
import { atAGlance } from '../../lambda/render/glance.ts';
import { anAlert } from './an-alert.ts';

describe('who an alert is about', () => {
  it.each([
    ['a user', { Name: 'alice' }, 'alice'],
    ['a name with a suffix, joined again', { Name: 'alice', UPNSuffix: 'example.com' }, 'alice@example.com'],
    ['root, of whom there is only an ARN', { Name: 'arn:aws:iam::111122223333:root' }, 'root'],
    ['root in another partition', { Name: 'arn:aws-us-gov:iam::111122223333:root' }, 'root'],
    ['somebody who is only called root', { Name: 'Root' }, 'Root (not the root user)'],
    ['nobody', {}, undefined],
  ])('shows %s', (_, account, who) => {
    const alert = anAlert({ entities: [{ type: 'Account', ...account }] });

    expect(atAGlance(alert).who).toBe(who);
  });

  it.each([
    ['root, where a column holds the end of the ARN', 'root', 'root'],
    ['a user whose name only looks like it', 'Root', 'Root (not the root user)'],
    ['a user', 'alice', 'alice'],
  ])('shows %s', (_, user, who) => {
    const alert = anAlert({ columns: { user }, entities: [{ type: 'Account', Name: user }] });

    expect(atAGlance(alert).who).toBe(who);
  });

  it.each([
    [1, 'unknown user name'],
    [21, 'unknown user names'],
  ])('says that the names of %i events are hidden by AWS', (eventCount, who) => {
    const alert = anAlert({
      eventCount,
      entities: [{ type: 'Account', Name: 'HIDDEN_DUE_TO_SECURITY_REASONS', CloudAppAccountId: '111122223333' }],
    });

    expect(atAGlance(alert).who).toBe(who);
  });

  it('makes an attacker’s text safe, and short', () => {
    const alert = anAlert({ entities: [{ type: 'Account', Name: `\u001B[2J${'x'.repeat(500)}` }] });

    const { who } = atAGlance(alert);

    expect(who).toBe(`\u{FFFD}[2J${'x'.repeat(59)}…`);
  });

  it('knows account, address, Region and MFA, where the alert does', () => {
    const known = atAGlance(anAlert());
    const unknown = atAGlance(anAlert({ entities: [], columns: { MFAUsed: '' } }));

    expect(known).toEqual({
      who: 'alice@example.com',
      accountId: '111122223333',
      address: '203.0.113.7',
      region: 'us-east-1',
      mfa: 'No',
      bucket: undefined,
    });
    expect(Object.values(unknown).filter((value) => value !== undefined)).toEqual([]);
  });
});
