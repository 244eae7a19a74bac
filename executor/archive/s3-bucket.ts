// The calls that backups make of a bucket: each names the account that must own it, and is asked again for a while.

import { createHash } from 'node:crypto';
import type { Seconds } from '../../core/units.js';
import type { InputOf, Operation, OutputOf } from '../aws.js';
import { garbage, type Refusal } from '../faults.js';
import { insist, refusalError } from '../insist.js';
import { patientController } from '../patient-signal.js';
import type { DestinationParts } from './destination.js';

/** Storage that does not answer for so long fails the copy (facts of INV-33: every wait has an end). */
const FOR_SECONDS: Seconds = 600;

type Sent<O extends Operation> = Omit<InputOf<O>, 'Bucket' | 'ExpectedBucketOwner'>;

export class Bucket {
  readonly name: string;
  readonly #parts: DestinationParts;
  readonly #forSeconds: Seconds;
  readonly #signal = patientController().signal;

  /** @param forSeconds how long a call that nobody answers is asked again */
  constructor(name: string, parts: DestinationParts, forSeconds: Seconds = FOR_SECONDS) {
    this.name = name;
    this.#parts = parts;
    this.#forSeconds = forSeconds;
  }

  /** @param expected names of refusals that are answers: they are given back @throws UserError as `ask` */
  async call<O extends Operation>(operation: O, input: Sent<O>, expected: readonly string[] = []): Promise<OutputOf<O> | Refusal> {
    const { aws, clock, account } = this.#parts;
    const full = { ...input, Bucket: this.name, ...(account === null ? {} : { ExpectedBucketOwner: account }) } as unknown as InputOf<O>;
    const { output, refusal } = await insist(aws, operation, full, { clock, forSeconds: this.#forSeconds, signal: this.#signal });
    if (refusal === null) return output;
    if (expected.includes(refusal.name)) return refusal;
    throw refusalError(operation, refusal);
  }

  /** What S3 tells of an object; null when there is none. */
  async head(key: string): Promise<{ bytes: number; checksum: string | null; etag: string | null } | null> {
    const found = await this.call('s3:HeadObject', { Key: key, ChecksumMode: 'ENABLED' }, ['NotFound', 'NoSuchKey']);
    if (isRefusal(found)) return null;
    if (found.ContentLength === undefined) throw garbage('s3:HeadObject', 'gave an object without its length');
    return { bytes: found.ContentLength, checksum: found.ChecksumSHA256 ?? null, etag: found.ETag ?? null };
  }
}

export function isRefusal(answer: object): answer is Refusal {
  return 'maybeDone' in answer;
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** ChecksumSHA256 of an object of several parts (AWS docs, Checking object integrity, composite checksums). */
export function compositeChecksum(parts: readonly Buffer[]): string {
  return `${sha256(Buffer.concat(parts)).toString('base64')}-${parts.length}`;
}
