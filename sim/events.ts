// What is still to happen: a binary heap in typed arrays, ordered by time and, at the same time, by the order of
// scheduling. An event is never removed: whoever no longer wants one forgets its sequence number and ignores it.

import type { At } from '../core/units.js';

const SUBJECT_BITS = 27;
const SUBJECT_MASK = 2 ** SUBJECT_BITS - 1;

export class Events {
  length = 0;
  /** The event taken last. */
  at: At = 0;
  kind = 0;
  subject = 0;
  sequence = 0;
  #at = new Float64Array(256);
  #sequence = new Float64Array(256);
  /** Kind (4 bits) and subject (27 bits) in one word: one array less to move. */
  #what = new Int32Array(256);
  #last = 0;

  clear(): void {
    this.length = 0;
    this.#last = 0;
  }

  /** When the next event happens; Infinity when there is none. */
  nextAt(): At {
    return this.length === 0 ? Infinity : this.#at[0];
  }

  /** Schedules an event of a kind (0..15) about a subject (below 2^27). Returns its sequence number, from 1. */
  push(at: At, kind: number, subject: number): number {
    if (this.length === this.#at.length) this.#grow();
    const times = this.#at;
    const sequences = this.#sequence;
    const whats = this.#what;
    const sequence = ++this.#last;
    let hole = this.length++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // A later sequence never goes before an equal time, so times alone decide on the way up.
      if (times[parent] <= at) break;
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      whats[hole] = whats[parent];
      hole = parent;
    }
    times[hole] = at;
    sequences[hole] = sequence;
    whats[hole] = (kind << SUBJECT_BITS) | subject;
    return sequence;
  }

  /** Takes the next event into `at`, `kind`, `subject` and `sequence`. There must be one. */
  pop(): void {
    const times = this.#at;
    const sequences = this.#sequence;
    const whats = this.#what;
    this.at = times[0];
    this.sequence = sequences[0];
    this.kind = whats[0] >>> SUBJECT_BITS;
    this.subject = whats[0] & SUBJECT_MASK;
    const last = --this.length;
    const at = times[last];
    const sequence = sequences[last];
    const what = whats[last];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last && (times[right] < times[child] || (times[right] === times[child] && sequences[right] < sequences[child]))) child = right;
      if (times[child] > at || (times[child] === at && sequences[child] > sequence)) break;
      times[hole] = times[child];
      sequences[hole] = sequences[child];
      whats[hole] = whats[child];
      hole = child;
    }
    times[hole] = at;
    sequences[hole] = sequence;
    whats[hole] = what;
  }

  #grow(): void {
    const size = this.#at.length * 2;
    const at = new Float64Array(size);
    at.set(this.#at);
    this.#at = at;
    const sequence = new Float64Array(size);
    sequence.set(this.#sequence);
    this.#sequence = sequence;
    const what = new Int32Array(size);
    what.set(this.#what);
    this.#what = what;
  }
}
