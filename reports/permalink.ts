// The state of the page as the hash of its address, so that a view can be sent to somebody. Keys that are not known
// are kept, values that make no sense are ignored.

import { AS_SIMULATED, PRICE_KEYS, readFactor, type PriceFactors } from './what-if.js';

export interface ViewState {
  readonly run: string;
  readonly night: string;
  readonly table: string;
  /** Column key of the list of tables, with a leading minus for descending. */
  readonly sort: string;
  readonly q: string;
  /** Seconds after the window opened; both 0 for the whole night. */
  readonly zoom: readonly [number, number];
  readonly theme: '' | 'light' | 'dark';
  /** Axes of cost; empty: what suits each chart. */
  readonly scale: '' | 'linear' | 'log';
  /** What the reader multiplied prices by. */
  readonly prices: PriceFactors;
  /** Everything else that stood in the hash. */
  readonly rest: readonly (readonly [string, string])[];
}

export const EMPTY_STATE: ViewState = { run: '', night: '', table: '', sort: '', q: '', zoom: [0, 0], theme: '', scale: '', prices: AS_SIMULATED, rest: [] };

/** Longest text taken from an address. */
const TEXT_MAX = 300;

/** Reads a hash such as `#v=1&run=cheapest&night=2026-03-29&sort=-costUsd&q=status%3Alate`. Never throws. */
export function parseHash(hash: string): ViewState {
  let state: ViewState = EMPTY_STATE;
  const rest: [string, string][] = [];
  for (const pair of hash.replace(/^#/, '').split('&')) {
    const cut = pair.indexOf('=');
    if (cut < 1) continue;
    const key = decode(pair.slice(0, cut));
    const value = decode(pair.slice(cut + 1));
    if (key === null || value === null || value.length > TEXT_MAX) continue;
    const change = readPair(key, value);
    if (change === 'unknown') rest.push([key, value]);
    else state = { ...state, ...change, prices: change.prices === undefined ? state.prices : { ...state.prices, ...change.prices } };
  }
  return { ...state, rest };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return null;
  }
}

/** What a pair changes; prices one by one. */
type Change = Partial<Omit<ViewState, 'prices'>> & { readonly prices?: Partial<PriceFactors> };

function readPair(key: string, value: string): Change | 'unknown' {
  switch (key) {
    case 'v':
      return {};
    case 'run':
      return { run: value };
    case 'table':
      return { table: value };
    case 'q':
      return { q: value };
    case 'night':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? { night: value } : {};
    case 'sort':
      return /^-?[A-Za-z]+$/.test(value) ? { sort: value } : {};
    case 'theme':
      return value === 'light' || value === 'dark' ? { theme: value } : {};
    case 'scale':
      return value === 'linear' || value === 'log' ? { scale: value } : {};
    case 'zoom':
      return readZoom(value);
    case 'read':
    case 'machines':
    case 'export': {
      const factor = readFactor(value);
      return factor === null ? {} : { prices: { [key]: factor } };
    }
    default:
      return 'unknown';
  }
}

function readZoom(value: string): Partial<ViewState> {
  const match = /^(-?\d{1,7})\.\.(-?\d{1,7})$/.exec(value);
  if (match === null) return {};
  const from = Number(match[1]);
  const to = Number(match[2]);
  return to > from ? { zoom: [from, to] } : {};
}

/** Writes the hash; what is empty is left out. */
export function formatHash(state: ViewState): string {
  const pairs: [string, string][] = [['v', '1']];
  for (const key of ['run', 'night', 'table', 'sort', 'q', 'theme', 'scale'] as const) if (state[key] !== '') pairs.push([key, state[key]]);
  if (state.zoom[1] > state.zoom[0]) pairs.push(['zoom', `${Math.round(state.zoom[0])}..${Math.round(state.zoom[1])}`]);
  for (const key of PRICE_KEYS) if (state.prices[key] !== 1) pairs.push([key, String(state.prices[key])]);
  for (const [key, value] of state.rest) pairs.push([key, value]);
  return `#${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`;
}
