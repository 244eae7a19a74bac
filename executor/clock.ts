// The time of the live world. Tests and the accelerated demo put another one in its place.

import type { At } from '../core/units.js';

export interface Clock {
  /** Epoch seconds. Never goes back, whatever the machine's clock does while the program runs. */
  now(): At;
  /** Waits until that time, or until the signal aborts; returns at once for what is past. Never throws. */
  sleepUntil(at: At, signal?: AbortSignal): Promise<void>;
  /**
   * Says that something is under way that takes real time and not this clock's (a request, a file): a clock that jumps
   * must not jump meanwhile. Returns the promise itself.
   */
  busy<T>(work: Promise<T>): Promise<T>;
}

/** setTimeout holds 2^31 - 1 ms; longer waits are made of several. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The machine's clock: the wall's time at the start, carried on by the monotonic clock. */
export function wallClock(): Clock {
  const startAt = Date.now() / 1000;
  const startMs = performance.now();
  const now = (): At => startAt + (performance.now() - startMs) / 1000;
  return {
    now,
    sleepUntil: async (at, signal) => {
      while (now() < at && signal?.aborted !== true) await pause(Math.min((at - now()) * 1000, TIMER_MAX_MS), signal);
    },
    busy: (work) => work,
  };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
