import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { isAccountId } from '../aws-names.ts';
import { counted } from '../quantity.ts';
import { failuresBeside } from './beside.ts';
import { eventsOf, eventWords } from './events-of.ts';
import { listedIn } from './listed.ts';
import { sharedBy } from './shared.ts';

/**
 * What happened, of the several alerts of a group, in one line that is not yet safe to show: `3 logins to the AWS console
 * from 203.0.113.7, after 23 failed Entra ID sign-ins`. An update says first what is new.
 */
export function groupInWords(bulletin: Bulletin, rule: Tellable): string {
  const { alerts, revision, alertCount } = bulletin;
  const { fresh, whole } = listedIn(bulletin);
  const words = eventWords(rule);
  const events = (count: number): string => counted(count, words.one, words.several);
  const where = placeOf(bulletin, rule);
  const beside = failuresBeside(alerts);
  const after = `${beside === undefined ? '' : `, ${beside}`}${words.what === '' ? `: ${rule.title}` : ''}`;
  const total = eventsOf(alerts);
  const bound = whole ? '' : 'At least ';
  if (revision === 1) return `${bound}${events(total)}${words.what}${where}${after}`;

  const { added, grown } = ofFresh(fresh);
  const all = `${bound.toLowerCase()}${total} in all`;
  if (added.length === 0) return `More ${words.several}${words.what}${where}: ${all}${after}`;
  const first = `${bound}${counted(eventsOf(added), `new ${words.one}`, `new ${words.several}`)}`;
  const also = grown.length === 0 ? '' : `, and ${hasGrown(grown.length, alertCount)}`;
  return `${first}${words.what}${where}${also}; ${all}${after}`;
}

/** The part of a subject behind the title: what is new, how much, and where, without names of people. */
export function groupInShort(bulletin: Bulletin, rule: Tellable): string {
  const { alerts, revision } = bulletin;
  const { whole, fresh } = listedIn(bulletin);
  const words = eventWords(rule);
  const total = eventsOf(alerts);
  const accounts = [...new Set(alerts.flatMap((alert) => accountOf(alert.entities) ?? []))];
  return [
    ...(revision === 1
      ? [`${total}${whole ? '' : '+'} ${total === 1 ? words.one : words.several}`]
      : freshInShort(fresh, whole ? '' : '+')),
    ...(accounts.length === 0 ? [] : [accounts.length === 1 ? String(accounts[0]) : `${accounts.length} accounts`]),
  ].join(', ');
}

function freshInShort(fresh: readonly Alert[], more: string): readonly string[] {
  const { added, grown } = ofFresh(fresh);
  return [
    ...(added.length === 0 ? [] : [`${added.length}${more} new`]),
    ...(grown.length === 0 ? [] : [`${grown.length}${more} grown`]),
  ];
}

/** Alerts that are new, and those that were told before and have grown since. */
export function ofFresh(fresh: readonly Alert[]): {
  readonly added: readonly Alert[];
  readonly grown: readonly Alert[];
} {
  return { added: fresh.filter(({ kind }) => kind === 'new'), grown: fresh.filter(({ kind }) => kind === 'update') };
}

function hasGrown(count: number, of: number): string {
  return `${count} of the ${of} rows ${count === 1 ? 'has' : 'have'} grown`;
}

function accountOf(entities: Alert['entities']): string | undefined {
  const account = entities.find((entity) => entity.type === 'Account')?.CloudAppAccountId;
  return isAccountId(account) ? account : undefined;
}

function placeOf({ alerts }: Bulletin, rule: Tellable): string {
  const [first] = alerts;
  if (first === undefined) return '';
  const { who, accountId, address } = sharedBy(first, rule);
  return [who && ` of ${who}`, address && ` from ${address}`, accountId && ` in account ${accountId}`]
    .filter(Boolean)
    .join('');
}
