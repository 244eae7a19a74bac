// Where the lock's records lie: a folder or a prefix of a bucket.

import type { Kept } from './lock-record.js';

export interface Shelf {
  /** Fences of all records, ascending. */
  fences(): Promise<number[]>;
  /** null: it is not there (any more). */
  read(fence: number): Promise<Kept | null>;
  /** False: there is one already, of somebody else. True only where this text lies there and no other ever did. */
  create(fence: number, text: string): Promise<boolean>;
  /** Puts a text in the place of the record. */
  replace(fence: number, text: string): Promise<void>;
  /** No matter if it is gone. */
  remove(fence: number): Promise<void>;
}
