// Opens state in a folder.

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { busyFiles } from './busy-files.js';
import { diskFiles } from './disk-files.js';
import { diskShelf } from './disk-shelf.js';
import { DiskStore } from './disk-store.js';
import type { Files } from './files.js';
import { ShelfLock } from './lock.js';
import { LOCK_TIMES } from './lock-terms.js';
import type { StateParts } from './state-parts.js';
import type { StateStore } from './store.js';

/** What the caller must say; the rest is as it should be on a machine. */
export type StateOptions = Pick<StateParts, 'clock' | 'owner' | 'clean'> & Partial<StateParts>;

/** The parts of state on this machine. */
export function stateParts(options: StateOptions): StateParts {
  return { wall: () => Date.now() / 1000, newId: () => randomUUID(), lockTimes: LOCK_TIMES, ...options };
}

/** State in a folder, which is made when something is first written. @param files tests give others */
export function openDiskState(folder: string, options: StateOptions, files: Files = diskFiles(randomUUID())): StateStore {
  const parts = stateParts(options);
  const root = resolve(folder);
  const slow = busyFiles(files, parts.clock);
  return new DiskStore(root, slow, new ShelfLock(diskShelf(root, slow), parts), parts);
}
