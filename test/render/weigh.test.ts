import { describe, expect, it } from 'vitest';
import type { Alert, AlertContext } from '../../lambda/core/alert.ts';
import { weigh } from '../../lambda/render/mail/weigh.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { anAlert } from './an-alert.ts';

function weights(alert: Alert, rule = withoutMfa): readonly string[] {
  return weigh(alert, rule).map(({ side, text }) => `${side}: ${text}`);
}

/** A login of alice at 10:00 with failed sign-ins around it. */
function withFailures(values: NonNullable<AlertContext['values']>, last = '2026-11-20T09:59:00Z'): readonly string[] {
  const context = {
    sides: [{ name: 'SigninLogs', count: 8, atLeast: false }],
    first: '2026-11-20T09:00:00Z',
    last,
    values,
  };
  const alert = anAlert({ severity: 'Medium', columns: { LoginResult: 'Success' }, context });
  return weights(alert, entraFailures);
}

const wrongPassword = { ResultType: { distinct: 1, top: [{ value: '50126', count: 8 }] } };

describe('what makes an alert worse', () => {
  it('is root, before all else', () => {
    const found = weights(alertOf(withoutMfa, { AccountName: rootArn }));

    expect(found[0]).toBe('worse: It is about the root user, whom no IAM policy of the account limits.');
  });

  it('is root once, where that is why it is more severe', () => {
    const found = weights(alertOf(withoutMfa, { AccountName: rootArn, UserIdentityType: 'Root' }));

    expect(found).toEqual([
      "worse: High instead of the rule's own Low: the root user signed in, whom no IAM policy of the account limits.",
      'worse: AWS saw no second factor (MFA).',
    ]);
  });

  it('is a missing second factor once, where that is why it is more severe', () => {
    const found = weights(alertOf(entraFailures), entraFailures);

    expect(found).toEqual([
      "worse: High instead of the rule's own Medium: AWS saw no second factor at the login, as it never does of a federated one.",
    ]);
  });

  it('is one of several circumstances, where any of them can have raised it', () => {
    const one = { where: [], severity: 'High', because: 'this' } as const;
    const rule = {
      ...withoutMfa,
      severityWhen: [one, { ...one, because: 'that' }, { ...one, severity: 'Medium' }],
    } as const;

    expect(weights(anAlert({ severity: 'High', columns: {} }), rule)).toEqual([
      "worse: High instead of the rule's own Low: this; or that.",
    ]);
  });

  it('is a login of an IAM user without a second factor', () => {
    const found = weights(alertOf(withoutMfa, { UserIdentityPrincipalid: 'AIDAEXAMPLE' }));

    expect(found).toEqual(['worse: AWS saw no second factor (MFA).']);
  });

  it('is many accounts tried from the address', () => {
    const found = withFailures({ UserPrincipalName: { distinct: 12, top: [{ value: 'bob@example.com', count: 2 }] } });

    expect(found).toEqual([
      'worse: 12 accounts were tried from the address: more like a spray than one person who mistypes.',
    ]);
  });

  it("is the login's own name among those that failed", () => {
    const top = [
      { value: 'bob@example.com', count: 2 },
      { value: 'Alice@example.com', count: 1 },
    ];

    const found = withFailures({ UserPrincipalName: { distinct: 2, top } });

    expect(found).toEqual(["worse: Alice@example.com is among the accounts that failed, and bears the login's name."]);
  });

  it('is failures that go on after the login', () => {
    const found = withFailures(wrongPassword, '2026-11-20T10:07:00Z');

    expect(found).toEqual(['worse: The failures went on after the login, until 2026-11-20 10:07:00 UTC.']);
  });

  it("is another's hand beside the login", () => {
    const context = {
      sides: [{ name: 'CreateLoginProfile', count: 1, atLeast: false }],
      values: { User: { distinct: 1, top: [{ value: 'carol', count: 1 }] } },
    };

    const found = weights(anAlert({ columns: {}, context }));

    expect(found).toEqual(['worse: CreateLoginProfile was done by carol, the login is by alice@example.com.']);
  });

  it('is a severity above that of the rule', () => {
    const found = weights(anAlert({ severity: 'High', columns: {} }));

    expect(found).toEqual([
      "worse: High instead of the rule's own Low: the root user signed in, whom no IAM policy of the account limits.",
    ]);
  });

  it('is a severity above that of a rule which no longer says why', () => {
    const { severityWhen: _, ...rule } = withoutMfa;

    expect(weights(anAlert({ severity: 'High', columns: {} }), rule)).toEqual([
      "worse: High instead of the rule's own Low: its circumstances raise it.",
    ]);
  });

  it.each([
    ['users', 'User', 'It is about 5 users: more like a spray than one person who mistypes.'],
    [
      'addresses',
      'SourceIpAddress',
      'It came from 5 addresses: more like an attack from many machines than one person.',
    ],
  ])('is many %s in its own events', (_, field, expected) => {
    const values = { [field]: { distinct: 5, top: [{ value: 'bob', count: 20 }] } };

    expect(weights(anAlert({ columns: {}, context: { values } }))).toEqual([`worse: ${expected}`]);
    expect(weights(anAlert({ columns: {}, context: { values: { [field]: { distinct: 4, top: [] } } } }))).toEqual([]);
  });

  it('is root among the users of its own events', () => {
    const values = { User: { distinct: 1, top: [{ value: 'root', count: 21 }] } };

    expect(weights(anAlert({ columns: {}, context: { values } }))).toEqual([
      'worse: The root user is among its users.',
    ]);
  });

  it("is not another's hand, where the names are those of its own events", () => {
    const values = { User: { distinct: 2, top: [{ value: 'carol', count: 1 }] } };

    expect(weights(anAlert({ columns: {}, context: { values } }))).toEqual([]);
  });
});

describe('what makes an alert better', () => {
  it.each([
    [{ MFAUsed: 'Yes' }, 'better: AWS saw a second factor (MFA).'],
    [{ MFAUsed: 'No', SessionMfaAuthenticated: true }, 'better: AWS saw a second factor (MFA).'],
  ])('is a second factor: %j', (fields, expected) => {
    expect(weights(alertOf(withoutMfa, fields))).toEqual([expected]);
  });

  it('is a single account that was tried, above all the own one', () => {
    const one = (value: string) => withFailures({ UserPrincipalName: { distinct: 1, top: [{ value, count: 8 }] } });

    expect(one('bob@example.com')).toEqual([
      'better: Only one account was tried: more likely a person, or a job with an old password, than a spray.',
    ]);
    expect(one('alice@example.com')[0]).toContain(
      'Only alice@example.com was tried, the same name: more likely a person',
    );
  });

  it('is failures of which none refused a credential, as the rule itself sorts them', () => {
    const found = withFailures({ ResultType: { distinct: 1, top: [{ value: '50076', count: 8 }] } });

    expect(found).toEqual([
      'better: No failure is a refused credential: they are interrupts, of MFA or Conditional Access for instance.',
    ]);
  });

  it('is not claimed of failures that are not all listed', () => {
    expect(withFailures({ ResultType: { distinct: 9, top: [{ value: '50076', count: 8 }] } })).toEqual([]);
  });

  it('is a single user in its own events', () => {
    const values = { User: { distinct: 1, top: [{ value: 'bob', count: 21 }] } };

    expect(weights(anAlert({ columns: {}, context: { values } }))).toEqual([
      'better: It is about bob alone: more likely a person, or a job with an old password, than a spray.',
    ]);
  });

  it('is an exclusion that took back a step of what a circumstance raised', () => {
    expect(weights(anAlert({ severity: 'Medium', columns: {} }))).toEqual([
      "worse: Medium instead of the rule's own Low: the root user signed in, whom no IAM policy of the account limits.",
      'better: An exclusion lowers it by one step, to Medium.',
    ]);
  });

  it('is an exclusion that lowered it', () => {
    const found = weights({ ...alertOf(entraFailures, { MFAUsed: 'Yes' }), severity: 'Low' }, entraFailures);

    expect(found).toContain("better: An exclusion lowers it to Low; the rule's own severity is Medium.");
  });
});

describe('what a reader has to know', () => {
  it.each([{ UserIdentityPrincipalid: 'AROAEXAMPLE:alice' }, { UserIdentityType: 'SAMLUser' }])(
    "is that AWS does not see the identity provider's MFA: %j",
    (fields) => {
      const rule = 'UserIdentityType' in fields ? entraFailures : withoutMfa;

      const found = weights(alertOf(rule, fields), rule);

      expect(found.filter((each) => !each.startsWith('worse: High instead of'))).toEqual([
        "note: A federated login. AWS cannot see the identity provider's MFA and records No for all of them: look the sign-in up there.",
      ]);
    },
  );

  it('is that hidden names do not exist', () => {
    const found = weights(
      alertOf(withoutMfa, { AccountName: 'HIDDEN_DUE_TO_SECURITY_REASONS', LoginResult: 'Failure' }),
    );

    expect(found[0]).toMatch(/^note: No such user exists\./);
  });

  it('is that hidden names count as one user, also among others', () => {
    const values = { User: { distinct: 1, top: [{ value: 'HIDDEN_DUE_TO_SECURITY_REASONS', count: 21 }] } };

    expect(weights(anAlert({ columns: {}, context: { values } }))).toEqual([
      'note: 21 of its events name users that do not exist. AWS hides these names, so they count as one user.',
    ]);
  });

  it('is nothing, of a failed login whose second factor nobody asked for', () => {
    expect(weights(alertOf(withoutMfa, { LoginResult: 'Failure' }))).toEqual([]);
  });
});
