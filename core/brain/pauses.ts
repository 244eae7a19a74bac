// How long to wait before what was refused is asked again.

import { isBusy } from '../telling/refusals.js';
import type { Seconds } from '../units.js';
import { OUTCOME } from '../world.js';

/** Doublings of the first pause: with 15 s at first, four minutes at most. */
const DOUBLINGS_MAX = 4;

/** `first`, and twice as long after each further refusal in a row, up to sixteen times. `refusals` counts from 0. */
export function growing(first: Seconds, refusals: number): Seconds {
  return first * 2 ** Math.min(refusals, DOUBLINGS_MAX);
}

/** The pauses of many subjects, each by its refusals in a row. */
export class Pauses {
  #refusals = new Uint8Array(0);
  #first: Seconds = 0;

  reset(subjects: number, first: Seconds): void {
    if (this.#refusals.length < subjects) this.#refusals = new Uint8Array(subjects);
    else this.#refusals.fill(0, 0, subjects);
    this.#first = first;
  }

  /** As long as ever when AWS was busy, longer and longer for what may need a person. */
  after(subject: number, outcome: number): Seconds {
    return isBusy(outcome) && outcome !== OUTCOME.UNREACHABLE ? this.#first : growing(this.#first, this.#refusals[subject]++);
  }

  clear(subject: number): void {
    this.#refusals[subject] = 0;
  }
}
