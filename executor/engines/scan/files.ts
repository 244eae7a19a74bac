// The files of a copy. Pages of all segments go into one open file, whole and in the order in which they come; when the
// file is closed and durable, a checkpoint may say that everything up to there need not be read again.

import { randomUUID } from 'node:crypto';
import { checkpointPath, checkpointText, type CopyState } from '../../../core/archive/checkpoint.js';
import type { BackupFile } from '../../../core/archive/sidecar.js';
import { MIB, type At, type Bytes, type Seconds, type Units } from '../../../core/units.js';
import type { Destination, FileWriter } from '../../archive/destination.js';
import { GzipWriter } from '../../archive/gzip.js';
import type { Clock } from '../../clock.js';
import type { Page } from './page.js';
import { FILE_ITEMS_MAX } from './page-size.js';

/** A file is closed at the latest then: after a crash no more than this is read again. */
const FILE_BYTES_MAX: Bytes = 256 * MIB;
const FILE_SECONDS_MAX: Seconds = 600;
/** A checkpoint after each file of a fast copy would be half of all requests. */
const CHECKPOINT_SECONDS: Seconds = 30;

export interface FileParts {
  readonly destination: Destination;
  readonly clock: Clock;
  /** Of the backup, below the destination. */
  readonly path: string;
  readonly gzip: boolean;
  /** What the open file of one copy may hold in memory now. */
  memoryBytes(): Bytes;
  /** Units consumed by the copy so far. */
  consumedUnits(): Units;
}

interface Open {
  readonly name: string;
  readonly writer: FileWriter;
  readonly openedAt: At;
  items: number;
}

export class CopyFiles {
  readonly #parts: FileParts;
  readonly #state: CopyState;
  readonly #files: BackupFile[];
  readonly #positions: Map<number, string | null>;
  #open: Open | null = null;
  #tail: Promise<void> = Promise.resolve();
  /** The file that is being closed while the next one is filled. */
  #closing: Promise<void> = Promise.resolve();
  #noted: number;
  #next: number;
  #checkpointAt: At;

  /** Goes on from a state; a new copy begins with an empty one. */
  constructor(parts: FileParts, state: CopyState) {
    this.#parts = parts;
    this.#state = state;
    this.#files = [...state.files];
    this.#noted = state.files.length;
    this.#positions = new Map(state.positions);
    this.#next = state.next;
    this.#checkpointAt = parts.clock.now();
  }

  /** Adds a page; resolves when more may come. What fails once fails all that follow. */
  add(segment: number, page: Page): Promise<void> {
    this.#tail = this.#tail.then(() => this.#add(segment, page));
    return this.#tail;
  }

  /** Closes what is open and notes how far the copy is. All files, in the order of their names in the manifest. */
  async finish(): Promise<readonly BackupFile[]> {
    await this.#tail;
    await this.#roll();
    await this.#closing;
    await this.#checkpoint(this.#positions);
    return this.#files;
  }

  /** Leaves the open file. */
  async abandon(): Promise<void> {
    await this.#tail.catch(() => undefined);
    await this.#closing.catch(() => undefined);
    await this.#open?.writer.abandon();
    this.#open = null;
  }

  async #add(segment: number, { lines, items, position }: Page): Promise<void> {
    if (this.#open !== null && this.#isFull(this.#open, items)) await this.#roll();
    if (items > 0) {
      this.#open ??= await this.#begin();
      this.#open.items += items;
      await this.#open.writer.write(lines);
    }
    this.#positions.set(segment, position);
  }

  #isFull({ writer, items, openedAt }: Open, more: number): boolean {
    return items + more > FILE_ITEMS_MAX || writer.bytes >= Math.min(FILE_BYTES_MAX, writer.bytesMax) || this.#parts.clock.now() - openedAt >= FILE_SECONDS_MAX;
  }

  async #begin(): Promise<Open> {
    const { destination, clock, path, gzip } = this.#parts;
    const name = `${randomUUID()}${gzip ? '.gz' : ''}`;
    const writer = await destination.writer(`${path}/${name}`, this.#parts.memoryBytes());
    return { name, writer: gzip ? new GzipWriter(writer, clock) : writer, openedAt: clock.now(), items: 0 };
  }

  /** Lets the open file be closed; waits for the one before. */
  async #roll(): Promise<void> {
    const full = this.#open;
    if (full === null) return;
    this.#open = null;
    await this.#closing;
    this.#closing = this.#close(full, new Map(this.#positions));
    // Told to whoever rolls or finishes next.
    this.#closing.catch(() => undefined);
  }

  async #close({ name, writer, items }: Open, positions: ReadonlyMap<number, string | null>): Promise<void> {
    try {
      this.#files.push({ name, items, ...(await writer.close()) });
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    if (this.#parts.clock.now() - this.#checkpointAt >= CHECKPOINT_SECONDS) await this.#checkpoint(positions);
  }

  /** Only ever of what is durable. Another's checkpoint under the same number ends this copy: two would read one table. */
  async #checkpoint(positions: ReadonlyMap<number, string | null>): Promise<void> {
    const { destination, clock, path } = this.#parts;
    const { tableId, segments, startedAt } = this.#state;
    const text = checkpointText({ number: this.#next, tableId, segments, startedAt, consumedUnits: this.#parts.consumedUnits(), files: this.#files.slice(this.#noted), positions });
    await destination.put(`${path}/${checkpointPath(this.#next)}`, Buffer.from(text));
    this.#next++;
    this.#noted = this.#files.length;
    this.#checkpointAt = clock.now();
  }
}
