import { parseAddress } from '../core/address.ts';
import type { Alert, Entity } from '../core/alert.ts';
import { atAGlance } from './glance.ts';

export interface OcsfEvidence {
  readonly actor?: { readonly user: OcsfUser };
  readonly src_endpoint?: { readonly ip: string } | { readonly name: string };
  readonly api?: { readonly operation: string };
  readonly http_request?: { readonly user_agent: string };
  readonly data: Pick<Alert, 'eventCount' | 'evidence' | 'truncated'>;
}

interface OcsfUser {
  readonly name?: string;
  readonly uid?: string;
  readonly domain?: string;
  readonly type_id?: 2;
  readonly type?: 'Admin';
  readonly account?: OcsfAccount;
}

interface OcsfAccount {
  readonly uid: string;
  readonly type_id: 10;
  readonly type: 'AWS Account';
}

/** What the alert saw: who did what, from where, with what, and the events that tell it. */
export function evidenceOf(alert: Alert): OcsfEvidence {
  const { columns, eventCount, evidence, truncated } = alert;
  const user = userOf(alert);
  const address = alert.entities.find((entity) => entity.type === 'IP')?.Address ?? '';
  const operation = textOf(columns['EventName']);
  const agent = textOf(columns['UserAgent']);
  return {
    ...(user !== undefined && { actor: { user } }),
    ...(address !== '' && { src_endpoint: endpointOf(address) }),
    ...(operation !== '' && { api: { operation } }),
    ...(agent !== '' && { http_request: { user_agent: agent } }),
    data: { eventCount, evidence, ...(truncated === true && { truncated }) },
  };
}

/** CloudTrail also writes `AWS Internal` or a service's name in place of an address. */
function endpointOf(text: string): { readonly ip: string } | { readonly name: string } {
  const ip = parseAddress(text);
  return ip === undefined ? { name: text } : { ip };
}

/** Who it was, as far as the alert knows; an account by itself is nobody. */
function userOf(alert: Alert): OcsfUser | undefined {
  const { Name, UPNSuffix } = accountEntity(alert) ?? {};
  const root = atAGlance(alert).who === 'root';
  const uid = root && Name?.startsWith('arn:') === true ? Name : textOf(alert.columns['UserIdentityPrincipalid']);
  const name = root ? 'root' : [Name, UPNSuffix].filter((part) => part !== undefined && part !== '').join('@');
  if (name === '' && uid === '') return undefined;
  const account = accountOf(alert);
  return {
    ...(name !== '' && { name }),
    ...(uid !== '' && { uid }),
    ...(UPNSuffix !== undefined && UPNSuffix !== '' && { domain: UPNSuffix }),
    ...(root && { type_id: 2, type: 'Admin' }),
    ...(account !== undefined && { account }),
  };
}

/** The AWS account, where the alert names one. */
export function accountOf(alert: Alert): OcsfAccount | undefined {
  const uid = accountEntity(alert)?.CloudAppAccountId ?? '';
  return uid === '' ? undefined : { uid, type_id: 10, type: 'AWS Account' };
}

function accountEntity({ entities }: Alert): Extract<Entity, { type: 'Account' }> | undefined {
  return entities.find((entity) => entity.type === 'Account');
}

export function regionOf({ columns }: Alert): { readonly region?: string } {
  const region = textOf(columns['AWSRegion']);
  return region === '' ? {} : { region };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
