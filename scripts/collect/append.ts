// Rows at the end of a history's files: written beside it, loaded strictly, then put into place by rename.

import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { EXIT, refuse, UserError } from '../../core/errors.js';
import { ioFailure } from '../history/files.js';
import { loadHistory } from '../history/load.js';
import { temporary } from '../temporaries.js';
import { printOf, type Continued, type Folder } from './known.js';

const BLOCK = 1 << 18;

export interface NewRows {
  /** Lines without their ends. */
  readonly tables: readonly string[];
  /** Made while they are written; there may be many. */
  readonly traffic: AsyncIterable<string>;
}

export interface Added {
  readonly tables: number;
  readonly traffic: number;
}

/**
 * Adds rows to the files of a folder; both files change, or none does. A file without new rows is not touched.
 * @throws UserError: 75 when somebody else changed the files meanwhile, 74 for I/O, and what `rows.traffic` throws
 */
export async function appendRows(dir: string, folder: Folder, rows: NewRows): Promise<Added> {
  const target = resolve(dir);
  const draft = join(dirname(target), `.hippolyte-${randomUUID()}.tmp`);
  const finished = temporary(draft);
  try {
    await mkdir(draft, { recursive: true });
    const traffic = await continueFile(folder.traffic, draft, rows.traffic);
    const tables = await continueFile(folder.tables, draft, rows.tables);
    if (traffic + tables > 0) await place(target, folder, draft, { tables, traffic });
    return { tables, traffic };
  } catch (error) {
    return ioFailure(error, dir, 'folder');
  } finally {
    await rm(draft, { recursive: true, force: true });
    finished();
  }
}

async function place(target: string, folder: Folder, draft: string, added: Added): Promise<void> {
  // Before, since the draft holds what they wrote; and after, since loading takes its time.
  await refuseChanged(target, folder);
  await loadHistory(draft, { cacheDir: null }).catch((error: unknown) => refuseRows(error, folder));
  await refuseChanged(target, folder);
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : ioFailure(error, target, 'folder')));
  if (there === null) return rename(draft, target);
  // Tables first: without its last traffic a history is sound, and the next run asks for it again.
  if (added.tables > 0) await rename(join(draft, folder.tables.name), join(target, folder.tables.name));
  if (added.traffic > 0 || folder.traffic.file === null) await rename(join(draft, folder.traffic.name), join(target, folder.traffic.name));
}

async function refuseChanged(target: string, { print }: Folder): Promise<void> {
  if ((await printOf(target)) !== print) refuse(EXIT.tryLater, target, 'was changed by somebody else meanwhile; nothing was written, run again');
}

function refuseRows(error: unknown, { history }: Folder): never {
  if (!(error instanceof UserError)) throw error;
  // Rows of tables that tables.csv did not name were not read, and may cover the same time as new ones.
  const strangers = history?.notes.find((note) => note.includes('traffic ignored of tables'));
  if (strangers !== undefined) throw new UserError(EXIT.data, [{ where: '', what: `${strangers}; remove their rows and run again` }, ...error.issues]);
  throw new Error(`bug: the rows that were collected do not load: ${error.message}`);
}

/** Writes the file as it is, and the new lines behind it. Returns their number. */
async function continueFile(old: Continued, draft: string, lines: Iterable<string> | AsyncIterable<string>): Promise<number> {
  let added = 0;
  const counted = async function* (): AsyncGenerator<string> {
    for await (const line of lines) {
      added++;
      yield line;
    }
  };
  const file = createWriteStream(join(draft, old.name), { flush: true });
  const content = () => textOf(old, counted());
  if (old.file?.format === 'csv.gz') await pipeline(content, createGzip({ level: 9 }), file);
  else await pipeline(content, file);
  // Who may read the history is not for a new copy of it to change.
  if (old.file !== null) await chmod(join(draft, old.name), (await stat(old.file.path)).mode);
  return added;
}

async function* textOf(old: Continued, lines: AsyncIterable<string>): AsyncGenerator<Buffer | string> {
  let last = 10;
  if (old.file === null) yield old.header.join(',') + old.lineEnd;
  else {
    const source = createReadStream(old.file.path);
    const plain = old.file.format === 'csv.gz' ? source.pipe(createGunzip()) : source;
    if (plain !== source) source.on('error', (error) => plain.destroy(error));
    for await (const bytes of plain as AsyncIterable<Buffer>) {
      last = bytes[bytes.length - 1];
      yield bytes;
    }
  }
  let block = last === 10 ? '' : old.lineEnd;
  const before = block.length;
  let any = false;
  for await (const line of lines) {
    any = true;
    block += line + old.lineEnd;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (any || block.length > before) yield block;
}
