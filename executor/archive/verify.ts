// Is a backup what it says it is? Read back from where it lies: the sidecar, the manifest, and every file by its hash.

import { EXIT, UserError } from '../../core/errors.js';
import { placeOf } from '../../core/archive/backup-path.js';
import { MANIFEST, readManifest, SUCCESS } from '../../core/archive/manifest.js';
import { documentOf, readSidecar, SIDECAR, type BackupFile, type Sidecar } from '../../core/archive/sidecar.js';
import { MIB, type Bytes } from '../../core/units.js';
import { inOrder } from '../in-order.js';
import { createHash } from 'node:crypto';
import { readSmall, type Destination } from './destination.js';

/** Sidecar and manifest of a table of some TiB name tens of thousands of files. */
const DOCUMENT_BYTES_MAX: Bytes = 256 * MIB;
const FILES_UNDERWAY = 8;

export interface Verified {
  readonly ok: true;
  readonly sidecar: Sidecar;
  /** Files below it that it does not know: written late by a start that was killed, or laid there. Restores pass over them. */
  readonly strays: readonly string[];
}

export interface Mismatch {
  readonly ok: false;
  /** What is not as it should be, with the address; holds nothing of the items. */
  readonly why: string;
}

/**
 * Reads a backup back: a byte that changed in any file of it is found. In S3 the checksum that it keeps of each object is compared, elsewhere the bytes are hashed; of
 * files that were never read back, size and entity tag are compared.
 * @param committed false: before `_SUCCESS` is written
 * @throws UserError as the destination, when it cannot be told
 */
export async function verifyBackup(destination: Destination, path: string, committed = true): Promise<Verified | Mismatch> {
  try {
    const sidecar = await sidecarOf(destination, path);
    // AWS writes no such file for an export; its sidecar is written last.
    if (committed && sidecar.engine !== 'export' && (await destination.head(`${path}/${SUCCESS}`))?.bytes !== 0) return mismatch(`${destination.url(path)} has no empty ${SUCCESS}`);
    const why = (await faultOf(destination, path, sidecar)) ?? (await documentFault(destination, path, sidecar)) ?? (await fileFault(destination, path, sidecar.files));
    return why === null ? { ok: true, sidecar, strays: await straysOf(destination, path, sidecar) } : mismatch(why);
  } catch (error) {
    // Missing or damaged is an answer; unreachable or denied is none.
    if (error instanceof UserError && error.exitCode === EXIT.data) return mismatch(error.message);
    throw error;
  }
}

function mismatch(why: string): Mismatch {
  return { ok: false, why };
}

/** @throws UserError (65) */
export async function sidecarOf(destination: Destination, path: string): Promise<Sidecar> {
  const file = `${path}/${SIDECAR}`;
  return readSidecar((await readSmall(destination, file, DOCUMENT_BYTES_MAX)).toString(), destination.url(file));
}

/** Do sidecar, manifest and path tell the same story? */
async function faultOf(destination: Destination, path: string, sidecar: Sidecar): Promise<string | null> {
  const at = destination.url(`${path}/${SIDECAR}`);
  const place = placeOf(path);
  if (place?.runId !== sidecar.run || place.night !== sidecar.night || place.table !== sidecar.table.name) return `${at} is of another night, table or run than its path`;
  const sum = (of: (file: BackupFile) => number): number => sidecar.files.reduce((total, file) => total + of(file), 0);
  const items = sum((file) => file.items ?? 0);
  if (sidecar.items !== null && items !== sidecar.items) return `${at} says ${sidecar.items} items, its files have ${items}`;
  if (sum(({ bytes }) => bytes) !== sidecar.bytes) return `${at} says ${sidecar.bytes} bytes, its files have ${sum(({ bytes }) => bytes)}`;
  if (new Set(sidecar.files.map(({ name }) => name)).size !== sidecar.files.length) return `${at} names a file twice`;
  // A native export has manifests of its own, which were read before the sidecar was written.
  if (sidecar.engine === 'export') return null;
  const file = `${path}/${MANIFEST}`;
  const urls = readManifest((await readSmall(destination, file, DOCUMENT_BYTES_MAX)).toString(), destination.url(file));
  const differs = urls.length !== sidecar.files.length || sidecar.files.some(({ name }, i) => urls[i] !== destination.url(`${path}/${name}`));
  return differs ? `${destination.url(file)} names other files than ${SIDECAR}` : null;
}

/** Is every document the one that the sidecar was written with? */
async function documentFault(destination: Destination, path: string, { documents }: Sidecar): Promise<string | null> {
  for (const { name, sha256 } of documents) {
    const content = await readSmall(destination, `${path}/${name}`, DOCUMENT_BYTES_MAX);
    if (documentOf(name, content).sha256 !== sha256) return `${destination.url(`${path}/${name}`)} has another hash`;
  }
  return null;
}

/** Names with a part that begins with an underscore are nobody's data: checkpoints, marks of Hadoop and of exports. */
async function straysOf(destination: Destination, path: string, { files, documents, orphans }: Sidecar): Promise<string[]> {
  const known = new Set([SIDECAR, ...orphans, ...[...files, ...documents].map(({ name }) => name)]);
  const strays: string[] = [];
  for await (const found of destination.list(path)) {
    const name = found.path.slice(path.length + 1);
    if (!known.has(name) && !/(^|\/)_/.test(name)) strays.push(name);
  }
  return strays.sort();
}

async function fileFault(destination: Destination, path: string, files: readonly BackupFile[]): Promise<string | null> {
  for await (const fault of inOrder(files, FILES_UNDERWAY, (file) => oneFault(destination, `${path}/${file.name}`, file))) if (fault !== null) return fault;
  return null;
}

async function oneFault(destination: Destination, path: string, file: BackupFile): Promise<string | null> {
  const url = destination.url(path);
  const found = await destination.head(path);
  if (found === null) return `${url} is missing`;
  if (found.bytes !== file.bytes) return `${url} has ${found.bytes} bytes, not ${file.bytes}`;
  if (file.sha256 === null) return file.etag === undefined || found.etag === null || found.etag === file.etag ? null : `${url} is another object than the one that was found complete`;
  if (found.checksum !== null && file.checksum !== null) return found.checksum === file.checksum ? null : `${url} has another checksum`;
  const hash = createHash('sha256');
  for await (const chunk of destination.read(path)) hash.update(chunk);
  return hash.digest('hex') === file.sha256 ? null : `${url} has another hash`;
}
