// A folder with its parents.

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and the parents that are missing. Node's own recursive mkdir never returns where a parent exists and
 * still answers ENOENT, as /proc does.
 * @throws what the operating system refused
 */
export async function makeFolder(dir: string): Promise<void> {
  const code = await attempt(dir);
  if (code !== 'ENOENT' || dirname(dir) === dir) return;
  await makeFolder(dirname(dir));
  await mkdir(dir);
}

async function attempt(dir: string): Promise<string | undefined> {
  try {
    await mkdir(dir);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    return code;
  }
}
