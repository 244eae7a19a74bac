// A journal as objects, one a flush: `<number of its first record>.jsonl`. Each is written where there is none, so a process
// that was stopped, and goes on after another took over, finds its place taken.

import { EXIT, UserError } from '../../core/errors.js';
import type { JournalBody } from '../../core/journal/journal.js';
import { chainLine, type ChainEnd } from '../../core/journal/journal-line.js';
import type { Bucket } from '../archive/s3-bucket.js';
import { cleanBody } from './clean-body.js';
import { writeOnce } from './s3-objects.js';
import type { Journal, RunRef } from './store.js';

export interface S3JournalParts {
  readonly ref: RunRef;
  readonly bucket: Bucket;
  /** Of the journal's objects, with the slash. */
  readonly prefix: string;
  readonly end: ChainEnd;
  readonly clean: (text: string) => string;
  /** Called when the journal durably says that the run is over with nothing owed. */
  readonly settled: () => Promise<void>;
}

/** Keys sort as their numbers do. */
export function objectName(firstSeq: number): string {
  return `${String(firstSeq).padStart(10, '0')}.jsonl`;
}

export class S3Journal implements Journal {
  readonly ref: RunRef;
  readonly #parts: S3JournalParts;
  #end: ChainEnd;
  #firstSeq: number;
  #waiting: string[] = [];
  /** The last record that was written says that the run is over with nothing owed. */
  #settles = false;
  #broken: Error | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: S3JournalParts) {
    this.ref = parts.ref;
    this.#parts = parts;
    this.#end = parts.end;
    this.#firstSeq = parts.end.seq + 1;
  }

  write(body: JournalBody): void {
    const link = chainLine(this.#end, cleanBody(body, this.#parts.clean));
    this.#end = { seq: link.seq, hash: link.hash };
    this.#waiting.push(link.line);
    this.#settles = body.kind === 'closed' && body.owed === 0;
  }

  flush(): Promise<void> {
    const flushed = this.#last.then(() => this.#flush());
    this.#last = flushed.catch(() => undefined); // told to whoever asked for that flush; later ones fail by themselves
    return flushed;
  }

  async close(): Promise<void> {
    await this.#last;
  }

  async #flush(): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    if (this.#waiting.length === 0) return;
    const { bucket, prefix, settled } = this.#parts;
    const [text, settles] = [this.#waiting.join(''), this.#settles];
    const key = prefix + objectName(this.#firstSeq);
    this.#firstSeq += this.#waiting.length;
    this.#waiting = [];
    try {
      if ((await writeOnce(bucket, key, text)) === null) {
        throw new UserError(EXIT.tryLater, [{ where: `s3://${bucket.name}/${key}`, what: 'was written by another process, which goes on with this run; this one does nothing more' }]);
      }
      if (settles) await settled();
    } catch (error) {
      this.#broken = error as Error; // whether it was written is not known
      throw error;
    }
  }
}
