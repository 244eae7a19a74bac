// Writes an output folder: see docs/outputs.md for every file and column.

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputDocument, RunDocument } from '../../core/results/summary.js';
import { temporary } from '../temporaries.js';
import { csvLine } from './csv.js';
import type { JobResult } from './job.js';

/** What this program writes into an output folder, and so may replace in one of its own. */
const OURS = ['runs.csv', 'runs', 'ledgers', 'report.html', 'run.json'];
/** New results are written here first, so that an interrupted or failed simulation leaves the old ones alone. */
export const STAGING = '.next';

/** Makes the folder for new results inside the output folder; removed again when the program is interrupted. */
export function stageOutput(outDir: string): { readonly dir: string; readonly publish: () => void; readonly discard: () => void } {
  const dir = join(outDir, STAGING);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const finished = temporary(dir);
  const discard = (): void => {
    rmSync(dir, { recursive: true, force: true });
    finished();
  };
  return { dir, discard, publish: () => publish(outDir, dir, discard) };
}

/** Puts new results in the place of the old ones; run.json comes last: a folder with it is whole. */
function publish(outDir: string, dir: string, discard: () => void): void {
  rmSync(join(outDir, 'run.json'), { force: true });
  for (const name of OURS) {
    rmSync(join(outDir, name), { recursive: true, force: true });
    if (existsSync(join(dir, name))) renameSync(join(dir, name), join(outDir, name));
  }
  discard();
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

export function writeHead(outDir: string, output: OutputDocument): void {
  writeFileSync(join(outDir, 'runs.csv'), csvLine(RUN_COLUMNS) + output.runs.map((run) => csvLine(runCells(run))).join(''));
  writeFileSync(join(outDir, 'run.json'), `${JSON.stringify(output, null, 1)}\n`);
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
