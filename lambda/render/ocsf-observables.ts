import { hiddenName } from './hidden-name.ts';
import type { OcsfEvidence } from './ocsf-evidence.ts';

/** What a search over all findings pivots on: where it stands, what kind it is, and its value. */
export interface OcsfObservable {
  readonly name: string;
  readonly type_id: number;
  readonly type?: string;
  readonly value: string;
}

/**
 * The address, the user's name, the user agent and the account of a finding; only what it has. A name that CloudTrail hides
 * is nothing to pivot on.
 */
export function observablesOf(
  evidences: readonly OcsfEvidence[],
  accountUid: string | undefined,
): readonly OcsfObservable[] {
  const found = evidences.flatMap(({ src_endpoint: endpoint, actor, http_request: request }, index) => {
    const at = `evidences[${index}]`;
    const name = actor?.user.name === hiddenName ? undefined : actor?.user.name;
    const ip = endpoint !== undefined && 'ip' in endpoint ? endpoint.ip : undefined;
    return [
      ...observable(`${at}.src_endpoint.ip`, { type_id: 2, type: 'IP Address' }, ip),
      ...observable(`${at}.actor.user.name`, { type_id: 4, type: 'User Name' }, name),
      ...observable(`${at}.http_request.user_agent`, { type_id: 16, type: 'HTTP User-Agent' }, request?.user_agent),
    ];
  });
  // The schema gives this kind a number and no words of its own.
  return [...found, ...observable('cloud.account.uid', { type_id: 35 }, accountUid)];
}

function observable(
  name: string,
  kind: Pick<OcsfObservable, 'type_id' | 'type'>,
  value: string | undefined,
): readonly OcsfObservable[] {
  return value === undefined ? [] : [{ name, ...kind, value }];
}
