import { severities } from '../../../core/rule.ts';
import { formatInstant } from '../../../core/time.ts';
import { severityBadge, signalBadge } from '../../catalogue/html/index-page.ts';
import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';
import { table } from '../../catalogue/html/table.ts';
import { counted, number } from '../../quantity.ts';
import { timeSpan } from '../../when.ts';
import { type Bins, binStart } from '../bins.ts';
import type { Report, ReportedRule } from '../report.ts';
import type { Lane, Timeline } from '../timeline.ts';
import { alertsLink } from './links.ts';
import { asTable, chart, type Part } from './section.ts';

/** A row for each rule, with its alerts over time. */
export function timelinePart({ timeline, rules }: Report): Part {
  const about = 'By the time of their first event, in UTC. Each row has its own scale; a bar leads to its alerts.';
  const none = html`<p class="none">No alerts, and no signals.</p>`;
  return {
    id: 'timeline',
    title: 'Alerts over time',
    ...(timeline !== undefined && { about }),
    body: timeline === undefined ? none : lanes(timeline, rules),
  };
}

function lanes({ bins, lanes: all }: Timeline, rules: readonly ReportedRule[]): Markup {
  const rows = all.map((lane, place) => laneRow(lane, rules[place] as ReportedRule, place));
  return html`<ol class="lanes">
${rows}</ol>
<div class="axis" id="axis" aria-hidden="true" hidden></div>
${asTable('alerts over time', 'timeline-table', (labelledBy) =>
  table({ headers: ['From (UTC)', 'Rule', 'Severity', 'Alerts'], rows: tableRows(all, rules, bins), labelledBy }),
)}`;
}

function laneRow(lane: Lane, rule: ReportedRule, place: number): Markup {
  const severity = severities[lane.worst] as (typeof severities)[number];
  const count = counted(lane.alerts, lane.signal ? 'signal' : 'alert');
  return html`<li class="lane">
<div class="lane-name"><a class="lane-title" href="${alertsLink({ rule: rule.id, ...(lane.signal && { signals: 'yes' }) })}">${rule.title}</a>
<span class="badges">${severityBadge({ severity })}${lane.signal ? signalBadge({ deliver: 'signal' }) : nothing}</span><span class="soft">${count}</span></div>
${chart('lane', place, `${count} of “${rule.title}” over time. The table below has the numbers.`)}
</li>
`;
}

function tableRows(all: readonly Lane[], rules: readonly ReportedRule[], bins: Bins): readonly (readonly Markup[])[] {
  const cells = all.flatMap((lane, place) => lane.cells.map((cell) => ({ ...cell, lane, rule: rules[place] })));
  return cells
    .toSorted((a, b) => a.bin - b.bin || b.severity - a.severity)
    .map(({ bin, severity, alerts, lane, rule }) => {
      const [since, until] = [binStart(bins, bin), binStart(bins, bin + 1)];
      const name = severities[severity] as (typeof severities)[number];
      const link = alertsLink({
        rule: lane.ruleId,
        severity: name,
        since: String(since),
        until: String(until),
        ...(lane.signal && { signals: 'yes' }),
      });
      const start = formatInstant(since);
      return [
        html`${timeSpan(start, start)}`,
        html`${rule?.title ?? ''}`,
        html`${name}${lane.signal ? ' (signal)' : ''}`,
        html`<a href="${link}">${number(alerts)}</a>`,
      ];
    });
}
