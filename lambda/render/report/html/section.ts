import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';

/** One part of the report, and its line in the contents. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly body: Markup;
}

export function section({ id, title, about, body }: Part): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title" tabindex="-1">${title}</h2>
${about === undefined ? nothing : html`<p class="about">${about}</p>`}
${body}
</section>
`;
}

/** A drawing, which appears once the script has drawn it; `about` is what it says, for those who cannot see it. */
export function chart(kind: 'lane' | 'failures', place: number, about: string): Markup {
  return html`<div class="chart ${kind}-chart" hidden><canvas data-${kind}="${place}" role="img" aria-label="${about}"></canvas></div>`;
}

/** A table that a reader can open, with what a chart shows. */
export function asTable(label: string, id: string, table: (labelledBy: string) => Markup): Markup {
  return html`<details class="as-table"><summary id="${id}">As a table<span class="unseen">: ${label}</span></summary>
${table(id)}
</details>`;
}
