// Where things are kept: a folder of this machine, or a bucket with a prefix. Read from a text under the rules of S3.

/** A bucket and what the keys in it begin with: '' or a path without slashes at its ends. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//;
/** AWS docs, General purpose bucket naming rules. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
/** Characters that every tool passes on unchanged (AWS docs, Naming Amazon S3 objects, safe characters). */
const PREFIX = /^[A-Za-z0-9!_.*'()=-]+(\/[A-Za-z0-9!_.*'()=-]+)*$/;
/** Keys have at most 1,024 bytes; what the tool adds to a prefix needs most of them. */
const PREFIX_LENGTH_MAX = 200;

/** True for what names a bucket; everything else is a folder. */
export function isS3(place: string): boolean {
  return place.startsWith('s3://');
}

/** The bucket and prefix of s3://bucket/prefix, or a sentence that says what is wrong with it. */
export function readS3(place: string): S3Place | string {
  const [bucket, ...rest] = place.slice('s3://'.length).split('/');
  const prefix = rest.join('/').replace(/\/$/, '');
  if (!BUCKET.test(bucket) || bucket.includes('..') || bucket.includes('.-') || bucket.includes('-.') || ADDRESS.test(bucket) || RESERVED.test(bucket)) {
    return `must name a bucket of 3 to 63 of a-z 0-9 . - as in s3://bucket/prefix, got "${place}"`;
  }
  if (prefix === '') return { bucket, prefix };
  if (!PREFIX.test(prefix) || prefix.split('/').some((part) => part === '.' || part === '..') || prefix.length > PREFIX_LENGTH_MAX) {
    return `must have a prefix of plain words between single slashes, up to ${PREFIX_LENGTH_MAX} characters, got "${place}"`;
  }
  return { bucket, prefix };
}

/** What is wrong with a place for files, as a sentence, or null. */
export function placeFault(place: string): string | null {
  if (isS3(place)) {
    const read = readS3(place);
    return typeof read === 'string' ? read : null;
  }
  if (SCHEME.test(place) || /^(s3|file|https?|arn):/i.test(place)) return `must be a folder or s3://bucket/prefix, got "${place}"`;
  if (place.trim() === '' || /[\u0000-\u001f\u007f]/.test(place)) return `must be a folder or s3://bucket/prefix, got "${place}"`;
  return null;
}
