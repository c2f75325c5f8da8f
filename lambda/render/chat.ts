import { parseAddress } from '../core/address.ts';
import type { Alert } from '../core/alert.ts';
import type { Tellable } from '../core/tellable.ts';
import { isAccountId, isRegion } from './aws-names.ts';
import { inChat, shortInChat } from './chat/in-chat.ts';
import { inList } from './chat/in-list.ts';
import { longest } from './chat/longest.ts';
import { eventsCounted } from './events-counted.ts';
import { atAGlance } from './glance.ts';
import { jsonLine } from './json-line.ts';
import { identityOf } from './mail/identity.ts';
import { raising } from './mail/raising.ts';
import { threshold } from './mail/threshold.ts';
import { weigh } from './mail/weigh.ts';
import { newsInWords } from './news.ts';
import { surroundings } from './surroundings.ts';
import { tag } from './tag.ts';
import { topicAttributes } from './topic-attributes.ts';
import { timeSpan } from './when.ts';

/**
 * What Amazon Q Developer in chat applications renders in Slack and Microsoft Teams, and the only thing that it renders
 * of ours. https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Messages of one thread have it in common: an alert and its updates. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    /** Variables of custom actions, which put them into commands: nothing that an attacker could have written. */
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

const mostSteps = 10;

/** An alert for a chat channel, as the body of a message of its own topic. */
export function chatMessage(alert: Alert, rule: Tellable): { readonly body: string } {
  return { body: jsonLine(chatNotification(alert, rule)) };
}

/** An update says first what is new. Every text is one that neither Slack nor Teams formats, links or notifies anybody of. */
export function chatNotification(alert: Alert, rule: Tellable): ChatNotification {
  const { alertId, revision } = alert;
  const title = tag(alert) + alert.rule.title;
  return {
    version: '1.0',
    source: 'custom',
    id: `${alertId}-${revision}`,
    content: {
      textType: 'client-markdown',
      title: shortInChat(title, longest.title),
      description: inList(facts(alert, rule)),
      nextSteps: rule.triage.slice(0, mostSteps).map((step) => shortInChat(step, longest.nextStep)),
      keywords: keywords(alert),
    },
    metadata: {
      threadId: alertId,
      summary: shortInChat(summary(alert, title), longest.summary),
      eventType: 'gatewarden-alert',
      additionalContext: additionalContext(alert),
    },
  };
}

function summary(alert: Alert, title: string): string {
  const { who, address, accountId, bucket } = atAGlance(alert);
  const parts = [
    who,
    address && `from ${address}`,
    accountId && `${bucket === undefined ? 'in' : 'of'} ${accountId}`,
    bucket && `in bucket ${bucket}`,
  ];
  const known = parts.filter(Boolean).join(' ');
  return known === '' ? title : `${title}: ${known}`;
}

function facts(alert: Alert, rule: Tellable): readonly string[] {
  const { who, address, accountId, region, mfa, bucket } = atAGlance(alert);
  const identity = identityOf(alert)?.words;
  const needed = threshold(alert, rule);
  const labelled: readonly (readonly [string, string | undefined])[] = [
    ...newsInWords(alert, raising(alert, rule)).map((text) => ['Update', text] as const),
    ['Who', who === undefined || who === 'root' || identity === undefined ? who : `${who}, ${identity}`],
    ['From', address],
    ['When', `${timeSpan(alert.startTime, alert.endTime)} UTC, ${eventsCounted(alert, rule)}`],
    ['Bucket', bucket],
    ['Where', [accountId && `account ${accountId}`, region].filter(Boolean).join(', ')],
    ['MFA', mfa],
    ...weigh(alert, rule).map(({ side, text }) => [sides[side], text] as const),
    ...surroundings(alert).map(({ label, items }) => [label, items.join(', ')] as const),
    ['Why', needed],
  ];
  return labelled.flatMap(([label, value]) => (value ? [`${label}: ${inChat(value, longest.description)}`] : []));
}

const sides = { worse: 'Worse', better: 'Better', note: 'Note' } as const;

function keywords(alert: Alert): readonly string[] {
  const { severity, rule, account, region, identityType } = topicAttributes(alert);
  return [severity, rule, account, region, identityType].filter((word) => word !== undefined);
}

function additionalContext(alert: Alert): Readonly<Record<string, string>> {
  const { accountId, region, address = '' } = atAGlance(alert);
  return {
    alertId: alert.alertId,
    revision: String(alert.revision),
    rule: alert.rule.id,
    severity: alert.severity,
    startTime: alert.startTime,
    endTime: alert.endTime,
    ...(isAccountId(accountId) && { account: accountId }),
    ...(isRegion(region) && { region }),
    ...(parseAddress(address) !== undefined && { address }),
  };
}
