// One object of a bucket: small ones in one call, large ones in parts, each with the SHA-256 that S3 compares.

import { createHash } from 'node:crypto';
import { EXIT, refuse } from '../../core/errors.js';
import { MIB, type Bytes } from '../../core/units.js';
import { garbage } from '../faults.js';
import type { FileWriter, Stored } from './destination.js';
import { compositeChecksum, isRefusal, sha256, type Bucket } from './s3-bucket.js';

/** S3 takes parts from 5 MiB on, and 10,000 of them (AWS docs, Multipart upload limits). */
const PART_BYTES_MIN: Bytes = 5 * MIB;
const PART_BYTES: Bytes = 8 * MIB;
const PARTS_MAX = 10_000;
const PARTS_UNDERWAY_MAX = 4;

/** Writes an object that is not there yet. @throws UserError (73) when it is there with another content */
export async function writeOnce(bucket: Bucket, key: string, url: string, bytes: Uint8Array, hash: Buffer): Promise<'written' | 'same'> {
  const checksum = hash.toString('base64');
  // A conflict is another write of the same key under way: the second try is told who won.
  for (let tries = 0; ; tries++) {
    const answer = await bucket.call('s3:PutObject', { Key: key, Body: bytes, ChecksumSHA256: checksum, IfNoneMatch: '*' }, ['PreconditionFailed', 'ConditionalRequestConflict']);
    if (!isRefusal(answer)) return 'written';
    if (answer.name === 'ConditionalRequestConflict' && tries < 3) continue;
    // Ours, when an answer was lost and the SDK asked again.
    const found = await bucket.head(key);
    if (found?.bytes === bytes.length && found.checksum === checksum) return 'same';
    return refuse(EXIT.refusesToOverwrite, url, 'is there already with another content and is not written over');
  }
}

interface Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumSHA256: string;
}

export class S3Writer implements FileWriter {
  bytes = 0;
  readonly bytesMax: Bytes;
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #url: string;
  readonly #hash = createHash('sha256');
  readonly #partBytes: Bytes;
  readonly #underwayMax: number;
  readonly #underway = new Set<Promise<void>>();
  readonly #parts: Part[] = [];
  readonly #partHashes: Buffer[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #upload: string | null = null;
  #failure: Error | null = null;

  constructor(bucket: Bucket, key: string, url: string, memoryBytes: Bytes) {
    this.#bucket = bucket;
    this.#key = key;
    this.#url = url;
    const inParts = memoryBytes >= 2 * PART_BYTES_MIN;
    this.#partBytes = !inParts ? Infinity : memoryBytes >= 2 * PART_BYTES ? PART_BYTES : PART_BYTES_MIN;
    this.#underwayMax = inParts ? Math.min(PARTS_UNDERWAY_MAX, Math.max(1, Math.floor(memoryBytes / this.#partBytes) - 1)) : 1;
    // Without room for parts the object is written at once, and so is as small as the room.
    this.bytesMax = inParts ? this.#partBytes * (PARTS_MAX - 1) : memoryBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= this.#partBytes) await this.#send();
  }

  async close(): Promise<Stored> {
    const hash = this.#hash.digest();
    if (this.#upload === null) {
      await writeOnce(this.#bucket, this.#key, this.#url, Buffer.concat(this.#waiting), hash);
      this.#waiting = [];
      return { bytes: this.bytes, sha256: hash.toString('hex'), checksum: hash.toString('base64') };
    }
    if (this.#waitingBytes > 0) await this.#send();
    await Promise.all(this.#underway);
    if (this.#failure !== null) throw this.#failure;
    return { bytes: this.bytes, sha256: hash.toString('hex'), checksum: await this.#complete(this.#upload) };
  }

  async abandon(): Promise<void> {
    await Promise.allSettled(this.#underway);
    this.#waiting = [];
    if (this.#upload !== null) await this.#bucket.call('s3:AbortMultipartUpload', { Key: this.#key, UploadId: this.#upload }, ['NoSuchUpload']).catch(() => undefined);
  }

  /** Sends what waits as the next part; resolves when there is room for another one. */
  async #send(): Promise<void> {
    const body = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#upload ??= await this.#begin();
    const hash = sha256(body);
    const PartNumber = this.#partHashes.push(hash);
    const sent = this.#sendPart(PartNumber, body, hash.toString('base64')).catch((error: unknown) => {
      this.#failure ??= error as Error;
    });
    this.#underway.add(sent);
    void sent.then(() => this.#underway.delete(sent));
    while (this.#underway.size >= this.#underwayMax) await Promise.race(this.#underway);
    if (this.#failure !== null) throw this.#failure;
  }

  async #begin(): Promise<string> {
    const begun = await this.#bucket.call('s3:CreateMultipartUpload', { Key: this.#key, ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' });
    if (isRefusal(begun) || begun.UploadId === undefined) throw garbage('s3:CreateMultipartUpload', 'gave no UploadId');
    return begun.UploadId;
  }

  async #sendPart(PartNumber: number, Body: Buffer, ChecksumSHA256: string): Promise<void> {
    const answer = await this.#bucket.call('s3:UploadPart', { Key: this.#key, UploadId: this.#upload ?? '', PartNumber, Body, ChecksumSHA256 });
    if (!isRefusal(answer)) this.#parts.push({ PartNumber, ETag: answer.ETag, ChecksumSHA256 });
  }

  async #complete(UploadId: string): Promise<string> {
    const Parts = [...this.#parts].sort((a, b) => a.PartNumber - b.PartNumber);
    const checksum = compositeChecksum(this.#partHashes);
    const answer = await this.#bucket.call('s3:CompleteMultipartUpload', { Key: this.#key, UploadId, MultipartUpload: { Parts }, IfNoneMatch: '*' }, ['NoSuchUpload', 'PreconditionFailed']);
    if (!isRefusal(answer) && answer.ChecksumSHA256 === checksum) return checksum;
    // Completed before, when an answer was lost; or told in another way. What S3 has decides.
    const found = await this.#bucket.head(this.#key);
    if (found?.bytes === this.bytes && found.checksum === checksum) return checksum;
    return refuse(EXIT.protocol, this.#url, 'was not stored as it was sent; run again, and check what answers at the endpoint');
  }
}
