// The sidecar of a copy that AWS made: written by us, when the copy was found complete.

import { SIDECAR, sidecarText, type BackupDocument, type BackupFile } from '../../../core/archive/sidecar.js';
import type { Units } from '../../../core/units.js';
import { describeForBackup, describeNow } from '../scan/describe.js';
import { CopyFailure } from '../scan/failure.js';
import type { Finished, ProofParts } from './proof.js';

export interface SidecarParts {
  readonly engine: string;
  /** Path of the backup, and the run that it names. */
  readonly path: string;
  readonly run: string;
  readonly files: readonly BackupFile[];
  readonly documents: readonly BackupDocument[];
  /** Files below the path that are not part of the backup. */
  readonly orphans: readonly string[];
  readonly compression: 'none' | 'gzip';
  readonly consumedUnits: Units;
}

/** Describes the table as it is now and writes the sidecar. @throws UserError as the destination */
export async function writeSidecar({ context, destination, toolVersion }: ProofParts, copy: Finished, parts: SidecarParts): Promise<void> {
  const { aws, clock, signal, plan, tables } = context;
  const table = tables[copy.table];
  const answers: Record<string, unknown> = {};
  const unread: string[] = [];
  let indexes: readonly string[] = [];
  try {
    const now = await describeNow(aws, clock, signal, table.name, table.tableId);
    answers.DescribeTable = now;
    indexes = now.GlobalSecondaryIndexes?.flatMap(({ IndexName }) => IndexName ?? []) ?? [];
  } catch (error) {
    // A table that went after it was copied leaves a good copy.
    if (!(error instanceof CopyFailure)) throw error;
    unread.push('dynamodb:DescribeTable');
  }
  const more = await describeForBackup(aws, clock, signal, { name: table.name, arn: table.arn, indexes });
  const items = parts.files.some((file) => file.items === null) ? null : parts.files.reduce((sum, file) => sum + (file.items ?? 0), 0);
  await destination.put(`${parts.path}/${SIDECAR}`, Buffer.from(sidecarText({
    tool: toolVersion, run: parts.run, night: context.night, region: context.region, account: context.account, engine: parts.engine,
    table: { name: table.name, id: table.tableId, arn: table.arn },
    startedAt: copy.startedAt ?? plan.opensAt, endedAt: copy.endedAt ?? clock.now(), items, bytes: parts.files.reduce((sum, { bytes }) => sum + bytes, 0),
    consumedUnits: parts.consumedUnits, segments: 0, compression: parts.compression, files: [...parts.files], documents: [...parts.documents], orphans: [...parts.orphans],
    original: { rcu: plan.columns.fromRcu[copy.table], suspended: table.target?.suspended ?? null },
    description: { ...answers, ...more.answers }, unread: [...unread, ...more.unread],
  })));
}
