// Backups in a bucket. Every object is written once (If-None-Match), with a checksum that S3 itself verifies and keeps.

import { EXIT, refuse } from '../../core/errors.js';
import { garbage } from '../faults.js';
import { everyPage } from '../pages.js';
import type { Destination, DestinationParts } from './destination.js';
import { Bucket, isRefusal, sha256 } from './s3-bucket.js';
import { S3Writer, writeOnce } from './s3-writer.js';

export function s3Destination(name: string, prefix: string, parts: DestinationParts): Destination {
  const bucket = new Bucket(name, parts);
  const root = prefix === '' ? '' : `${prefix}/`;
  const url = (path: string): string => `s3://${name}/${root}${path}`;
  return {
    url,
    writer: (path, memoryBytes) => Promise.resolve(new S3Writer(bucket, root + path, url(path), memoryBytes)),
    put: (path, bytes) => writeOnce(bucket, root + path, url(path), bytes, sha256(bytes)),
    read: (path) => readObject(bucket, root + path, url(path)),
    head: (path) => bucket.head(root + path),
    list: async function* (path) {
      for await (const { Key = '', Size = 0, ETag = null } of objects(bucket, `${root}${path}/`)) yield { path: Key.slice(root.length), bytes: Size, etag: ETag };
    },
    sweep: async (path) => {
      const left: { Key: string; UploadId: string }[] = [];
      for await (const { Key = '', UploadId = '' } of uploads(bucket, `${root}${path}/`)) left.push({ Key, UploadId });
      for (const upload of left) await bucket.call('s3:AbortMultipartUpload', upload, ['NoSuchUpload']);
    },
  };
}

async function* readObject(bucket: Bucket, key: string, url: string): AsyncGenerator<Uint8Array> {
  const found = await bucket.call('s3:GetObject', { Key: key }, ['NoSuchKey', 'NotFound']);
  if (isRefusal(found)) return refuse(EXIT.data, url, 'is not there; the backup is incomplete');
  if (found.Body === undefined) throw garbage('s3:GetObject', 'answered without a body');
  const chunks = (found.Body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => refuse(EXIT.unreachable, url, 'broke off while it was read; run again'));
    if (next.done === true) return;
    yield next.value;
  }
}

function objects(bucket: Bucket, Prefix: string) {
  return everyPage('s3:ListObjectsV2', async (token) => {
    const page = await bucket.call('s3:ListObjectsV2', { Prefix, ...(token === undefined ? {} : { ContinuationToken: token }) });
    if (isRefusal(page)) return { items: [], next: undefined };
    // The list is left out where it is empty, its count is not: half an answer must not look like an empty folder.
    if (page.KeyCount === undefined) throw garbage('s3:ListObjectsV2', 'gave a page without its count');
    return { items: page.Contents ?? [], next: page.NextContinuationToken };
  });
}

function uploads(bucket: Bucket, Prefix: string) {
  return everyPage('s3:ListMultipartUploads', async (token) => {
    const [KeyMarker, UploadIdMarker] = token === undefined ? [] : (JSON.parse(token) as string[]);
    const page = await bucket.call('s3:ListMultipartUploads', { Prefix, ...(KeyMarker === undefined ? {} : { KeyMarker, UploadIdMarker }) });
    if (isRefusal(page)) return { items: [], next: undefined };
    return { items: page.Uploads ?? [], next: page.IsTruncated === true ? JSON.stringify([page.NextKeyMarker, page.NextUploadIdMarker]) : undefined };
  });
}
