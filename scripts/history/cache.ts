// A binary copy of a loaded history, so that the second load is a plain read. It is used only while the files it was made
// of look untouched to the nanosecond and the copy's own hash fits; anything else means: read the files again.

import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { History } from '../../core/history/history.js';
import { makeFolder } from '../make-folder.js';
import { readCopy, writeCopy } from './cache-copy.js';
import type { HistoryFile, HistoryFiles } from './files.js';

const SAMPLE_BYTES = 1 << 16;
/** Copies kept; the oldest go first. */
const KEPT = 8;

/** What identifies the files: any difference makes a copy worthless. */
export interface Fingerprint {
  /** Name of the copy in the cache folder; depends on the path of the history alone. */
  readonly key: string;
  readonly files: readonly FilePrint[];
}

interface FilePrint {
  readonly name: string;
  readonly size: string;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly inode: string;
  /** SHA-256 of the first and last 64 KiB. */
  readonly ends: string;
}

/** The user's cache folder (XDG Base Directory Specification), or null where there is none. */
export function defaultCacheDir(environment: NodeJS.ProcessEnv = process.env): string | null {
  const base = environment['XDG_CACHE_HOME'];
  if (base !== undefined && isAbsolute(base)) return join(base, 'hippolyte');
  const home = environment['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, '.cache', 'hippolyte') : null;
}

/** Takes the fingerprint of the files of a history folder. */
export async function fingerprint(dir: string, files: HistoryFiles): Promise<Fingerprint> {
  const key = createHash('sha256').update(await realpath(dir)).digest('hex').slice(0, 32);
  return { key, files: [await printOf(files.tables), await printOf(files.traffic)] };
}

async function printOf(file: HistoryFile): Promise<FilePrint> {
  const handle = await open(file.path);
  try {
    const info = await handle.stat({ bigint: true });
    const hash = createHash('sha256');
    for (const from of [0, Math.max(0, Number(info.size) - SAMPLE_BYTES)]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, from);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return {
      name: file.name, size: `${info.size}`, mtimeNs: `${info.mtimeNs}`, ctimeNs: `${info.ctimeNs}`,
      inode: `${info.ino}`, ends: hash.digest('hex'),
    };
  } finally {
    await handle.close();
  }
}

/** The copy with this fingerprint; null when there is none, or when anything is wrong with it. */
export async function cachedHistory(cacheDir: string, print: Fingerprint): Promise<History | null> {
  try {
    const handle = await open(join(cacheDir, `${print.key}.bin`));
    try {
      return await readCopy(handle, JSON.stringify(print));
    } finally {
      await handle.close();
    }
  } catch {
    // The files it was made of are still there, so no fault of a copy is worth a failure.
    return null;
  }
}

/**
 * Keeps a copy, unless the files changed while they were read, or so shortly before that a further change might leave
 * the same time stamp. A cache that cannot be written is no failure: the next load is slower, that is all.
 */
export async function keepHistory(
  cacheDir: string, print: Fingerprint, history: History, again: () => Promise<Fingerprint>,
): Promise<void> {
  if (JSON.stringify(await again()) !== JSON.stringify(print) || print.files.some(changedJustNow)) return;
  const path = join(cacheDir, `${print.key}.bin`);
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolder(cacheDir);
    await writeCopy(draft, JSON.stringify(print), history);
    await rename(draft, path);
    await prune(cacheDir);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** File systems stamp in steps: some milliseconds on most, up to 2 s where stamps are whole seconds. */
function changedJustNow(file: FilePrint): boolean {
  return [BigInt(file.mtimeNs), BigInt(file.ctimeNs)].some((stampNs) => {
    const stepMs = stampNs % 1_000_000_000n === 0n ? 2000 : 50;
    return Date.now() - Number(stampNs / 1_000_000n) < stepMs;
  });
}

async function prune(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => /^[0-9a-f]{32}\.bin$/.test(name));
  const copies = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(cacheDir, name))).mtimeMs })));
  copies.sort((a, b) => b.at - a.at);
  for (const { name } of copies.slice(KEPT)) await rm(join(cacheDir, name), { force: true });
}
