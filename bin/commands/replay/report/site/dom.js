/** An element with attributes and children. A child that is a string stays text, whatever characters it has. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** `1 event`, `1,017 events`. */
export function counted(count, noun) {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2026-11-20 02:10` in UTC, and with the seconds where they are not zero. */
export function inWords(milliseconds) {
  const text = new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
  return text.replace(/:00$/, '');
}
