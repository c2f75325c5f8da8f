import { type Severity, severities } from '../../../core/rule.ts';
import { isAbove } from '../../../core/severity.ts';
import type { CataloguePage } from '../page.ts';
import { worstSeverity } from '../words.ts';
import { layout } from './layout.ts';
import { html, type Markup, nothing } from './markup.ts';

/** The list of all rules, with filters that show themselves once the script runs; without it, the list is whole. */
export function indexPage(pages: readonly CataloguePage[]): string {
  const tactics = unique(pages.flatMap(({ attack }) => attack.map(({ tactic }) => tactic))).toSorted();
  const events = unique(pages.flatMap(({ eventNames }) => eventNames)).toSorted();
  const used = severities
    .toReversed()
    .filter((severity) => pages.some((page) => severitiesOf(page).includes(severity)));
  const main = html`<div class="intro">
<h1>Detection rules</h1>
<p class="lead">What Gatewarden watches for at the front door of AWS: each rule with its stages, its indicators, and what to do with an alert.</p>
</div>
<form class="filters" id="filters" hidden aria-label="Filter the rules">
${select('tactic', 'ATT&CK tactic', tactics)}
${select('severity', 'Severity', used)}
${select('event', 'Event name', events)}
<button type="reset">Show all</button>
</form>
<p class="count" id="count" role="status">${pages.length} rules</p>
<ul class="rules" id="rules">
${pages.map(entry)}
</ul>
<p class="empty" id="empty" hidden>No rule has all of these. Choose less, or show all.</p>`;
  return layout({ title: 'Detection rules · Gatewarden', main, scripted: true });
}

function select(name: string, label: string, values: readonly string[]): Markup {
  return html`<label>${label}<select name="${name}">
<option value="">All</option>
${values.map((value) => html`<option>${value}</option>`)}
</select></label>`;
}

function entry(page: CataloguePage): Markup {
  const tactics = page.attack.map(({ tactic }) => tactic);
  return html`<li class="rule" data-tactic="${list(tactics)}" data-severity="${list(severitiesOf(page))}" data-event="${list(page.eventNames)}">
<article aria-labelledby="${page.id}">
<div class="badges">${severityBadges(page)}${signalBadge(page)}</div>
<h2 id="${page.id}"><a href="${page.id}.html">${page.title}</a></h2>
<p>${page.description}</p>
<dl class="facts">
<div><dt>Event</dt><dd>${page.eventNames.map((name) => html`<code>${name}</code> `)}</dd></div>
${tactics.length === 0 ? nothing : html`<div><dt>Tactics</dt><dd>${tactics.join(', ')}</dd></div>`}
<div><dt>From</dt><dd>${page.original.platform}</dd></div>
</dl>
</article>
</li>
`;
}

/** The rule's own severity, and where circumstances raise it, the highest that they raise it to. */
export function severityBadges(page: CataloguePage): Markup {
  const worst = worstSeverity(page);
  if (worst === page.severity) return severityBadge(page);
  return html`${severityBadge(page)}<span class="badge ${worst.toLowerCase()}" title="By circumstance">up to ${worst}</span>`;
}

export function severityBadge({ severity }: Pick<CataloguePage, 'severity'>): Markup {
  return html`<span class="badge ${severity.toLowerCase()}"><span class="unseen">Severity: </span>${severity}</span>`;
}

/** Every severity that a match of the rule can have by its declaration. */
function severitiesOf({ severity, severityWhen }: CataloguePage): readonly Severity[] {
  const raised = unique(severityWhen.map((circumstance) => circumstance.severity));
  return [severity, ...raised.filter((each) => isAbove(each, severity))];
}

export function signalBadge({ deliver }: Pick<CataloguePage, 'deliver'>): Markup {
  return deliver === 'signal'
    ? html`<span class="badge signal" title="Kept and shown, not published">Signal</span>`
    : nothing;
}

/** Values for the script, which a name with any character in it cannot break. */
function list(values: readonly string[]): string {
  return JSON.stringify(values);
}

function unique<Value extends string>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
