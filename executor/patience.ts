// No wait without an end: an answer that does not come in time is taken as none.

import type { Seconds } from '../core/units.js';
import type { Clock } from './clock.js';

/** Four tries of the SDK at 30 s each; whoever waits on its own part ends sooner. */
const PATIENCE_SECONDS = 120;
/** Without a reason an error with a stack would be made of every answer. */
const OVER = 'over';

export class Patience {
  readonly #clock: Clock;
  readonly #seconds: Seconds;

  constructor(clock: Clock, seconds: Seconds = PATIENCE_SECONDS) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** The answer, or `late` when it does not come in time; what comes after that is not lost on others who hold the promise. */
  async with<T>(answer: Promise<T>, late: T): Promise<T> {
    const timer = new AbortController();
    const timeout = this.#clock.sleepUntil(this.#clock.now() + this.#seconds, timer.signal).then(() => late);
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      timer.abort(OVER);
    }
  }
}
