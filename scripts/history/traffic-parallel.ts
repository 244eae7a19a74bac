// A large plain traffic.csv is cut at line ends into ranges, one worker thread each. A line end inside quotes would be
// a wrong place to cut, so the first double quote anywhere ends the attempt and one thread reads the whole file.

import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { assert, UserError } from '../../core/errors.js';
import type { HistoryIssues } from '../../core/history/history-issues.js';
import type { TrafficPart } from '../../core/history/history-traffic.js';
import type { ByteRange } from './csv.js';
import type { HistoryFile } from './files.js';
import type { TrafficTask } from './traffic-read.js';
import type { ThreadMessage, ThreadTask } from './traffic-thread.js';

type Done = Extract<ThreadMessage, { kind: 'done' }>;

/** Reads the file with some threads; null when it holds a double quote, so that it must be read by one. */
export async function readTrafficParallel(
  task: TrafficTask, threads: number, issues: HistoryIssues, onProgress: (rows: number) => void,
): Promise<readonly TrafficPart[] | null> {
  const ranges = await cut(task.file, threads);
  const workers: Worker[] = [];
  try {
    const answers = await Promise.all(ranges.map((range) =>
      run({ ...task, range, issueLimit: issues.limit }, workers, onProgress)));
    let linesBefore = 0;
    for (const { read, found, total } of answers) {
      issues.append(found, total, linesBefore);
      for (const chunk of read.part.chunks) for (let i = 0; i < chunk.rows; i++) chunk.line[i] += linesBefore;
      linesBefore += read.lines;
    }
    return answers.map((answer) => answer.read.part);
  } catch (error) {
    if (error instanceof QuoteFound) return null;
    throw error;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

class QuoteFound extends Error {}

function run(task: ThreadTask, workers: Worker[], onProgress: (rows: number) => void): Promise<Done> {
  // Run from TypeScript (tests, development) the thread is a TypeScript file too.
  const name = import.meta.url.endsWith('.ts') ? './traffic-thread.ts' : './traffic-thread.js';
  const worker = new Worker(new URL(name, import.meta.url), { workerData: task });
  workers.push(worker);
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`bug: a reading thread ended early with code ${code}`)));
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') onProgress(message.rows);
      else if (message.kind === 'done') resolve(message);
      else if (message.kind === 'quoted') reject(new QuoteFound());
      else reject(new UserError(message.error.exitCode, message.error.issues));
    });
  });
}

/** Ranges of about equal size that begin after a line feed. */
async function cut(file: HistoryFile, parts: number): Promise<ByteRange[]> {
  const handle = await open(file.path);
  try {
    const starts = [0];
    const bytes = Buffer.alloc(1 << 16);
    for (let p = 1; p < parts; p++) {
      let from = Math.max(Math.floor((file.sizeBytes * p) / parts), starts[starts.length - 1]);
      for (let feed = -1; feed < 0;) {
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        if (bytesRead === 0) break;
        feed = bytes.subarray(0, bytesRead).indexOf(10);
        from += feed < 0 ? bytesRead : feed + 1;
      }
      if (from > starts[starts.length - 1] && from < file.sizeBytes) starts.push(from);
    }
    assert(starts.length > 0, 'a file has at least one range');
    return starts.map((start, i) => ({ start, end: starts[i + 1] ?? null }));
  } finally {
    await handle.close();
  }
}
