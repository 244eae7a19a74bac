// From the rows of traffic.csv, in any order, to each table's runs of equal periods.

import type { TrafficColumns } from './history.js';
import type { HistoryIssues } from './history-issues.js';
import { sharedF32, sharedF64, sharedU32 } from './history-shared.js';
import { instantText } from './history-text.js';
import type { TrafficChunk, TrafficPart } from './history-traffic.js';

/** Rows of all tables, table by table, ascending in time. `from[t]` is the first of table t. */
interface Sorted {
  readonly from: Uint32Array;
  readonly startAt: Uint32Array;
  readonly periodSeconds: Uint16Array;
  readonly rcu: Float32Array;
  readonly line: Uint32Array;
}

export interface Runs {
  readonly traffic: TrafficColumns;
  /** Tables that have traffic but no row in tables.csv, sorted: their traffic is not kept. */
  readonly strangers: readonly string[];
}

/** Builds the runs. `tables` is sorted; a period that covers time already covered is an issue. */
export function buildRuns(file: string, parts: readonly TrafficPart[], tables: readonly string[], issues: HistoryIssues): Runs {
  const rank = new Map(tables.map((name, i) => [name, i]));
  const strangers = new Set<string>();
  const ranks = parts.map((part) => Int32Array.from(part.names, (name) => {
    const table = rank.get(name);
    if (table === undefined) strangers.add(name);
    return table ?? -1;
  }));
  const sorted = scatter(parts, ranks, tables.length);
  for (let t = 0; t < tables.length; t++) sortSlice(sorted, sorted.from[t], sorted.from[t + 1]);
  checkOverlaps(file, sorted, tables, issues);
  return { traffic: cutRuns(sorted), strangers: [...strangers].sort() };
}

/** Counting sort by table: stable, so rows that came in order of time stay in it. */
function scatter(parts: readonly TrafficPart[], ranks: readonly Int32Array[], tables: number): Sorted {
  const from = new Uint32Array(tables + 1);
  parts.forEach((part, p) => {
    for (const chunk of part.chunks) countTables(chunk, ranks[p], from);
  });
  for (let t = 0; t < tables; t++) from[t + 1] += from[t];
  const rows = from[tables];
  const sorted: Sorted = {
    from, startAt: new Uint32Array(rows), periodSeconds: new Uint16Array(rows), rcu: sharedF32(rows), line: new Uint32Array(rows),
  };
  const next = from.slice(0, tables);
  parts.forEach((part, p) => {
    for (const chunk of part.chunks) scatterChunk(chunk, ranks[p], next, sorted);
  });
  return sorted;
}

function countTables(chunk: TrafficChunk, ranks: Int32Array, counts: Uint32Array): void {
  for (let i = 0; i < chunk.rows; i++) {
    const table = ranks[chunk.table[i]];
    if (table >= 0) counts[table + 1]++;
  }
}

function scatterChunk(chunk: TrafficChunk, ranks: Int32Array, next: Uint32Array, sorted: Sorted): void {
  for (let i = 0; i < chunk.rows; i++) {
    const table = ranks[chunk.table[i]];
    if (table < 0) continue;
    const to = next[table]++;
    sorted.startAt[to] = chunk.startAt[i];
    sorted.periodSeconds[to] = chunk.periodSeconds[i];
    sorted.rcu[to] = chunk.rcu[i];
    sorted.line[to] = chunk.line[i];
  }
}

/** Sorts the rows of one table by time, then by line, unless they are in order already. */
function sortSlice(sorted: Sorted, from: number, to: number): void {
  const { startAt, periodSeconds, rcu, line } = sorted;
  let inOrder = true;
  for (let i = from + 1; i < to && inOrder; i++) inOrder = startAt[i - 1] <= startAt[i];
  if (inOrder) return;
  // Minute and position in one double: starts are whole minutes below 2^27, positions stay below 2^26.
  const keys = new Float64Array(to - from);
  for (let i = 0; i < keys.length; i++) keys[i] = (startAt[from + i] / 60) * 2 ** 26 + i;
  keys.sort();
  const old = {
    startAt: startAt.slice(from, to), periodSeconds: periodSeconds.slice(from, to), rcu: rcu.slice(from, to), line: line.slice(from, to),
  };
  for (let i = 0; i < keys.length; i++) {
    const source = keys[i] % 2 ** 26;
    startAt[from + i] = old.startAt[source];
    periodSeconds[from + i] = old.periodSeconds[source];
    rcu[from + i] = old.rcu[source];
    line[from + i] = old.line[source];
  }
}

function checkOverlaps(file: string, sorted: Sorted, tables: readonly string[], issues: HistoryIssues): void {
  const { from, startAt, periodSeconds, line } = sorted;
  for (let t = 0; t < tables.length; t++) {
    // The row that reaches farthest so far: an hour may cover several of the short periods behind it.
    let holder = from[t];
    for (let i = from[t] + 1; i < from[t + 1]; i++) {
      const until = startAt[holder] + periodSeconds[holder];
      if (startAt[i] < until) {
        const [first, second] = line[holder] < line[i] ? [holder, i] : [i, holder];
        issues.add(file, line[second], 'timestamp',
          `${periodText(sorted, second)} of table ${tables[t]} overlaps ${periodText(sorted, first)} of line ${line[first]}; keep one`);
      }
      if (startAt[i] + periodSeconds[i] >= until) holder = i;
    }
  }
}

function periodText(sorted: Sorted, i: number): string {
  return `the ${sorted.periodSeconds[i]} s from ${instantText(sorted.startAt[i])}`;
}

/** The values stay where they are; a run begins wherever the period changes or time is missing. */
function cutRuns(sorted: Sorted): TrafficColumns {
  const { from, startAt, periodSeconds, rcu } = sorted;
  const tables = from.length - 1;
  const runsFrom = sharedU32(tables + 1);
  const begins = (t: number, i: number): boolean =>
    i === from[t] || periodSeconds[i] !== periodSeconds[i - 1] || startAt[i] !== startAt[i - 1] + periodSeconds[i - 1];
  for (let t = 0; t < tables; t++) {
    runsFrom[t + 1] = runsFrom[t];
    for (let i = from[t]; i < from[t + 1]; i++) if (begins(t, i)) runsFrom[t + 1]++;
  }
  const runs = runsFrom[tables];
  const columns = { runsFrom, startAt: sharedF64(runs), periodSeconds: sharedU32(runs), count: sharedU32(runs), valuesFrom: sharedU32(runs), rcu };
  let run = -1;
  for (let t = 0; t < tables; t++) {
    for (let i = from[t]; i < from[t + 1]; i++) {
      if (begins(t, i)) {
        run++;
        columns.startAt[run] = startAt[i];
        columns.periodSeconds[run] = periodSeconds[i];
        columns.valuesFrom[run] = i;
      }
      columns.count[run]++;
    }
  }
  return columns;
}
