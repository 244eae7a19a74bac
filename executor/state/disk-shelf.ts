// The lock's records as files `locks/<fence>.json`.

import { join } from 'node:path';
import type { Files } from './files.js';
import { safeFolder } from './folder-guard.js';
import { onPath } from './io-fault.js';
import type { Kept } from './lock-record.js';
import type { Shelf } from './shelf.js';

const NAME = /^(\d{1,15})\.json$/;
/** Nobody writes more; a longer file is read that far and found to be no record. */
const READ_BYTES_MAX = 65_536;

export function diskShelf(root: string, files: Files): Shelf {
  const folder = join(root, 'locks');
  const pathOf = (fence: number): string => join(folder, `${fence}.json`);
  const made = async (): Promise<void> => {
    for (const path of [root, folder]) await safeFolder(files, path);
  };
  return {
    fences: () => onPath(folder, fencesIn(files, folder)),
    read: (fence) => onPath(pathOf(fence), readText(files, pathOf(fence))),
    create: (fence, text) => onPath(pathOf(fence), made().then(() => files.create(pathOf(fence), Buffer.from(text)))),
    replace: (fence, text) => onPath(pathOf(fence), files.replace(pathOf(fence), [Buffer.from(text)])),
    remove: (fence) => onPath(pathOf(fence), files.remove(pathOf(fence))),
  };
}

async function fencesIn(files: Files, folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await files.names(folder)) {
    const fence = NAME.exec(name)?.[1];
    if (fence !== undefined) found.push(Number(fence));
  }
  return found.sort((a, b) => a - b);
}

async function readText(files: Files, path: string): Promise<Kept | null> {
  const facts = await files.facts(path);
  if (facts === null) return null;
  // What is no file of ours holds the lock until somebody has looked at it.
  if (facts.kind !== 'file') return { text: '', modifiedAt: Infinity };
  try {
    return { text: Buffer.from(await files.readEnd(path, READ_BYTES_MAX)).toString('utf8'), modifiedAt: facts.modifiedAt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
