// A queue of instants: what is due first comes first, and what is due at the same instant in the order it was added.

import { Instants } from './instants.js';
import type { At } from '../units.js';

/** Holds numbers (codes, 32-bit) that mean something to its owner. */
export class Timers {
  readonly #queue = new Instants();
  #empty = true;

  get length(): number {
    return this.#queue.length;
  }

  /** When the first is due; Infinity when there is none. */
  get nextAt(): At {
    return this.#queue.nextAt();
  }

  clear(): void {
    this.#empty = true;
    this.#queue.clear(0);
  }

  add(at: At, code: number): void {
    // A night's first timer is among its first.
    if (this.#empty) this.#queue.clear(at);
    this.#empty = false;
    this.#queue.push(at, code);
  }

  /** Removes the first and returns its code. Only to be called when there is one. */
  take(): number {
    return this.#queue.pop();
  }
}
