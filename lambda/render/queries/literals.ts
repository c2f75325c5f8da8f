import { piecesOf } from './pieces.ts';

/**
 * A text as a string of JSON that holds nothing but harmless ASCII: all else is written `\uXXXX`. In single quotes it is
 * one word to bash, zsh and PowerShell, as it has no quote in it. Undefined for what cannot be quoted.
 */
export function jsonLiteral(text: string): string | undefined {
  return written(text, (codePoint) => {
    const units = String.fromCodePoint(codePoint);
    return Array.from({ length: units.length }, (_, index) => `\\u${hex(units.charCodeAt(index), 4)}`).join('');
  });
}

/**
 * The same for YAML, whose `\u` is a whole character: the rest are written `\UXXXXXXXX`.
 * https://yaml.org/spec/1.2.2/#57-escaped-characters
 */
export function yamlLiteral(text: string): string | undefined {
  return written(text, (codePoint) => (codePoint > 0xffff ? `\\U${hex(codePoint, 8)}` : `\\u${hex(codePoint, 4)}`));
}

/**
 * A text as an expression of Athena's SQL: quoted pieces, and `chr(n)` between them. It needs no escape, whose rules
 * differ between versions. https://trino.io/docs/current/functions/string.html
 */
export function sqlLiteral(text: string): string | undefined {
  const parts = piecesOf(text)?.map((piece) => ('plain' in piece ? `'${piece.plain}'` : `chr(${piece.codePoint})`));
  return parts === undefined || parts.length === 1 ? parts?.[0] : `(${parts.join(' || ')})`;
}

/**
 * A text as an expression of KQL: quoted pieces, and characters by their numbers between them. KQL's documentation names
 * no escape for most characters. https://learn.microsoft.com/kusto/query/unicode-codepoints-to-string-function
 */
export function kqlLiteral(text: string): string | undefined {
  const parts = piecesOf(text)?.map((piece) =>
    'plain' in piece ? `"${piece.plain}"` : `unicode_codepoints_to_string(${piece.codePoint})`,
  );
  return parts === undefined || parts.length === 1 ? parts?.[0] : `strcat(${parts.join(', ')})`;
}

function written(text: string, escaped: (codePoint: number) => string): string | undefined {
  const parts = piecesOf(text)?.map((piece) => ('plain' in piece ? piece.plain : escaped(piece.codePoint)));
  return parts === undefined ? undefined : `"${parts.join('')}"`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
