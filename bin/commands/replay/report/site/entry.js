import { counted, element } from './dom.js';

/** An alert of the list, which opens. What it holds is made when it is opened for the first time. */
export function entryOf(alert, data) {
  const { title, signal } = data.rules[alert.rule];
  const { severity, when, events } = alert;
  const details = element(
    'details',
    {},
    element(
      'summary',
      { class: 'line' },
      badges(data.severities[severity], signal),
      element('h3', { class: 'what' }, title),
      element('span', { class: 'who' }, whoAndWhence(alert)),
      element('span', { class: 'when' }, when),
      element('span', { class: 'events' }, counted(events, 'event')),
    ),
  );
  details.addEventListener('toggle', () => details.append(detailOf(alert, data)), { once: true });
  return element('li', { class: 'alert' }, details);
}

/** `carol in 111122223333 from 203.0.113.7`, as far as it is known. */
function whoAndWhence({ who, account, address }) {
  return [who, account && `in ${account}`, address && `from ${address}`].filter(Boolean).join(' ');
}

function badges(severity, signal) {
  const label = element('span', { class: 'unseen' }, 'Severity: ');
  const badge = element('span', { class: `badge ${severity.toLowerCase()}` }, label, severity);
  return element(
    'span',
    { class: 'badges' },
    badge,
    ...(signal ? [element('span', { class: 'badge signal' }, 'Signal')] : []),
  );
}

function detailOf(alert, { rules, texts }) {
  const rule = rules[alert.rule];
  return element(
    'div',
    { class: 'detail' },
    element(
      'div',
      {},
      part('Why', element('p', {}, rule.description), ...around(alert)),
      part('What to do', list('ol', 'steps', rule.triage)),
      part('What else looks like this', list('ul', 'items', rule.falsePositives)),
    ),
    element(
      'div',
      {},
      part('The alert', facts(factsOf(alert, rule, texts)), more(alert)),
      part(evidenceTitle(alert), evidence(alert, texts)),
      part('The rule', facts(ruleFacts(rule))),
    ),
  );
}

function part(title, ...children) {
  return element('div', { class: 'part' }, element('h4', {}, title), ...children);
}

function list(kind, name, items) {
  return element(kind, { class: name }, ...items.map((item) => element('li', {}, item)));
}

/** Labels and what belongs to each: a text, or elements. */
function facts(labelled, kind = 'known') {
  const rows = labelled.map(([label, value]) =>
    element('div', {}, element('dt', {}, label), element('dd', {}, ...[value].flat())),
  );
  return element('dl', { class: kind }, ...rows);
}

function around({ around: known }) {
  return known.length === 0
    ? []
    : [
        facts(
          known.map(({ label, items }) => [label, items.join(', ')]),
          'known narrow',
        ),
      ];
}

/** The columns that say something, and what no column says. */
function factsOf({ id, when, period, columns }, rule, texts) {
  const values = columns.map((place, index) => [rule.columns[index], texts[place]]);
  return [
    ['When (UTC)', when],
    ['Period (UTC)', period],
    ...values.filter(([, value]) => value !== ''),
    ['Alert', element('code', {}, id)],
  ];
}

/** Where to go on from here. */
function more({ who, account, address }) {
  const links = [
    ...(address === undefined ? [] : [[`All from ${address}`, { address, signals: 'yes' }]]),
    ...(who === undefined || account === undefined
      ? []
      : [[`All of ${who} in ${account}`, { who, account, signals: 'yes' }]]),
  ];
  return element(
    'p',
    { class: 'more' },
    ...links.map(([text, wish]) => element('a', { href: `#${new URLSearchParams(wish)}` }, text)),
  );
}

function evidenceTitle({ events, evidence: listed }) {
  return events > listed.length ? `Evidence: the first ${listed.length} of ${counted(events, 'event')}` : 'Evidence';
}

/** By file, as many events stand in one. */
function evidence({ evidence: listed }, texts) {
  const files = Map.groupBy(listed, ([object]) => object);
  const items = [...files].map(([object, events]) =>
    element(
      'li',
      {},
      element('span', { class: 'file' }, texts[object]),
      list(
        'ul',
        'events',
        events.map(([, eventId]) => element('code', {}, eventId === '' ? 'no event id' : eventId)),
      ),
    ),
  );
  return element('ul', { class: 'evidence' }, ...items);
}

function ruleFacts({ id, original, attack }) {
  const techniques = attack.flatMap(({ techniques: of }) => of);
  const links = [...new Map(techniques.map((technique) => [technique.id, technique])).values()];
  return [
    ['Rule', element('code', {}, id)],
    ['From', [`${original.platform}: `, outside(original.url, original.title)]],
    ...(links.length === 0
      ? []
      : [
          [
            'ATT&CK',
            links.flatMap(({ id: technique, name, url }, index) => [
              ...(index === 0 ? [] : [', ']),
              outside(url, `${technique} ${name}`),
            ]),
          ],
        ]),
  ];
}

/** A link out of the report, only to where a click is harmless. */
function outside(url, text) {
  return /^https:\/\//i.test(url) ? element('a', { href: url, rel: 'noreferrer' }, text) : text;
}
