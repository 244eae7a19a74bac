// The account's room for raises as time passes: who holds how much of it, and until when.

import { LaneHeap } from '../policies/lane-heap.js';
import type { Draft } from '../policy.js';
import type { At, Rcu, Seconds } from '../units.js';

/** Large raises leave that part of the room to small ones, so that no lane stands still for want of a few RCU. */
const SMALL_ROOM_SHARE = 0.12;
/** Small is what is below this part of what each place would get if all got the same. */
const SMALL_SHARE = 0.5;
/** The raises in force, and when they are handed back. */
export class RoomInTime {
  readonly totalRcu: Rcu;
  peakRcu: Rcu = 0;
  /** Raises up to this count as small. */
  readonly smallRcu: Rcu;
  /** From asking to the start of a copy, for raises up to the warm throughput. Others start that much later. */
  readonly leadSeconds: Seconds;
  readonly #opensAt: At;
  readonly #raiseRcu: Float64Array;
  readonly #releases: LaneHeap;
  #usedRcu: Rcu = 0;
  #heldRcu: Rcu = 0;
  #heldFor = -1;

  constructor(draft: Draft, places: number, totalRcu: Rcu) {
    const { toRcu, fromRcu } = draft.columns;
    this.totalRcu = totalRcu;
    this.smallRcu = (SMALL_SHARE * totalRcu) / Math.max(1, places);
    this.#opensAt = draft.opensAt;
    this.#raiseRcu = new Float64Array(toRcu.length);
    this.#releases = new LaneHeap(toRcu.length);
    this.leadSeconds = draft.settings.control.boostLeadSeconds;
    for (let i = 0; i < toRcu.length; i++) this.#raiseRcu[i] = toRcu[i] - fromRcu[i];
  }

  /** Whether a raise that is asked a lead before `startAt` finds room. To be asked in the order of time. */
  fits(table: number, lane: number, startAt: At): boolean {
    const askedSeconds = startAt - this.leadSeconds - this.#opensAt;
    while (this.#releases.length > 0 && this.#releases.load(0) <= askedSeconds) {
      this.#usedRcu -= this.#raiseRcu[this.#releases.lane(0)];
      this.#releases.drop();
    }
    const raise = this.#raiseRcu[table];
    const kept = raise <= this.smallRcu ? 0 : this.totalRcu * SMALL_ROOM_SHARE;
    return this.#usedRcu === 0 || this.#usedRcu + raise + Math.max(kept, lane === this.#heldFor ? 0 : this.#heldRcu) <= this.totalRcu;
  }

  /** A lane waits: what is handed back is kept for it, or small raises would take it from a large one for ever. */
  hold(table: number, lane: number): void {
    if (this.#heldFor >= 0) return;
    this.#heldFor = lane;
    this.#heldRcu = this.#raiseRcu[table];
  }

  letGo(lane: number): void {
    if (lane !== this.#heldFor) return;
    this.#heldFor = -1;
    this.#heldRcu = 0;
  }

  take(table: number, lane: number, untilAt: At): void {
    this.letGo(lane);
    this.#usedRcu += this.#raiseRcu[table];
    this.peakRcu = Math.max(this.peakRcu, this.#usedRcu);
    this.#releases.add(table, untilAt - this.#opensAt);
  }

  /** When a copy may look for room again. */
  nextAt(): At {
    return this.#releases.length === 0 ? Infinity : this.#opensAt + this.#releases.load(0) + this.leadSeconds;
  }
}
