// What a history folder holds already: rows of the night, and the times of each table's traffic.

import { readdir, stat } from 'node:fs/promises';
import { NEW_TABLES_HEADER, NEW_TRAFFIC_HEADER } from '../../core/history/collected.js';
import { EXIT, refuse } from '../../core/errors.js';
import type { History } from '../../core/history/history.js';
import type { Known } from '../../core/history/traffic-asks.js';
import type { At } from '../../core/units.js';
import { readFirstRow, type LineEnd } from '../history/csv.js';
import { findFiles, type HistoryFile } from '../history/files.js';
import { loadHistory } from '../history/load.js';

/** A file to be continued, or begun where `file` is null. */
export interface Continued {
  readonly file: HistoryFile | null;
  readonly name: string;
  readonly header: readonly string[];
  readonly lineEnd: LineEnd;
}

export interface Folder {
  readonly tables: Continued;
  readonly traffic: Continued;
  /** null: there is no history yet. */
  readonly history: History | null;
  /** Changes whenever somebody writes one of the files. */
  readonly print: string;
}

/**
 * Reads the history that is there, strictly: what cannot be loaded is not continued.
 * @throws UserError: 65 for what is wrong with it, 78 for Parquet, 74 for I/O
 */
export async function readFolder(dir: string): Promise<Folder> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return refuse(EXIT.refusesToOverwrite, dir, 'is a file, not a folder; name another folder with --out');
    throw error;
  });
  if (!names.some((name) => /^(tables|traffic)\.(csv|csv\.gz|parquet)$/.test(name))) {
    return { tables: begun('tables.csv', NEW_TABLES_HEADER), traffic: begun('traffic.csv', NEW_TRAFFIC_HEADER), history: null, print: '' };
  }
  const files = await findFiles(dir);
  const history = await loadHistory(dir);
  return { tables: await continued(files.tables, dir), traffic: await continued(files.traffic, dir), history, print: await printOf(dir) };
}

/** What tells one state of the files from another; '' without files. */
export async function printOf(dir: string): Promise<string> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => /^(tables|traffic)\./.test(name)).sort();
  const states = await Promise.all(names.map(async (name) => {
    const { ino, size, mtimeMs } = await stat(`${dir}/${name}`);
    return `${name} ${ino} ${size} ${mtimeMs}`;
  }));
  return states.join('\n');
}

function begun(name: string, header: readonly string[]): Continued {
  return { file: null, name, header, lineEnd: '\n' };
}

async function continued(file: HistoryFile, dir: string): Promise<Continued> {
  if (file.format === 'parquet') {
    refuse(EXIT.config, file.path, `rows cannot be added to Parquet; write the history as CSV first: hippolyte convert ${dir} --to csv.gz --out DIR`);
  }
  const { cells, lineEnd } = await readFirstRow(file);
  return { file, name: file.name, header: cells, lineEnd };
}

/** Names of the tables that have a row of a night. */
export function tablesOfNight(history: History | null, night: string): Set<string> {
  const index = history === null ? -1 : history.nights.indexOf(night);
  if (history === null || index < 0) return new Set();
  const { present } = history.columns;
  return new Set(history.tables.filter((_, table) => present[index * history.tables.length + table] === 1));
}

/** The traffic of a history by table name. */
export class KnownTraffic {
  readonly #history: History | null;
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(history: History | null) {
    this.#history = history;
    this.#numbers = new Map(history?.tables.map((name, number) => [name, number]));
  }

  /** null: nothing is known of the table. */
  range(name: string): Known | null {
    const [from, to] = this.#runs(name);
    if (this.#history === null || from === to) return null;
    const { startAt, count, periodSeconds } = this.#history.traffic;
    return { firstAt: startAt[from], endAt: startAt[to - 1] + count[to - 1] * periodSeconds[to - 1] };
  }

  /** True where a row of the table covers a part of the time already. */
  covers(name: string, fromAt: At, toAt: At): boolean {
    let [low, high] = this.#runs(name);
    if (this.#history === null || low === high) return false;
    const first = low;
    const { startAt, count, periodSeconds } = this.#history.traffic;
    // The last run that starts before `toAt` is the only one that may reach behind `fromAt`: runs do not overlap.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startAt[middle] < toAt) low = middle + 1;
      else high = middle;
    }
    return low > first && startAt[low - 1] + count[low - 1] * periodSeconds[low - 1] > fromAt;
  }

  #runs(name: string): [number, number] {
    const number = this.#numbers.get(name);
    if (number === undefined || this.#history === null) return [0, 0];
    const { runsFrom } = this.#history.traffic;
    return [runsFrom[number], runsFrom[number + 1]];
  }
}
