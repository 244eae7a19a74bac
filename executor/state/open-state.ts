// Opens state where the configuration says that it is: a folder, or a prefix of a bucket.

import { EXIT, refuse } from '../../core/errors.js';
import type { Seconds } from '../../core/units.js';
import { Bucket } from '../archive/s3-bucket.js';
import { isUrl, s3Place } from '../archive/s3-place.js';
import type { Aws } from '../aws.js';
import { ShelfLock } from './lock.js';
import { openDiskState, stateParts, type StateOptions } from './open-disk.js';
import { s3Shelf } from './s3-shelf.js';
import { S3Store } from './s3-store.js';
import type { StateStore } from './store.js';

/** A journal that cannot be written for so long ends the night: nothing may be done without it. */
const JOURNAL_SECONDS: Seconds = 60;
/** A lock that cannot be renewed is tried again at the next heartbeat. */
const LOCK_SECONDS: Seconds = 10;

/** @param place a folder, or s3://bucket/prefix @throws UserError (78) for what is neither */
export function openState(place: string, aws: Aws, options: StateOptions): StateStore {
  if (!isUrl(place)) return openDiskState(place, options);
  const found = s3Place(place);
  if (found === null) refuse(EXIT.config, 'live.state', `must be a folder or s3://bucket/prefix, got "${place}"`);
  const parts = stateParts(options);
  const bucketFor = (forSeconds: Seconds): Bucket => new Bucket(found.bucket, { aws, clock: parts.clock, account: parts.owner?.account ?? null }, forSeconds);
  const root = found.prefix === '' ? '' : `${found.prefix}/`;
  return new S3Store(bucketFor(JOURNAL_SECONDS), root, new ShelfLock(s3Shelf(bucketFor(LOCK_SECONDS), root), parts), parts);
}
