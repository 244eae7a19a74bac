// Writes an output folder: see docs/outputs.md for every file and column.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputDocument, RunDocument } from '../../core/summary.js';
import { csvLine } from './csv.js';
import type { JobResult } from './job.js';

/** What this program writes into an output folder, and so may remove from one of its own. */
const OURS = ['run.json', 'runs.csv', 'report.html', 'runs', 'ledgers'];

/** Makes the folder and empties it of an earlier simulation's files; anything else in it stays. */
export function prepareOutput(outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  for (const name of OURS) rmSync(join(outDir, name), { recursive: true, force: true });
}

export function writeRuns(outDir: string, results: readonly JobResult[]): void {
  for (const { id, nights, tables } of results) {
    const dir = join(outDir, 'runs', id);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'nights.jsonl'), nights.map((night) => `${JSON.stringify(night)}\n`).join(''));
    const columns = Object.keys(tables[0] ?? {}) as (keyof (typeof tables)[number])[];
    writeFileSync(join(dir, 'tables.csv'), csvLine(columns) + tables.map((table) => csvLine(columns.map((column) => table[column]))).join(''));
  }
}

/** run.json is written last and in one step: a folder with it is whole. */
export function writeHead(outDir: string, output: OutputDocument): void {
  writeFileSync(join(outDir, 'runs.csv'), csvLine(RUN_COLUMNS) + output.runs.map((run) => csvLine(runCells(run))).join(''));
  const draft = join(outDir, '.run.json.tmp');
  writeFileSync(draft, `${JSON.stringify(output, null, 1)}\n`);
  renameSync(draft, join(outDir, 'run.json'));
}

export const RUN_COLUMNS = [
  'id', 'policy', 'region', 'window', 'zone', 'growth', 'seed', 'baseline', 'nights', 'nights_fit', 'tables_late',
  'cost_usd', 'read_capacity_usd', 'engine_usd', 'export_usd', 'storage_usd', 'requests_usd', 'other_usd',
  'cost_usd_per_night', 'cost_usd_per_month', 'cost_usd_night_p10', 'cost_usd_night_p90',
  'makespan_seconds_p50', 'makespan_seconds_p95', 'makespan_seconds_max', 'throttled_read_units', 'crashed_nights',
] as const;

function runCells(run: RunDocument): (string | number | boolean)[] {
  const { costUsd, makespanSeconds } = run;
  return [
    run.id, run.policy, run.region, `${run.window.opens}-${run.window.closes}`, run.window.zone, run.growth, run.seed, run.baseline, run.nights, run.nightsFit, run.tablesLate,
    costUsd.total, costUsd.readCapacity, costUsd.engine, costUsd.export, costUsd.storage, costUsd.requests, costUsd.other,
    run.costUsdPerNight, run.costUsdPerMonth, run.costUsdNightP10, run.costUsdNightP90,
    makespanSeconds.p50, makespanSeconds.p95, makespanSeconds.max, run.throttledReadUnits, run.crashedNights,
  ];
}
