// One file, all of it or nothing: written beside its place and renamed into it.

import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporary } from './temporaries.js';

/** Replaces what is there. Only its owner may read it. @throws what the operating system refused */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const target = resolve(path);
  const draft = join(dirname(target), `.hippolyte-${randomUUID()}.tmp`);
  const finished = temporary(draft);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
    finished();
  }
}
