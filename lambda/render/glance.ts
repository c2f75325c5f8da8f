import type { Alert, Entity } from '../core/alert.ts';
import { hiddenName } from './hidden-name.ts';
import { neutral } from './neutral.ts';

/** The few facts that every alert has for a person, safe to show; `undefined` where the alert does not know. */
export interface Glance {
  /** `root`, the account's name with its UPN suffix joined, or `unknown user names` where AWS hides them. */
  readonly who: string | undefined;
  readonly accountId: string | undefined;
  readonly address: string | undefined;
  readonly region: string | undefined;
  /** MFAUsed as AWS recorded it. */
  readonly mfa: string | undefined;
  /** Where the log files are that it is about. */
  readonly bucket: string | undefined;
}

type AccountEntity = Extract<Entity, { type: 'Account' }>;

const rootArn = /^arn:[^:]*:iam::\d*:root$/;
const mostCharacters = 64;

/** Reads what entities and columns name; both are the rule's own declaration, so this holds for every rule. */
export function atAGlance(alert: Alert): Glance {
  const { entities, columns } = alert;
  const account = entities.find((entity) => entity.type === 'Account');
  const ip = entities.find((entity) => entity.type === 'IP');
  return {
    who: shown(whoIs(alert, account)),
    accountId: shown(account?.CloudAppAccountId),
    address: shown(ip?.Address),
    region: shown(columns['AWSRegion']),
    mfa: shown(columns['MFAUsed']),
    bucket: shown(columns['bucket']),
  };
}

/**
 * Root has no name, only an ARN, and a user who is called root must not look like it. A column `user` holds the ARN's end
 * instead, which is `root` for either: there the worse of the two is shown.
 */
function whoIs({ columns, eventCount }: Alert, { Name, UPNSuffix }: Partial<AccountEntity> = {}): string | undefined {
  if (Name === undefined) return undefined;
  if (Name === hiddenName) return eventCount === 1 ? 'unknown user name' : 'unknown user names';
  if (rootArn.test(Name) || (Name === 'root' && columns['user'] === Name)) return 'root';
  if (UPNSuffix !== undefined) return `${Name}@${UPNSuffix}`;
  return Name.toLowerCase() === 'root' ? `${Name} (not the root user)` : Name;
}

function shown(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : neutral(String(value), mostCharacters);
}
