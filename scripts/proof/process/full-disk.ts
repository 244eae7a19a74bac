// A disk that is full, for a child: what it writes below a folder fails with ENOSPC while a file says so. A file system of a
// few kilobytes needs privileges that not everybody has. Support for tests: the program does not know of it.

import { existsSync, readFileSync } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve, sep } from 'node:path';

/** What the disk has room for again when it is removed. */
const BALLAST = 'ballast';

/** In a child, before anything else. @param file holds a FullDisk as JSON; missing: there is room */
export function followFullDisk(file: string): void {
  const { open } = fsPromises;
  fsPromises.open = async (path, ...rest) => {
    const handle = await open(path, ...rest);
    const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
    handle.write = ((...args: unknown[]) => (isFull(file, String(path)) ? Promise.reject(noSpace()) : write(...args))) as FileHandle['write'];
    return handle;
  };
  syncBuiltinESMExports();
}

function isFull(file: string, path: string): boolean {
  if (!existsSync(file)) return false;
  const { folder, untilBallastGoes } = JSON.parse(readFileSync(file, 'utf8')) as FullDisk;
  return resolve(path).startsWith(resolve(folder) + sep) && (!untilBallastGoes || existsSync(join(folder, BALLAST)));
}

export interface FullDisk {
  readonly folder: string;
  /** There is room again as soon as the state's ballast is removed. */
  readonly untilBallastGoes: boolean;
}

function noSpace(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
}
