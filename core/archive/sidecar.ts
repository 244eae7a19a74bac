// The sidecar of a backup, `backup.json`: what the connector's manifest does not say. With it a backup can be proved
// complete, and its table made again.

import { z } from 'zod';
import { EXIT, refuse } from '../errors.js';
import { sha256 } from '../journal/sha256.js';

export const SIDECAR = 'backup.json';
const FORMAT = 'hippolyte-backup';
const VERSION = 1;

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const text = z.string();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Beside or below the sidecar. */
const name = z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/);

const file = z.object({
  name,
  /** null: not counted. Who writes in AWS does not say, and not every file is read back. */
  items: count.nullable(),
  /** As stored: compressed where it is. */
  bytes: count,
  /** Of the stored bytes, hexadecimal; null: they were not read back. */
  sha256: hash.nullable(),
  /** S3's entity tag when the backup was found complete, where the bytes were not read back. */
  etag: text.optional(),
  /** What S3 tells as ChecksumSHA256 of the object: of the whole, or of the checksums of its parts; null in a folder. */
  checksum: text.nullable(),
});

const sidecar = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Version of the tool that wrote it. */
  tool: text,
  run: text,
  /** YYYY-MM-DD. */
  night: text,
  region: text,
  account: text,
  engine: text,
  table: z.object({ name: text, id: text, arn: text }),
  /** Epoch seconds: the first page was asked for; the last file was closed. */
  startedAt: amount,
  endedAt: amount,
  /** null: not all files were counted. */
  items: count.nullable(),
  /** Of all files, as stored. */
  bytes: count,
  /** Read units that this run consumed on the table, pages that were read twice included. */
  consumedUnits: amount,
  segments: count,
  compression: z.enum(['none', 'gzip']),
  files: z.array(file),
  /** What tells which files belong to the backup: the connector's manifest, or those of an export. */
  documents: z.array(z.object({ name, sha256: hash })),
  /** Files of the run that are not part of the backup: written, but not noted before a crash. */
  orphans: z.array(text),
  /** Capacity and autoscaling as they were before the night raised and suspended them: what a restored table gets. */
  original: z.object({ rcu: amount, suspended: z.object({ scaleIn: z.boolean(), scaleOut: z.boolean(), scheduled: z.boolean() }).nullable() }),
  /** Answers of AWS by API operation, as they came: DescribeTable, DescribeTimeToLive, ListTagsOfResource, ... */
  description: z.record(text, z.unknown()),
  /** Operations that did not answer: the table cannot be made again exactly. */
  unread: z.array(text),
});

export type Sidecar = z.infer<typeof sidecar>;
export type BackupFile = Sidecar['files'][number];
export type BackupDocument = Sidecar['documents'][number];

/** The last member: SHA-256 of everything before the comma that parts it from the others. */
const DIGEST = /,\n "digest": "([0-9a-f]{64})"\n\}\n$/;

/** A document as the sidecar holds it. */
export function documentOf(name: string, content: Uint8Array): BackupDocument {
  return { name, sha256: sha256(content) };
}

/** Two sidecars with the same content are the same text. */
export function sidecarText(content: Omit<Sidecar, 'format' | 'version'>): string {
  const all = JSON.stringify({ format: FORMAT, version: VERSION, ...content }, null, 1).slice(0, -'\n}'.length);
  return `${all},\n "digest": "${sha256(all)}"\n}\n`;
}

/** @throws UserError (65) with the path of what is wrong, never its content */
export function readSidecar(content: string, where: string): Sidecar {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return refuse(EXIT.data, where, 'is not JSON; the backup is damaged');
  }
  const read = sidecar.safeParse(parsed);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(EXIT.data, where, `${issue.path.join('.') || 'the document'} is not as version ${VERSION} of ${FORMAT} has it; use the version of this tool that made the backup`);
  }
  const digest = DIGEST.exec(content);
  if (digest === null || sha256(content.slice(0, digest.index)) !== digest[1]) refuse(EXIT.data, where, 'is not as it was written: its digest is another; the backup is damaged');
  return read.data;
}
