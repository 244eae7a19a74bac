// The list of tables as data: its columns, and what a search finds. Drawn by the script in the page.

import { bytes, duration, number, usdColumn } from './format.js';

/** Columns of numbers of all tables of a run, and their names and engines. */
export interface TableData {
  readonly tables: readonly string[];
  readonly engines: readonly string[];
  /** By field of TableSummary. */
  readonly columns: ReadonlyMap<string, ArrayLike<number>>;
}

export interface ListColumn {
  readonly key: string;
  readonly name: string;
  readonly text: (value: number) => string;
}

/** Columns after the name and the engine. */
export const LIST_COLUMNS: readonly ListColumn[] = [
  { key: 'sizeBytesLast', name: 'size', text: bytes },
  { key: 'late', name: '\u25b2 late', text: number },
  { key: 'failed', name: '\u2716 failed', text: number },
  { key: 'missed', name: '\u25c7 missed', text: number },
  { key: 'secondsMean', name: 'mean', text: duration },
  { key: 'secondsMax', name: 'longest', text: duration },
  { key: 'toRcuMax', name: 'max RCU', text: number },
  { key: 'costUsd', name: '$, all', text: usdColumn([1]) },
];

type Test = (i: number) => boolean;

const KEYS: Readonly<Record<string, string>> = { size: 'sizeBytesLast', time: 'secondsMax', rcu: 'toRcuMax', cost: 'costUsd', throttled: 'throttledReadUnits', nights: 'nights' };
const STATES = new Set(['ok', 'late', 'failed', 'skipped', 'missed']);
const UNITS: Readonly<Record<string, number>> = {
  '': 1, b: 1, kib: 2 ** 10, kb: 1e3, mib: 2 ** 20, mb: 1e6, gib: 2 ** 30, gb: 1e9, tib: 2 ** 40, tb: 1e12, s: 1, m: 60, min: 60, h: 3600,
};

/**
 * Positions of the tables that a query finds, in the order of the data. Words are parts of names; `status:late` finds
 * tables with such a night; `engine:emr`; `size:>1gib`, `time:>30m`, `rcu:>=1000`, `cost:<0.5`, `throttled:>0`.
 * What looks like a filter and is not one is taken as a part of a name.
 */
export function findTables(data: TableData, query: string): Uint32Array {
  const tests = query.trim().split(/\s+/).filter((word) => word !== '').map((word) => testOf(data, word.toLowerCase()));
  const found = new Uint32Array(data.tables.length);
  let count = 0;
  for (let i = 0; i < data.tables.length; i++) if (tests.every((test) => test(i))) found[count++] = i;
  return found.slice(0, count);
}

function testOf(data: TableData, word: string): Test {
  const cut = word.indexOf(':');
  const key = cut < 0 ? '' : word.slice(0, cut);
  const value = word.slice(cut + 1);
  if (key === 'status' && STATES.has(value)) {
    const column = data.columns.get(value);
    return (i) => (column?.[i] ?? 0) > 0;
  }
  if (key === 'engine') return (i) => data.engines[i].toLowerCase().startsWith(value);
  const field = Object.hasOwn(KEYS, key) ? KEYS[key] : '';
  const column = data.columns.get(field);
  const match = /^(>=|<=|>|<|=)?([\d.]+)([a-z]*)$/.exec(value);
  if (column !== undefined && match !== null && Object.hasOwn(UNITS, match[3])) {
    const limit = Number(match[2]) * UNITS[match[3]];
    return compare(match[1] ?? '=', limit, column);
  }
  return (i) => data.tables[i].toLowerCase().includes(word);
}

function compare(sign: string, limit: number, column: ArrayLike<number>): Test {
  switch (sign) {
    case '>':
      return (i) => column[i] > limit;
    case '<':
      return (i) => column[i] < limit;
    case '>=':
      return (i) => column[i] >= limit;
    case '<=':
      return (i) => column[i] <= limit;
    default:
      return (i) => column[i] === limit;
  }
}

/** Sorts positions by a column; equal values stay in the order of names. `-key` is descending. */
export function sortTables(data: TableData, found: Uint32Array, sort: string): Uint32Array {
  const down = sort.startsWith('-');
  const key = down ? sort.slice(1) : sort;
  const column = data.columns.get(key);
  const words = key === 'table' ? data.tables : key === 'engine' ? data.engines : undefined;
  const compareUp = column !== undefined
    ? (a: number, b: number): number => column[a] - column[b]
    : words !== undefined ? (a: number, b: number): number => (words[a] < words[b] ? -1 : words[a] > words[b] ? 1 : 0) : (): number => 0;
  return found.slice().sort((a, b) => (down ? -compareUp(a, b) : compareUp(a, b)) || a - b);
}
