// A native export, read back: its summary, its list of files, and every file by its entity tag.
// Source of the layout: AWS docs, DynamoDB table export output format.

import { createHash } from 'node:crypto';
import { attemptRun, backupPath } from '../../../core/archive/backup-path.js';
import { documentOf, SIDECAR, type BackupDocument, type BackupFile } from '../../../core/archive/sidecar.js';
import { EXIT, refuse } from '../../../core/errors.js';
import { MIB, type Bytes } from '../../../core/units.js';
import { readSmall, type Destination } from '../../archive/destination.js';
import { verifyBackup } from '../../archive/verify.js';
import type { FinishedExport } from '../export/state.js';
import { toVerdict, type ProofParts, type Prove } from './proof.js';
import { writeSidecar } from './write-sidecar.js';

const DOCUMENT_BYTES_MAX: Bytes = 64 * MIB;
/** How the files with the checksum of a manifest end; both are documented. */
const CHECKSUM_ENDS = ['.checksum', '.md5'];

/** Bucket and prefix of an attempt's export; null: the destination is no bucket. */
export function exportPlace({ context, destination }: Pick<ProofParts, 'context' | 'destination'>, table: number, attempt: number): { readonly bucket: string; readonly prefix: string } | null {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.+)$/.exec(destination.url(pathOf(context, table, attempt))) ?? [];
  return bucket === undefined ? null : { bucket, prefix };
}

function pathOf({ night, tables, runId }: ProofParts['context'], table: number, attempt: number): string {
  return backupPath(night, tables[table].name, attemptRun(runId, attempt));
}

export function exportProof(parts: ProofParts): Prove<FinishedExport> {
  return (copy) => toVerdict(() => faultOf(parts, copy));
}

async function faultOf(parts: ProofParts, copy: FinishedExport): Promise<string | null> {
  const { context, destination } = parts;
  const path = pathOf(context, copy.table, copy.attempt);
  const prefix = exportPlace(parts, copy.table, copy.attempt)?.prefix ?? '';
  /** Keys of the bucket as paths of the destination. */
  const local = (key: string): string => (key.startsWith(`${prefix}/`) ? path + key.slice(prefix.length) : refuse(EXIT.data, key.slice(0, 300), 'is not in the folder of this run'));
  const listed = new Map<string, { readonly bytes: Bytes; readonly etag: string | null }>();
  for await (const found of destination.list(path)) listed.set(found.path, found);
  if (listed.has(`${path}/${SIDECAR}`)) {
    const verified = await verifyBackup(destination, path);
    return verified.ok ? null : verified.why;
  }
  const documents: BackupDocument[] = [];
  const read = (key: string): Promise<string> => readChecked(destination, path, local(key), listed, documents);
  const at = destination.url(local(copy.manifestKey));
  const summary = parsed<Summary>(await read(copy.manifestKey), at);
  if (summary.exportArn !== copy.exportArn) return `${at} is of another export`;
  if (summary.tableId !== undefined && summary.tableId !== context.tables[copy.table].tableId) return `${at} is of another table of that name`;
  if (summary.itemCount !== copy.itemCount) return `${at} says ${summary.itemCount} items, DescribeExport ${copy.itemCount}`;
  const files: BackupFile[] = [];
  for (const line of (await read(summary.manifestFilesS3Key ?? '')).split('\n').filter((one) => one !== '')) {
    const { itemCount, etag = '', dataFileS3Key = '' } = parsed<FileLine>(line, at);
    const found = listed.get(local(dataFileS3Key));
    if (found === undefined) return `${destination.url(local(dataFileS3Key))} is missing`;
    if (bare(found.etag ?? '') !== bare(etag)) return `${destination.url(local(dataFileS3Key))} is another object than the one that was exported`;
    files.push({ name: local(dataFileS3Key).slice(path.length + 1), items: itemCount ?? null, bytes: found.bytes, sha256: null, checksum: null, ...(found.etag === null ? {} : { etag: found.etag }) });
  }
  const items = files.reduce((sum, file) => sum + (file.items ?? 0), 0);
  if (items !== copy.itemCount) return `the files of ${at} have ${items} items, DescribeExport says ${copy.itemCount}`;
  await writeSidecar(parts, copy, { engine: 'export', path, run: attemptRun(context.runId, copy.attempt), files, documents, orphans: [], compression: 'gzip', consumedUnits: 0 });
  return null;
}

interface Summary {
  readonly exportArn?: string;
  readonly tableId?: string;
  readonly itemCount?: number;
  readonly manifestFilesS3Key?: string;
}

interface FileLine {
  readonly itemCount?: number;
  readonly etag?: string;
  readonly dataFileS3Key?: string;
}

/** A manifest, held against the MD5 that lies beside it; both are noted. @throws UserError (65) when they differ */
async function readChecked(destination: Destination, folder: string, path: string, listed: ReadonlyMap<string, unknown>, documents: BackupDocument[]): Promise<string> {
  const content = await readSmall(destination, path, DOCUMENT_BYTES_MAX);
  documents.push(documentOf(path.slice(folder.length + 1), content));
  for (const end of CHECKSUM_ENDS) {
    const beside = path.replace(/\.json$/, end);
    if (!listed.has(beside)) continue;
    const checksum = await readSmall(destination, beside, MIB);
    documents.push(documentOf(beside.slice(folder.length + 1), checksum));
    if (createHash('md5').update(content).digest('base64') !== checksum.toString().trim()) refuse(EXIT.data, destination.url(path), 'has another checksum than the one beside it');
  }
  return content.toString();
}

/** @throws UserError (65) */
function parsed<T extends object>(text: string, where: string): T {
  try {
    const value = JSON.parse(text) as T | null;
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  return refuse(EXIT.data, where, 'is no JSON of an export');
}

/** An entity tag without the quotes in which HTTP has it. */
function bare(etag: string): string {
  return etag.replaceAll('"', '');
}
