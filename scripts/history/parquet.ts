// tables.parquet and traffic.parquet: the same columns as the CSV files, typed. Rows are checked by the same rules.

import type { DuckDBConnection, DuckDBDoubleVector } from '@duckdb/node-api';
import type { Header } from '../../core/history/history-header.js';
import type { HistoryIssues } from '../../core/history/history-issues.js';
import { TABLES_FILE, TRAFFIC_FILE } from '../../core/history/history-header.js';
import type { TablesRows } from '../../core/history/history-tables.js';
import { shown } from '../../core/history/history-text.js';
import { TrafficRows, type TrafficPart } from '../../core/history/history-traffic.js';
import { sqlName, sqlPath, withDuck } from './duck.js';
import type { HistoryFile } from './files.js';

const source = (file: HistoryFile): string => `read_parquet(${sqlPath(file.path)})`;

/** Names of the columns of a Parquet file, in its order. */
export async function parquetColumns(file: HistoryFile): Promise<string[]> {
  return withDuck(file.path, async (connection) => [...(await columnTypes(connection, file)).keys()]);
}

async function columnTypes(connection: DuckDBConnection, file: HistoryFile): Promise<Map<string, string>> {
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source(file)}`)).getRows();
  return new Map(rows.map((row) => [String(row[0]), String(row[1])]));
}

/** Hands the rows of tables.parquet to the checks of tables.csv as text, with the row's number for its line. */
export async function readParquetTables(file: HistoryFile, rows: TablesRows): Promise<void> {
  await withDuck(file.path, async (connection) => {
    const columns = [...(await columnTypes(connection, file)).keys()];
    // A column that is not read may hold anything, and is not looked at.
    const cells = columns.map((name) => (TABLES_FILE.names.includes(name) ? `coalesce(${sqlName(name)}::VARCHAR, '')` : "''"));
    const result = await connection.stream(`SELECT ${cells.join(', ')} FROM ${source(file)}`);
    let line = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const row of chunk.getRows()) rows.addText(row as string[], ++line);
    }
  });
}

const TIMESTAMPS = /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/;
const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** Reads traffic.parquet, whose timestamp is a TIMESTAMP in UTC and whose numbers are numbers. */
export async function readParquetTraffic(
  file: HistoryFile, header: Header, issues: HistoryIssues, onProgress: (rows: number) => void,
): Promise<TrafficPart> {
  const rows = new TrafficRows(file.name, header, issues);
  await withDuck(file.path, async (connection) => {
    const types = await columnTypes(connection, file);
    if (!typesFit(file, types, issues)) return;
    await connection.run(`CREATE TYPE table_name AS ENUM (SELECT DISTINCT "table" FROM ${source(file)} WHERE "table" IS NOT NULL ORDER BY 1)`);
    const named = await connection.runAndReadAll('SELECT unnest(enum_range(NULL::table_name))::VARCHAR');
    const names = named.getRows().map((row) => String(row[0]));
    const ids = Int32Array.from(names, (name) => rows.idOf(name));
    const extras = TRAFFIC_FILE.names.slice(TRAFFIC_FILE.required).filter((name) => types.has(name));
    const result = await connection.stream(
      'SELECT enum_code("table"::table_name)::DOUBLE, epoch_us("timestamp") / 1e6, period_seconds::DOUBLE, consumed_rcu_sum::DOUBLE' +
      `${extras.map((name) => `, coalesce(${name}::DOUBLE, 0)`).join('')} FROM ${source(file)}`,
    );
    let line = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const vectors = Array.from({ length: 4 + extras.length }, (_, i) => chunk.getColumnVector(i) as DuckDBDoubleVector);
      addChunk(rows, vectors, chunk.rowCount, line, { file, ids, names, extras, issues });
      line += chunk.rowCount;
      onProgress(chunk.rowCount);
    }
  });
  return rows.finish();
}

interface ChunkContext {
  readonly file: HistoryFile;
  readonly ids: Int32Array;
  readonly names: readonly string[];
  readonly extras: readonly string[];
  readonly issues: HistoryIssues;
}

function addChunk(rows: TrafficRows, vectors: readonly DuckDBDoubleVector[], count: number, before: number, context: ChunkContext): void {
  const [code, startAt, period, sum] = vectors;
  const { file, ids, names, extras, issues } = context;
  for (let i = 0; i < count; i++) {
    const line = before + i + 1;
    const name = code.getItem(i);
    const id = name === null ? -1 : ids[name];
    if (id < 0) {
      issues.add(file.name, line, 'table', `expected 3 to 255 of a-z A-Z 0-9 _ . -, got ${name === null ? 'nothing' : shown(names[name])}`);
      continue;
    }
    const found = issues.total;
    for (let e = 0; e < extras.length; e++) {
      const value = vectors[4 + e].getItem(i) ?? NaN;
      if (!(value >= 0)) issues.add(file.name, line, extras[e], `expected a number of at least 0, or nothing, got ${value}`);
    }
    if (issues.total === found) rows.addValues(id, startAt.getItem(i) ?? NaN, period.getItem(i) ?? NaN, sum.getItem(i) ?? NaN, line);
  }
}

function typesFit(file: HistoryFile, types: Map<string, string>, issues: HistoryIssues): boolean {
  const before = issues.total;
  for (const name of TRAFFIC_FILE.names) {
    const type = types.get(name);
    if (type === undefined) continue;
    const [fits, wanted] = name === 'timestamp' ? [TIMESTAMPS.test(type), 'TIMESTAMP in UTC'] as const
      : name === 'table' ? [type === 'VARCHAR', 'VARCHAR'] as const
      : [NUMBERS.test(type), 'a number'] as const;
    if (!fits) issues.add(file.name, 0, name, `expected a column of type ${wanted}, got ${type}; hippolyte convert writes such a file`);
  }
  return issues.total === before;
}
