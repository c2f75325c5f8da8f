import type { CataloguePage } from '../page.ts';
import { type Body, type Cell, isEmpty, type Section, sectionsOf } from '../sections.ts';
import { deliveryInWords, type Outline, type Phrase, type StageWords } from '../words.ts';
import { severityBadges, signalBadge } from './index-page.ts';
import { layout } from './layout.ts';
import { html, type Markup, nothing, safeHref } from './markup.ts';
import { table } from './table.ts';

export function rulePage(page: CataloguePage): string {
  const sections = sectionsOf(page);
  const main = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="index.html">All rules</a></nav>
<div class="intro">
<div class="badges">${severityBadges(page)}${signalBadge(page)}</div>
<h1>${page.title}</h1>
<p class="lead">${page.description}</p>
<p class="id"><code>${page.id}</code> · ${deliveryInWords(page.deliver)}</p>
</div>
<div class="columns">
<nav class="contents" aria-label="On this page">
<h2>On this page</h2>
<ul>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}
</ul>
</nav>
<div class="sections">
${sections.map(sectionMarkup)}
</div>
</div>`;
  return layout({ title: `${page.title} · Gatewarden`, main });
}

function sectionMarkup(section: Section): Markup {
  const { id, title, about, none } = section;
  const empty = isEmpty(section);
  const intro = about === undefined || empty ? nothing : html`<p class="about">${about}</p>`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${intro}${empty ? html`<p class="none">${none}</p>` : bodyMarkup(section.body, `${id}-title`)}
</section>
`;
}

function bodyMarkup(body: Body, labelledBy: string): Markup {
  switch (body.type) {
    case 'table':
      return table({ headers: body.headers, rows: body.rows.map((row) => row.map(cell)), labelledBy });
    case 'facts':
      return html`<dl class="original">${body.facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${cell(value)}</dd></div>`)}</dl>`;
    case 'stages':
      return html`<ol class="stages">${body.stages.map(stage)}</ol>`;
    case 'list': {
      const items = body.items.map(({ phrase }) => html`<li>${inline(phrase)}</li>\n`);
      return body.ordered ? html`<ol class="steps">${items}</ol>` : html`<ul class="items">${items}</ul>`;
    }
    default:
      return body satisfies never;
  }
}

function cell({ lines, href, ruleId }: Cell): Markup {
  const content = html`${lines.map((line, index) => html`${index === 0 ? '' : ' '}${inline(line)}`)}`;
  if (content.markup === '') return nothing;
  if (ruleId !== undefined) return html`<div><a href="${ruleId}.html">${content}</a></div>`;
  if (href !== undefined) return html`<div><a href="${safeHref(href)}" rel="noreferrer">${content}</a></div>`;
  return html`<div>${content}</div>`;
}

function stage({ title, outline }: StageWords): Markup {
  return html`<li><h3>${title}</h3>${outlineMarkup(outline)}</li>\n`;
}

function outlineMarkup(outline: readonly Outline[]): Markup {
  if (outline.length === 0) return nothing;
  return html`<ul>${outline.map(({ phrase, below = [] }) => html`<li>${inline(phrase)}${outlineMarkup(below)}</li>`)}</ul>`;
}

function inline(phrase: Phrase): Markup {
  return html`${phrase.map((part) => {
    if (typeof part === 'string') return html`${part}`;
    return 'field' in part
      ? html`<code class="field">${part.field}</code>`
      : html`<code class="value">${part.value}</code>`;
  })}`;
}
