import type { Alert } from '../../core/alert.ts';
import { hiddenName } from '../hidden-name.ts';

/** The account's name as the log has it, with its UPN suffix: not safe to show. Undefined where nobody is named. */
export function nameOf({ entities }: Alert): string | undefined {
  const account = entities.find((entity) => entity.type === 'Account');
  const { Name = '', UPNSuffix = '' } = account ?? {};
  if (Name === '') return undefined;
  return UPNSuffix === '' ? Name : `${Name}@${UPNSuffix}`;
}

/** Whether AWS hid the names, as no such users exist. */
export function isHidden({ entities }: Alert): boolean {
  return entities.some((entity) => entity.type === 'Account' && entity.Name === hiddenName);
}
