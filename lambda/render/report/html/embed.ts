import type { Markup } from '../../catalogue/html/markup.ts';
import { jsonLine } from '../../json-line.ts';

/** What an HTML parser could take for a tag, a comment or a reference. */
const markupCharacters = /[<>&]/g;

/**
 * Data for a `<script type="application/json">`. HTML's parser ends a script at `</script` and goes astray at `<!--`,
 * whatever the quotation marks around it: here stands no `<` at all, only its escape, which is the same to a JSON parser.
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function embedded(data: object): Markup {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return { markup: jsonLine(data).replace(markupCharacters, escaped) };
}
