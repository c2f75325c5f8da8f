import { severities } from '../../../core/rule.ts';
import { severityBadge, signalBadge } from '../../catalogue/html/index-page.ts';
import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';
import { counted } from '../../quantity.ts';
import type { AlertEntry } from '../alert-entry.ts';
import type { Report, ReportedRule } from '../report.ts';
import type { Part } from './section.ts';

/** How many alerts stand in the page itself, for those who have no scripts. */
const mostWritten = 50;

/** The list of alerts. The script replaces it by one that can be searched, and whose alerts open. */
export function alertsPart({ alerts, rules, signals }: Report): Part {
  const told = alerts.filter(({ rule }) => rules[rule]?.signal !== true);
  const places = new Set(alerts.map(({ severity }) => severity));
  const used = severities.filter((_, place) => places.has(place)).toReversed();
  return {
    id: 'alerts',
    title: 'Alerts',
    body: html`<form class="filters" id="filters" role="search" aria-label="Filter the alerts" hidden>
<label class="search">Search<input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="user, address, event id, file …"></label>
<label>Severity<select name="severity"><option value="">All</option>${used.map((each) => html`<option>${each}</option>`)}</select></label>
<label class="rule">Rule<select name="rule"><option value="">All</option>${rules.map(({ id, title }) => html`<option value="${id}">${title}</option>`)}</select></label>
<label>Order<select name="order"><option value="">Most severe first</option><option value="oldest">Oldest first</option><option value="newest">Newest first</option><option value="events">Most events first</option></select></label>
${signals === 0 ? nothing : html`<label class="check"><input type="checkbox" name="signals" value="yes">Signals, too</label>`}
<button type="reset">Show all</button>
</form>
<ul class="chips" id="chips" aria-label="Further filters" hidden></ul>
<p class="count" id="count" role="status">${counted(told.length, 'alert')}</p>
<noscript><p class="notice">${told.length > mostWritten ? `These are the first ${mostWritten}. ` : ''}Charts, search, evidence and triage steps of each alert need JavaScript, which this page brings along; it loads nothing from anywhere.</p></noscript>
<ol class="alerts" id="list">
${told.slice(0, mostWritten).map((alert) => entry(alert, rules[alert.rule] as ReportedRule))}
</ol>
<p class="empty" id="empty" hidden></p>
<nav class="pages" id="pages" aria-label="Pages of alerts" hidden><button type="button" id="previous">Previous</button><span id="page"></span><button type="button" id="next">Next</button></nav>`,
  };
}

/** The same parts as the script's entries have, in the same order. */
function entry(alert: AlertEntry, { title, signal }: ReportedRule): Markup {
  const { severity, when, events } = alert;
  const name = severities[severity] as (typeof severities)[number];
  return html`<li class="alert"><div class="line">
<span class="badges">${severityBadge({ severity: name })}${signal ? signalBadge({ deliver: 'signal' }) : nothing}</span>
<h3 class="what">${title}</h3>
<span class="who">${whoAndWhence(alert)}</span>
<span class="when">${when}</span>
<span class="events">${counted(events, 'event')}</span>
</div></li>
`;
}

/** `carol in 111122223333 from 203.0.113.7`, as far as it is known. */
function whoAndWhence({ who, account, address }: AlertEntry): string {
  return [who, account && `in ${account}`, address && `from ${address}`].filter(Boolean).join(' ');
}
