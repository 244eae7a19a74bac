// Files and folders that are not finished yet: removed when the program is interrupted.

import { rmSync } from 'node:fs';

const open = new Set<string>();

/** Notes an unfinished file or folder; call what is returned once it is renamed to its place or removed. */
export function temporary(path: string): () => void {
  open.add(path);
  return () => open.delete(path);
}

/** Removes what is unfinished, at once: nothing asynchronous may be relied on while a signal is handled. */
export function removeTemporaries(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true });
  open.clear();
}
