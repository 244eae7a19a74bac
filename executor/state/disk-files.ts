// The files of this machine.

import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bytes } from '../../core/units.js';
import type { AppendFile, FileFacts, Files } from './files.js';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const PIECE_BYTES: Bytes = 1024 * 1024;
/** File systems without hard links say one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** @param token names the files of this process that are not finished yet: unlike those of all others */
export function diskFiles(token: string): Files {
  let made = 0;
  const temporary = (path: string): string => join(dirname(path), `.${token}-${++made}.tmp`);
  return {
    facts, makeFolder, names, read, readEnd, openToAppend, remove,
    create: (path, bytes) => create(path, bytes, temporary(path)),
    replace: (path, pieces) => replace(path, pieces, temporary(path)),
    freeBytes: async (path) => {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },
  };
}

async function facts(path: string): Promise<FileFacts | null> {
  const stat = await orMissing(lstat(path), null);
  if (stat === null) return null;
  // Without users and groups as Unix has them there is nothing to tell.
  const [own, mode] = process.getuid === undefined ? [true, 0o700] : [stat.uid === process.getuid(), stat.mode & 0o1777];
  const kind = stat.isSymbolicLink() ? 'link' : stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  return { kind, mode, own, bytes: stat.size, modifiedAt: stat.mtimeMs / 1000 };
}

/** Node's own recursive mkdir never returns where a parent exists and still answers ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  if (await tryFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await tryFolder(path, true);
}

/** False: a folder above is missing. */
async function tryFolder(path: string, last = false): Promise<boolean> {
  try {
    await mkdir(path, FOLDER_MODE);
    await syncFolder(dirname(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !last) return false;
    if (code !== 'EEXIST') throw error;
  }
  return true;
}

async function names(path: string): Promise<string[]> {
  return (await orMissing(readdir(path), [])).sort();
}

async function* read(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW);
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function readEnd(path: string, bytes: Bytes): Promise<Uint8Array> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const piece = Buffer.alloc(length);
    const { bytesRead } = await file.read(piece, 0, length, size - length);
    return piece.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A link is made at once or not at all, also over a network; the file is whole before it has its name. */
async function create(path: string, bytes: Uint8Array, temporary: string): Promise<boolean> {
  await writeDurably(temporary, [bytes]);
  try {
    await link(temporary, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
    if (!(await createInPlace(path, bytes))) return false;
  } finally {
    await remove(temporary);
  }
  await syncFolder(dirname(path));
  return true;
}

async function createInPlace(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeDurably(path, [bytes]);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, temporary: string): Promise<void> {
  try {
    await writeDurably(temporary, pieces);
    await rename(temporary, path);
  } catch (error) {
    await remove(temporary);
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    for await (const piece of pieces) await appendAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function openToAppend(path: string): Promise<AppendFile> {
  const file = await open(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
  return {
    append: (bytes) => appendAll(file, bytes),
    truncate: (bytes) => file.truncate(bytes),
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}

/** The system may take less than it is given. */
async function appendAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) from += (await file.write(bytes, from, bytes.length - from)).bytesWritten;
}

async function remove(path: string): Promise<void> {
  await orMissing(unlink(path), undefined);
}

/** Makes names of a folder durable. Some systems cannot open a folder: there it is done without being asked. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle;
  try {
    folder = await open(path, O_RDONLY | O_DIRECTORY);
  } catch (error) {
    if (['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
  try {
    await folder.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await folder.close();
  }
}

async function orMissing<T>(work: Promise<T>, missing: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
    throw error;
  }
}
