// The lock while it is ours: renewed in the background, and never trusted longer than its last renewal is good for. Both
// clocks are asked, because each stands still where the other goes on: the monotonic one while the machine sleeps, the wall's
// when it is set back. Where they disagree, others may judge our record differently, and we stop.

import type { At } from '../../core/units.js';
import { parseRecord, recordText } from './lock-record.js';
import { LockLost, type Held, type LockRecord } from './lock-terms.js';
import type { Shelf } from './shelf.js';
import type { StateParts } from './state-parts.js';

/** When a renewal was begun, by both clocks. */
interface Moment {
  readonly at: At;
  readonly wallAt: At;
}

export class LockHolding implements Held {
  readonly fence: number;
  readonly id: string;
  readonly #shelf: Shelf;
  readonly #parts: StateParts;
  readonly #stopped = new AbortController();
  readonly #beating: Promise<void>;
  #record: LockRecord;
  /** The last renewal that is known to have been in time. */
  #confirmed: Moment;
  #lost: string | null = null;
  #renewing: Promise<void> | null = null;

  constructor(shelf: Shelf, parts: StateParts, record: LockRecord, confirmed: Moment) {
    this.fence = record.fence;
    this.id = record.id;
    this.#shelf = shelf;
    this.#parts = parts;
    this.#record = record;
    this.#confirmed = confirmed;
    this.#beating = this.#beat();
  }

  check(): void {
    this.#lost ??= this.#fault();
    if (this.#lost !== null) throw new LockLost(this.#lost);
  }

  async verify(): Promise<void> {
    this.check();
    await this.#renewOnce();
    this.check();
  }

  async release(): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    await this.#beating;
    const free = this.#lost === null && this.#fault() === null;
    this.#lost ??= 'was given back';
    if (!free) return;
    const releasedAt = this.#parts.wall();
    await this.#shelf.replace(this.fence, recordText({ ...this.#record, releasedAt })).catch(() => undefined); // it expires by itself
  }

  /** Why it cannot be relied on now, or null. */
  #fault(): string | null {
    const { clock, wall, lockTimes: { expirySeconds, marginSeconds } } = this.#parts;
    const byMonotonic = clock.now() - this.#confirmed.at;
    const byWall = wall() - this.#confirmed.wallAt;
    if (Math.abs(byWall - byMonotonic) > marginSeconds) return `the clock of this machine jumped by ${Math.round(byWall - byMonotonic)} s, or the machine slept`;
    const left = expirySeconds - marginSeconds - Math.max(byMonotonic, byWall);
    return left < 0 ? `was not renewed for ${Math.round(Math.max(byMonotonic, byWall))} s` : null;
  }

  async #beat(): Promise<void> {
    const { clock, lockTimes } = this.#parts;
    const { signal } = this.#stopped;
    while (this.#lost === null) {
      await clock.sleepUntil(clock.now() + lockTimes.heartbeatSeconds, signal);
      if (signal.aborted) return;
      // What could not be renewed is tried again at the next beat; check() knows how long that may go on.
      await this.#renewOnce().catch(() => undefined);
    }
  }

  #renewOnce(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    this.#lost ??= this.#fault(); // what has run out is not renewed: somebody else may have found it so
    if (this.#lost !== null) return;
    const begun: Moment = { at: this.#parts.clock.now(), wallAt: this.#parts.wall() };
    const kept = await this.#shelf.read(this.fence);
    const found = kept === null ? null : parseRecord(kept.text, this.fence);
    if (kept !== null && found === null) return; // not understood: looked at again at the next beat
    if (found?.id !== this.id) {
      this.#lost = 'the record of this run was taken away';
      return;
    }
    const { expirySeconds } = this.#parts.lockTimes;
    const record = { ...this.#record, heartbeatAt: begun.wallAt, expiresAt: begun.wallAt + expirySeconds };
    await this.#shelf.replace(this.fence, recordText(record));
    // Looked at last: whoever came before this renewal was seen has left a higher fence.
    const fences = await this.#shelf.fences();
    const highest = fences[fences.length - 1] ?? 0;
    if (highest !== this.fence) this.#lost = highest > this.fence ? `another process has taken it (fence ${highest}, ours was ${this.fence})` : 'the record of this run was taken away';
    this.#lost ??= this.#fault();
    if (this.#lost !== null) return;
    this.#record = record;
    this.#confirmed = begun;
  }
}
