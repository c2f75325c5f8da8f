import { severities } from '../../../core/rule.ts';
import { html, type Markup } from '../../catalogue/html/markup.ts';
import { table } from '../../catalogue/html/table.ts';
import { counted, number } from '../../quantity.ts';
import { failureCount } from '../activity.ts';
import type { ConcernedAccount, ConcernedAddress } from '../concern.ts';
import type { Ranking, Report } from '../report.ts';
import { bounded } from '../words.ts';
import { alertsLink } from './links.ts';
import type { Part } from './section.ts';

/** Who and where from, the most concerned first. */
export function concernedPart({ addresses, accounts }: Report): Part {
  return {
    id: 'concerned',
    title: 'Accounts and addresses most concerned',
    about: 'By their alerts, from High downwards. A name leads to its alerts.',
    body: html`<h3 id="accounts-title">Accounts</h3>
${accountTable(accounts)}
<h3 id="addresses-title">Addresses</h3>
${addressTable(addresses)}`,
  };
}

function accountTable({ top, of }: Ranking<ConcernedAccount>): Markup {
  if (of === 0) return html`<p class="none">No alert names an account.</p>`;
  const rows = top.map((account) => [
    html`<a href="${linkTo(account)}">${account.who ?? 'everybody in it'}</a>`,
    html`${account.account ?? ''}`,
    html`${alertsInWords(account)}`,
    html`${account.addresses === 0 ? '' : number(account.addresses)}`,
  ]);
  return html`${table({ headers: ['Who', 'AWS account', 'Alerts', 'Addresses'], rows, labelledBy: 'accounts-title' })}${rest(top.length, of)}`;
}

function addressTable({ top, of }: Ranking<ConcernedAddress>): Markup {
  if (of === 0) return html`<p class="none">No alert names an address, and nothing failed from one.</p>`;
  const rows = top.map((each) => [
    html`<a href="${alertsLink({ address: each.address, ...(isSignalled(each) && { signals: 'yes' }) })}">${each.address}</a>`,
    html`${alertsInWords(each)}`,
    html`${each.activity === undefined ? '' : bounded(failureCount(each.activity), each.activity.more)}`,
    html`${each.activity === undefined ? '' : number(each.activity.logins.size)}`,
  ]);
  return html`${table({ headers: ['Address', 'Alerts', 'Failures', 'Logins'], rows, labelledBy: 'addresses-title' })}${rest(top.length, of)}`;
}

function linkTo(account: ConcernedAccount): string {
  const { who, account: id } = account;
  return alertsLink({
    ...(who !== undefined && { who }),
    ...(id !== undefined && { account: id }),
    ...(isSignalled(account) && { signals: 'yes' }),
  });
}

/** Whether there is nothing to show but signals. */
function isSignalled({ alerts }: Pick<ConcernedAddress, 'alerts'>): boolean {
  return alerts.every((count) => count === 0);
}

/** `1 High, 2 Medium, 4 signals`. */
function alertsInWords({ alerts, signals }: Pick<ConcernedAddress, 'alerts' | 'signals'>): string {
  const counts = severities
    .map((severity, place) => [severity, alerts[place] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .toReversed();
  const parts = counts.map(([severity, count]) => `${number(count)} ${severity}`);
  return [...parts, ...(signals === 0 ? [] : [counted(signals, 'signal')])].join(', ') || 'none';
}

function rest(shown: number, of: number): Markup {
  return html`${of > shown ? html`<p class="soft more">and ${number(of - shown)} more, which the list of alerts can be searched for</p>` : ''}`;
}
