// The files of a history folder, and how a failure to read one is told.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXIT, refuse, UserError } from '../../core/errors.js';

export interface HistoryFile {
  readonly path: string;
  /** As messages name it: the file's own name. */
  readonly name: string;
  readonly format: 'csv' | 'csv.gz' | 'parquet';
  readonly sizeBytes: number;
}

export interface HistoryFiles {
  readonly tables: HistoryFile;
  readonly traffic: HistoryFile;
}

const FORMATS = ['csv', 'csv.gz', 'parquet'] as const;

/** Finds tables.* and traffic.* in a folder. @throws UserError: 65 when one is missing or stands there twice, 74 for I/O. */
export async function findFiles(dir: string): Promise<HistoryFiles> {
  const names = await readdir(dir).catch((error: unknown) => ioFailure(error, dir, 'history folder'));
  return { tables: await pick(dir, names, 'tables'), traffic: await pick(dir, names, 'traffic') };
}

async function pick(dir: string, names: readonly string[], stem: string): Promise<HistoryFile> {
  const found = FORMATS.filter((format) => names.includes(`${stem}.${format}`));
  if (found.length === 0) {
    refuse(EXIT.data, join(dir, `${stem}.csv`), `not found; a history folder holds tables.csv and traffic.csv, plain, .gz or .parquet`);
  }
  if (found.length > 1) {
    refuse(EXIT.data, dir, `holds ${found.map((format) => `${stem}.${format}`).join(' and ')}; keep one of them`);
  }
  const path = join(dir, `${stem}.${found[0]}`);
  const info = await stat(path).catch((error: unknown) => ioFailure(error, path, 'file'));
  if (!info.isFile()) refuse(EXIT.data, path, 'expected a file, found something else');
  return { path, name: basename(path), format: found[0], sizeBytes: info.size };
}

/** Turns what the system said about a path into one line. @throws UserError: 65 where it is not there, 74 for the rest. */
export function ioFailure(error: unknown, path: string, what: string): never {
  if (error instanceof UserError || !(error instanceof Error)) throw error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') refuse(EXIT.data, path, `${what} not found`);
  if (code === 'ENOTDIR') refuse(EXIT.data, path, `expected a folder`);
  if (code.startsWith('Z_')) refuse(EXIT.data, path, `damaged gzip data (${error.message}); write the file again`);
  if (/^E[A-Z]+$/.test(code)) refuse(EXIT.io, path, `${what} cannot be read (${code})`);
  throw error;
}
