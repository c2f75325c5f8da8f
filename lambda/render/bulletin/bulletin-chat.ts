import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { isAccountId } from '../aws-names.ts';
import { inChat, shortInChat } from '../chat/in-chat.ts';
import { inList } from '../chat/in-list.ts';
import { longest } from '../chat/longest.ts';
import { type ChatNotification, chatNotification } from '../chat.ts';
import { jsonLine } from '../json-line.ts';
import { bulletinAttributes } from './bulletin-attributes.ts';
import { ruleOf } from './bulletin-mail.ts';
import { chatTexts } from './chat-texts.ts';
import type { RetrievalOptions } from './retrieval.ts';

const mostKeywords = 5;

/** A bulletin for a chat channel, as the body of a message of its topic. */
export function bulletinChat(
  bulletin: Bulletin,
  rules: readonly Tellable[],
  options: RetrievalOptions = {},
): { readonly body: string } {
  return { body: jsonLine(bulletinNotification(bulletin, rules, options)) };
}

/**
 * Short: what happened, and a few rows. All tellings of a bulletin come into one thread; a group of one alert is that
 * alert's own message there.
 */
export function bulletinNotification(
  bulletin: Bulletin,
  rules: readonly Tellable[],
  options: RetrievalOptions = {},
): ChatNotification {
  const { bulletinId, revision, about, alerts, alertCount } = bulletin;
  const rule = ruleOf(bulletin, rules);
  const id = `${bulletinId}-${revision}`;
  const [only] = alerts;
  if (about === 'group' && rule !== undefined && only !== undefined && alertCount === 1) {
    const { metadata, ...rest } = chatNotification(only, rule);
    return { ...rest, id, metadata: { ...metadata, threadId: bulletinId } };
  }
  const texts = chatTexts(bulletin, rule, options);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: shortInChat(texts.title, longest.title),
      description: inList(texts.lines.map((line) => inChat(line, longest.description))),
      nextSteps: texts.nextSteps.map((step) => shortInChat(step, longest.nextStep)),
      keywords: keywords(bulletin),
    },
    metadata: {
      threadId: bulletinId,
      summary: shortInChat(texts.summary, longest.summary),
      eventType: 'gatewarden-bulletin',
      additionalContext: additionalContext(bulletin),
    },
  };
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
    ...(typeof account === 'string' && isAccountId(account) && { account }),
  };
}
