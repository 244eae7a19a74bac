// The two ends of a backup: what an earlier start left of it, and what makes it one.

import { CHECKPOINTS, foldCheckpoints, readCheckpoint, type Checkpoint, type CopyState } from '../../../core/archive/checkpoint.js';
import { MANIFEST, manifestText, SUCCESS } from '../../../core/archive/manifest.js';
import { documentOf, SIDECAR, sidecarText, type BackupFile } from '../../../core/archive/sidecar.js';
import { MIB, type Bytes, type Units } from '../../../core/units.js';
import { OUTCOME } from '../../../core/world.js';
import { readSmall, type Destination } from '../../archive/destination.js';
import { verifyBackup } from '../../archive/verify.js';
import type { CopyParts } from './copy-parts.js';
import type { Description } from './describe.js';
import { CopyFailure } from './failure.js';

const CHECKPOINT_BYTES_MAX: Bytes = 64 * MIB;

export interface Found {
  /** Where to go on; null: from the beginning. */
  readonly state: CopyState | null;
  /** The sidecar is written: nothing is left to do but to verify. */
  readonly sealed: boolean;
  /** Data files that no checkpoint tells of: they will not be part of the backup. */
  readonly orphans: readonly string[];
}

/** Looks at what is there of a backup, and clears away what was left half written. @throws UserError (65) for what is no checkpoint */
export async function findState(destination: Destination, path: string): Promise<Found> {
  await destination.sweep(path);
  const names: string[] = [];
  for await (const found of destination.list(path)) names.push(found.path.slice(path.length + 1));
  const checkpoints: Checkpoint[] = [];
  for (const name of names.filter((one) => one.startsWith(`${CHECKPOINTS}/`)).sort()) {
    const text = (await readSmall(destination, `${path}/${name}`, CHECKPOINT_BYTES_MAX)).toString();
    checkpoints.push(readCheckpoint(text, destination.url(`${path}/${name}`)));
  }
  const state = foldCheckpoints(checkpoints, destination.url(path));
  const known = new Set([MANIFEST, SIDECAR, SUCCESS, ...(state?.files ?? []).map(({ name }) => name)]);
  const orphans = names.filter((name) => !known.has(name) && !name.startsWith(`${CHECKPOINTS}/`)).sort();
  return { state, sealed: names.includes(SIDECAR), orphans };
}

/** Writes the manifest, then the sidecar. All files are closed and the last checkpoint tells of them. */
export async function seal(parts: CopyParts, state: CopyState, files: readonly BackupFile[], consumedUnits: Units, description: Description, orphans: readonly string[]): Promise<void> {
  const { context, options: { destination, toolVersion, gzip }, table, path, fromRcu } = parts;
  const manifest = Buffer.from(manifestText(files.map(({ name }) => destination.url(`${path}/${name}`))));
  await destination.put(`${path}/${MANIFEST}`, manifest);
  const sum = (of: (file: BackupFile) => number | null): number => files.reduce((total, file) => total + (of(file) ?? 0), 0);
  await destination.put(`${path}/${SIDECAR}`, Buffer.from(sidecarText({
    tool: toolVersion, run: context.runId, night: context.night, region: context.region, account: context.account, engine: 'scan',
    table: { name: table.name, id: table.tableId, arn: table.arn },
    startedAt: state.startedAt, endedAt: context.clock.now(), items: sum(({ items }) => items), bytes: sum(({ bytes }) => bytes), consumedUnits, segments: state.segments,
    compression: gzip ? 'gzip' : 'none', files: [...files], documents: [documentOf(MANIFEST, manifest)], orphans: [...orphans],
    original: { rcu: fromRcu, suspended: table.target?.suspended ?? null },
    description: { ...description.answers }, unread: [...description.unread],
  })));
}

/** Reads the whole backup back, and only then says that it is one. @throws CopyFailure when it is not what it says it is */
export async function commit(destination: Destination, path: string): Promise<void> {
  const verified = await verifyBackup(destination, path, false);
  if (!verified.ok) throw new CopyFailure(OUTCOME.FAILED, `the backup does not verify: ${verified.why}`);
  await destination.put(`${path}/${SUCCESS}`, new Uint8Array());
  if ((await destination.head(`${path}/${SUCCESS}`))?.bytes !== 0) throw new CopyFailure(OUTCOME.FAILED, `${destination.url(path)} has no ${SUCCESS} after it was written`);
}
