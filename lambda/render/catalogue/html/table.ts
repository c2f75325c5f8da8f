import { html, type Markup } from './markup.ts';

/**
 * On a narrow screen the style sheet sets a row's cells below each other, under the labels that they carry. The roles
 * keep it a table for a screen reader, for which the style would otherwise undo it.
 */
export function table({
  headers,
  rows,
  labelledBy,
}: {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly Markup[])[];
  /** The id of the element that names it. */
  readonly labelledBy: string;
}): Markup {
  const row = (cells: readonly Markup[]): Markup =>
    html`<tr role="row">${cells.map((cell, column) => html`<td role="cell" data-label="${headers[column] ?? ''}">${cell}</td>`)}</tr>\n`;
  return html`<table role="table" aria-labelledby="${labelledBy}">
<thead role="rowgroup"><tr role="row">${headers.map((header) => html`<th role="columnheader" scope="col">${header}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map(row)}</tbody>
</table>`;
}
