import { describe, expect, it } from 'vitest';
import type { AlertContext } from '../../lambda/core/alert.ts';
import { surroundings } from '../../lambda/render/surroundings.ts';
import { anAlert } from './an-alert.ts';

function shown(context: AlertContext): readonly string[] {
  return surroundings(anAlert({ context })).map(({ label, items }) => `${label}: ${items.join(', ')}`);
}

describe("what an alert's own events name", () => {
  it('is shown by kind, with counts, and how many there are besides', () => {
    const values = {
      AWSRegion: { distinct: 1, top: [{ value: 'us-east-1', count: 25 }] },
      RecipientAccountId: { distinct: 1, top: [{ value: '111122223333', count: 25 }] },
      SourceIpAddress: { distinct: 1, top: [{ value: '198.51.100.9', count: 25 }] },
      User: {
        distinct: 12,
        top: [
          { value: 'HIDDEN_DUE_TO_SECURITY_REASONS', count: 9 },
          { value: 'bob', count: 3 },
        ],
      },
    };

    expect(shown({ values })).toEqual([
      'users: unknown user names ×9, bob ×3, and 10 more',
      'addresses: 198.51.100.9 ×25',
      'accounts: 111122223333 ×25',
      'regions: us-east-1 ×25',
    ]);
  });

  it('is shown under the name of the field where it has no other', () => {
    expect(shown({ values: { UserAgent: { distinct: 1, top: [{ value: 'a\u001B[2Jb', count: 2 }] } } })).toEqual([
      'UserAgent: a\u{FFFD}[2Jb ×2',
    ]);
  });

  it('is not mixed up with what stands beside them', () => {
    const values = { User: { distinct: 1, top: [{ value: 'carol', count: 1 }] } };
    const sides = [{ name: 'CreateLoginProfile', count: 1, atLeast: false }];

    expect(shown({ sides, values })).toEqual(['with it: CreateLoginProfile ×1', 'by: carol ×1']);
    expect(shown({ values })).toEqual(['users: carol ×1']);
  });

  it('is nothing where nothing is known', () => {
    expect(shown({})).toEqual([]);
    expect(shown({ values: {} })).toEqual([]);
  });
});
