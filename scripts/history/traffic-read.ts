// Reads traffic.csv, or one range of its bytes, into a part of the traffic.

import type { Header } from '../../core/history/history-header.js';
import type { HistoryIssues } from '../../core/history/history-issues.js';
import { TrafficRows, type TrafficPart } from '../../core/history/history-traffic.js';
import { readRows, type ByteRange, type LineEnd } from './csv.js';
import type { HistoryFile } from './files.js';

export interface TrafficTask {
  readonly file: HistoryFile;
  readonly range: ByteRange;
  readonly lineEnd: LineEnd;
  readonly header: Header;
}

export interface TrafficRead {
  readonly part: TrafficPart;
  readonly lines: number;
}

const PROGRESS_ROWS = 100_000;

/** Reads a range; the header row of the file is skipped. Lines count from 1 at the start of the range. */
export async function readTraffic(
  task: TrafficTask, issues: HistoryIssues, onProgress: (rows: number) => void, onQuote?: () => void,
): Promise<TrafficRead> {
  const rows = new TrafficRows(task.file.name, task.header, issues);
  const headerLine = task.range.start === 0 ? 1 : 0;
  let count = 0;
  const options = { range: task.range, lineEnd: task.lineEnd, ...(onQuote && { onQuote }) };
  const lines = await readRows(task.file, options, issues, (cells, line) => {
    if (line === headerLine) return;
    rows.addText(cells, line);
    if (++count % PROGRESS_ROWS === 0) onProgress(PROGRESS_ROWS);
  });
  onProgress(count % PROGRESS_ROWS);
  return { part: rows.finish(), lines };
}
