// What is still to happen in the simulated world, ordered by time and, at the same time, by the order of scheduling.
// An event is never removed: whoever no longer wants one forgets its sequence number and ignores it.

import { Instants } from '../core/brain/instants.js';
import type { At } from '../core/units.js';

const SUBJECT_BITS = 27;
const SUBJECT_MASK = 2 ** SUBJECT_BITS - 1;

export class Events {
  /** The event taken last. */
  at: At = 0;
  kind = 0;
  subject = 0;
  /** Its number: events are numbered from 1 since `clear`. */
  sequence = 0;
  readonly #queue = new Instants();

  get length(): number {
    return this.#queue.length;
  }

  /** Forgets everything; no event will be before `originAt`. */
  clear(originAt: At): void {
    this.#queue.clear(originAt);
  }

  /** When the next event happens; Infinity when there is none. */
  nextAt(): At {
    return this.#queue.nextAt();
  }

  /** Schedules an event of a kind (0..15) about a subject (below 2^27). Returns its sequence number. */
  push(at: At, kind: number, subject: number): number {
    return this.#queue.push(at, (kind << SUBJECT_BITS) | subject);
  }

  /** Takes the next event into `at`, `kind`, `subject` and `sequence`. There must be one. */
  pop(): void {
    const queue = this.#queue;
    const what = queue.pop();
    this.at = queue.at;
    this.sequence = queue.sequence;
    this.kind = what >>> SUBJECT_BITS;
    this.subject = what & SUBJECT_MASK;
  }
}
