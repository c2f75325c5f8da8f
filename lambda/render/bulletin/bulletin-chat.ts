import type { Bulletin } from '../../core/bulletin.ts';
import type { Rule } from '../../core/rule.ts';
import { inChat } from '../chat/in-chat.ts';
import { type ChatNotification, chatNotification } from '../chat.ts';
import { jsonLine } from '../json-line.ts';
import { bulletinAttributes } from './bulletin-attributes.ts';
import { ruleOf } from './bulletin-mail.ts';
import { type ChatTexts, chatTexts } from './chat-texts.ts';

/** The tightest limits of the platforms behind it, as for an alert. */
const longest = { title: 150, description: 2_900, nextStep: 300, summary: 200 } as const;
const mostKeywords = 5;

/** A bulletin for a chat channel, as the body of a message of its topic. */
export function bulletinChat(bulletin: Bulletin, rules: readonly Rule[]): { readonly body: string } {
  return { body: jsonLine(bulletinNotification(bulletin, rules)) };
}

/**
 * Short: what happened, and a few rows. All tellings of a bulletin come into one thread; a group of one alert is that
 * alert's own message there.
 */
export function bulletinNotification(bulletin: Bulletin, rules: readonly Rule[]): ChatNotification {
  const { bulletinId, revision, about, alerts, alertCount } = bulletin;
  const rule = ruleOf(bulletin, rules);
  const id = `${bulletinId}-${revision}`;
  const [only] = alerts;
  if (about === 'group' && rule !== undefined && only !== undefined && alertCount === 1) {
    const { metadata, ...rest } = chatNotification(only, rule);
    return { ...rest, id, metadata: { ...metadata, threadId: bulletinId } };
  }
  const texts = chatTexts(bulletin, rule);
  const title = cut(inChat(texts.title, longest.title), longest.title);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title,
      description: description(texts),
      nextSteps: texts.nextSteps.map((step) => cut(inChat(step, longest.nextStep), longest.nextStep)),
      keywords: keywords(bulletin),
    },
    metadata: {
      threadId: bulletinId,
      summary: cut(inChat(texts.summary, longest.summary), longest.summary),
      eventType: 'gatewarden-bulletin',
      additionalContext: additionalContext(bulletin),
    },
  };
}

/** A list, which both platforms show as one: whole lines only, and how many are left out. */
function description({ lines }: ChatTexts): string {
  const items = lines.map((line) => `- ${inChat(line, longest.description)}`);
  for (let kept = items.length; kept > 0; kept--) {
    const rest = items.length - kept;
    const more = rest > 0 ? [`- and ${rest} more lines, left out for their length`] : [];
    const text = [...items.slice(0, kept), ...more].join('\n');
    if (text.length <= longest.description) return text;
  }
  return `- ${items.length} lines, left out for their length`;
}

function keywords(bulletin: Bulletin): readonly string[] {
  const { severity, about } = bulletin;
  const { rule, account, region } = bulletinAttributes(bulletin);
  const words = [severity, about, rule, account, region].flatMap((value) => (typeof value === 'string' ? value : []));
  return words.slice(0, mostKeywords);
}

/** Variables of custom actions: each of a fixed shape, and none that a user of the console could have chosen. */
function additionalContext(bulletin: Bulletin): Readonly<Record<string, string>> {
  const { bulletinId, about, revision, severity, alertCount, period, rule } = bulletin;
  const { account } = bulletinAttributes(bulletin);
  return {
    bulletinId,
    about,
    revision: String(revision),
    severity,
    alertCount: String(alertCount),
    startTime: period.start,
    endTime: period.end,
    ...(rule !== undefined && { rule: rule.id }),
    ...(typeof account === 'string' && /^\d{12}$/.test(account) && { account }),
  };
}

function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  return `${text
    .slice(0, room - 1)
    .toWellFormed()
    .replace(/\u{FFFD}$/u, '')}…`;
}
