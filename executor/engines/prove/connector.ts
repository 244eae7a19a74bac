// The output of emr-dynamodb-connector, read back: committed, with a manifest whose files are all there and all of this run.

import { createHash } from 'node:crypto';
import { attemptRun, backupPath } from '../../../core/archive/backup-path.js';
import { MANIFEST, readManifest, SUCCESS } from '../../../core/archive/manifest.js';
import { documentOf, SIDECAR, type BackupFile } from '../../../core/archive/sidecar.js';
import { CONNECTOR_BYTES_PER_UNIT } from '../../../core/planning/connector.js';
import { MIB, type Bytes } from '../../../core/units.js';
import { readSmall, type Destination } from '../../archive/destination.js';
import { verifyBackup } from '../../archive/verify.js';
import { inOrder } from '../../in-order.js';
import { toVerdict, type Finished, type ProofParts, type Prove } from './proof.js';
import { writeSidecar } from './write-sidecar.js';

/** The manifest of a table of some TiB names tens of thousands of files. */
const MANIFEST_BYTES_MAX: Bytes = 64 * MIB;
const FILES_UNDERWAY = 4;
const NEWLINE = 10;

/** Where an attempt writes: a folder of its own, because the connector refuses one that is there. */
export function connectorPlace({ context, destination }: Pick<ProofParts, 'context' | 'destination'>, table: number, attempt: number): { readonly url: string; readonly path: string } {
  const path = backupPath(context.night, context.tables[table].name, attemptRun(context.runId, attempt));
  return { url: destination.url(path), path };
}

export function connectorProof(parts: ProofParts, engine: 'emr' | 'data-pipeline'): Prove {
  return (copy) => toVerdict(() => faultOf(parts, engine, copy));
}

interface Listed {
  readonly bytes: Bytes;
  readonly etag: string | null;
}

/** What is wrong with it; null: nothing, and the sidecar is written. */
async function faultOf(parts: ProofParts, engine: string, copy: Finished): Promise<string | null> {
  const { context, destination, readBackBytes } = parts;
  const table = context.tables[copy.table];
  const { path } = connectorPlace(parts, copy.table, copy.attempt);
  const listed = new Map<string, Listed>();
  for await (const found of destination.list(path)) listed.set(found.path.slice(path.length + 1), found);
  // An earlier process has proved it.
  if (listed.has(SIDECAR)) return knownFault(destination, path);
  if (!listed.has(SUCCESS)) return `${destination.url(path)} has no ${SUCCESS}`;
  const at = destination.url(`${path}/${MANIFEST}`);
  const names: string[] = [];
  const manifest = await readSmall(destination, `${path}/${MANIFEST}`, MANIFEST_BYTES_MAX);
  for (const url of readManifest(manifest.toString(), at)) {
    const name = url.slice(destination.url(path).length + 1);
    if (url !== destination.url(`${path}/${name}`) || name.includes('/')) return `${at} names ${url.slice(0, 300)}, which is not in the run's own folder`;
    if (!listed.has(name)) return `${at} names ${name}, which is not there`;
    names.push(name);
  }
  if (new Set(names).size < names.length) return `${at} names a file twice`;
  if (names.length === 0 && table.itemCount > 0) return `${at} names no file, and DynamoDB counts ${table.itemCount} items`;
  const bytes = names.reduce((sum, name) => sum + (listed.get(name)?.bytes ?? 0), 0);
  const files = bytes <= readBackBytes ? await readBack(destination, path, names) : names.map((name) => fileOf(name, listed.get(name) as Listed));
  const cut = files.find((file) => file.bytes !== listed.get(file.name)?.bytes);
  if (cut !== undefined) return `${destination.url(`${path}/${cut.name}`)} does not end where it should`;
  const known = new Set([...names, MANIFEST, SUCCESS]);
  await writeSidecar(parts, copy, {
    engine, path, run: attemptRun(context.runId, copy.attempt), files, documents: [documentOf(MANIFEST, manifest)], orphans: [...listed.keys()].filter((name) => !known.has(name)).sort(), compression: 'none',
    consumedUnits: Math.ceil(table.sizeBytes / CONNECTOR_BYTES_PER_UNIT),
  });
  return null;
}

async function knownFault(destination: Destination, path: string): Promise<string | null> {
  const verified = await verifyBackup(destination, path);
  return verified.ok ? null : verified.why;
}

function fileOf(name: string, { bytes, etag }: Listed): BackupFile {
  return { name, items: null, bytes, sha256: null, checksum: null, ...(etag === null ? {} : { etag }) };
}

/** Reads every file to its end: a line an item. One that does not end with a line has no length that fits. */
async function readBack(destination: Destination, path: string, names: readonly string[]): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for await (const file of inOrder(names, FILES_UNDERWAY, (name) => readFile(destination, path, name))) files.push(file);
  return files;
}

async function readFile(destination: Destination, path: string, name: string): Promise<BackupFile> {
  const hash = createHash('sha256');
  let [items, bytes, last] = [0, 0, NEWLINE];
  for await (const chunk of destination.read(`${path}/${name}`)) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) items++;
    last = chunk.at(-1) ?? last;
  }
  return { name, items, bytes: last === NEWLINE ? bytes : -1, sha256: hash.digest('hex'), checksum: null };
}
