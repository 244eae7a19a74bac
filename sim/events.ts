// What is still to happen, ordered by time and, at the same time, by the order of scheduling.
//
// Events lie unsorted in slots of some seconds; only the slot that is due is sorted, in a small binary heap. For ten
// thousand tables that is three times as fast as one heap. An event is never removed: whoever no longer wants one
// forgets its sequence number and ignores it.

import type { At } from '../core/units.js';
import { DAY } from '../core/units.js';

const SLOT_SECONDS = 16;
/** Two days; what is later shares the last slot. */
const SLOTS = (2 * DAY) / SLOT_SECONDS;
const SUBJECT_BITS = 27;
const SUBJECT_MASK = 2 ** SUBJECT_BITS - 1;

export class Events {
  length = 0;
  /** The event taken last. */
  at: At = 0;
  kind = 0;
  subject = 0;
  /** Its number: events are numbered from 1 since `clear`. */
  sequence = 0;
  #scheduled = 0;
  #originAt: At = 0;
  // By sequence number.
  #at = new Float64Array(256);
  /** Kind (4 bits) and subject (27 bits). */
  #what = new Int32Array(256);
  /** The next event of the same slot; 0 when there is none. */
  #next = new Int32Array(256);
  /** First event of each slot; 0 when it is empty. */
  readonly #first = new Int32Array(SLOTS);
  /** The slot that is being taken; events in it or before it are in the heap. */
  #slot = -1;
  #heapAt = new Float64Array(64);
  #heapSequence = new Int32Array(64);
  #heapLength = 0;

  /** Forgets everything; no event will be before `originAt`. */
  clear(originAt: At): void {
    this.length = this.#scheduled = this.#heapLength = 0;
    this.#slot = -1;
    this.#originAt = originAt;
    this.#first.fill(0);
  }

  /** When the next event happens; Infinity when there is none. */
  nextAt(): At {
    if (this.length === 0) return Infinity;
    if (this.#heapLength === 0) this.#nextSlot();
    return this.#heapAt[0];
  }

  /** Schedules an event of a kind (0..15) about a subject (below 2^27). Returns its sequence number. */
  push(at: At, kind: number, subject: number): number {
    const sequence = ++this.#scheduled;
    if (sequence === this.#at.length) this.#grow();
    this.#at[sequence] = at;
    this.#what[sequence] = (kind << SUBJECT_BITS) | subject;
    this.length++;
    const slot = Math.min(Math.floor((at - this.#originAt) / SLOT_SECONDS), SLOTS - 1);
    if (slot > this.#slot) {
      this.#next[sequence] = this.#first[slot];
      this.#first[slot] = sequence;
    } else this.#sift(at, sequence);
    return sequence;
  }

  /** Takes the next event into `at`, `kind`, `subject` and `sequence`. There must be one. */
  pop(): void {
    if (this.#heapLength === 0) this.#nextSlot();
    const times = this.#heapAt;
    const sequences = this.#heapSequence;
    const what = this.#what[sequences[0]];
    this.at = times[0];
    this.sequence = sequences[0];
    this.kind = what >>> SUBJECT_BITS;
    this.subject = what & SUBJECT_MASK;
    this.length--;
    const last = --this.#heapLength;
    const at = times[last];
    const sequence = sequences[last];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last && (times[right] < times[child] || (times[right] === times[child] && sequences[right] < sequences[child]))) child = right;
      if (times[child] > at || (times[child] === at && sequences[child] > sequence)) break;
      times[hole] = times[child];
      sequences[hole] = sequences[child];
      hole = child;
    }
    times[hole] = at;
    sequences[hole] = sequence;
  }

  /** Puts the events of the next slot that has any into the heap. */
  #nextSlot(): void {
    const first = this.#first;
    let slot = this.#slot + 1;
    while (first[slot] === 0) slot++;
    this.#slot = slot;
    for (let sequence = first[slot]; sequence > 0; sequence = this.#next[sequence]) this.#sift(this.#at[sequence], sequence);
    first[slot] = 0;
  }

  #sift(at: At, sequence: number): void {
    if (this.#heapLength === this.#heapAt.length) this.#growHeap();
    const times = this.#heapAt;
    const sequences = this.#heapSequence;
    let hole = this.#heapLength++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent] < at || (times[parent] === at && sequences[parent] < sequence)) break;
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      hole = parent;
    }
    times[hole] = at;
    sequences[hole] = sequence;
  }

  #growHeap(): void {
    const at = new Float64Array(this.#heapAt.length * 2);
    at.set(this.#heapAt);
    this.#heapAt = at;
    const sequence = new Int32Array(at.length);
    sequence.set(this.#heapSequence);
    this.#heapSequence = sequence;
  }

  #grow(): void {
    const size = this.#at.length * 2;
    const at = new Float64Array(size);
    at.set(this.#at);
    this.#at = at;
    const what = new Int32Array(size);
    what.set(this.#what);
    this.#what = what;
    const next = new Int32Array(size);
    next.set(this.#next);
    this.#next = next;
  }
}
