// A journal as a file: records are appended, and durable before a flush returns.

import type { JournalBody } from '../../core/journal/journal.js';
import { chainLine, type ChainEnd } from '../../core/journal/journal-line.js';
import type { Bytes } from '../../core/units.js';
import type { AppendFile } from './files.js';
import { ioFault } from './io-fault.js';
import { cleanBody } from './clean-body.js';
import type { Journal, RunRef } from './store.js';

export interface DiskJournalParts {
  readonly ref: RunRef;
  readonly path: string;
  readonly file: AppendFile;
  /** Where the chain stands, and how long the file is. */
  readonly end: ChainEnd;
  readonly bytes: Bytes;
  readonly clean: (text: string) => string;
  /** Gives up what was kept for a full disk; false: there was nothing. */
  readonly freeRoom: () => Promise<boolean>;
}

export class DiskJournal implements Journal {
  readonly ref: RunRef;
  readonly #parts: DiskJournalParts;
  #end: ChainEnd;
  #durableBytes: Bytes;
  #waiting: string[] = [];
  #broken: Error | null = null;
  /** Flushes are carried out one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: DiskJournalParts) {
    this.ref = parts.ref;
    this.#parts = parts;
    this.#end = parts.end;
    this.#durableBytes = parts.bytes;
  }

  write(body: JournalBody): void {
    const link = chainLine(this.#end, cleanBody(body, this.#parts.clean));
    this.#end = { seq: link.seq, hash: link.hash };
    this.#waiting.push(link.line);
  }

  flush(): Promise<void> {
    const flushed = this.#last.then(() => this.#flush());
    this.#last = flushed.catch(() => undefined); // told to whoever asked for that flush; later ones fail by themselves
    return flushed;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#parts.file.close();
  }

  async #flush(): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''), 'latin1');
    this.#waiting = [];
    const { file, path } = this.#parts;
    try {
      await this.#append(bytes);
      await file.sync();
      this.#durableBytes += bytes.length;
    } catch (error) {
      // Whether a record of it is on the disk is not known, and asking the disk again proves nothing once a sync has failed.
      this.#broken = ioFault(error, path);
      throw this.#broken;
    }
  }

  /** On a full disk, room that was kept for this moment is given up: what was borrowed must still be handed back. */
  async #append(bytes: Uint8Array): Promise<void> {
    const { file, freeRoom } = this.#parts;
    try {
      await file.append(bytes);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if ((code !== 'ENOSPC' && code !== 'EDQUOT') || !(await freeRoom())) throw error;
      await file.truncate(this.#durableBytes);
      await file.append(bytes);
    }
  }
}
