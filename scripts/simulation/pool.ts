// Spreads the runs of a simulation over worker threads. The history is shared, not copied: its columns are SharedArrayBuffers.

import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { EXIT, UserError } from '../../core/errors.js';
import { policyOf } from '../policy-choice.js';
import { runJob, type Job, type JobResult, type JobRun } from './job.js';

/** Below that many table-nights a thread costs more than it brings. */
const TABLE_NIGHTS_A_THREAD = 100_000;
const PARTS_A_THREAD = 3;
const RUNS_A_PART = 2;

type Message = { readonly tableNights: number } | { readonly results: JobResult[] };

/** Results in the order of the job's runs. `tableNights`: the size of the whole job. Worker threads need compiled files: without them all is done here. */
export async function runJobs(job: Job, workers: number, tableNights: number, onProgress: (tableNights: number) => void): Promise<JobResult[]> {
  const threads = Math.min(workers, job.runs.length, Math.max(1, Math.floor(tableNights / TABLE_NIGHTS_A_THREAD)));
  const file = new URL('./worker.js', import.meta.url);
  const results = threads <= 1 || !existsSync(file) ? await runHere(job, onProgress) : await runInThreads(job, threads, file, onProgress);
  const byId = new Map(results.map((result) => [result.id, result]));
  return job.runs.map((run) => byId.get(run.id) as JobResult);
}

async function runHere(job: Job, onProgress: (tableNights: number) => void): Promise<JobResult[]> {
  const policies = new Map(await Promise.all(job.runs.map(async (run) => [run.id, await policyOf(run.recipe)] as const)));
  return runJob(job, policies, onProgress);
}

async function runInThreads(job: Job, threads: number, file: URL, onProgress: (tableNights: number) => void): Promise<JobResult[]> {
  const waiting = partsOf(job.runs, threads);
  const workers: Worker[] = [];
  const work = async (): Promise<JobResult[]> => {
    const results: JobResult[] = [];
    for (let runs = waiting.shift(); runs !== undefined; runs = waiting.shift()) {
      const worker = new Worker(file, { workerData: { ...job, runs } });
      workers.push(worker);
      results.push(...(await answer(worker, onProgress)));
    }
    return results;
  };
  try {
    return (await Promise.all(Array.from({ length: threads }, work))).flat();
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/**
 * Runs dealt out like cards: neighbours (often the same policy in other settings) cost about the same. Each thread gets
 * some parts one after the other where there are runs enough, because policies differ in cost: who is done early takes
 * the next. Not one run at a time, because the runs of a part share the preparation of the nights.
 */
function partsOf(runs: readonly JobRun[], threads: number): JobRun[][] {
  const parts = runs.length >= RUNS_A_PART * PARTS_A_THREAD * threads ? PARTS_A_THREAD * threads : threads;
  return Array.from({ length: parts }, (_, part) => runs.filter((_run, i) => i % parts === part));
}

function answer(worker: Worker, onProgress: (tableNights: number) => void): Promise<JobResult[]> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('results' in message) resolve(message.results);
      else onProgress(message.tableNights);
    });
    // A thread's error arrives as a copy without its class.
    worker.on('error', (error: Error & Partial<UserError>) => reject(error.name === 'UserError' ? new UserError(error.exitCode ?? EXIT.bug, error.issues ?? []) : error));
    worker.on('exit', (code) => reject(new Error(`bug: a worker thread ended with ${code} before it answered`)));
  });
}
