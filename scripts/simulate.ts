// A simulation from a history folder to an output folder: load, replay every run, rank, write.

import { basename, resolve } from 'node:path';
import { windowWarnings } from '../core/calendar.js';
import { EXIT, refuse } from '../core/errors.js';
import type { History } from '../core/history/history.js';
import { priceBook } from '../core/money/price-books.js';
import type { PriceBook } from '../core/money/prices.js';
import { winnerOf } from '../core/results/ranking.js';
import type { OutputDocument, RunDocument } from '../core/results/summary.js';
import { runNumbers } from '../sim/totals.js';
import { loadHistory } from './history/load.js';
import { version } from './package.js';
import type { LedgerChoice, Progress, RunRequest, SimulateRequest, SimulateResult } from './request.js';
import { assumptionsOf } from './simulation/assumptions.js';
import type { JobResult, JobRun } from './simulation/job.js';
import { stageOutput, writeHead, writeRuns } from './simulation/output.js';
import { runJobs } from './simulation/pool.js';
import { shownNights } from './simulation/shown-nights.js';

/** Up to that many table-nights all ledgers are written unless told otherwise: about 60 MB of JSON lines before compression. */
const ALL_LEDGERS_TABLE_NIGHTS = 100_000;
/** Gaps told one by one in run.json; the rest are counted. */
const GAPS_TOLD_MAX = 200;

export async function simulate(request: SimulateRequest, onProgress: Progress): Promise<SimulateResult> {
  if (request.outDir === null) return simulateInto(request, onProgress);
  const staged = stageOutput(request.outDir);
  try {
    const result = await simulateInto({ ...request, outDir: staged.dir }, onProgress);
    staged.publish();
    return result;
  } finally {
    staged.discard();
  }
}

async function simulateInto(request: SimulateRequest, onProgress: Progress): Promise<SimulateResult> {
  const history = await loadHistory(request.historyDir, { onProgress: (rows) => onProgress('reading rows', rows, 0) });
  const nights = chosenNights(history, request.nights);
  const runs = request.runs.map((run): JobRun => ({
    id: run.id,
    recipe: run.recipe,
    settings: run.settings,
    growth: run.growth,
    book: bookOf(run.settings.region, request.prices),
    ledgers: 'none',
    cells: false,
  }));
  const tableNights = rowsIn(history, nights) * runs.length;
  const ledgers = request.ledgers ?? (tableNights <= ALL_LEDGERS_TABLE_NIGHTS ? 'all' : 'shown');
  const last = history.nights[nights[nights.length - 1]];
  const written = ledgers === 'shown' ? [last] : ledgers;
  const job = { history, nights, runs: runs.map((run) => ({ ...run, ledgers: written })), outDir: request.outDir };
  let done = 0;
  const results = await runJobs(job, request.workers, tableNights, (more) => onProgress('simulating table-nights', (done += more), tableNights));
  const documents = request.runs.map((run, i) => runDocument(run, results[i]));
  const listed = request.outDir === null ? [] : await writeDetails(request, ledgers, job, documents, results, onProgress);
  const output = outputDocument(request, history, nights, documents, listed, results, runs, await version());
  if (request.outDir !== null) {
    writeRuns(request.outDir, results);
    writeHead(request.outDir, output);
  }
  const windows = new Map(request.runs.map(({ settings: { window } }) => [JSON.stringify(window), window]));
  const warnings = [...windows.values()].flatMap((window) => windowWarnings(nights.map((night) => history.nights[night]), window));
  return { output, warnings: [...history.notes, ...warnings] };
}

/** The winner and the baseline again (the same seed gives the same nights), this time keeping what the report draws. */
async function writeDetails(
  request: SimulateRequest,
  ledgers: LedgerChoice,
  job: Parameters<typeof runJobs>[0],
  documents: readonly RunDocument[],
  results: readonly JobResult[],
  onProgress: Progress,
): Promise<OutputDocument['ledgers']> {
  const told = new Set([winnerOf(documents)?.id, documents.find((run) => run.baseline)?.id]);
  const shown = new Map(results.map(({ id, nights }) => [id, shownNights(nights)]));
  const runs = job.runs
    .filter((run) => told.has(run.id))
    .map((run) => ({ ...run, cells: true, ledgers: ledgers === 'shown' ? (shown.get(run.id) as string[]) : ('none' as const) }));
  const total = rowsIn(job.history, job.nights) * runs.length;
  let done = 0;
  await runJobs({ ...job, runs }, request.workers, total, (more) => onProgress('recording table-nights', (done += more), total));
  if (ledgers === 'none') return [];
  return results.map(({ id, nights }) => {
    const all = nights.map(({ night }) => night);
    return { run: id, nights: ledgers === 'all' ? all : told.has(id) ? (shown.get(id) as string[]) : all.slice(-1) };
  });
}

function chosenNights(history: History, chosen: SimulateRequest['nights']): number[] {
  const numbers = history.nights.flatMap((night, number) => (chosen === null || (night >= chosen.from && night <= chosen.to) ? [number] : []));
  if (numbers.length === 0) {
    refuse(EXIT.data, '--nights', `no night of the history lies in ${chosen?.from}..${chosen?.to}; it has ${history.nights[0]}..${history.nights[history.nights.length - 1]}`);
  }
  return numbers;
}

function bookOf(region: string, own: PriceBook | null): PriceBook {
  return own !== null && own.region === region ? own : priceBook(region);
}

function rowsIn(history: History, nights: readonly number[]): number {
  const { present } = history.columns;
  const tables = history.tables.length;
  let rows = 0;
  for (const night of nights) for (let cell = night * tables; cell < (night + 1) * tables; cell++) rows += present[cell];
  return rows;
}

function runDocument(run: RunRequest, result: JobResult): RunDocument {
  return {
    id: run.id,
    policy: run.policy.name,
    policySummary: run.policy.summary,
    region: run.settings.region,
    window: run.settings.window,
    growth: run.growth,
    seed: run.settings.seed,
    baseline: run.baseline,
    ...runNumbers(result.nights, result.unpriced),
    totalUsdByBillingRule: result.totalUsdByBillingRule,
  };
}

function outputDocument(
  request: SimulateRequest,
  history: History,
  nights: readonly number[],
  runs: readonly RunDocument[],
  ledgers: OutputDocument['ledgers'],
  results: readonly JobResult[],
  jobRuns: readonly JobRun[],
  toolVersion: string,
): OutputDocument {
  const last = nights[nights.length - 1] * history.tables.length;
  let sizeBytesLast = 0;
  for (let cell = last; cell < last + history.tables.length; cell++) if (history.columns.present[cell] === 1) sizeBytesLast += history.columns.sizeBytes[cell];
  const books = new Map(jobRuns.map(({ book }) => [book.region, book.date]));
  return {
    hippolyte: { version: toolVersion, format: 1 },
    history: {
      name: basename(resolve(request.historyDir)),
      digest: history.digest,
      nights: nights.length,
      tables: history.tables.length,
      firstNight: history.nights[nights[0]],
      lastNight: history.nights[nights[nights.length - 1]],
      missingNights: history.gaps.filter(({ kind }) => kind === 'missing-night').map(({ from }) => from),
      sizeBytesLast,
      gaps: history.gaps.slice(0, GAPS_TOLD_MAX),
      gapsMore: Math.max(0, history.gaps.length - GAPS_TOLD_MAX),
      notes: history.notes,
    },
    settings: request.runs[0].settings,
    prices: [...books].map(([region, date]) => ({ region, date })),
    assumptions: assumptionsOf(request.runs[0].settings, results[0].accountRcuQuota),
    baseline: runs.find((run) => run.baseline)?.id ?? '',
    runs,
    ledgers,
  };
}
