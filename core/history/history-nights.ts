// From the rows of tables.csv to columns over (night, table).

import type { NightColumns } from './history.js';
import type { HistoryIssues } from './history-issues.js';
import { sharedF64, sharedU8 } from './history-shared.js';
import { FLAGS, NUMBERS, type TablesChunk } from './history-tables.js';
import { dayDate } from './history-text.js';

export interface Nights {
  readonly tables: string[];
  /** Days since 1970-01-01, ascending. */
  readonly days: readonly number[];
  readonly columns: NightColumns;
}

/** Sorts names and nights and puts every row in its place; a place taken twice is an issue. */
export function buildNights(file: string, names: readonly string[], chunks: readonly TablesChunk[], issues: HistoryIssues): Nights {
  const tables = [...names].sort();
  const rank = new Map(tables.map((name, i) => [name, i]));
  const rankOf = Uint32Array.from(names, (name) => rank.get(name) ?? 0);
  const seen = new Set<number>();
  for (const chunk of chunks) for (let i = 0; i < chunk.rows; i++) seen.add(chunk.day[i]);
  const days = [...seen].sort((a, b) => a - b);
  const nightOf = new Map(days.map((day, i) => [day, i]));
  const columns = emptyColumns(days.length * tables.length);
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.rows; i++) {
      const table = rankOf[chunk.table[i]];
      const cell = (nightOf.get(chunk.day[i]) ?? 0) * tables.length + table;
      if (columns.present[cell] === 1) {
        issues.add(file, chunk.line[i], 'night', `a second row for table ${tables[table]} on ${dayDate(chunk.day[i])}; remove one`);
      } else {
        place(columns, cell, chunk, i);
      }
    }
  }
  return { tables, days, columns };
}

function place(columns: NightColumns, cell: number, chunk: TablesChunk, i: number): void {
  const { numbers, flags } = chunk;
  const n = i * NUMBERS;
  const f = i * FLAGS;
  columns.present[cell] = 1;
  columns.sizeBytes[cell] = numbers[n];
  columns.itemCount[cell] = numbers[n + 1];
  columns.rcu[cell] = numbers[n + 2];
  columns.wcu[cell] = numbers[n + 3];
  columns.warmRcu[cell] = numbers[n + 4];
  columns.autoscalingMinRcu[cell] = numbers[n + 5];
  columns.autoscalingMaxRcu[cell] = numbers[n + 6];
  columns.decreasesToday[cell] = numbers[n + 7];
  columns.gsiRcu[cell] = numbers[n + 8];
  columns.autoscalingTargetShare[cell] = chunk.target[i];
  columns.onDemand[cell] = flags[f];
  columns.pitr[cell] = flags[f + 1];
  // Not recorded means STANDARD, the class of every table that nobody changed; the gap says so.
  columns.infrequentAccess[cell] = flags[f + 2] === 1 ? 1 : 0;
}

/** Columns of so many cells, none of them present. */
function emptyColumns(cells: number): NightColumns {
  const none = (): Float64Array => sharedF64(cells).fill(NaN);
  return {
    present: sharedU8(cells), sizeBytes: none(), itemCount: none(), onDemand: sharedU8(cells), rcu: none(), wcu: none(),
    warmRcu: none(), autoscalingMinRcu: none(), autoscalingMaxRcu: none(), autoscalingTargetShare: none(),
    decreasesToday: none(), gsiRcu: none(), pitr: sharedU8(cells).fill(255), infrequentAccess: sharedU8(cells),
  };
}
