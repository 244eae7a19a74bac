// One file in a folder: written under a passing name, made durable, then given its own.

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import type { Clock } from '../clock.js';
import type { FileWriter, Stored } from './destination.js';
import { settleFile, told } from './folder.js';

/** How names of unfinished files end. */
export const PARTIAL = '.partial';
const FILE_MODE = 0o600;

export class FolderWriter implements FileWriter {
  bytes = 0;
  readonly bytesMax = Infinity;
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #clock: Clock;
  readonly #hash = createHash('sha256');
  /** The write under way: one at a time, so that the next chunk is made while this one goes to the disk. */
  #underway: Promise<unknown> = Promise.resolve();

  private constructor(file: string, handle: FileHandle, clock: Clock) {
    this.#file = file;
    this.#handle = handle;
    this.#clock = clock;
  }

  /** A passing name that another start left is not taken over: it may still be written to. */
  static async open(file: string, clock: Clock): Promise<FolderWriter> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    return new FolderWriter(file, await open(file + PARTIAL, flags, FILE_MODE), clock);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#underway;
    this.bytes += chunk.length;
    this.#underway = this.#clock.busy(told(this.#file, () => this.#store(chunk)));
    // Told to whoever writes or closes next; until then nobody waits for it.
    this.#underway.catch(() => undefined);
  }

  async close(): Promise<Stored> {
    await this.#underway;
    await this.#clock.busy(told(this.#file, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await settleFile(this.#file + PARTIAL, this.#file);
    }));
    return { bytes: this.bytes, sha256: this.#hash.digest('hex'), checksum: null };
  }

  async abandon(): Promise<void> {
    await this.#underway.catch(() => undefined);
    await this.#clock.busy(this.#handle.close().catch(() => undefined));
    await this.#clock.busy(unlink(this.#file + PARTIAL).catch(() => undefined));
  }

  async #store(chunk: Uint8Array): Promise<void> {
    // Hashed while the disk is busy with it.
    const stored = this.#storeAll(chunk);
    this.#hash.update(chunk);
    await stored;
  }

  async #storeAll(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) from += (await this.#handle.write(chunk, from)).bytesWritten;
  }
}
