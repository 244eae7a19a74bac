// How fast a table may be read: a bucket without a burst on the units that DynamoDB says it consumed. What a page will
// cost is not known before, so it is guessed when it is asked for and set right when it is answered; a page that cost more
// is a debt, and nobody is asked for another before it is paid.
//
// Where the table throttles, the pace is halved and grows back in a line (additive increase, multiplicative decrease: Chiu
// and Jain 1989): within a minute after a throttled page of ours, within ten after a throttled application.

import type { At, Rcu, Seconds, Units } from '../../../core/units.js';
import type { Clock } from '../../clock.js';

/** Timers come late; so much of the past may be made up for. The most that any span is read faster than the pace allows. */
const SLACK_SECONDS: Seconds = 0.1;
/** One storm of throttled pages halves once. */
const ONE_STORM_SECONDS: Seconds = 1;
const GROWS_BACK_SECONDS: Seconds = 60;
const APP_GROWS_BACK_SECONDS: Seconds = 600;
const FACTOR_MIN = 1 / 32;

export class Pace {
  readonly #clock: Clock;
  #allowedRcu: Rcu;
  #factor = 1;
  /** When the factor was set, and when it was last halved. */
  #cutAt: At = -Infinity;
  #halvedAt: At = -Infinity;
  #growsBackSeconds = GROWS_BACK_SECONDS;
  /** When everything that was asked for is paid. */
  #paidAt: At = -Infinity;
  /** Turns are given in the order in which they were asked for. */
  #queue: Promise<void> = Promise.resolve();

  constructor(clock: Clock, allowedRcu: Rcu) {
    this.#clock = clock;
    this.#allowedRcu = allowedRcu;
  }

  /** The rate now. */
  get rcu(): Rcu {
    return this.#allowedRcu * this.#factorAt(this.#clock.now());
  }

  /** What the table can give to the copy has changed. */
  allow(rcu: Rcu): void {
    this.#allowedRcu = rcu;
  }

  /** Waits until a page of about `units` may be asked for. */
  turn(units: Units, signal: AbortSignal): Promise<void> {
    this.#queue = this.#queue.then(() => this.#wait(units, signal));
    return this.#queue;
  }

  /** A page that was guessed at `guessed` cost `units`. */
  settle(guessed: Units, units: Units): void {
    this.#paidAt += (units - guessed) / this.rcu;
  }

  /** A page of ours was throttled. */
  slowDown(): void {
    this.#cut(GROWS_BACK_SECONDS);
  }

  /** The application was throttled: it comes first. */
  giveWay(): void {
    this.#cut(APP_GROWS_BACK_SECONDS);
  }

  async #wait(units: Units, signal: AbortSignal): Promise<void> {
    while (this.#clock.now() < this.#paidAt && !signal.aborted) await this.#clock.sleepUntil(this.#paidAt, signal);
    this.#paidAt = Math.max(this.#paidAt, this.#clock.now() - SLACK_SECONDS) + units / this.rcu;
  }

  #factorAt(now: At): number {
    return Math.min(1, this.#factor + (now - this.#cutAt) / this.#growsBackSeconds);
  }

  #cut(growsBackSeconds: Seconds): void {
    const now = this.#clock.now();
    const factor = this.#factorAt(now);
    const halves = now - this.#halvedAt >= ONE_STORM_SECONDS;
    this.#factor = halves ? Math.max(FACTOR_MIN, factor / 2) : factor;
    if (halves) this.#halvedAt = now;
    // A slower growth that is under way goes on.
    this.#growsBackSeconds = factor < 1 ? Math.max(this.#growsBackSeconds, growsBackSeconds) : growsBackSeconds;
    this.#cutAt = now;
  }
}
