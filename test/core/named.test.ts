import { describe, expect, it } from 'vitest';
import { namedIn, openFields } from '../../lambda/core/named.ts';
import type { GroupColumn } from '../../lambda/core/rule.ts';
import { at, login } from './events.ts';

const event = login('l', at(0), '203.0.113.7', {
  RecipientAccountId: '111122223333',
  User: 'alice',
  AWSRegion: 'us-east-1',
  SourceIpAddress: '203.0.113.7',
});

describe('what an event names', () => {
  it('is its account, user, Region and address, where an alert groups by none of them', () => {
    expect(namedIn(['EventName'], event)).toEqual({
      account: '111122223333',
      user: 'alice',
      region: 'us-east-1',
      address: '203.0.113.7',
    });
  });

  it.each<[string, GroupColumn, string]>([
    ['account', 'RecipientAccountId', 'account'],
    ['user', 'User', 'user'],
    ["user's name", 'AccountName', 'user'],
    ['Region', 'AWSRegion', 'region'],
    ['address as it was written', 'SourceIpAddress', 'address'],
    ['address', 'SourceAddress', 'address'],
    ['address, under another name,', { name: 'src_ip', field: 'SourceAddress' }, 'address'],
  ])('leaves out the %s that the alert groups by', (_, column, kind) => {
    const open = openFields([column]);

    expect(Object.keys(open)).toHaveLength(3);
    expect(open).not.toHaveProperty(kind);
    expect(namedIn([column], event)).not.toHaveProperty(kind);
  });

  it('leaves out nothing for a constant', () => {
    expect(Object.keys(openFields([{ name: 'User', constant: 'AWSRegion' }]))).toHaveLength(4);
  });

  it('leaves out what is empty, and is nothing where all of it is', () => {
    const nobody = login('l', at(0), '', { AWSRegion: 'us-east-1' });

    expect(namedIn([], nobody)).toEqual({ region: 'us-east-1' });
    expect(namedIn(['AWSRegion'], nobody)).toBeUndefined();
  });
});
