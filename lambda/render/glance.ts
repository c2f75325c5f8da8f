import type { Alert } from '../core/alert.ts';
import { neutral } from './neutral.ts';

/** The few facts that every alert has for a person, safe to show; `undefined` where the alert does not know. */
export interface Glance {
  /** `root`, or the account's name with its UPN suffix joined. */
  readonly who: string | undefined;
  readonly accountId: string | undefined;
  readonly address: string | undefined;
  readonly region: string | undefined;
  /** MFAUsed as AWS recorded it. */
  readonly mfa: string | undefined;
}

const rootArn = /^arn:[^:]*:iam::\d*:root$/;
const mostCharacters = 64;

/** Reads what entities and columns name; both are the rule's own declaration, so this holds for every rule. */
export function atAGlance({ entities, columns }: Alert): Glance {
  const account = entities.find((entity) => entity.type === 'Account');
  const ip = entities.find((entity) => entity.type === 'IP');
  return {
    who: shown(whoIs(account?.Name, account?.UPNSuffix)),
    accountId: shown(account?.CloudAppAccountId),
    address: shown(ip?.Address),
    region: shown(columns['AWSRegion']),
    mfa: shown(columns['MFAUsed']),
  };
}

/** Root has no name, only an ARN. A user who is called root must not look like it. */
function whoIs(name: string | undefined, suffix: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (rootArn.test(name)) return 'root';
  if (suffix !== undefined) return `${name}@${suffix}`;
  return name.toLowerCase() === 'root' ? `${name} (not the root user)` : name;
}

function shown(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : neutral(String(value), mostCharacters);
}
