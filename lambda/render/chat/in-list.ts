import { counted } from '../quantity.ts';
import { longest } from './longest.ts';

/** A list, which both platforms show as one, of lines that are safe to show: whole lines only, and how many are left out. */
export function inList(lines: readonly string[]): string {
  for (let kept = lines.length; kept > 0; kept--) {
    const rest = lines.length - kept;
    const more = rest > 0 ? [`and ${counted(rest, 'more line')}, left out for the length`] : [];
    const text = [...lines.slice(0, kept), ...more].map((line) => `- ${line}`).join('\n');
    if (text.length <= longest.description) return text;
  }
  return `- ${counted(lines.length, 'line')}, left out for the length`;
}
