// Takes, shows and breaks the lock. A record is never taken over: whoever finds it free or expired writes the next one, and of
// those who try at once one is first.

import { EXIT, refuse } from '../../core/errors.js';
import { LockHolding } from './lock-holding.js';
import { newRecord, recordText, seen } from './lock-record.js';
import type { Applicant, Held, Lock, LockSeen } from './lock-terms.js';
import type { Shelf } from './shelf.js';
import type { StateParts } from './state-parts.js';

/** Records that are kept: who held it lately. */
const KEPT = 20;
/** Others may be faster that often before we say that one of them has it. */
const TRIES = 5;
const BREAK_PAUSE_SECONDS = 1;

export class ShelfLock implements Lock {
  readonly #shelf: Shelf;
  readonly #parts: StateParts;

  constructor(shelf: Shelf, parts: StateParts) {
    this.#shelf = shelf;
    this.#parts = parts;
  }

  async acquire(applicant: Applicant): Promise<Held | { readonly heldBy: LockSeen }> {
    const { clock, wall, newId, lockTimes } = this.#parts;
    for (let tries = 1; ; tries++) {
      const before = await this.inspect();
      if (before?.held === true) return { heldBy: before };
      const times = { at: clock.now(), wallAt: wall() };
      const record = newRecord(applicant, newId(), (before?.fence ?? 0) + 1, times.wallAt, lockTimes);
      if (await this.#shelf.create(record.fence, recordText(record))) {
        const fences = await this.#shelf.fences();
        if (fences[fences.length - 1] === record.fence) {
          await this.#prune(fences);
          return new LockHolding(this.#shelf, this.#parts, record, times);
        }
        // We slept between look and record, and others came and went meanwhile: this record counts for nothing.
        await this.#shelf.remove(record.fence);
      }
      if (tries === TRIES) refuse(EXIT.tryLater, 'lock', `${TRIES} other processes were faster; run again`);
    }
  }

  async inspect(): Promise<LockSeen | null> {
    for (let tries = 1; ; tries++) {
      const fences = await this.#shelf.fences();
      if (fences.length === 0) return null;
      const fence = fences[fences.length - 1];
      // The time before it is read: an answer that took long may be older than a renewal, and would look expired by then.
      const now = this.#parts.wall();
      const kept = await this.#shelf.read(fence);
      if (kept !== null) return seen(fence, kept, now, this.#parts.lockTimes);
      if (tries === TRIES) refuse(EXIT.tryLater, 'lock', `the record ${fence} is listed and cannot be read; run again`);
    }
  }

  async breakLock(id: string): Promise<LockSeen> {
    const first = await this.inspect();
    if (first?.held !== true) refuse(EXIT.tryLater, 'lock', 'is not held; there is nothing to break');
    if (first.id !== id) refuse(EXIT.tryLater, 'lock', `is held with the id ${first.id}, not ${id}; see hippolyte status`);
    await this.#parts.clock.sleepUntil(this.#parts.clock.now() + BREAK_PAUSE_SECONDS);
    const second = await this.inspect();
    if (second?.id !== id || !second.held) refuse(EXIT.tryLater, 'lock', 'has changed hands just now; look at hippolyte status again');
    // A record above the holder's: it sees that, and does nothing any more, even if it was only slow.
    const now = this.#parts.wall();
    const by: Applicant = second.record ?? { night: '', runId: '', host: '', pid: 0, bootId: '', who: '', version: '', command: '' };
    const record = { ...newRecord({ ...by, command: `unlock --id ${id}` }, this.#parts.newId(), second.fence + 1, now, this.#parts.lockTimes), releasedAt: now };
    if (!(await this.#shelf.create(record.fence, recordText(record)))) refuse(EXIT.tryLater, 'lock', 'has changed hands just now; look at hippolyte status again');
    return second;
  }

  /** The highest is kept for ever: fences never start again. */
  async #prune(fences: readonly number[]): Promise<void> {
    // What may not be removed, or was already, does no harm.
    for (const fence of fences.slice(0, -KEPT)) await this.#shelf.remove(fence).catch(() => undefined);
  }
}
