// The lock's records as objects `locks/<fence>.json`. A record is created where there is none, and renewed only where it is
// still what we wrote: a write that was held up on its way cannot undo a later one.

import type { Bucket } from '../archive/s3-bucket.js';
import { EXIT, refuse } from '../../core/errors.js';
import { keysUnder, readText, refusesToOverwrite, writeOnce, writeOver } from './s3-objects.js';
import type { Shelf } from './shelf.js';

const NAME = /^(\d{1,15})\.json$/;

/** @param root what stands before every key, empty or with a slash at its end */
export function s3Shelf(bucket: Bucket, root: string): Shelf {
  const keyOf = (fence: number): string => `${root}locks/${fence}.json`;
  const etags = new Map<number, string>();
  return {
    fences: async () => {
      const fences = (await keysUnder(bucket, `${root}locks/`)).map((name) => Number(NAME.exec(name)?.[1] ?? NaN));
      return fences.filter((fence) => Number.isFinite(fence)).sort((a, b) => a - b);
    },
    read: async (fence) => {
      const there = await readText(bucket, keyOf(fence));
      return there === null ? null : { text: Buffer.from(there.text, 'latin1').toString('utf8'), modifiedAt: there.modifiedAt };
    },
    create: async (fence, text) => {
      const key = keyOf(fence);
      const bytes = latin1(text);
      const etag = await writeOnce(bucket, key, bytes);
      if (etag === null) return false;
      // Some servers that speak S3 do not look at conditions: there, two could have the lock, and a journal be overwritten.
      if (!(await refusesToOverwrite(bucket, key, bytes))) {
        refuse(EXIT.config, `s3://${bucket.name}/${key}`, 'was written twice under If-None-Match: this storage has no conditional writes; keep the state elsewhere');
      }
      etags.set(fence, etag);
      return true;
    },
    replace: async (fence, text) => {
      const key = keyOf(fence);
      const etag = etags.get(fence) ?? (await readText(bucket, key))?.etag;
      const written = etag === undefined ? null : await writeOver(bucket, key, latin1(text), etag);
      if (written === null) {
        etags.delete(fence); // looked at anew the next time
        refuse(EXIT.tryLater, `s3://${bucket.name}/${key}`, 'is not what this process wrote last');
      }
      etags.set(fence, written);
    },
    remove: async (fence) => {
      await bucket.call('s3:DeleteObject', { Key: keyOf(fence) });
    },
  };
}

/** One character a byte, as s3-objects has it. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
