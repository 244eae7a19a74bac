// The data islands of the page, inflated when they are first asked for.

import { TABLE_STATE } from '../../core/results/summary.js';
import { nightOf } from '../dates.js';
import type { Timeline, TimelineBars } from '../input.js';
import type { NightRow } from '../night-rows.js';
import { unpack, type ColumnArray, type Unpacked } from '../pack.js';
import type { ReportHead } from '../head.js';
import type { TableData } from '../table-list.js';
import { byId } from './dom.js';

export const head = JSON.parse(byId('head').textContent) as ReportHead;

const islands = new Map<string, HTMLElement>();
for (const island of document.querySelectorAll<HTMLElement>('script[data-island]')) islands.set(island.dataset['island'] ?? '', island);
const inflated = new Map<string, Promise<Unpacked>>();

/** Keys of the islands that begin so. */
export function keysOf(prefix: string): string[] {
  return [...islands.keys()].filter((key) => key.startsWith(prefix));
}

/** An island by its key; null where the file does not hold it. */
export function island(key: string): Promise<Unpacked> | null {
  const known = inflated.get(key);
  if (known !== undefined) return known;
  const element = islands.get(key);
  if (element === undefined) return null;
  const made = inflate(element.textContent);
  inflated.set(key, made);
  return made;
}

async function inflate(base64: string): Promise<Unpacked> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return unpack(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** Nights of every run that can be chosen. */
export async function loadNights(): Promise<Map<string, NightRow[]>> {
  const result = new Map<string, NightRow[]>();
  const found = await island('nights');
  if (found === null) return result;
  const column = (name: string): ColumnArray => found.columns.get(name) ?? new Float32Array(0);
  const { runs } = found.extra as { runs: string[] };
  let from = 0;
  runs.forEach((run, i) => {
    const rows: NightRow[] = [];
    const to = from + column('count')[i];
    for (; from < to; from++) rows.push(nightAt(column, from));
    result.set(run, rows);
  });
  return result;
}

function nightAt(column: (name: string) => ColumnArray, i: number): NightRow {
  const day = column('day')[i];
  return {
    night: nightOf(day), day, opensAt: column('opensAt')[i], windowSeconds: column('windowSeconds')[i], makespanSeconds: column('makespanSeconds')[i], usd: column('usd')[i],
    readUsd: column('readUsd')[i], machinesUsd: column('machinesUsd')[i], exportUsd: column('exportUsd')[i],
    fits: column('fits')[i] === 1, state: column('state')[i], ok: column('ok')[i], late: column('late')[i], failed: column('failed')[i], skipped: column('skipped')[i],
    missed: column('missed')[i], crashed: column('crashed')[i] === 1, throttledReadUnits: column('throttledReadUnits')[i],
  };
}

/** Tables of a run; null where they are not in the file. */
export async function loadTables(run: string): Promise<TableData | null> {
  const found = await island(`tables:${run}`);
  if (found === null) return null;
  return { ...(found.extra as { tables: string[]; engines: string[] }), columns: found.columns };
}

/** A night's timeline; null where it is not in the file. */
export async function loadTimeline(run: string, night: string): Promise<Timeline | null> {
  const found = await island(`timeline:${run}:${night}`);
  if (found === null) return null;
  return { ...(found.extra as Omit<Timeline, 'bars'>), bars: Object.fromEntries(found.columns) as unknown as TimelineBars };
}

/** Nights of which the file holds a timeline, by run, ascending. */
export function timelineNights(): { run: string; night: string }[] {
  return keysOf('timeline:').map((key) => ({ run: key.slice('timeline:'.length, -11), night: key.slice(-10) })).sort((a, b) => (a.night < b.night ? -1 : 1));
}

/** Tables that were not ok on a night: name and state. Null where the file does not say. */
export async function notOk(run: string, night: string): Promise<{ table: string; state: number }[] | null> {
  const found = await island(`state:${run}`);
  if (found === null) return null;
  const { nights, tables } = found.extra as { nights: string[]; tables: string[] };
  const state = found.columns.get('state') ?? new Uint8Array(0);
  const column = nights.indexOf(night);
  if (column < 0) return null;
  const bad: { table: string; state: number }[] = [];
  tables.forEach((table, i) => {
    const value = state[i * nights.length + column];
    if (value !== TABLE_STATE.ok && value !== TABLE_STATE.absent) bad.push({ table, state: value });
  });
  return bad;
}

/** One table over all nights: its states, and a column of values if the file holds it. */
export async function tableNights(run: string, table: string, name: string): Promise<{ nights: string[]; state: ColumnArray; values: ColumnArray | null } | null> {
  const found = await island(`state:${run}`);
  if (found === null) return null;
  const { nights, tables } = found.extra as { nights: string[]; tables: string[] };
  const at = tables.indexOf(table);
  if (at < 0) return null;
  const cut = (column: ColumnArray | undefined): ColumnArray | null => column?.subarray(at * nights.length, (at + 1) * nights.length) ?? null;
  const values = await island(`${name}:${run}`);
  return { nights, state: cut(found.columns.get('state')) ?? new Uint8Array(0), values: cut(values?.columns.get(name)) };
}
