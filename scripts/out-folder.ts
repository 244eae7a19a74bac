// May a folder be written to? Only a new one, an empty one, or one that an earlier simulation left.

import { readdir } from 'node:fs/promises';
import { EXIT, refuse } from '../core/errors.js';
import { makeFolder } from './make-folder.js';
import { STAGING } from './simulation/output.js';

const WRITTEN = ['runs.csv', 'report.html', 'runs', 'ledgers', STAGING];

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
  if (entries === null) return makeFolder(dir);
  // Without run.json it may still be what an interrupted simulation left.
  const ours = entries.includes('run.json') || entries.every((name) => WRITTEN.includes(name));
  if (!ours && !force) {
    refuse(EXIT.refusesToOverwrite, dir, 'is not empty and not the output of a simulation (no run.json): name another folder, or add --force');
  }
}
