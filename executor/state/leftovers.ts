// Files that a killed process never finished: they have no name that counts, but they take room.

import { join } from 'node:path';
import type { At, Seconds } from '../../core/units.js';
import type { Files } from './files.js';

/** Nobody writes that long at one file: its process is gone. */
const OLD_SECONDS: Seconds = 3600;
/** As disk-files.ts names them. */
const UNFINISHED = /^\..*\.tmp$/;

/** Removes old unfinished files of a folder; what cannot be removed does no harm. */
export async function removeLeftovers(files: Files, folder: string, now: At): Promise<void> {
  for (const name of (await files.names(folder)).filter((each) => UNFINISHED.test(each))) {
    const path = join(folder, name);
    const facts = await files.facts(path);
    if (facts?.kind === 'file' && facts.modifiedAt < now - OLD_SECONDS) await files.remove(path).catch(() => undefined);
  }
}
