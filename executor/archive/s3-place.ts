// Places in S3 as people write them: s3://bucket/prefix.

/** A bucket and what stands before every key, without slashes at its ends. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

const PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/;

/** Does it name a service, and not a folder? */
export function isUrl(place: string): boolean {
  return /^[a-z0-9]+:\/\//i.test(place);
}

/** null: it is no place in S3 (AWS docs, bucket naming rules), or its prefix would be read as a path somewhere. */
export function s3Place(place: string): S3Place | null {
  const [, bucket, prefix = ''] = PLACE.exec(place) ?? [];
  if (bucket === undefined || bucket.includes('..') || /[\u0000-\u001f\u007f]/.test(prefix)) return null;
  if (prefix !== '' && prefix.split('/').some((part) => part === '' || part === '.' || part === '..')) return null;
  return { bucket, prefix };
}
