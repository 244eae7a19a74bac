// Where backups go: a folder of this machine or a bucket. What was written is never written over, so a good backup
// survives whatever is started later.

import { EXIT, refuse } from '../../core/errors.js';
import type { Bytes } from '../../core/units.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';
import { folderDestination } from './folder.js';
import { isUrl, s3Place } from './s3-place.js';
import { s3Destination } from './s3.js';

/** A file that is stored. */
export interface Stored {
  readonly bytes: Bytes;
  /** Of the stored bytes, hexadecimal. */
  readonly sha256: string;
  /** What S3 tells of the object as ChecksumSHA256; null in a folder. */
  readonly checksum: string | null;
}

/** A file that is being written. Nothing can be read of it before it is closed. */
export interface FileWriter {
  /** Adds bytes; they may not be changed afterwards. Resolves when more may come: whoever waits for it fills no memory. */
  write(chunk: Uint8Array): Promise<void>;
  /** Bytes handed over so far. */
  readonly bytes: Bytes;
  /** From so many bytes on the file should be closed and another begun. */
  readonly bytesMax: Bytes;
  /** Resolves when the file is durable under its name. @throws UserError (73) when there is one already, 74 or as `ask` when it cannot be written */
  close(): Promise<Stored>;
  /** Leaves nothing behind, as far as possible. Never throws. */
  abandon(): Promise<void>;
}

/** Paths have slashes between their pieces and none at their ends. */
export interface Destination {
  /** The absolute address of a path, as manifests hold it. */
  url(path: string): string;
  /** Begins a file. @param memoryBytes what it may hold in memory at most, about */
  writer(path: string, memoryBytes: Bytes): Promise<FileWriter>;
  /** Writes a small file at once, durably. `same`: it was there with just these bytes. @throws UserError (73) when it is there with others */
  put(path: string, bytes: Uint8Array): Promise<'written' | 'same'>;
  /** @throws UserError (65) when it is not there */
  read(path: string): AsyncIterable<Uint8Array>;
  /** null: not there. `checksum` as in `Stored`. */
  head(path: string): Promise<{ readonly bytes: Bytes; readonly checksum: string | null; readonly etag: string | null } | null>;
  /** Everything below a path, in no order. `etag`: S3's entity tag, which changes with the content; null in a folder. */
  list(path: string): AsyncIterable<{ readonly path: string; readonly bytes: Bytes; readonly etag: string | null }>;
  /** Removes what writers below a path left unfinished. Only for a path that nobody else writes to. */
  sweep(path: string): Promise<void>;
}

export interface DestinationParts {
  readonly aws: Aws;
  readonly clock: Clock;
  /** The account that must own the bucket, sent with every call; null: not known, nothing is sent. */
  readonly account: string | null;
}

/** @param place a folder, or s3://bucket/prefix @throws UserError (78) for what is neither */
export function openDestination(place: string, parts: DestinationParts): Destination {
  if (!isUrl(place)) return folderDestination(place, parts.clock);
  const found = s3Place(place);
  if (found === null) refuse(EXIT.config, 'destination', `must be a folder or s3://bucket/prefix, got "${place}"`);
  return s3Destination(found.bucket, found.prefix, parts);
}

/** A whole small file. @throws UserError (65) when it is missing or larger than `bytesMax` */
export async function readSmall(destination: Destination, path: string, bytesMax: Bytes): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of destination.read(path)) {
    bytes += chunk.length;
    if (bytes > bytesMax) refuse(EXIT.data, destination.url(path), `is larger than ${bytesMax} bytes, which no such file is`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
