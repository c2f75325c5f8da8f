/** What JSON.stringify leaves as it is, and a terminal or a line reader would act on. */
const active = /[\u007F-\u009F\u2028\u2029\p{Cf}]/gu;

/**
 * A value as one line of JSON, without the line break. Control and format characters are written as escapes: the same
 * value to a parser, and nothing that moves a terminal's cursor.
 */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(active, escapeCharacter);
}

function escapeCharacter(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
