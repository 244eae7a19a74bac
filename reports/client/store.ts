// What the reader has chosen, and who must be told when it changes. The hash of the address always says the same.

import { EMPTY_STATE, formatHash, parseHash, type ViewState } from '../permalink.js';
import { head } from './data.js';

type Listener = (state: ViewState, changed: ReadonlySet<keyof ViewState>) => void;

const listeners: Listener[] = [];
let state: ViewState = EMPTY_STATE;
let timer = 0;

export function current(): ViewState {
  return state;
}

/** The chosen run, or the recommended one. */
export function chosenRun(): string {
  return head.runs.some((run) => run.id === state.run) ? state.run : head.winner;
}

export function listen(listener: Listener): void {
  listeners.push(listener);
}

/** Changes the state, tells everybody, and writes the address a moment later. */
export function change(part: Partial<ViewState>, writes = true): void {
  const changed = new Set((Object.keys(part) as (keyof ViewState)[]).filter((key) => state[key] !== part[key]));
  state = { ...state, ...part };
  if (changed.size === 0) return;
  for (const listener of listeners) listener(state, changed);
  if (!writes) return;
  clearTimeout(timer);
  timer = window.setTimeout(writeAddress, 120);
}

/** Writes the address at once. */
export function writeAddress(): void {
  history.replaceState(null, '', formatHash(state));
}

/** Reads the address now and whenever it changes. */
export function followAddress(): void {
  change({ ...EMPTY_STATE, ...parseHash(location.hash) }, false);
  window.addEventListener('hashchange', () => change({ ...EMPTY_STATE, ...parseHash(location.hash) }, false));
}
