// The worker thread that reads one range of a large traffic.csv and posts what it found.

import { parentPort, workerData } from 'node:worker_threads';
import { HistoryIssues, type Found } from '../../core/history/history-issues.js';
import { UserError } from '../../core/errors.js';
import { readTraffic, type TrafficRead, type TrafficTask } from './traffic-read.js';

export interface ThreadTask extends TrafficTask {
  readonly issueLimit: number;
}

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'quoted' }
  | { readonly kind: 'refused'; readonly error: Pick<UserError, 'exitCode' | 'issues'> }
  | { readonly kind: 'done'; readonly read: TrafficRead; readonly found: readonly Found[]; readonly total: number };

class Quoted extends Error {}

async function work(task: ThreadTask, post: (message: ThreadMessage) => void): Promise<void> {
  const issues = new HistoryIssues(task.issueLimit);
  const stop = (): never => {
    throw new Quoted();
  };
  try {
    const read = await readTraffic(task, issues, (rows) => post({ kind: 'progress', rows }), stop);
    post({ kind: 'done', read, found: issues.list, total: issues.total });
  } catch (error) {
    if (error instanceof Quoted) post({ kind: 'quoted' });
    else if (error instanceof UserError) post({ kind: 'refused', error: { exitCode: error.exitCode, issues: error.issues } });
    else throw error;
  }
}

const port = parentPort;
if (port !== null) await work(workerData as ThreadTask, (message) => port.postMessage(message));
