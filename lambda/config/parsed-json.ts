/**
 * What a text holds as JSON; undefined where it is none. The parser's error quotes the text, which may name users or hold
 * a secret, so it is left behind.
 */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
