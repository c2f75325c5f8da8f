import type { EntityMapping, GroupColumn } from '../core/rule.ts';

/** The group columns of the rules that come from other platforms than Microsoft Sentinel, under one name each. */
export const account: GroupColumn = { name: 'account', field: 'RecipientAccountId' };
export const user: GroupColumn = { name: 'user', field: 'User' };
export const sourceIp: GroupColumn = { name: 'sourceIp', field: 'SourceIpAddress' };

/** The entities of these columns, as Microsoft Sentinel's rules map theirs. */
export const accountEntity: EntityMapping = {
  type: 'Account',
  identifiers: { Name: 'user', CloudAppAccountId: 'account' },
};
export const addressEntity: EntityMapping = { type: 'IP', identifiers: { Address: 'sourceIp' } };
