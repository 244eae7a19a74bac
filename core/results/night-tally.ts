// The tables of a night counted by how they ended.

import { TABLE_STATES, type NightResult, type TableFailure, type TableState } from '../telling/night-result.js';
import type { TableEnd } from './run-story.js';

/** How often in a row a table had no backup before tonight, and since which night. */
export interface Misses {
  readonly times: number;
  readonly sinceNight: string;
}

/** The numbers of a night; they add up to all tables that were discovered. */
export function tally(ends: readonly TableEnd[]): NightResult['tables'] {
  const counts = Object.fromEntries(TABLE_STATES.map((state) => [state, 0])) as Record<TableState, number>;
  for (const { state } of ends) counts[state]++;
  return { total: ends.length, ...counts };
}

/** Worst first: what failed, then what was missed, what cannot be told, what was skipped; longest without a backup first. */
const ORDER: readonly TableState[] = ['failed', 'missed', 'unknown', 'skipped'];

/** @param before misses of the nights before, by table */
export function failuresOf(ends: readonly TableEnd[], night: string, before: ReadonlyMap<string, Misses>): TableFailure[] {
  const failures: TableFailure[] = [];
  for (const { table, state, code, why, failed } of ends) {
    if (!failed || (state !== 'failed' && state !== 'missed' && state !== 'unknown' && state !== 'skipped')) continue;
    const earlier = before.get(table);
    failures.push({ table, state, code, why, times: (earlier?.times ?? 0) + 1, sinceNight: earlier?.sinceNight ?? night });
  }
  return failures.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.times - a.times || (a.table < b.table ? -1 : 1));
}
