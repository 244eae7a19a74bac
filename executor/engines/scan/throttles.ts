// How many reads of a table were throttled, and whose they were.

import type { At } from '../../../core/units.js';

/** Of CloudWatch's points. */
const PERIOD_SECONDS = 60;

/** Throttled reads of a table by minute, ours taken off: each minute is told as often as it is looked at, and counts once. */
export class Throttles {
  /** Throttled pages of ours, by minute. */
  readonly #ours = new Map<At, number>();
  readonly #applications = new Map<At, number>();

  /** A page of ours was throttled. */
  ours(at: At): void {
    const minute = Math.floor(at / PERIOD_SECONDS) * PERIOD_SECONDS;
    this.#ours.set(minute, (this.#ours.get(minute) ?? 0) + 1);
  }

  /** Events that CloudWatch counts in a minute; true: more of them than known are the application's. */
  told(minuteAt: At, events: number): boolean {
    const applications = events - (this.#ours.get(minuteAt) ?? 0);
    if (applications <= (this.#applications.get(minuteAt) ?? 0)) return false;
    this.#applications.set(minuteAt, applications);
    return true;
  }

  /** Throttled reads of the application so far. */
  get applications(): number {
    let sum = 0;
    for (const events of this.#applications.values()) sum += events;
    return sum;
  }
}
