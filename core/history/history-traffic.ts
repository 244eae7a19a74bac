// Rows of traffic.csv: checked one by one, kept as columns in chunks until the runs are built.

import type { Header } from './history-header.js';
import type { HistoryIssues } from './history-issues.js';
import { sharedF32, sharedU16, sharedU32 } from './history-shared.js';
import { instantAt, plainNumber, shown, TABLE_NAME, widthFault } from './history-text.js';

/** Rows in a chunk; a power of two. */
const CHUNK_ROWS = 1 << 18;

/** Some rows. `table` numbers the names of the part, `line` is where messages say the row stands. */
export interface TrafficChunk {
  readonly rows: number;
  readonly table: Uint32Array;
  readonly startAt: Uint32Array;
  readonly periodSeconds: Uint16Array;
  readonly rcu: Float32Array;
  readonly line: Uint32Array;
}

/** What was read from one part of the file; plain data on shared memory, so it travels between threads. */
export interface TrafficPart {
  readonly names: readonly string[];
  readonly chunks: readonly TrafficChunk[];
}

/** Takes rows of traffic.csv one after the other. */
export class TrafficRows {
  private readonly file: string;
  private readonly header: Header;
  private readonly issues: HistoryIssues;
  private readonly ids = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly full: TrafficChunk[] = [];
  private chunk = newChunk();
  private fill = 0;
  private lastName = '';
  private lastId = 0;

  constructor(file: string, header: Header, issues: HistoryIssues) {
    this.file = file;
    this.header = header;
    this.issues = issues;
  }

  /** Checks a row of cells and keeps it when it is sound. `line` as messages name it. */
  addText(cells: readonly string[], line: number): void {
    const { at, width } = this.header;
    const fault = widthFault(cells, width);
    if (fault !== null) return this.bad(line, '', fault);
    const startAt = instantAt(cells[at[0]]);
    const period = periodOf(cells[at[2]]);
    const sum = plainNumber(cells[at[3]]);
    const name = cells[at[1]];
    let id = this.lastId;
    if (name !== this.lastName) id = this.idOf(name);
    // One test for the sound row; the reasons are looked for only when it fails.
    if (id < 0 || !(startAt % period === 0) || !(sum >= 0) || !this.extrasSound(cells)) {
      this.explain(cells, line);
      return;
    }
    this.keep(id, startAt, period, sum / period, line);
  }

  /** Keeps a row whose values come typed (Parquet), checking them; `line` is the row's number. */
  addValues(id: number, startAt: number, period: number, sum: number, line: number): void {
    if (!(startAt >= 0 && startAt < 2 ** 32)) this.bad(line, 'timestamp', 'expected an instant of 1970 to 2105 in UTC');
    else if (period !== 60 && period !== 300 && period !== 3600) this.bad(line, 'period_seconds', `expected 60, 300 or 3600, got ${period}`);
    else if (startAt % period !== 0) this.bad(line, 'timestamp', `expected a multiple of the period of ${period} s, got ${startAt} s`);
    else if (!(sum >= 0 && sum < Infinity)) this.bad(line, 'consumed_rcu_sum', `expected a number of at least 0, got ${sum}`);
    else this.keep(id, startAt, period, sum / period, line);
  }

  /** Number of a table name in this part; -1 when it is no legal name. */
  idOf(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      if (!TABLE_NAME.test(name)) return -1;
      id = this.names.push(name) - 1;
      this.ids.set(name, id);
    }
    this.lastName = name;
    this.lastId = id;
    return id;
  }

  finish(): TrafficPart {
    if (this.fill > 0) this.full.push({ ...this.chunk, rows: this.fill });
    this.fill = 0;
    return { names: this.names, chunks: this.full };
  }

  private keep(id: number, startAt: number, period: number, rcu: number, line: number): void {
    if (this.fill === CHUNK_ROWS) {
      this.full.push(this.chunk);
      this.chunk = newChunk();
      this.fill = 0;
    }
    const i = this.fill++;
    const chunk = this.chunk;
    chunk.table[i] = id;
    chunk.startAt[i] = startAt;
    chunk.periodSeconds[i] = period;
    chunk.rcu[i] = rcu;
    chunk.line[i] = line;
  }

  private extrasSound(cells: readonly string[]): boolean {
    const { at } = this.header;
    return (at[4] < 0 || optional(cells[at[4]])) && (at[5] < 0 || optional(cells[at[5]]));
  }

  private bad(line: number, column: string, what: string): void {
    this.issues.add(this.file, line, column, what);
  }

  private explain(cells: readonly string[], line: number): void {
    const { at } = this.header;
    const [stamp, name, period, sum] = [cells[at[0]], cells[at[1]], cells[at[2]], cells[at[3]]];
    const startAt = instantAt(stamp);
    const seconds = periodOf(period);
    if (Number.isNaN(startAt)) {
      this.bad(line, 'timestamp', `expected an instant in UTC such as 2026-06-01T00:05:00Z, got ${shown(stamp)}`);
    } else if (!Number.isNaN(seconds) && startAt % seconds !== 0) {
      this.bad(line, 'timestamp', `expected the start of a period of ${seconds} s, a multiple of it, got ${shown(stamp)}`);
    }
    if (!TABLE_NAME.test(name)) this.bad(line, 'table', `expected 3 to 255 of a-z A-Z 0-9 _ . -, got ${shown(name)}`);
    if (Number.isNaN(seconds)) this.bad(line, 'period_seconds', `expected 60, 300 or 3600, got ${shown(period)}`);
    if (Number.isNaN(plainNumber(sum))) this.bad(line, 'consumed_rcu_sum', `expected a number of at least 0 in plain digits such as 12.5, got ${shown(sum)}`);
    for (const [i, column] of [[4, 'provisioned_rcu'], [5, 'throttled_reads']] as const) {
      if (at[i] >= 0 && !optional(cells[at[i]])) {
        this.bad(line, column, `expected a number of at least 0 in plain digits, or nothing, got ${shown(cells[at[i]])}`);
      }
    }
  }
}

const optional = (text: string): boolean => text === '' || !Number.isNaN(plainNumber(text));

function periodOf(text: string): number {
  return text === '300' ? 300 : text === '3600' ? 3600 : text === '60' ? 60 : NaN;
}

function newChunk(): TrafficChunk {
  return {
    rows: CHUNK_ROWS, table: sharedU32(CHUNK_ROWS), startAt: sharedU32(CHUNK_ROWS), periodSeconds: sharedU16(CHUNK_ROWS),
    rcu: sharedF32(CHUNK_ROWS), line: sharedU32(CHUNK_ROWS),
  };
}
