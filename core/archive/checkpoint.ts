// How far a copy is: written as files of its own beside the data, each one only after what it tells of is durable. They
// are numbered and never written over; folded in order they give the state that a later start goes on from.

import { z } from 'zod';
import { EXIT, refuse } from '../errors.js';
import type { BackupFile } from './sidecar.js';

/** Folder of the checkpoints below a backup; import tools pass over names that begin with an underscore. */
export const CHECKPOINTS = '_checkpoint';

/** Where a segment is: a LastEvaluatedKey as JSON (binaries as base64), null at its end; without an entry it has not begun. */
export type Positions = ReadonlyMap<number, string | null>;

export interface CopyState {
  readonly tableId: string;
  readonly segments: number;
  readonly startedAt: number;
  /** By all starts together, up to the last checkpoint. */
  readonly consumedUnits: number;
  /** Closed and durable, in the order in which they were closed. */
  readonly files: readonly BackupFile[];
  readonly positions: Positions;
  /** The number of the next checkpoint. */
  readonly next: number;
}

/** One checkpoint: what is new since the one before, and all positions. */
export interface Checkpoint extends Omit<CopyState, 'next'> {
  readonly number: number;
}

const document = z.object({
  number: z.number().int().nonnegative(),
  tableId: z.string(),
  segments: z.number().int().positive(),
  startedAt: z.number(),
  consumedUnits: z.number().nonnegative(),
  files: z.array(z.object({ name: z.string(), items: z.number(), bytes: z.number(), sha256: z.string(), checksum: z.string().nullable() })),
  positions: z.array(z.tuple([z.number().int().nonnegative(), z.string().nullable()])),
});

/** Its path below the backup; in the order of numbers when sorted. */
export function checkpointPath(number: number): string {
  return `${CHECKPOINTS}/${String(number).padStart(6, '0')}.json`;
}

export function checkpointText(checkpoint: Checkpoint): string {
  return `${JSON.stringify({ ...checkpoint, positions: [...checkpoint.positions] })}\n`;
}

/** @throws UserError (65); the message names the place, never a key */
export function readCheckpoint(text: string, where: string): Checkpoint {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const read = document.safeParse(parsed);
  if (!read.success) return refuse(EXIT.data, where, 'is no checkpoint of a copy; start the copy anew under another run');
  return { ...read.data, positions: new Map(read.data.positions) };
}

/** The state after all checkpoints of a copy; null when there is none. @throws UserError (65) when one is missing or of another table */
export function foldCheckpoints(checkpoints: readonly Checkpoint[], where: string): CopyState | null {
  const last = checkpoints.at(-1);
  if (last === undefined) return null;
  checkpoints.forEach(({ number, tableId, segments }, i) => {
    if (number !== i || tableId !== last.tableId || segments !== last.segments) {
      refuse(EXIT.data, where, `checkpoint ${i} is missing or is of another copy; start the copy anew under another run`);
    }
  });
  const { tableId, segments, startedAt, consumedUnits, positions } = last;
  return { tableId, segments, startedAt, consumedUnits, positions, files: checkpoints.flatMap(({ files }) => files), next: checkpoints.length };
}
