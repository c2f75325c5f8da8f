import { severities } from '../../../core/rule.ts';
import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';
import { counted, number } from '../../quantity.ts';
import { timeSpan } from '../../when.ts';
import type { ReadingFacts, Report } from '../report.ts';
import { alertsLink } from './links.ts';

/** What was found, in one line and one tile for each severity; and first of all what may be missing. */
export function summary({ reading, alertsBySeverity, signals }: Report): Markup {
  const alerts = alertsBySeverity.reduce((sum, count) => sum + count, 0);
  return html`<div class="intro" id="summary">
<h1>${counted(alerts, 'alert')}${signals === 0 ? '' : ` and ${counted(signals, 'signal')}`}</h1>
<p class="lead">${readInWords(reading)}</p>
${warnings(reading)}
<ul class="tiles">
${severities
  .toReversed()
  .flatMap((severity) => tile(severity, alertsBySeverity[severities.indexOf(severity)] ?? 0, { severity }))}
${tile('Signals', signals, { signals: 'yes' })}
</ul>
</div>`;
}

function readInWords({ span, files, records, judged }: ReadingFacts): string {
  const when = span === undefined ? '' : `${timeSpan(span.first, span.last)} UTC: `;
  return `${when}${counted(records, 'record')} in ${counted(files, 'file')}, ${number(judged)} of them judged.`;
}

/** One that is empty leads nowhere; Informational is shown only where there is one. */
function tile(label: string, count: number, narrowed: Parameters<typeof alertsLink>[0]): Markup {
  if (count === 0 && label === 'Informational') return nothing;
  const content = html`<b>${number(count)}</b> <span>${label}</span>`;
  const kind = label.toLowerCase();
  return count === 0
    ? html`<li class="tile ${kind}"><div>${content}</div></li>\n`
    : html`<li class="tile ${kind}"><a href="${alertsLink(narrowed)}">${content}</a></li>\n`;
}

function warnings({ unreadable, brokenRules, failed }: ReadingFacts): Markup {
  const told = [
    ...brokenRules.map((rule) => `A rule failed, so that its alerts may be missing: ${rule}`),
    ...(unreadable.length === 0 ? [] : ['Some paths could not be read, or not to their end.']),
    ...(failed === 0 ? [] : [`${counted(failed, 'record')} could not be understood.`]),
  ];
  if (told.length === 0) return nothing;
  return html`<div class="notice"><p><b>Something may be missing.</b> <a href="#reading">What was read</a> tells more.</p><ul>${told.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}
