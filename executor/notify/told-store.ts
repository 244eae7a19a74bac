// Where it is kept what was told: one small file beside the journals, in a folder or in a bucket.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Told } from '../../core/telling/told.js';
import { readTold, toldText } from '../../core/telling/told-text.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';

export interface ToldStore {
  /** Empty where nothing was told yet, or the file is damaged. @throws what the disk or AWS refuses */
  read(): Promise<Told[]>;
  /** Durable when it returns. @throws what the disk or AWS refuses */
  write(told: readonly Told[]): Promise<void>;
}

const FILE = 'told.json';

export function toldInFolder(folder: string, clock: Pick<Clock, 'busy'>): ToldStore {
  const path = join(folder, FILE);
  return {
    read: async () => {
      try {
        return readTold(await clock.busy(readFile(path, 'utf8'))) ?? [];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    write: (told) => clock.busy(replaceFile(path, toldText(told), 0o600)),
  };
}

/** @param account the bucket's owner: objects are never written into a bucket of somebody else */
export function toldInBucket(aws: Aws, bucket: string, prefix: string, account: string): ToldStore {
  const place = { Bucket: bucket, Key: prefix === '' ? FILE : `${prefix.replace(/\/$/, '')}/${FILE}`, ExpectedBucketOwner: account };
  return {
    read: async () => {
      try {
        const { Body } = await aws.call('s3:GetObject', place);
        return readTold((await Body?.transformToString()) ?? '') ?? [];
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return [];
        throw error;
      }
    },
    write: async (told) => {
      await aws.call('s3:PutObject', { ...place, Body: toldText(told), ContentType: 'application/json', ChecksumAlgorithm: 'SHA256' });
    },
  };
}

/** Writes a file whole or not at all: a draft beside it, flushed, then renamed, and the folder flushed. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.tmp`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(draft, 'wx', mode);
    try {
      // Whatever the umask of cron or of a unit takes away.
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
