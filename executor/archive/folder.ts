// Backups in a folder of this machine: private to its owner, durable before they are believed, never written over.

import { constants, type Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EXIT, refuse, UserError } from '../../core/errors.js';
import type { Clock } from '../clock.js';
import type { Destination } from './destination.js';
import { FolderWriter, PARTIAL } from './folder-writer.js';

const READ_BYTES = 2 ** 20;

/** Owner only: backups are production data. */
const DIR_MODE = 0o700;

export function folderDestination(root: string, clock: Clock): Destination {
  const base = resolve(root);
  const at = (path: string): string => {
    const file = resolve(base, ...path.split('/'));
    return file === base || file.startsWith(base + sep) ? file : refuse(EXIT.usage, path, 'lies outside of the destination');
  };
  const writer = async (path: string): Promise<FolderWriter> => {
    const file = at(path);
    return clock.busy(told(file, async () => {
      await mkdir(dirname(file), { recursive: true, mode: DIR_MODE });
      return FolderWriter.open(file, clock);
    }));
  };
  return {
    url: (path) => at(path),
    writer,
    put: async (path, bytes) => {
      if (await clock.busy(sameAs(at(path), bytes))) return 'same';
      const file = await writer(path);
      try {
        await file.write(bytes);
        await file.close();
      } catch (error) {
        await file.abandon();
        throw error;
      }
      return 'written';
    },
    read: (path) => readFile(at(path), clock),
    head: async (path) => clock.busy(told(at(path), async () => ({ bytes: (await stat(at(path))).size, checksum: null, etag: null }), null)),
    list: (path) => everyFile(at(path), base, clock),
    sweep: async (path) => {
      for await (const { path: found } of everyFile(at(path), base, clock, true)) await clock.busy(unlink(at(found)));
    },
  };
}

/** Gives a file that is complete and durable its name, unless there is one. @throws UserError (73) */
export async function settleFile(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
    await unlink(partial);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EEXIST') refuse(EXIT.refusesToOverwrite, file, 'is there already and is not written over');
    // File systems without links: between the look and the renaming nobody else can know this name.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (await exists(file)) refuse(EXIT.refusesToOverwrite, file, 'is there already and is not written over');
    await rename(partial, file);
  }
  const folder = await open(dirname(file), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Runs what touches a file; a missing one gives `missing` where that is given. @throws UserError (74), or 65 for a missing file */
export async function told<T>(file: string, work: () => Promise<T>, ...missing: readonly T[]): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = String(error) } = error as { code?: string };
    if (code === 'ENOENT' && missing.length > 0) return missing[0];
    if (code === 'ENOENT') return refuse(EXIT.data, file, 'is not there; the backup is incomplete');
    return refuse(EXIT.io, file, `cannot be read or written (${code}); check the disk, its space and who owns the folder`);
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(() => true, () => false);
}

async function sameAs(file: string, bytes: Uint8Array): Promise<boolean> {
  const handle = await told(file, () => open(file, constants.O_RDONLY | constants.O_NOFOLLOW), null);
  if (handle === null) return false;
  try {
    if ((await handle.stat()).size === bytes.length && Buffer.compare(await handle.readFile(), bytes) === 0) return true;
  } finally {
    await handle.close();
  }
  return refuse(EXIT.refusesToOverwrite, file, 'is there already with another content and is not written over');
}

async function* readFile(file: string, clock: Clock): AsyncGenerator<Uint8Array> {
  const handle = await clock.busy(told(file, () => open(file, constants.O_RDONLY | constants.O_NOFOLLOW)));
  try {
    for (;;) {
      const { bytesRead, buffer } = await clock.busy(told(file, () => handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES)));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await clock.busy(handle.close());
  }
}

/** Finished files below a folder, or the unfinished ones. */
async function* everyFile(folder: string, base: string, clock: Clock, partial = false): AsyncGenerator<{ path: string; bytes: number; etag: null }> {
  const found = await clock.busy(told(folder, (): Promise<Dirent[]> => readdir(folder, { recursive: true, withFileTypes: true }), []));
  for (const entry of found) {
    if (!entry.isFile() || entry.name.endsWith(PARTIAL) !== partial) continue;
    const file = join(entry.parentPath, entry.name);
    yield { path: relative(base, file).split(sep).join('/'), bytes: (await clock.busy(stat(file))).size, etag: null };
  }
}
