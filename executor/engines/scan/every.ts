// Something that is done in the background about every so many seconds, one at a time.

import type { At, Seconds } from '../../../core/units.js';
import type { Clock } from '../../clock.js';

export class Every {
  readonly #clock: Clock;
  readonly #seconds: Seconds;
  #dueAt: At;
  #underway: Promise<void> | null = null;

  /** First done so many seconds from now. */
  constructor(clock: Clock, seconds: Seconds) {
    this.#clock = clock;
    this.#seconds = seconds;
    this.#dueAt = clock.now() + seconds;
  }

  /** Begins the work, which never throws, when it is time and the last of it is over. */
  tick(work: () => Promise<void>): void {
    const now = this.#clock.now();
    if (this.#underway !== null || now < this.#dueAt) return;
    this.#dueAt = now + this.#seconds;
    this.#underway = work().finally(() => {
      this.#underway = null;
    });
  }

  /** Resolves when nothing is under way. */
  async over(): Promise<void> {
    await this.#underway;
  }
}
