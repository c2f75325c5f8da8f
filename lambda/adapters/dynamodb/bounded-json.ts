const firstCut = 65_536;
const mark = '…[cut]';

/**
 * A value as JSON of at most `mostBytes` bytes in UTF-8, whatever text an attacker put into it: where it would be
 * longer, its longest texts are cut and marked, always in the same way. Throws where cutting texts cannot help.
 */
export function boundedJson(value: unknown, mostBytes: number): string {
  let json = JSON.stringify(value);
  for (let longest = firstCut; Buffer.byteLength(json) > mostBytes; longest /= 2) {
    if (longest < 1) throw new Error(`expected JSON that fits ${mostBytes} bytes, found ${Buffer.byteLength(json)}`);
    json = JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? cut(part, longest) : part));
  }
  return json;
}

/** Cutting may split a surrogate pair, whose half is no text. */
function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}${mark}` : text;
}
