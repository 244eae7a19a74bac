// Writing a history folder: everything into a draft beside it first, then into place by rename.

import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXIT, refuse } from '../../core/errors.js';
import { makeFolder } from '../make-folder.js';
import { temporary } from '../temporaries.js';
import { ioFailure } from './files.js';

/**
 * Lets `write` fill a new folder and puts its files into `dir`. With `force` the folder may hold files: those of a history
 * are replaced, others stay. @throws UserError: 73 when it is not empty and not forced, 74 for I/O.
 */
export async function writeFolder(dir: string, force: boolean, write: (draft: string) => Promise<void>): Promise<void> {
  const held = await readdir(dir).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : ioFailure(error, dir, 'folder')));
  if (held !== null && held.length > 0 && !force) refuse(EXIT.refusesToOverwrite, dir, 'is not empty; choose another folder or say --force');
  const target = resolve(dir);
  const draft = join(dirname(target), `.hippolyte-${randomUUID()}.tmp`);
  const finished = temporary(draft);
  try {
    await makeFolder(draft).catch((error: unknown) => ioFailure(error, dirname(target), 'folder'));
    await write(draft);
    const made = await readdir(draft);
    await makeFolder(target);
    for (const name of made) await rename(join(draft, name), join(target, name));
    // A history holds each file once: its other formats are out of date now.
    const stale = (held ?? []).filter((name) => /^(tables|traffic)\.(csv|csv\.gz|parquet)$/.test(name) && !made.includes(name));
    for (const name of stale) await rm(join(target, name));
  } catch (error) {
    ioFailure(error, dir, 'folder');
  } finally {
    await rm(draft, { recursive: true, force: true });
    finished();
  }
}
