/** HTML that was built here and not read from anywhere. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose texts are escaped, for element content and for attributes in quotation marks; markup stays as it is. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const markup = strings.reduce((built, string, index) => `${built}${toMarkup(values[index - 1] ?? '')}${string}`);
  return { markup };
}

export const nothing: Markup = { markup: '' };

/** A link only to where a click is harmless; `javascript:` and the like lead nowhere. */
export function safeHref(url: string): string {
  return /^https?:\/\//i.test(url) ? url : '#';
}

function toMarkup(value: Value): string {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] as string);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(({ markup }) => markup).join('');
}
