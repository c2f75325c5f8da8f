/** What the list can be narrowed to; the same names stand in the address behind the `#`. */
const names = ['text', 'severity', 'rule', 'order', 'signals', 'who', 'account', 'address', 'since', 'until'];

/** What an address asks for; undefined where it only leads to a place on the page. */
export function wishIn(hash) {
  if (!hash.includes('=')) return undefined;
  const given = new URLSearchParams(hash.slice(1));
  return Object.fromEntries(names.filter((name) => given.get(name)).map((name) => [name, given.get(name)]));
}

export function hashOf(wish) {
  const entries = names.filter((name) => wish[name]).map((name) => [name, wish[name]]);
  return entries.length === 0 ? '#alerts' : `#${new URLSearchParams(entries)}`;
}

/** Everything that can be searched for in each alert, in lower case, in the order of the alerts. */
export function searchTexts({ alerts, rules, texts }) {
  return alerts.map(({ id, rule, who, account, address, region, columns, around, evidence }) =>
    [
      rules[rule].title,
      rules[rule].id,
      ...[who, account, address, region, id].filter((part) => part !== undefined),
      ...columns.map((place) => texts[place]),
      ...around.flatMap(({ items }) => items),
      ...evidence.flatMap(([object, eventId]) => [texts[object], eventId]),
    ]
      .join('\n')
      .toLowerCase(),
  );
}

/** The alerts that are as wished, in the order that is wished. */
export function chosen(data, searchable, wish) {
  const words = (wish.text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const severity = wish.severity === undefined ? undefined : data.severities.indexOf(wish.severity);
  const found = data.alerts.filter((alert, index) => {
    const rule = data.rules[alert.rule];
    if (rule.signal && wish.signals !== 'yes') return false;
    if (severity !== undefined && alert.severity !== severity) return false;
    if (wish.rule !== undefined && rule.id !== wish.rule) return false;
    for (const name of ['who', 'account', 'address']) {
      if (wish[name] !== undefined && alert[name] !== wish[name]) return false;
    }
    if (wish.since !== undefined && alert.at < Number(wish.since)) return false;
    if (wish.until !== undefined && alert.at >= Number(wish.until)) return false;
    return words.every((word) => searchable[index].includes(word));
  });
  switch (wish.order) {
    case 'oldest':
      return found.sort((a, b) => a.at - b.at);
    case 'newest':
      return found.sort((a, b) => b.at - a.at);
    case 'events':
      return found.sort((a, b) => b.events - a.events);
    default:
      return found; // as they are written: the most severe first
  }
}
