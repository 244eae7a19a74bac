// The file system as far as state needs it. Small, so that tests can put one in its place that is full, tears writes, fails to
// sync or forgets what was not synced. Errors come as Node throws them, with a `code`.

import type { At, Bytes } from '../../core/units.js';

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** The nine permission bits and the sticky bit. */
  readonly mode: number;
  /** Owned by the user that this process runs as. */
  readonly own: boolean;
  readonly bytes: Bytes;
  readonly modifiedAt: At;
}

/** A file that is open for appending. */
export interface AppendFile {
  /** Writes all of it at the end; some of it may be there after a failure. */
  append(bytes: Uint8Array): Promise<void>;
  /** Cuts off what lies behind. */
  truncate(bytes: Bytes): Promise<void>;
  /** Returns when what was written is durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Symbolic links are never followed at the end of a path. New files are for their owner only. */
export interface Files {
  /** null: there is nothing. */
  facts(path: string): Promise<FileFacts | null>;
  /** Makes a folder and the missing ones above it, for their owner only, each durable. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, sorted; empty where there is none. */
  names(path: string): Promise<string[]>;
  read(path: string): AsyncIterable<Uint8Array>;
  /** The last bytes of a file, at most so many. */
  readEnd(path: string, bytes: Bytes): Promise<Uint8Array>;
  /** A new file, durable with its name; false: there is one already. All of it or nothing is there, whatever happens. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Puts a file in the place of what is there, durable with its name. All of it or what was there before. */
  replace(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>;
  openToAppend(path: string): Promise<AppendFile>;
  /** No matter if it is gone. */
  remove(path: string): Promise<void>;
  freeBytes(path: string): Promise<Bytes>;
}
