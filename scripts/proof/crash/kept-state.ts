// What is durable of the state, read past the program: journals and the lock, in files or in a bucket.

import type { MemoryFiles } from '../../../executor/state/testing.js';
import type { LoopbackBucket } from '../../../fixtures/aws/s3.js';

export interface KeptState {
  /** Name and bytes of each journal, the oldest first. */
  journals(): [string, Buffer][];
  /** The record of the lock that counts, or null. */
  lock(): string | null;
}

export function stateInFiles(files: () => MemoryFiles): KeptState {
  const under = (folder: string): [string, Buffer][] => [...files().nodes].filter(([path]) => path.startsWith(folder)).map(([path, { durable }]) => [path, durable]);
  return {
    journals: () => under('/state/runs/').sort(([a], [b]) => (a < b ? -1 : 1)),
    lock: () => highest(under('/state/locks/')),
  };
}

/** @param prefix of all keys, with its slash */
export function stateInBucket(bucket: LoopbackBucket, prefix: string): KeptState {
  const under = (folder: string): [string, Buffer][] => bucket.keys().filter((key) => key.startsWith(prefix + folder)).map((key) => [key, bucket.get(key)?.body ?? Buffer.alloc(0)]);
  return {
    journals: () => {
      const journals = new Map<string, Buffer[]>();
      for (const [key, body] of under('runs/')) {
        const run = key.slice(0, key.lastIndexOf('/'));
        journals.set(run, [...(journals.get(run) ?? []), body]);
      }
      return [...journals].map(([run, bodies]) => [run, Buffer.concat(bodies)]);
    },
    lock: () => highest(under('locks/')),
  };
}

/** The highest fence counts; what a killed holder left beneath it has expired. */
function highest(records: [string, Buffer][]): string | null {
  const fence = ([name]: [string, Buffer]): number => Number(/(\d+)\.json$/.exec(name)?.[1] ?? 0);
  return records.sort((a, b) => fence(b) - fence(a))[0]?.[1].toString() ?? null;
}
