// A history folder into memory: checked, with its gaps named, from a cache where nothing changed since the last time.

import { availableParallelism } from 'node:os';
import type { History } from '../../core/history/history.js';
import { buildHistory, type HistoryRows } from '../../core/history/history-build.js';
import { readHeader, TABLES_FILE, TRAFFIC_FILE, type FileColumns, type Header } from '../../core/history/history-header.js';
import { HistoryIssues } from '../../core/history/history-issues.js';
import { TablesRows } from '../../core/history/history-tables.js';
import type { TrafficPart } from '../../core/history/history-traffic.js';
import { cachedHistory, defaultCacheDir, fingerprint, keepHistory } from './cache.js';
import { readFirstRow, readRows, type LineEnd } from './csv.js';
import { digestOf } from './digest.js';
import { findFiles, type HistoryFile, type HistoryFiles } from './files.js';
import { readTraffic } from './traffic-read.js';
import { readTrafficParallel } from './traffic-parallel.js';

export interface LoadOptions {
  /** How many issues are listed before "and n more"; 20. */
  readonly issueLimit?: number;
  /** Folder of the binary cache; by default one of the user's cache folder, null for none. */
  readonly cacheDir?: string | null;
  /** Called now and then with the number of traffic rows read so far. */
  readonly onProgress?: (rows: number) => void;
  /** Threads for a large traffic.csv; by default one a core, up to 4. */
  readonly threads?: number;
}

/** Below this a second thread costs more than it saves. */
const PARALLEL_BYTES = 32 * 2 ** 20;
const WHOLE = { start: 0, end: null };

/**
 * Loads tables.* and traffic.* of a folder: CSV, CSV.gz or Parquet.
 * @throws UserError with all issues up to the limit: exit 65 for what the data says, 74 where it cannot be read.
 */
export async function loadHistory(dir: string, options: LoadOptions = {}): Promise<History> {
  const files = await findFiles(dir);
  const cacheDir = options.cacheDir === undefined ? defaultCacheDir() : options.cacheDir;
  const print = cacheDir === null ? null : await fingerprint(dir, files);
  if (cacheDir !== null && print !== null) {
    const cached = await cachedHistory(cacheDir, print);
    if (cached !== null) return cached;
  }
  const issues = new HistoryIssues(options.issueLimit ?? 20);
  const history = await readHistory(files, issues, options);
  const loaded: History = { ...history, digest: digestOf(history) };
  if (cacheDir !== null && print !== null) await keepHistory(cacheDir, print, loaded, () => fingerprint(dir, files));
  return loaded;
}

async function readHistory(files: HistoryFiles, issues: HistoryIssues, options: LoadOptions): Promise<Omit<History, 'digest'>> {
  const tables = await headerOf(files.tables, TABLES_FILE, issues);
  const traffic = await headerOf(files.traffic, TRAFFIC_FILE, issues);
  issues.throwIfAny();
  // Traffic may be read by other threads meanwhile; its issues follow those of the tables whichever is done first.
  const trafficIssues = new HistoryIssues(issues.limit);
  const rows = await Promise.all([
    tablesOf(files.tables, tables, issues),
    trafficOf(files.traffic, traffic, trafficIssues, options),
  ]);
  issues.append(trafficIssues.list, trafficIssues.total, 0);
  return buildHistory({ tables: rows[0], traffic: rows[1] }, issues);
}

interface Opened {
  readonly header: Header;
  readonly lineEnd: LineEnd;
}

const UNUSABLE: Header = { at: [], width: 0, unknown: [] };

/** The header of a file; issues say when it cannot be used. */
async function headerOf(file: HistoryFile, wanted: FileColumns, issues: HistoryIssues): Promise<Opened> {
  if (file.format === 'parquet') {
    const { parquetColumns } = await import('./parquet.js');
    return { header: readHeader(file.name, await parquetColumns(file), wanted, issues) ?? UNUSABLE, lineEnd: '\n' };
  }
  const { cells, lineEnd } = await readFirstRow(file);
  return { header: readHeader(file.name, cells, wanted, issues) ?? UNUSABLE, lineEnd };
}

async function tablesOf(file: HistoryFile, opened: Opened, issues: HistoryIssues): Promise<HistoryRows['tables']> {
  const { header, lineEnd } = opened;
  const rows = new TablesRows(file.name, header, issues);
  if (file.format === 'parquet') {
    const { readParquetTables } = await import('./parquet.js');
    await readParquetTables(file, rows);
  } else {
    await readRows(file, { range: WHOLE, lineEnd }, issues, (cells, line) => {
      if (line > 1) rows.addText(cells, line);
    });
  }
  return { file: file.name, header, names: rows.names, chunks: rows.chunks };
}

async function trafficOf(file: HistoryFile, opened: Opened, issues: HistoryIssues, options: LoadOptions): Promise<HistoryRows['traffic']> {
  const { header, lineEnd } = opened;
  let total = 0;
  const onProgress = (rows: number): void => {
    total += rows;
    options.onProgress?.(total);
  };
  const task = { file, header, lineEnd, range: WHOLE };
  const threads = options.threads ?? Math.min(availableParallelism(), 4);
  let parts: readonly TrafficPart[] | null = null;
  if (file.format === 'parquet') {
    const { readParquetTraffic } = await import('./parquet.js');
    parts = [await readParquetTraffic(file, header, issues, onProgress)];
  } else if (file.format === 'csv' && threads > 1 && (options.threads !== undefined || file.sizeBytes >= PARALLEL_BYTES)) {
    parts = await readTrafficParallel(task, threads, issues, onProgress);
  }
  if (parts === null) {
    total = 0;
    parts = [(await readTraffic(task, issues, onProgress)).part];
  }
  return { file: file.name, header, parts };
}
