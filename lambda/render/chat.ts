import { parseAddress } from '../core/address.ts';
import type { Alert } from '../core/alert.ts';
import type { Rule } from '../core/rule.ts';
import { inChat } from './chat/in-chat.ts';
import { atAGlance } from './glance.ts';
import { jsonLine } from './json-line.ts';
import { identityOf } from './mail/identity.ts';
import { raising } from './mail/raising.ts';
import { threshold } from './mail/threshold.ts';
import { weigh } from './mail/weigh.ts';
import { newsInWords } from './news.ts';
import { surroundings } from './surroundings.ts';
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

/**
 * AWS publishes no limits that we found; these are the tightest of the platforms behind it: Slack takes 150 characters in
 * a header and 3,000 in a section. https://docs.slack.dev/reference/block-kit/blocks
 */
const longest = { title: 150, description: 2_900, nextStep: 300, summary: 200 } as const;
const mostSteps = 10;

/** An alert for a chat channel, as the body of a message of its own topic. */
export function chatMessage(alert: Alert, rule: Rule): { readonly body: string } {
  return { body: jsonLine(chatNotification(alert, rule)) };
}

/** An update says first what is new. Every text is one that neither Slack nor Teams formats, links or notifies anybody of. */
export function chatNotification(alert: Alert, rule: Rule): ChatNotification {
  const { alertId, revision, severity, kind } = alert;
  const title = `${kind === 'update' ? 'Update ' : ''}[${severity}] ${inChat(alert.rule.title)}`;
  return {
    version: '1.0',
    source: 'custom',
    id: `${alertId}-${revision}`,
    content: {
      textType: 'client-markdown',
      title: cut(title, longest.title),
      description: description(alert, rule),
      nextSteps: rule.triage.slice(0, mostSteps).map((step) => cut(inChat(step, longest.nextStep), longest.nextStep)),
      keywords: keywords(alert),
    },
    metadata: {
      threadId: alertId,
      summary: cut(summary(alert, title), longest.summary),
      eventType: 'gatewarden-alert',
      additionalContext: additionalContext(alert),
    },
  };
}

function summary(alert: Alert, title: string): string {
  const { who, address, accountId } = atAGlance(alert);
  const parts = [who && inChat(who), address && `from ${inChat(address)}`, accountId && `in ${inChat(accountId)}`];
  const known = parts.filter(Boolean).join(' ');
  return known === '' ? title : `${title}: ${known}`;
}

/** A list, which both platforms show as one; whole lines only, and how many are left out. */
function description(alert: Alert, rule: Rule): string {
  const lines = facts(alert, rule);
  for (let kept = lines.length; kept > 0; kept--) {
    const rest = lines.length - kept;
    const text = [...lines.slice(0, kept), ...(rest > 0 ? [`and ${rest} more lines, left out for their length`] : [])]
      .map((line) => `- ${line}`)
      .join('\n');
    if (text.length <= longest.description) return text;
  }
  return `- ${inChat(rule.title, longest.title)}`;
}

function facts(alert: Alert, rule: Rule): readonly string[] {
  const { who, address, accountId, region, mfa } = atAGlance(alert);
  const identity = identityOf(alert)?.words;
  const needed = threshold(alert, rule);
  const labelled: readonly (readonly [string, string | undefined])[] = [
    ...newsInWords(alert, raising(alert, rule)).map((text) => ['Update', text] as const),
    ['Who', who === undefined || who === 'root' || identity === undefined ? who : `${who}, ${identity}`],
    ['From', address],
    [
      'When',
      `${timeSpan(alert.startTime, alert.endTime)} UTC, ${alert.eventCount === 1 ? '1 event' : `${alert.eventCount} events`}`,
    ],
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
  const { accountId, region } = atAGlance(alert);
  const words = [alert.severity, alert.rule.id, accountId, region, identityOf(alert)?.type];
  return words.filter((word) => word !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(word)) as string[];
}

function additionalContext(alert: Alert): Readonly<Record<string, string>> {
  const { accountId = '', region = '', address = '' } = atAGlance(alert);
  return {
    alertId: alert.alertId,
    revision: String(alert.revision),
    rule: alert.rule.id,
    severity: alert.severity,
    startTime: alert.startTime,
    endTime: alert.endTime,
    ...(/^\d{12}$/.test(accountId) && { account: accountId }),
    ...(/^[a-z]{2}[a-z0-9-]{1,23}$/.test(region) && { region }),
    ...(parseAddress(address) !== undefined && { address }),
  };
}

function cut(text: string, room: number): string {
  return text.length <= room
    ? text
    : `${text
        .slice(0, room - 1)
        .toWellFormed()
        .replace(/\u{FFFD}$/u, '')}…`;
}
