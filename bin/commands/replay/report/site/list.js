import { byId, counted, element, inWords } from './dom.js';
import { entryOf } from './entry.js';
import { chosen, hashOf, searchTexts, wishIn } from './filter.js';

const onPage = 50;

/** Makes the list of alerts one that can be searched and paged through, and follows what the address asks for. */
export function startList(data) {
  const form = byId('filters');
  const searchable = searchTexts(data);
  let wish = {};
  let found = [];
  let page = 0;

  const show = () => {
    const [first, last] = [page * onPage, Math.min((page + 1) * onPage, found.length)];
    byId('list').replaceChildren(...found.slice(first, last).map((alert) => entryOf(alert, data)));
    byId('list').start = first + 1;
    byId('pages').hidden = found.length <= onPage;
    byId('page').textContent = `${(first + 1).toLocaleString('en-US')} to ${last.toLocaleString('en-US')}`;
    byId('previous').disabled = page === 0;
    byId('next').disabled = last === found.length;
  };
  const apply = (wished) => {
    wish = wished;
    found = chosen(data, searchable, wish);
    page = 0;
    fillForm(form, wish);
    byId('count').textContent = countInWords(found, wish, data);
    byId('chips').replaceChildren(...chips(wish).map(([text, without]) => chip(text, () => change(without))));
    byId('chips').hidden = byId('chips').childElementCount === 0;
    byId('empty').hidden = found.length > 0;
    byId('empty').replaceChildren(...emptyInWords(wish, data));
    show();
  };
  const change = (wished) => {
    apply(wished);
    history.replaceState(null, '', hashOf(wish));
  };
  const turn = (by) => {
    page += by;
    show();
    focusOn('alerts-title');
  };

  form.addEventListener('input', () => change({ ...wish, ...wishOf(form) }));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    change({});
  });
  byId('previous').addEventListener('click', () => turn(-1));
  byId('next').addEventListener('click', () => turn(1));
  window.addEventListener('hashchange', () => follow(apply));
  form.hidden = false;
  apply({});
  follow(apply);
}

function follow(apply) {
  const wished = wishIn(location.hash);
  if (wished === undefined) return;
  apply(wished);
  focusOn('alerts-title');
}

function focusOn(id) {
  byId(id).focus({ preventScroll: true });
  byId(id).scrollIntoView();
}

/** What stands in the form; what does not is taken back. */
function wishOf(form) {
  const values = new FormData(form);
  return Object.fromEntries(
    ['text', 'severity', 'rule', 'order', 'signals'].map((name) => [name, values.get(name) || undefined]),
  );
}

/** Not while somebody writes in it: the field has it already. */
function fillForm(form, wish) {
  for (const field of form.querySelectorAll('[name]')) {
    const value = wish[field.name] ?? '';
    if (field.type === 'checkbox') field.checked = value === 'yes';
    else if (field.value !== value) field.value = value;
  }
}

function countInWords(found, wish, { alerts, rules }) {
  const all = wish.signals === 'yes' ? alerts.length : alerts.filter(({ rule }) => !rules[rule].signal).length;
  const noun = wish.signals === 'yes' ? 'alert or signal' : 'alert';
  const words = (count) => counted(count, noun).replace('or signals', 'and signals').replace('alert and', 'alerts and');
  return found.length === all ? words(all) : `${found.length.toLocaleString('en-US')} of ${words(all)}`;
}

/** What narrows the list but has no field of its own: its words, and the wish without it. */
function chips(wish) {
  const { who, account, address, since, until } = wish;
  const span =
    since === undefined || until === undefined ? undefined : `${inWords(Number(since))} to ${inWords(Number(until))}`;
  return [
    ...(who === undefined ? [] : [[`Who: ${who}`, { ...wish, who: undefined }]]),
    ...(account === undefined ? [] : [[`AWS account: ${account}`, { ...wish, account: undefined }]]),
    ...(address === undefined ? [] : [[`From: ${address}`, { ...wish, address: undefined }]]),
    ...(span === undefined ? [] : [[`Begun: ${span}`, { ...wish, since: undefined, until: undefined }]]),
  ];
}

function chip(text, take) {
  const button = element('button', { type: 'button', 'aria-label': `Without ${text}` }, text);
  button.addEventListener('click', () => {
    take();
    focusOn('alerts-title');
  });
  return element('li', {}, button);
}

function emptyInWords(wish, { alerts, rules }) {
  const signals = alerts.filter(({ rule }) => rules[rule].signal).length;
  const isNarrow = Object.entries(wish).some(([name, value]) => value && name !== 'signals' && name !== 'order');
  if (wish.signals === 'yes' || signals === 0) {
    return [isNarrow ? 'None is like this. Ask for less, or show all.' : 'Nothing was found.'];
  }
  const link = element('a', { href: hashOf({ ...wish, signals: 'yes' }) }, 'Look among the signals, too');
  return [isNarrow ? 'No alert is like this. ' : 'There are no alerts. ', link, '.'];
}
