import type { Alert } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { atAGlance, type Glance } from '../glance.ts';

/**
 * What all alerts of a group have in common, listed or not, safe to show: its rule groups by columns, and of these the
 * ones that are known to a person by another word.
 */
export function sharedBy(
  alert: Alert,
  { notifyBy = [], entities }: Tellable,
): Pick<Partial<Glance>, 'who' | 'accountId' | 'address'> {
  const glance = atAGlance(alert);
  const columnOf = (type: 'Account' | 'IP', identifier: string): string =>
    entities.find((entity) => entity.type === type)?.identifiers[identifier] ?? '';
  const isShared = (type: 'Account' | 'IP', identifier: string): boolean =>
    notifyBy.includes(columnOf(type, identifier));
  return {
    ...(isShared('Account', 'Name') && { who: glance.who }),
    ...(isShared('Account', 'CloudAppAccountId') && { accountId: glance.accountId }),
    ...(isShared('IP', 'Address') && { address: glance.address }),
  };
}
