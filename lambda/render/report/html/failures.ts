import { formatInstant, type Instant } from '../../../core/time.ts';
import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';
import { table } from '../../catalogue/html/table.ts';
import { counted, number } from '../../quantity.ts';
import { timeSpan } from '../../when.ts';
import { binStart } from '../bins.ts';
import type { FailureChart } from '../failures.ts';
import type { Report } from '../report.ts';
import { bounded } from '../words.ts';
import { alertsLink } from './links.ts';
import { asTable, chart, type Part } from './section.ts';

/** A chart for each of the most concerned addresses: what failed from it, and when somebody came in. */
export function failuresPart({ failureCharts, failureKinds, failingAddresses, addressesLeftOut }: Report): Part {
  const shown =
    failingAddresses > failureCharts.length
      ? `The ${failureCharts.length} most concerned of ${number(failingAddresses)} addresses from which a sign-in failed. `
      : '';
  const leftOut = addressesLeftOut ? ' There were too many addresses to count all of them.' : '';
  return {
    id: 'failures',
    title: 'Failures by address, and logins',
    ...(failureCharts.length > 0 && {
      about: `${shown}Distinct sign-ins that failed, before any exclusion, in UTC. Each address has its own span of time.${leftOut}`,
    }),
    body:
      failureCharts.length === 0
        ? html`<p class="none">Nothing failed from any address.</p>`
        : html`${legend(failureKinds)}<div class="failures">
${failureCharts.map((each, place) => failureArticle(each, place, failureKinds))}</div>`,
  };
}

function legend(kinds: readonly string[]): Markup {
  return html`<ul class="legend">${kinds.map((kind, place) => html`<li><span class="swatch kind-${place % 4}"></span>${kind}</li>`)}<li><span class="mark" aria-hidden="true">▼</span>login to the AWS console</li></ul>`;
}

function failureArticle(failures: FailureChart, place: number, kinds: readonly string[]): Markup {
  const { address, kinds: ofKind, logins, moreLogins, atLeast } = failures;
  const total = ofKind.reduce((sum, { count }) => sum + count, 0);
  const parts = ofKind.flatMap(({ count }, kind) => (count === 0 ? [] : [`${kinds[kind]} ${number(count)}`]));
  const came = logins.length === 0 ? 'no login' : counted(logins.length + moreLogins, 'login');
  const about = `${bounded(total, atLeast)} failed: ${parts.join(', ')}`;
  return html`<article class="failure" aria-labelledby="failure-${place}">
<h3 id="failure-${place}"><a href="${alertsLink({ address, signals: 'yes' })}">${address}</a></h3>
<p class="soft">${about} · ${came}${loginNames(failures)}</p>
${chart('failures', place, `${address}: ${about}; ${came} to the AWS console. The table below has the numbers.`)}
${asTable(`failures and logins of ${address}`, `failure-${place}-table`, (labelledBy) =>
  table({ headers: ['When (UTC)', 'What', 'How many, or who'], rows: tableRows(failures, kinds), labelledBy }),
)}
</article>
`;
}

/** `: carol, backup and 3 more`. */
function loginNames({ logins }: FailureChart): Markup {
  const names = [...new Set(logins.map(({ who }) => who))].filter((name) => name !== '');
  if (names.length === 0) return nothing;
  const [listed, more] = [names.slice(0, 3).join(', '), names.length - 3];
  return html`: ${listed}${more > 0 ? ` and ${more} more` : ''}`;
}

function tableRows(
  { bins, kinds: ofKind, logins, moreLogins }: FailureChart,
  kinds: readonly string[],
): readonly (readonly Markup[])[] {
  const failed = ofKind.flatMap(({ cells }, kind) =>
    cells.map(([bin, count]) => ({
      at: binStart(bins, bin),
      when: spanInWords(binStart(bins, bin), (binStart(bins, bin + 1) - 1_000) as Instant),
      what: `failed: ${kinds[kind] ?? ''}`,
      who: number(count),
    })),
  );
  const came = logins.map(({ at, who, account, mfa }) => ({
    at,
    when: spanInWords(at as Instant, at as Instant),
    what: 'login to the AWS console',
    who: [who, account, mfa === '' ? '' : `MFA ${mfa}`].filter((part) => part !== '').join(', '),
  }));
  const rows = [...failed, ...came].toSorted((a, b) => a.at - b.at);
  const more = moreLogins === 0 ? [] : [[html``, html`login to the AWS console`, html`${number(moreLogins)} more`]];
  return [...rows.map(({ when, what, who }) => [html`${when}`, html`${what}`, html`${who}`]), ...more];
}

function spanInWords(first: Instant, last: Instant): string {
  return timeSpan(formatInstant(first), formatInstant(last));
}
