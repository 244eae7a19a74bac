// May a folder be written to? Only a new one, an empty one, or one that an earlier simulation left.

import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, refuse } from '../core/errors.js';

/**
 * Makes the folder where it is missing.
 * @throws UserError (73) when it holds something else than a simulation's output and `force` is off
 */
export async function prepareOut(dir: string, force: boolean): Promise<void> {
  const entries = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    if (error.code === 'ENOTDIR') return refuse(EXIT.refusesToOverwrite, dir, 'is a file, not a folder; name another folder with --out');
    throw error;
  });
  if (entries === null) return void (await mkdir(dir, { recursive: true }));
  if (entries.length > 0 && !existsSync(join(dir, 'run.json')) && !force) {
    refuse(EXIT.refusesToOverwrite, dir, 'is not empty and not the output of a simulation (no run.json): name another folder, or add --force');
  }
}
