// A job: some runs over the same history, in one thread.

import type { History } from '../../core/history/history.js';
import type { Policy } from '../../core/policy.js';
import type { PriceBook, Unpriced } from '../../core/money/prices.js';
import { windowsOf } from '../../core/calendar.js';
import { type Settings, withSettings } from '../../core/settings.js';
import type { NightSummary, TableSummary } from '../../core/results/summary.js';
import { HistoryNights } from '../../sim/nights.js';
import { RunReplay } from '../../sim/replay.js';
import { RunTotals } from '../../sim/totals.js';
import type { PolicyRecipe } from '../request.js';
import { CellColumns, writeLedger } from './record.js';

/** Plain data, so that it can be sent to a worker thread. */
export interface JobRun {
  readonly id: string;
  readonly recipe: PolicyRecipe;
  readonly settings: Settings;
  readonly growth: number;
  readonly book: PriceBook;
  /** Nights whose ledgers are written. */
  readonly ledgers: 'all' | 'none' | readonly string[];
  readonly cells: boolean;
}

export interface Job {
  readonly history: History;
  /** Numbers of the nights to replay, ascending. */
  readonly nights: readonly number[];
  readonly runs: readonly JobRun[];
  readonly outDir: string | null;
}

export interface JobResult {
  readonly id: string;
  readonly nights: readonly NightSummary[];
  readonly tables: readonly TableSummary[];
  readonly unpriced: readonly Unpriced[];
  readonly totalUsdByBillingRule: Readonly<Record<string, number>>;
  readonly accountRcuQuota: number;
}

/** Runs that see the same nights (window, growth, what is known of the past) share their preparation. */
function groups(runs: readonly JobRun[]): JobRun[][] {
  const byKey = new Map<string, JobRun[]>();
  for (const run of runs) {
    const { window, forecast, reading, quotas } = run.settings;
    const key = JSON.stringify([window, forecast, reading.warmRcu, quotas.accountRcu, run.growth]);
    byKey.set(key, [...(byKey.get(key) ?? []), run]);
  }
  return [...byKey.values()];
}

/** Replays all runs of a job; `policies` by run id; tells progress in table-nights. */
export function runJob(job: Job, policies: ReadonlyMap<string, Policy>, onProgress: (tableNights: number) => void): JobResult[] {
  return groups(job.runs).flatMap((runs) => runGroup(job, runs, policies, onProgress));
}

function runGroup(job: Job, runs: readonly JobRun[], policies: ReadonlyMap<string, Policy>, onProgress: (tableNights: number) => void): JobResult[] {
  const { history } = job;
  const { settings, growth } = runs[0];
  const windows = windowsOf(job.nights.map((night) => history.nights[night]), settings.window);
  const nights = new HistoryNights(history, job.nights, windows, settings, growth);
  const work = runs.map((run) => {
    const resolved = withSettings(run.settings, { quotas: { accountRcu: nights.accountRcuQuota } });
    const replay = new RunReplay(history, policies.get(run.id) as Policy, resolved, growth, run.book);
    return { run, replay, totals: new RunTotals(history.tables), cells: run.cells ? new CellColumns(history.tables, job.nights.length) : null };
  });
  for (let number = 0; number < windows.length; number++) {
    const prepared = nights.prepare(number);
    for (const { run, replay, totals, cells } of work) {
      const kept = job.outDir !== null && (run.ledgers === 'all' || run.ledgers.includes(prepared.survey.window.night)) ? replay.night(prepared) : null;
      const replayed = kept ?? replay.numbers(prepared);
      totals.add(replayed, replay.fold, prepared.trafficOf);
      cells?.add(replayed, replay.fold, prepared.trafficOf);
      if (job.outDir !== null && kept !== null) writeLedger(job.outDir, run.id, kept);
    }
    onProgress(prepared.survey.tables.length * runs.length);
  }
  return work.map(({ run, replay, totals, cells }) => {
    if (job.outDir !== null) cells?.write(job.outDir, run.id);
    return {
      id: run.id,
      nights: totals.nights,
      tables: totals.tables(),
      unpriced: replay.fold.unpriced(),
      totalUsdByBillingRule: replay.fold.totalUsdByRule,
      accountRcuQuota: nights.accountRcuQuota,
    };
  });
}
