// State in a folder of this machine:
//
//   runs/<night>/<runId>.jsonl    a journal; appended to by one process, replaced as a whole when another goes on with it
//   locks/<fence>.json            the lock's records
//   ballast                       room that is given up when the disk is full, so that debts can still be paid

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { assert, EXIT, refuse } from '../../core/errors.js';
import { CHAIN_START, chainLine } from '../../core/journal/journal-line.js';
import { END_BYTES, endsSettled } from '../../core/journal/journal-end.js';
import { JournalFold, type JournalState } from '../../core/journal/journal-fold.js';
import { JournalReader, type JournalEnd } from '../../core/journal/journal-read.js';
import type { JournalRecord, RunHead } from '../../core/journal/journal.js';
import { NIGHT, RUN_ID } from '../../core/journal/run-id.js';
import { MIB, type Bytes } from '../../core/units.js';
import { DiskJournal } from './disk-journal.js';
import type { Files } from './files.js';
import { refuseUnsafe, safeFolder } from './folder-guard.js';
import { onPath } from './io-fault.js';
import { removeLeftovers } from './leftovers.js';
import type { Lock } from './lock-terms.js';
import { FREE_BYTES_MIN, type Journal, type OpenedJournal, type RunRef, type StateStore } from './store.js';
import type { StateParts } from './state-parts.js';

/** The records that hand back 10,000 tables take about that: four moves each, asked and answered, of some 200 bytes. */
const BALLAST_BYTES: Bytes = 16 * MIB;
const LINE_FEED = Buffer.from('\n');
const SUFFIX = '.jsonl';

export class DiskStore implements StateStore {
  readonly where: string;
  readonly lock: Lock;
  readonly #files: Files;
  readonly #parts: StateParts;

  constructor(root: string, files: Files, lock: Lock, parts: StateParts) {
    this.where = root;
    this.lock = lock;
    this.#files = files;
    this.#parts = parts;
  }

  async runs(night?: string): Promise<RunRef[]> {
    const found: RunRef[] = [];
    const runs = join(this.where, 'runs');
    for (const name of night === undefined ? await this.#names(runs) : [night]) {
      if (!NIGHT.test(name)) continue;
      for (const file of await this.#names(join(runs, name))) {
        const runId = file.slice(0, -SUFFIX.length);
        if (file.endsWith(SUFFIX) && RUN_ID.test(runId)) found.push({ night: name, runId });
      }
    }
    return found.sort((a, b) => (a.runId < b.runId ? -1 : 1));
  }

  async unsettled(): Promise<RunRef[]> {
    const open: RunRef[] = [];
    for (const ref of await this.runs()) {
      const path = this.#path(ref);
      const end = await onPath(path, this.#files.readEnd(path, END_BYTES));
      if (end.length > 0 && !endsSettled(end)) open.push(ref);
    }
    return open;
  }

  async create(head: RunHead): Promise<Journal> {
    assert(NIGHT.test(head.night) && RUN_ID.test(head.runId), `night ${head.night} and run ${head.runId} are no names of a journal`);
    const ref: RunRef = { night: head.night, runId: head.runId };
    const path = this.#path(ref);
    for (const folder of [this.where, join(this.where, 'runs'), join(this.where, 'runs', head.night)]) await onPath(folder, safeFolder(this.#files, folder));
    await this.#sweep(head.night);
    await onPath(this.where, this.#makeRoom());
    const link = chainLine({ seq: 0, hash: CHAIN_START }, { kind: 'opened', at: this.#parts.clock.now(), head });
    const bytes = Buffer.from(link.line, 'latin1');
    if (!(await onPath(path, this.#files.create(path, bytes)))) refuse(EXIT.refusesToOverwrite, path, 'is there already: a run begins its journal once');
    return this.#journal(ref, { ...link, goodBytes: bytes.length, tornBytes: 0, unended: false });
  }

  async open(ref: RunRef): Promise<OpenedJournal> {
    const path = this.#path(ref);
    const records: JournalRecord[] = [];
    const end = await this.#read(ref, (record) => records.push(record));
    if (records.length === 0) refuse(EXIT.data, path, 'holds no record: its run never did anything; remove the file');
    await this.#sweep(ref.night);
    await onPath(path, this.#renew(path, end));
    const journal = await this.#journal(ref, { ...end, goodBytes: end.goodBytes + (end.unended ? 1 : 0) });
    const repaired = end.tornBytes > 0;
    if (repaired) journal.write({ kind: 'repaired', at: this.#parts.clock.now(), droppedBytes: end.tornBytes });
    return { journal, records, repaired };
  }

  async peek(ref: RunRef): Promise<JournalState> {
    const fold = new JournalFold();
    await this.#read(ref, (record) => fold.add(record));
    return fold.state();
  }

  async records(ref: RunRef): Promise<readonly JournalRecord[]> {
    const records: JournalRecord[] = [];
    await this.#read(ref, (record) => records.push(record));
    return records;
  }

  async #read(ref: RunRef, take: (record: JournalRecord) => void): Promise<JournalEnd> {
    const path = this.#path(ref);
    const reader = new JournalReader(path, this.#parts.owner);
    const accept = (record: JournalRecord): void => {
      if (record.kind === 'opened' && record.head.runId !== ref.runId) refuse(EXIT.data, path, `is the journal of the run ${record.head.runId}; give it its own name back`);
      take(record);
    };
    await onPath(path, refuseUnsafe(this.#files, path, 'file'));
    await onPath(path, (async () => {
      for await (const piece of this.#files.read(path)) for (const record of reader.push(piece)) accept(record);
    })());
    const { record, end } = reader.end();
    if (record !== null) accept(record);
    return end;
  }

  /**
   * Puts a copy of the good records in the journal's place. A process that was stopped and goes on writes to the file that
   * is not there any more. On a full disk the torn tail is only cut off.
   */
  async #renew(path: string, end: JournalEnd): Promise<void> {
    try {
      await this.#files.replace(path, this.#goodPieces(path, end));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      const file = await this.#files.openToAppend(path);
      await file.truncate(end.goodBytes);
      if (end.unended) await file.append(LINE_FEED);
      await file.sync();
      await file.close();
    }
  }

  async *#goodPieces(path: string, { goodBytes, unended }: JournalEnd): AsyncGenerator<Uint8Array> {
    let left = goodBytes;
    for await (const piece of this.#files.read(path)) {
      yield piece.subarray(0, left);
      left -= Math.min(left, piece.length);
      if (left === 0) break;
    }
    if (unended) yield LINE_FEED;
  }

  async #journal(ref: RunRef, { seq, hash, goodBytes }: JournalEnd): Promise<DiskJournal> {
    const path = this.#path(ref);
    const file = await onPath(path, this.#files.openToAppend(path));
    const { clean } = this.#parts;
    return new DiskJournal({ ref, path, file, clean, end: { seq, hash }, bytes: goodBytes, freeRoom: () => this.#dropBallast() });
  }

  /** What killed processes left unfinished where we are about to write. */
  async #sweep(night: string): Promise<void> {
    for (const folder of [this.where, join(this.where, 'locks'), join(this.where, 'runs', night)]) {
      await onPath(folder, removeLeftovers(this.#files, folder, this.#parts.wall()));
    }
  }

  async #makeRoom(): Promise<void> {
    const free = await this.#files.freeBytes(this.where);
    if (free < FREE_BYTES_MIN) refuse(EXIT.io, this.where, `has ${Math.floor(free / MIB)} MiB left, a night needs ${FREE_BYTES_MIN / MIB}; free some room and run again`);
    const path = join(this.where, 'ballast');
    // Bytes of chance, which no file system can store in less room.
    if ((await this.#files.facts(path)) === null) await this.#files.create(path, randomBytes(BALLAST_BYTES));
  }

  async #dropBallast(): Promise<boolean> {
    const path = join(this.where, 'ballast');
    if ((await this.#files.facts(path)) === null) return false;
    await this.#files.remove(path);
    return true;
  }

  #names(path: string): Promise<string[]> {
    return onPath(path, this.#files.names(path));
  }

  #path({ night, runId }: RunRef): string {
    return join(this.where, 'runs', night, `${runId}${SUFFIX}`);
  }
}
