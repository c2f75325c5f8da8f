import { html, type Markup, nothing } from '../../catalogue/html/markup.ts';
import { counted, number } from '../../quantity.ts';
import type { Report } from '../report.ts';
import type { Part } from './section.ts';

/** Every file and every record is accounted for. */
export function readingPart({ reading }: Report): Part {
  const { files, ignoredFiles, records, judged, failed, skipped, failures, unreadable, brokenRules } = reading;
  const left = skipped.reduce((sum, [, count]) => sum + count, 0);
  const ignored = ignoredFiles === 0 ? '' : `; ${number(ignoredFiles)} others left alone because of their names`;
  const reasons = skipped.map(([reason, count]) => `${reason} ${number(count)}`).join(', ');
  return {
    id: 'reading',
    title: 'What was read',
    body: html`<dl class="original">
${fact('Files', `${number(files)} read${ignored}`)}
${fact('Records', `${number(records)}: ${number(judged)} judged, ${number(left)} skipped, ${number(failed)} failed`)}
${reasons === '' ? nothing : fact('Skipped', reasons)}
</dl>
${list(`${counted(failed, 'record')} failed, which does not stop the rest`, failures)}
${list('Paths that could not be read', unreadable)}
${list('Rules that failed', brokenRules)}`,
  };
}

function fact(label: string, text: string): Markup {
  return html`<div><dt>${label}</dt><dd>${text}</dd></div>`;
}

function list(title: string, items: readonly string[]): Markup {
  if (items.length === 0) return nothing;
  return html`<h3>${title}</h3><ul class="items wide">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
