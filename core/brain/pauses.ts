// How long to wait before what was refused is asked again.

import type { Seconds } from '../units.js';

/** Doublings of the first pause: with 15 s at first, four minutes at most. */
const DOUBLINGS_MAX = 4;

/** `first`, and twice as long after each further refusal in a row, up to sixteen times. `refusals` counts from 0. */
export function growing(first: Seconds, refusals: number): Seconds {
  return first * 2 ** Math.min(refusals, DOUBLINGS_MAX);
}
