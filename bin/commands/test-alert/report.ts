import { pad } from '../../../lambda/render/cells.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import type { Gets, Subscriber, TopicReport } from './send.ts';

/** Whether every topic took the test alert, and somebody gets it. */
export function came(reports: readonly TopicReport[]): boolean {
  return reports.every(({ published }) => 'messageId' in published) && reports.some((report) => reaches(report));
}

/** A block for each topic, and then what is to be done, if anything. Ends in a line break. */
export function renderReports(reports: readonly TopicReport[]): string {
  const blocks = reports.map((report) => `${block(report).join('\n')}\n`);
  return [...blocks, `${conclusion(reports).join('\n')}\n`].join('\n');
}

function block({ topic, published, subscribers }: TopicReport): readonly string[] {
  const sent =
    'messageId' in published
      ? `published as message ${published.messageId}`
      : `NOT published: ${said(published.fault)}`;
  const head = [`${topic.audience}  ${topic.arn}`, `  ${sent}`];
  if ('fault' in subscribers) return [...head, `  its subscriptions cannot be read: ${said(subscribers.fault)}`];
  if (subscribers.length === 0) return [...head, '  nobody is subscribed'];
  return [...head, ...rows(subscribers)];
}

function rows(subscribers: readonly Subscriber[]): readonly string[] {
  const width = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const protocols = width(subscribers.map(({ protocol }) => protocol));
  const endpoints = width(subscribers.map(({ endpoint }) => endpoint));
  return subscribers.map(
    ({ protocol, endpoint, gets }) => `  ${pad(protocol, protocols)}  ${pad(endpoint, endpoints)}  ${words(gets)}`,
  );
}

function words(gets: Gets): string {
  switch (gets.verdict) {
    case 'yes':
      return 'gets it';
    case 'pending':
      return 'gets nothing: not confirmed yet';
    case 'deleted':
      return 'gets nothing: unsubscribed';
    case 'filtered out':
      return `does not get it: its filter wants another ${gets.by.map((name) => neutral(name, 64)).join(', ')}`;
    case 'unknown':
      return `may get it: ${said(gets.why)}`;
    default:
      return gets satisfies never;
  }
}

/** What is to be done, in the order of what is most likely. */
function conclusion(reports: readonly TopicReport[]): readonly string[] {
  const good = came(reports) ? ['The test alert is on its way. Look whether it arrives.'] : [];
  const reached = reports.some(reaches);
  return [
    ...good,
    ...(reports.some(({ published }) => 'fault' in published) ? ['A topic did not take it; its line says why.'] : []),
    ...(reached ? [] : ['As far as can be told, nobody gets it.']),
    ...(has(reports, 'pending') ? [howToConfirm] : []),
    ...(!reached && has(reports, 'filtered out') ? [howToPass] : []),
    ...(!reached && reports.every(hasNobody) ? [howToSubscribe] : []),
  ];
}

const howToConfirm =
  'Not confirmed: who has a mail address confirms a mail from AWS, "Subscription Confirmation"; a URL, or a queue of another account, the SubscribeURL of its first message. After some days one has to subscribe again.';
const howToPass = 'Filters keep it away: choose --severity, --rule or --account as one of them wants it.';
const howToSubscribe =
  'Name subscribers in the configuration and deploy, or subscribe to a topic: docs/deploy.md, "Who is told".';

function reaches({ published, subscribers }: TopicReport): boolean {
  return 'messageId' in published && 'map' in subscribers && subscribers.some(({ gets }) => gets.verdict === 'yes');
}

function hasNobody({ subscribers }: TopicReport): boolean {
  return 'map' in subscribers && subscribers.length === 0;
}

function has(reports: readonly TopicReport[], verdict: Gets['verdict']): boolean {
  return reports.some(
    ({ subscribers }) => 'map' in subscribers && subscribers.some(({ gets }) => gets.verdict === verdict),
  );
}

/** Of an error's words one line. */
function said(text: string): string {
  return neutral(text, 512);
}
