// Objects as state needs them: written once, read whole, listed.

import { isRefusal, type Bucket } from '../archive/s3-bucket.js';
import type { At } from '../../core/units.js';
import { garbage } from '../faults.js';
import { everyPage } from '../pages.js';

/** What answers strangely is asked a few times. */
const TRIES = 3;
const REFUSED = 'PreconditionFailed';
/** Two conditional writes of one key met; neither may have been done (AWS docs, Conditional writes). */
const CONFLICT = 'ConditionalRequestConflict';

export interface S3Text {
  readonly text: string;
  readonly etag: string;
  /** By S3's clock. */
  readonly modifiedAt: At;
}

/** null: there is none. @throws UserError as `ask`, or 76 where what answers is not S3 */
export async function readText(bucket: Bucket, key: string): Promise<S3Text | null> {
  for (let read = 1; ; read++) {
    const found = await bucket.call('s3:GetObject', { Key: key }, ['NoSuchKey', 'NotFound']);
    if (isRefusal(found)) return null;
    const { Body, ETag: etag, LastModified, ContentLength } = found;
    const bytes = Body === undefined ? null : await wholeOf(Body as unknown as AsyncIterable<Uint8Array>);
    if (bytes !== null && etag !== undefined && ContentLength === bytes.length) return { text: bytes.toString('latin1'), etag, modifiedAt: (LastModified?.getTime() ?? NaN) / 1000 };
    // Broken off, or a page of a proxy that says 200.
    if (read === TRIES) throw garbage('s3:GetObject', `gave ${key} without its end`);
  }
}

async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of body) pieces.push(piece);
  } catch {
    return null; // asked again
  }
  return Buffer.concat(pieces);
}

/** Keys that begin so, in order, each without the prefix. */
export async function keysUnder(bucket: Bucket, prefix: string, atMost = Infinity): Promise<string[]> {
  const pages = everyPage('s3:ListObjectsV2', async (token) => {
    const more = { ...(token === undefined ? {} : { ContinuationToken: token }), ...(atMost < 1000 ? { MaxKeys: atMost } : {}) };
    const page = await bucket.call('s3:ListObjectsV2', { Prefix: prefix, ...more });
    // S3 always counts; a page of a proxy that says 200 would look like an empty bucket.
    if (isRefusal(page) || page.KeyCount === undefined) throw garbage('s3:ListObjectsV2', 'answered without a count');
    return { items: page.Contents ?? [], next: page.NextContinuationToken };
  });
  const keys: string[] = [];
  for await (const { Key = '' } of pages) {
    keys.push(Key.slice(prefix.length));
    if (keys.length >= atMost) break;
  }
  return keys;
}

/**
 * Writes an object where there is none. What was not answered, or strangely, is found by looking.
 * @returns its ETag; null: other words are there @throws UserError as `ask`, or 76 where what answers is not S3
 */
export async function writeOnce(bucket: Bucket, key: string, text: string): Promise<string | null> {
  for (let write = 1; write <= TRIES; write++) {
    const put = await bucket.call('s3:PutObject', { Key: key, Body: Buffer.from(text, 'latin1'), IfNoneMatch: '*' }, [REFUSED, CONFLICT]);
    if (!isRefusal(put) && put.ETag !== undefined) return put.ETag;
    const there = await readText(bucket, key);
    if (there !== null) return there.text === text ? there.etag : null;
  }
  throw garbage('s3:PutObject', `did not write ${key}, and did not say why`);
}

/** Writes over what is there, if that is what it was. @returns the new ETag; null: something else is there */
export async function writeOver(bucket: Bucket, key: string, text: string, etag: string): Promise<string | null> {
  const put = await bucket.call('s3:PutObject', { Key: key, Body: Buffer.from(text, 'latin1'), IfMatch: etag }, [REFUSED, CONFLICT, 'NoSuchKey']);
  if (!isRefusal(put) && put.ETag !== undefined) return put.ETag;
  const there = await readText(bucket, key);
  return there?.text === text ? there.etag : null;
}

/** Does the bucket refuse to write where something is? Asked of an object that is there, with what it holds: nothing changes. */
export async function refusesToOverwrite(bucket: Bucket, key: string, text: string): Promise<boolean> {
  for (let write = 1; write <= TRIES; write++) {
    const put = await bucket.call('s3:PutObject', { Key: key, Body: Buffer.from(text, 'latin1'), IfNoneMatch: '*' }, [REFUSED, CONFLICT]);
    if (isRefusal(put)) return true;
    if (put.ETag !== undefined) return false;
  }
  throw garbage('s3:PutObject', `does not say whether ${key} was written`);
}
