// Whether a folder takes files, and how much room there is.

import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT } from '../../core/errors.js';
import { GIB, MIB } from '../../core/units.js';
import { FREE_BYTES_MIN } from '../state/store.js';
import { check, critical, ok, warning, type Check } from './check.js';

/** A destination that is so full holds no night. */
const LITTLE_BYTES = 10 * GIB;

/** @param role `destination` or `state` */
export function folderCheck(role: string, folder: string): Promise<Check> {
  return check(role, async () => {
    const there = await nearest(folder);
    const writable = await access(there, constants.W_OK | constants.X_OK).then(() => true, () => false);
    if (!writable) return critical(EXIT.io, `${there} cannot be written by this user`, `make it this user's own: chown, or another live.${role}`);
    const { bavail, bsize } = await statfs(there);
    const freeBytes = bavail * bsize;
    const free = `${freeBytes < GIB ? `${Math.floor(freeBytes / MIB)} MiB` : `${(freeBytes / GIB).toFixed(1)} GiB`} are free at ${folder}`;
    if (freeBytes < FREE_BYTES_MIN) return critical(EXIT.io, `${free}, a night needs ${FREE_BYTES_MIN / MIB} MiB`, 'make room');
    return role === 'destination' && freeBytes < LITTLE_BYTES ? warning(free, 'make room, or let backups go to s3://bucket/prefix') : ok(free);
  });
}

/** The folder, or the nearest above it that is there: it is made when it is first written. */
async function nearest(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await stat(at).then(() => true, () => false) || at === dirname(at)) return at;
  }
}
