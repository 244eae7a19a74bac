// A worker thread: takes one job, tells its progress, answers with its results.

import { parentPort, workerData } from 'node:worker_threads';
import { policyOf } from '../policy-choice.js';
import { runJob, type Job } from './job.js';

const job = workerData as Job;
const policies = new Map(await Promise.all(job.runs.map(async (run) => [run.id, await policyOf(run.recipe)] as const)));
const results = runJob(job, policies, (tableNights) => parentPort?.postMessage({ tableNights }));
parentPort?.postMessage({ results });
