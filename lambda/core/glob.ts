import { foldCase } from './predicate.ts';

/**
 * Whether a text is like a pattern, as a whole and with ASCII case folded: `*` stands for any characters or none, `?`
 * for exactly one. Takes at most the product of the two lengths, as texts may be an attacker's: a regular expression
 * with several stars would not.
 */
export function isLike(text: string, pattern: string): boolean {
  const [given, wanted] = [[...foldCase(text)], [...foldCase(pattern)]];
  let [at, next] = [0, 0];
  let star: { readonly after: number; from: number } | undefined;
  while (at < given.length) {
    if (wanted[next] === '*') {
      star = { after: ++next, from: at };
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === given[at])) {
      at++;
      next++;
    } else if (star !== undefined) {
      at = ++star.from; // let the last star take one character more
      next = star.after;
    } else {
      return false;
    }
  }
  return wanted.slice(next).every((character) => character === '*');
}
