import { html, type Markup, nothing } from './markup.ts';

/** The names of the two files that stand beside the pages. */
export const styleSheet = 'catalogue.css';
export const script = 'catalogue.js';

/** A whole document: it loads the style sheet beside it, and the script where it has a use for one. */
export function layout({
  title,
  main,
  scripted = false,
}: {
  readonly title: string;
  readonly main: Markup;
  readonly scripted?: boolean;
}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styleSheet}">
${scripted ? html`<script src="${script}" defer></script>` : nothing}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="width"><a class="home" href="index.html">${gate} Gatewarden</a></div></header>
<main id="main" class="width" tabindex="-1">
${main}
</main>
<footer class="bottom"><div class="width">Derived from the rules’ declarations by <code>gatewarden rules --format html</code>.</div></footer>
</body>
</html>
`.markup;
}

/** The mark of the house. */
export const gate = html`<svg class="gate" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="M4 21V10a8 8 0 0 1 16 0v11M2 21h20M9.3 21V8M14.7 21V8M4 14h16"/></svg>`;
