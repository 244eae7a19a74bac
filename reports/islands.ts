// Data for the script in the page, as gzip in base64 inside script elements that no browser executes. Whatever does
// not fit the budget of the file is left out, the least important first, and named.

import { gzipSync } from 'node:zlib';

import type { NightSummary, TableSummary } from '../core/results/summary.js';
import type { CellColumns, ReportInput, Timeline } from './input.js';
import { nightRow } from './night-rows.js';
import { BYTES_SCALE, pack, RCU_SCALE, SECONDS_SCALE, toLog, USD_SCALE, type ColumnArray, type LogScale } from './pack.js';

export interface Island {
  readonly key: string;
  readonly base64: string;
}

/** Bytes that the islands of a report may take: small reports stay small, none passes 4.6 MB. */
export function islandBudget(input: ReportInput): number {
  const cells = input.cells.reduce((most, each) => Math.max(most, each.state.length), 0);
  return Math.min(4_600_000, 150_000 + Math.round(cells * 1.5));
}

/** Encodes all data that fits, in order of use. `runs` are those whose nights can be chosen. */
export function encodeIslands(input: ReportInput, runs: readonly string[], winner: string): { islands: Island[]; left: string[] } {
  const islands: Island[] = [];
  const left: string[] = [];
  let free = islandBudget(input);
  const add = (key: string, columns: ReadonlyMap<string, ColumnArray>, extra: unknown, what: string): void => {
    const base64 = gzipSync(pack(columns, extra), { level: 6 }).toString('base64');
    if (base64.length > free) {
      left.push(what);
      return;
    }
    free -= base64.length;
    islands.push({ key, base64 });
  };
  add('nights', nightColumns(input.nights, runs), { runs }, 'nights of all runs');
  for (const [run, rows] of byImportance(input.tables, winner)) add(`tables:${run}`, tableColumns(rows), tableNames(rows), `tables of ${run}`);
  for (const timeline of input.timelines) add(`timeline:${timeline.run}:${timeline.night}`, timelineColumns(timeline), timelineHead(timeline), `timeline of ${timeline.run} on ${timeline.night}`);
  const cells = [...input.cells].sort((a, b) => Number(b.run === winner) - Number(a.run === winner));
  for (const each of cells) add(`state:${each.run}`, new Map([['state', tableMajor(each, each.state)]]), { nights: each.nights, tables: each.tables }, `state of every table and night of ${each.run}`);
  for (const each of cells) {
    for (const [name, column, scale] of logColumns(each)) {
      add(`${name}:${each.run}`, new Map([[name, tableMajor(each, column, scale)]]), null, `${LOG_NAMES[name]} of every table and night of ${each.run}`);
    }
  }
  return { islands, left };
}

/** What the columns are called for people. */
const LOG_NAMES: Readonly<Record<string, string>> = { seconds: 'durations', bytes: 'sizes', rcu: 'read capacity', usd: 'cost' };

function byImportance<T>(map: ReadonlyMap<string, T>, first: string): [string, T][] {
  return [...map].sort(([a], [b]) => Number(b === first) - Number(a === first));
}

function logColumns(cells: CellColumns): [string, Float32Array, LogScale][] {
  return [['seconds', cells.seconds, SECONDS_SCALE], ['bytes', cells.bytes, BYTES_SCALE], ['rcu', cells.toRcu, RCU_SCALE], ['usd', cells.usd, USD_SCALE]];
}

/** Turns a night-major column round, so that the nights of a table stand together: smaller, and read at once. */
export function tableMajor(cells: CellColumns, column: Uint8Array | Float32Array, scale?: LogScale): Uint8Array {
  const nights = cells.nights.length;
  const tables = cells.tables.length;
  const result = new Uint8Array(nights * tables);
  for (let night = 0; night < nights; night++) {
    for (let table = 0; table < tables; table++) {
      const value = column[night * tables + table];
      result[table * nights + night] = scale === undefined ? value : toLog(value, scale);
    }
  }
  return result;
}

/** Parts of a night's cost; only differences are worked out of them, so that four digits are enough. */
const PARTS = ['readUsd', 'machinesUsd', 'exportUsd'] as const;

/** Keeps 13 bits of a number, which compresses to half. */
function coarse(value: number): number {
  if (!(value > 0)) return 0;
  const step = 2 ** (Math.floor(Math.log2(value)) - 12);
  return Math.round(value / step) * step;
}

/** The rows of all runs one after the other; `count` says how many belong to each. */
function nightColumns(nights: ReadonlyMap<string, readonly NightSummary[]>, runs: readonly string[]): Map<string, ColumnArray> {
  const rows = runs.flatMap((run) => (nights.get(run) ?? []).map(nightRow));
  const f64 = (value: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, value);
  const f32 = (value: (row: (typeof rows)[number]) => number): Float32Array => Float32Array.from(rows, value);
  return new Map<string, ColumnArray>([
    ['count', Uint32Array.from(runs, (run) => nights.get(run)?.length ?? 0)],
    ['day', Uint32Array.from(rows, (row) => row.day)], ['opensAt', f64((row) => row.opensAt)], ['windowSeconds', f32((row) => row.windowSeconds)],
    ['makespanSeconds', f32((row) => row.makespanSeconds)], ['usd', f32((row) => row.usd)],
    ...PARTS.map((part): [string, ColumnArray] => [part, f32((row) => coarse(row[part]))]),
    ['fits', Uint8Array.from(rows, (row) => Number(row.fits))],
    ['state', Uint8Array.from(rows, (row) => row.state)], ['ok', f32((row) => row.ok)], ['late', f32((row) => row.late)], ['failed', f32((row) => row.failed)],
    ['skipped', f32((row) => row.skipped)], ['missed', f32((row) => row.missed)], ['crashed', Uint8Array.from(rows, (row) => Number(row.crashed))],
    ['throttledReadUnits', f32((row) => row.throttledReadUnits)],
  ]);
}

function tableColumns(rows: readonly TableSummary[]): Map<string, ColumnArray> {
  const f32 = (value: (row: TableSummary) => number): Float32Array => Float32Array.from(rows, value);
  return new Map<string, ColumnArray>([
    ['nights', f32((row) => row.nights)], ['ok', f32((row) => row.ok)], ['late', f32((row) => row.late)], ['failed', f32((row) => row.failed)],
    ['skipped', f32((row) => row.skipped)], ['missed', f32((row) => row.missed)], ['sizeBytesLast', f32((row) => row.sizeBytesLast)],
    ['secondsMean', f32((row) => row.secondsMean)], ['secondsMax', f32((row) => row.secondsMax)], ['toRcuMax', f32((row) => row.toRcuMax)],
    ['throttledReadUnits', f32((row) => row.throttledReadUnits)], ['costUsd', f32((row) => row.costUsd)],
  ]);
}

function tableNames(rows: readonly TableSummary[]): unknown {
  return { tables: rows.map((row) => row.table), engines: rows.map((row) => row.engineLast) };
}

function timelineColumns({ bars }: Timeline): Map<string, ColumnArray> {
  return new Map<string, ColumnArray>(Object.entries(bars) as [string, ColumnArray][]);
}

function timelineHead(timeline: Timeline): unknown {
  const { run, night, opensAt, closesAt, lanes, tables, skipped } = timeline;
  return { run, night, opensAt, closesAt, lanes, tables, skipped };
}

/** JSON that can stand inside a script element: no tag can be opened or closed in it. */
export function islandJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
