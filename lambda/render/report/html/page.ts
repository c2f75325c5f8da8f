import { severities } from '../../../core/rule.ts';
import { gate } from '../../catalogue/html/layout.ts';
import { html } from '../../catalogue/html/markup.ts';
import { counted } from '../../quantity.ts';
import type { Report } from '../report.ts';
import { alertsPart } from './alert-list.ts';
import { concernedPart } from './concerned.ts';
import { embedded } from './embed.ts';
import { failuresPart } from './failures.ts';
import { readingPart } from './reading.ts';
import { section } from './section.ts';
import { summary } from './summary.ts';
import { timelinePart } from './timeline.ts';

/** Text that stands in the page itself, and its hash as a Content Security Policy names it: `sha256-…`. */
export interface Inline {
  readonly text: string;
  readonly hash: string;
}

/**
 * The report as one HTML document that loads nothing. Its policy allows exactly its own style and script, and no
 * connection to anywhere. Neither text may hold its own closing tag.
 */
export function reportPage(
  report: Report,
  { style, script }: { readonly style: Inline; readonly script: Inline },
): string {
  const parts = [timelinePart, failuresPart, concernedPart, alertsPart, readingPart].map((part) => part(report));
  const alerts = report.alertsBySeverity.reduce((sum, count) => sum + count, 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${{ markup: script.hash }}'; style-src '${{ markup: style.hash }}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${counted(alerts, 'alert')} · Gatewarden</title>
<link rel="icon" href="data:,">
<style>${{ markup: style.text }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="width"><span class="home">${gate} Gatewarden</span></div></header>
<main id="main" class="width" tabindex="-1">
${summary(report)}
<div class="columns">
<nav class="contents" aria-label="On this page">
<h2>On this page</h2>
<ul>
<li><a href="#summary">Summary</a></li>
${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}
</ul>
</nav>
<div class="sections">
${parts.map(section)}
</div>
</div>
</main>
<footer class="bottom"><div class="width">Made by <code>gatewarden replay --report</code>, version ${report.version}. It holds names and addresses from your logs: share it as you would share these. Charts by Chart.js (MIT).</div></footer>
<script type="application/json" id="data">${embedded(dataOf(report))}</script>
<script>${{ markup: script.text }}</script>
</body>
</html>
`.markup;
}

/** What the script needs. */
function dataOf({ rules, alerts, texts, timeline, failureKinds, failureCharts }: Report): object {
  return { severities, rules, alerts, texts, timeline, failureKinds, failureCharts };
}
