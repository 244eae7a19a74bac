// Rows of tables.csv: checked one by one, kept in chunks until the nights and the tables are known.

import type { Header } from './history-header.js';
import type { HistoryIssues } from './history-issues.js';
import { dateDay, plainNumber, shown, TABLE_NAME, widthFault } from './history-text.js';

const CHUNK_ROWS = 1 << 14;
/** Number columns in the order of TablesChunk.numbers. */
export const NUMBERS = 9;
/** Byte columns in the order of TablesChunk.flags: on-demand, pitr (255 not recorded), infrequent access. */
export const FLAGS = 3;
/** Positions of the number columns among TABLES_FILE.names. */
const NUMBER_COLUMNS = [2, 3, 5, 6, 8, 9, 10, 12, 13] as const;
const COLUMN = { billingMode: 4, tableClass: 7, target: 11, pitr: 14 } as const;

/** Some rows, row-major. Numbers: size, items, rcu, wcu, warm, scaling min, max, decreases, gsi rcu. */
export interface TablesChunk {
  rows: number;
  readonly table: Uint32Array;
  readonly day: Int32Array;
  readonly line: Uint32Array;
  readonly numbers: Float64Array;
  readonly target: Float64Array;
  readonly flags: Uint8Array;
}

/** Rules of a number: whole or not, with its bounds; `optional` allows an empty cell. */
interface NumberRule {
  readonly name: string;
  readonly optional: boolean;
  readonly max: number;
}

const RULES: readonly NumberRule[] = [
  { name: 'size_bytes', optional: false, max: Number.MAX_SAFE_INTEGER },
  { name: 'item_count', optional: false, max: Number.MAX_SAFE_INTEGER },
  { name: 'rcu', optional: false, max: Number.MAX_SAFE_INTEGER },
  { name: 'wcu', optional: false, max: Number.MAX_SAFE_INTEGER },
  { name: 'warm_rcu', optional: true, max: Number.MAX_SAFE_INTEGER },
  { name: 'autoscaling_min_rcu', optional: true, max: Number.MAX_SAFE_INTEGER },
  { name: 'autoscaling_max_rcu', optional: true, max: Number.MAX_SAFE_INTEGER },
  // 4 at 00:00 UTC and one an hour: at most 27 a day (AWS docs, Service Quotas).
  { name: 'decreases_today', optional: true, max: 27 },
  { name: 'gsi_rcu', optional: true, max: Number.MAX_SAFE_INTEGER },
];

/** Takes rows of tables.csv one after the other. */
export class TablesRows {
  readonly names: string[] = [];
  readonly chunks: TablesChunk[] = [];
  rows = 0;
  private readonly file: string;
  private readonly header: Header;
  private readonly issues: HistoryIssues;
  private readonly ids = new Map<string, number>();
  private readonly values = new Float64Array(NUMBERS);
  private target = NaN;
  private readonly flags = new Uint8Array(FLAGS);

  constructor(file: string, header: Header, issues: HistoryIssues) {
    this.file = file;
    this.header = header;
    this.issues = issues;
  }

  /** Checks a row of cells and keeps it when it is sound. */
  addText(cells: readonly string[], line: number): void {
    const { at, width } = this.header;
    const fault = widthFault(cells, width);
    if (fault !== null) return this.bad(line, '', fault);
    const before = this.issues.total;
    const day = dateDay(cells[at[0]]);
    if (Number.isNaN(day)) this.bad(line, 'night', `expected a date YYYY-MM-DD that exists, got ${shown(cells[at[0]])}`);
    const name = cells[at[1]];
    if (!TABLE_NAME.test(name)) this.bad(line, 'table', `expected 3 to 255 of a-z A-Z 0-9 _ . -, got ${shown(name)}`);
    for (let i = 0; i < NUMBERS; i++) this.values[i] = this.number(cells, i, line);
    this.readWords(cells, line);
    this.readScaling(cells, line);
    if (this.issues.total === before) this.checkSense(line);
    if (this.issues.total === before) this.keep(this.idOf(name), day, line);
  }

  private number(cells: readonly string[], i: number, line: number): number {
    const position = this.header.at[NUMBER_COLUMNS[i]];
    if (position < 0) return NaN;
    const text = cells[position];
    const rule = RULES[i];
    if (text === '' && rule.optional) return NaN;
    const value = plainNumber(text);
    if (Number.isInteger(value) && value <= rule.max) return value;
    const range = rule.max < Number.MAX_SAFE_INTEGER ? `0 to ${rule.max}` : 'of at least 0';
    this.bad(line, rule.name, `expected a whole number ${range} in plain digits${rule.optional ? ', or nothing' : ''}, got ${shown(text)}`);
    return NaN;
  }

  private word(cells: readonly string[], column: number, name: string, words: readonly string[], line: number, needed: boolean): number {
    const position = this.header.at[column];
    if (position < 0) return 255;
    const text = cells[position];
    if (text === '' && !needed) return 255;
    const found = words.indexOf(text);
    if (found >= 0) return found;
    this.bad(line, name, `expected ${words.join(' or ')}${needed ? '' : ', or nothing'}, got ${shown(text)}`);
    return 255;
  }

  private readWords(cells: readonly string[], line: number): void {
    this.flags[0] = this.word(cells, COLUMN.billingMode, 'billing_mode', ['PROVISIONED', 'PAY_PER_REQUEST'], line, true);
    this.flags[1] = this.word(cells, COLUMN.pitr, 'pitr', ['false', 'true'], line, false);
    this.flags[2] = this.word(cells, COLUMN.tableClass, 'table_class', ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'], line, false);
  }

  private readScaling(cells: readonly string[], line: number): void {
    this.target = NaN;
    const position = this.header.at[COLUMN.target];
    if (position < 0) return;
    const text = cells[position];
    const given = [cells[this.header.at[9]], cells[this.header.at[10]], text];
    if (given.every((cell) => cell === '')) return;
    if (given.some((cell) => cell === '')) {
      this.bad(line, 'autoscaling_target', 'give all of autoscaling_min_rcu, autoscaling_max_rcu and autoscaling_target, or none');
      return;
    }
    this.target = plainNumber(text);
    // 20 % to 90 % (AWS docs, DynamoDB auto scaling).
    if (!(this.target >= 0.2 && this.target <= 0.9)) {
      this.bad(line, 'autoscaling_target', `expected a share 0.2 to 0.9, such as 0.7 for 70 %, got ${shown(text)}`);
    }
    if (this.values[5] < 1) this.bad(line, 'autoscaling_min_rcu', `expected at least 1, got ${this.values[5]}`);
    if (this.values[6] < this.values[5]) {
      this.bad(line, 'autoscaling_max_rcu', `expected at least autoscaling_min_rcu (${this.values[5]}), got ${this.values[6]}`);
    }
  }

  /** What the cells say together. */
  private checkSense(line: number): void {
    const [size, items, rcu, wcu] = this.values;
    if (items === 0 && size > 0) this.bad(line, 'item_count', `0 items cannot hold ${size} bytes; both are 0 in an empty table`);
    if (size === 0 && items > 0) this.bad(line, 'size_bytes', `${items} items cannot be 0 bytes; both are 0 in an empty table`);
    const onDemand = this.flags[0] === 1;
    for (const [name, value] of [['rcu', rcu], ['wcu', wcu]] as const) {
      if (onDemand && value > 0) this.bad(line, name, `PAY_PER_REQUEST has no provisioned capacity: expected 0, got ${value}`);
      if (!onDemand && value === 0) this.bad(line, name, 'PROVISIONED needs at least 1, got 0; write PAY_PER_REQUEST if the table is on demand');
    }
    if (onDemand && this.values[8] > 0) this.bad(line, 'gsi_rcu', `PAY_PER_REQUEST has no provisioned capacity: expected 0, got ${this.values[8]}`);
  }

  private idOf(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.push(name) - 1;
      this.ids.set(name, id);
    }
    return id;
  }

  private keep(table: number, day: number, line: number): void {
    let chunk = this.chunks.at(-1);
    if (chunk === undefined || chunk.rows === CHUNK_ROWS) this.chunks.push((chunk = newChunk()));
    const i = chunk.rows++;
    chunk.table[i] = table;
    chunk.day[i] = day;
    chunk.line[i] = line;
    chunk.numbers.set(this.values, i * NUMBERS);
    chunk.target[i] = this.target;
    chunk.flags.set(this.flags, i * FLAGS);
    this.rows++;
  }

  private bad(line: number, column: string, what: string): void {
    this.issues.add(this.file, line, column, what);
  }
}

function newChunk(): TablesChunk {
  return {
    rows: 0, table: new Uint32Array(CHUNK_ROWS), day: new Int32Array(CHUNK_ROWS), line: new Uint32Array(CHUNK_ROWS),
    numbers: new Float64Array(CHUNK_ROWS * NUMBERS), target: new Float64Array(CHUNK_ROWS), flags: new Uint8Array(CHUNK_ROWS * FLAGS),
  };
}
