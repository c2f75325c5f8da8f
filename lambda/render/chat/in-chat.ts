import { cut } from '../cut.ts';
import { defanged, defangedIn } from '../mail/defang.ts';
import { neutral } from '../neutral.ts';

/** What stands for a character that formats: it looks much the same, and does nothing. */
const standIns: Readonly<Record<string, string>> = {
  '&': '\uFF06',
  '<': '\u2039',
  '>': '\u203A',
  '*': '\u2217',
  '~': '\u223C',
  '`': '\u02CB',
  _: '\uFF3F',
  '@': '\uFF20',
};

const formatting = /[&<>*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}._%+-])@/gu;

/**
 * A text as neither Slack nor Teams formats it, links it, or notifies anybody of it. Slack has no escape for `*`, `_`,
 * `~` and backticks, and shows the backslash that Teams takes for one; Slack's `&lt;` is no escape in Teams' cards. So
 * there is no escaping that is right in both, and characters that format are replaced by others that look alike. An
 * underscore inside a word, and the @ of a mail address, format nothing and stay.
 * https://docs.slack.dev/messaging/formatting-message-text
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
export function inChat(text: string, max = 256): string {
  const plain = neutral(text, max).replace(formatting, (found) => standIns[found] ?? found);
  return defanged(plain)
    .replace(/\](?=[([])/g, '] ')
    .replace(/\{(?=\{)/g, '{ ');
}

/** The same, in at most `room` UTF-16 units. */
export function shortInChat(text: string, room: number): string {
  const shown = inChat(text, room);
  return defangedIn(room, (left) => cut(shown, left));
}
