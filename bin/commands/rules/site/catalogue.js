// Filters the list of rules. The choice stands in the address, so that it can be sent and survives going back.
const form = document.querySelector('#filters');
const rules = [...document.querySelectorAll('#rules > li')];
const count = document.querySelector('#count');
const empty = document.querySelector('#empty');
const selects = [...form.querySelectorAll('select')];

function chosen() {
  return selects.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]);
}

function show() {
  const wanted = chosen();
  for (const rule of rules) {
    rule.hidden = !wanted.every(([name, value]) => JSON.parse(rule.dataset[name]).includes(value));
  }
  const shown = rules.filter(({ hidden }) => !hidden).length;
  const of = shown === rules.length ? '' : ` of ${rules.length}`;
  count.textContent = `${shown}${of} rules`;
  empty.hidden = shown > 0;
}

function choose(values) {
  for (const select of selects) {
    const value = values.get(select.name) ?? '';
    select.value = [...select.options].some((option) => option.value === value) ? value : '';
  }
  show();
}

function keep() {
  show();
  history.replaceState(null, '', `#${new URLSearchParams(chosen())}`);
}

form.addEventListener('change', keep);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(keep)); // the selects are empty only after the event
window.addEventListener('hashchange', () => choose(new URLSearchParams(location.hash.slice(1))));
form.hidden = false;
choose(new URLSearchParams(location.hash.slice(1)));
