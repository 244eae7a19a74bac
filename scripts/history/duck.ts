// DuckDB, in memory and on two threads, for Parquet files. The native library is loaded only when it is needed.

import type { DuckDBConnection } from '@duckdb/node-api';
import { EXIT, refuse, UserError } from '../../core/errors.js';

/** Runs some work on a fresh database. @throws UserError (65) naming `path` for what DuckDB cannot read or write. */
export async function withDuck<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '400MB' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !/^[A-Z][A-Za-z -]+ Error: /.test(error.message)) throw error;
    refuse(EXIT.data, path, `DuckDB cannot read it: ${error.message.split('\n')[0]}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A path as an SQL text that names this one file, whatever characters it has. */
export function sqlPath(path: string): string {
  return sqlText(path.replace(/[*?[]/g, '[$&]'));
}

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
