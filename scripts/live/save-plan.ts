// A plan into a file: over an older plan, never over anything else.

import { open, stat } from 'node:fs/promises';
import { EXIT, refuse } from '../../core/errors.js';
import { livePlanText, type LivePlan } from '../../core/live/live-plan.js';
import { writeFileWhole } from '../write-file.js';

/** How a plan begins: it is told by that, not by its name. */
const BEGINS = '{\n  "digest": "';

/** @throws UserError (73) where something else is; what the operating system refused */
export async function savePlan(path: string, live: LivePlan): Promise<void> {
  const head = await headOf(path);
  if (head !== null && head !== BEGINS) refuse(EXIT.refusesToOverwrite, path, 'is no plan of hippolyte; name another file with --out, or remove it');
  await writeFileWhole(path, livePlanText(live));
}

async function headOf(path: string): Promise<string | null> {
  // Opening a pipe could wait for ever.
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (info === null) return null;
  if (!info.isFile()) refuse(EXIT.refusesToOverwrite, path, 'is no file; name another with --out');
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINS.length), 0, BEGINS.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
