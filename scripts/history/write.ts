// Histories onto disk: invented ones, and recorded ones in another format.

import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { assert } from '../../core/errors.js';
import { TABLES_FILE, TRAFFIC_FILE } from '../../core/history/history-header.js';
import { synth, type SynthOptions, type SynthText } from '../../sim/synth.js';
import { sqlName, sqlPath, sqlText, withDuck } from './duck.js';
import { findFiles, type HistoryFile } from './files.js';
import { writeFolder } from './folder.js';
import { loadHistory } from './load.js';

export type HistoryFormat = HistoryFile['format'];

export interface WriteOptions {
  /** For CSV text; csv. */
  readonly format?: 'csv' | 'csv.gz';
  /** Whether files that are there may be replaced; no. */
  readonly force?: boolean;
}

/** Writes an invented history. @throws UserError: 73 when the folder is not empty and not forced, 74 for I/O. */
export async function writeSynth(options: SynthOptions, dir: string, how: WriteOptions = {}): Promise<void> {
  await writeText(synth(options), dir, how);
}

/** Writes the text of a history's two files. @throws as writeSynth */
export async function writeText(text: SynthText, dir: string, how: WriteOptions = {}): Promise<void> {
  const format = how.format ?? 'csv';
  await writeFolder(dir, how.force ?? false, async (draft) => {
    for (const [stem, pieces] of [['tables', text.tables], ['traffic', text.traffic]] as const) {
      const file = createWriteStream(join(draft, `${stem}.${format}`));
      const source = Readable.from(blocks(pieces), { objectMode: false });
      if (format === 'csv.gz') await pipeline(source, createGzip({ level: 9 }), file);
      else await pipeline(source, file);
    }
  });
}

/** Joins small pieces, since each block costs a turn of the event loop. */
function* blocks(pieces: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < 1 << 18) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

export interface ConvertOptions {
  readonly format: HistoryFormat;
  readonly force?: boolean;
}

/**
 * Writes a history in another format. It is loaded before and after, and must be the same.
 * @throws UserError: 65 for what is wrong with the history, 73 when the folder is not empty and not forced, 74 for I/O.
 */
export async function convertHistory(fromDir: string, toDir: string, options: ConvertOptions): Promise<void> {
  const { format } = options;
  await writeFolder(toDir, options.force ?? false, async (draft) => {
    const before = await loadHistory(fromDir, { cacheDir: null });
    const files = await findFiles(fromDir);
    await convertFile(files.tables, join(draft, `tables.${format}`), format, TABLES_TYPES);
    await convertFile(files.traffic, join(draft, `traffic.${format}`), format, TRAFFIC_TYPES);
    const after = await loadHistory(draft, { cacheDir: null });
    assert(before.digest === after.digest, `the history in ${fromDir} changed its content when it was written as ${format}`);
  });
}

/** Parquet types of the known columns; an unknown one stays text. */
type ParquetTypes = ReadonlyMap<string, string>;

const REALS = ['autoscaling_target', 'consumed_rcu_sum', 'provisioned_rcu', 'throttled_reads'];
const TEXTS = ['table', 'billing_mode', 'table_class'];
const SPECIAL: Readonly<Record<string, string>> = { night: 'DATE', timestamp: 'TIMESTAMP', pitr: 'BOOLEAN', period_seconds: 'INTEGER' };

function typesOf(names: readonly string[]): ParquetTypes {
  return new Map(names.map((name) => [name, SPECIAL[name] ?? (REALS.includes(name) ? 'DOUBLE' : TEXTS.includes(name) ? 'VARCHAR' : 'BIGINT')]));
}

const TABLES_TYPES = typesOf(TABLES_FILE.names);
const TRAFFIC_TYPES = typesOf(TRAFFIC_FILE.names);

async function convertFile(file: HistoryFile, to: string, format: HistoryFormat, types: ParquetTypes): Promise<void> {
  if (file.format === 'parquet' && format !== 'parquet') await parquetToCsv(file, to, format);
  else if (file.format !== 'parquet' && format === 'parquet') await csvToParquet(file, to, types);
  else {
    const steps: Transform[] = [];
    if (file.format === 'csv.gz' && format === 'csv') steps.push(createGunzip());
    if (file.format === 'csv' && format === 'csv.gz') steps.push(createGzip({ level: 9 }));
    await pipeline([createReadStream(file.path), ...steps, createWriteStream(to)]);
  }
}

async function csvToParquet(file: HistoryFile, to: string, types: ParquetTypes): Promise<void> {
  await withDuck(file.path, async (connection) => {
    const source = `read_csv(${sqlPath(file.path)}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true)`;
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)).getRows();
    const cells = described.map(([column]) => {
      const name = String(column);
      const type = types.get(name);
      return type === undefined || type === 'VARCHAR' ? sqlName(name) : `CAST(nullif(${sqlName(name)}, '') AS ${type}) AS ${sqlName(name)}`;
    });
    await connection.run(`COPY (SELECT ${cells.join(', ')} FROM ${source}) TO ${sqlText(to)} (FORMAT parquet, COMPRESSION zstd)`);
  });
}

async function parquetToCsv(file: HistoryFile, to: string, format: 'csv' | 'csv.gz'): Promise<void> {
  await withDuck(file.path, async (connection) => {
    await connection.run(
      `COPY (SELECT * FROM read_parquet(${sqlPath(file.path)})) TO ${sqlText(to)} ` +
      `(FORMAT csv, HEADER true, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ', COMPRESSION ${format === 'csv.gz' ? 'gzip' : 'none'})`,
    );
  });
}
