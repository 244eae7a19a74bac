// Is a run over with nothing owed? Told by the end of its journal alone, so that years of journals cost one small read each.

import { COMPLETE_LINE, lineHash } from './journal-line.js';

/** More than two lines of a run's end take. */
export const END_BYTES = 16 * 1024;

/**
 * True where the last record of a journal, of which `end` is the last part, says that the run is over and owes nothing, and
 * follows from the record before it. False for everything else, also for what is damaged: whoever reads it all will say so.
 */
export function endsSettled(end: Uint8Array): boolean {
  const text = Buffer.from(end.buffer, end.byteOffset, end.byteLength).toString('latin1');
  if (!text.endsWith('\n')) return false;
  const lines = text.slice(0, -1).split('\n');
  const before = COMPLETE_LINE.exec(lines[lines.length - 2] ?? '');
  const last = COMPLETE_LINE.exec(lines[lines.length - 1]);
  if (before === null || last === null) return false;
  const plain = `${last[1]}}`;
  if (lineHash(before[2], plain) !== last[2]) return false;
  const { kind, owed } = JSON.parse(plain) as { kind: unknown; owed: unknown };
  return kind === 'closed' && owed === 0;
}
