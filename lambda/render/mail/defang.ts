const label = String.raw`[\p{L}\p{N}_-]+`;
/** Browsers take the ideographic and the full-width stop for a dot, too. */
const dot = String.raw`[.\u3002\uFF0E\uFF61]`;
const host = String.raw`(?:${label}${dot})+(?:\p{L}{2,}|xn--[a-z0-9-]+)`;
const mailHost = host.replaceAll('_-]', '-]');
const more = String.raw`(?=[/:?#\\]\S)`;

const kinds = [
  String.raw`(?<mail>[\p{L}\p{N}.%+_'-]+@${mailHost})(?!${dot}?${label}|@|[/:?#\\]\S)`,
  String.raw`[a-z][a-z0-9+.-]*:[/\\]{2}\S*`,
  String.raw`\b(?:mailto|tel|sms|file|news|callto|skype|magnet|data|javascript|vbscript):(?=\S)`,
  String.raw`\\\\\S*`,
  String.raw`(?<![\p{L}\p{N}_-])${host}(?:${more}\S*)?`,
  String.raw`(?<![\p{L}\p{N}_.-])\d{1,3}(?:\.\d{1,3}){3}${more}\S*`,
];
const link = new RegExp(kinds.join('|'), 'giu');

/**
 * A text, in which nothing is left that a mail or chat program would make a link of: `https://example.com/a` becomes
 * `hxxps[:]//example[.]com/a`, a bare `example.com` becomes `example[.]com`, and so do host names in other alphabets,
 * schemes without slashes and Windows shares, which a click, or a preview, would send the password's hash to.
 *
 * A mail address such as `carol@example.com` stays: the link that programs make of it opens an empty mail and fetches
 * nothing, and people must be able to read, compare and search for the names of accounts. So does a bare IP address.
 */
export function defanged(text: string): string {
  return text.replace(link, (found, mail: string | undefined) => (mail === found ? found : broken(found)));
}

/**
 * What `start` gives of a text for the most room with which it fits into `room`, when it is defanged: what is cut inside a
 * mail address may be the name of a host, and grows. `size` measures, in UTF-16 units unless it says otherwise.
 */
export function defangedIn(
  room: number,
  start: (room: number) => string,
  size: (text: string) => number = ({ length }) => length,
): string {
  for (let left = room; left > 0; left--) {
    const shown = defanged(start(left));
    if (size(shown) <= room) return shown;
  }
  return '';
}

/** Whether some program would make a link of a part of the text. */
export function looksLikeLink(text: string): boolean {
  return defanged(text) !== text;
}

function broken(found: string): string {
  return found
    .replace(/http(?=s?:)/gi, 'hxxp')
    .replace(/(?<=^[a-z][a-z0-9+.-]*):|:(?=[/\\]{2})/gi, '[:]')
    .replace(/\\(?=\\)/g, '\\[]')
    .replace(/[.\u3002\uFF0E\uFF61]/g, '[.]');
}
