// Keys that work anywhere on the page, except while one writes; all can be switched off in the help.

import { byId, make, say } from './dom.js';
import { zoomBy, zoomToChosen } from './gantt-view.js';
import { moveNight } from './nights-view.js';
import { change } from './store.js';

const VIEWS: Readonly<Record<string, string>> = { r: 'runs', c: 'cost', w: 'window', d: 'calendar', n: 'night', t: 'tables-view', g: 'ground' };
const HELP: readonly (readonly [string, string])[] = [
  ['?', 'this help'], ['/', 'search the tables'], ['j k', 'next and previous night'], ['+ \u2212 0', 'zoom the night in, out, all'], ['f', 'zoom to the chosen copy'],
  ['g r', 'ranking'], ['g c', 'cost'], ['g w', 'window'], ['g d', 'calendar'], ['g n', 'a night'], ['g t', 'tables'], ['g g', 'what this stands on'],
];

let on = true;
let goes = false;

/** Scrolls to a section and puts the focus there. */
export function goTo(id: string): void {
  const section = document.getElementById(id);
  if (section === null) return;
  section.setAttribute('tabindex', '-1');
  section.scrollIntoView({ behavior: 'instant' });
  section.focus({ preventScroll: true });
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!on || event.ctrlKey || event.metaKey || event.altKey || target.matches('input,select,textarea')) return;
  if (goes) {
    goes = false;
    if (event.key in VIEWS) goTo(VIEWS[event.key]);
    return;
  }
  const acts: Readonly<Record<string, () => void>> = {
    '?': help, '/': () => byId('q').focus(), j: () => moveNight(1), k: () => moveNight(-1), '+': () => zoomBy(2), '=': () => zoomBy(2), '-': () => zoomBy(0.5),
    f: zoomToChosen, '0': () => change({ zoom: [0, 0] }), g: () => (goes = true),
  };
  if (!Object.hasOwn(acts, event.key)) return;
  event.preventDefault();
  acts[event.key]();
}

/** Opens the list of keys. */
export function help(): void {
  const box = make('dialog', { 'aria-labelledby': 'help-title' }, make('h2', { id: 'help-title' }, 'Keys'));
  const list = make('table');
  for (const [keys, what] of HELP) list.append(make('tr', {}, make('td', {}, ...keys.split(' ').map((key) => make('kbd', {}, key))), make('td', {}, what)));
  const box2 = make('input', { type: 'checkbox', id: 'keys-on' });
  box2.checked = on;
  box2.addEventListener('change', () => {
    on = box2.checked;
    say(on ? 'keys are on' : 'keys are off');
  });
  const close = make('button', { type: 'button' }, 'Close');
  close.addEventListener('click', () => box.close());
  box.addEventListener('close', () => box.remove());
  box.append(list, make('p', {}, make('label', { for: 'keys-on' }, box2, 'single keys are on')), close);
  document.body.append(box);
  box.showModal();
}

/** Wires the keys. */
export function startKeys(): void {
  document.addEventListener('keydown', onKey);
  byId('help').addEventListener('click', help);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') byId('tip').hidden = true;
  });
}
