// State for tests: a clock that is moved by hand, and parts in which nothing is left to chance.

import type { At } from '../../core/units.js';
import type { RunHead } from '../../core/journal/journal.js';
import { livePlan, TEST_AT } from '../../core/live/live-testing.js';
import type { Clock } from '../clock.js';
import type { Applicant } from './lock-terms.js';
import { LOCK_TIMES } from './lock-terms.js';
import type { StateParts } from './state-parts.js';

export const HEAD: RunHead = {
  runId: '2026-06-10T0005Z-k3f9qa', night: '2026-06-10', account: '123456789012', region: 'eu-west-1', version: '0.1.0', live: livePlan(['__proto__', 'orders']),
};

export const APPLICANT: Applicant = {
  night: '2026-06-10', runId: HEAD.runId, host: 'backup-1', pid: 4711, bootId: 'boot', who: 'hippolyte', version: '0.1.0', command: 'run',
};

/** Sleepers wake when the time is moved past what they wait for. */
export class HandClock implements Clock {
  at: At = TEST_AT;
  readonly #sleepers = new Set<() => void>();

  now(): At {
    return this.at;
  }

  sleepUntil(at: At, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        if (this.at < at && signal?.aborted !== true) return;
        this.#sleepers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#sleepers.add(wake);
      signal?.addEventListener('abort', wake);
      wake();
    });
  }

  busy<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  /** Moves the time, and lets everything that then is due be done. */
  async move(seconds: number): Promise<void> {
    this.at += seconds;
    for (const wake of [...this.#sleepers]) wake();
    await settled();
  }
}

/** Lets promises that wait for nothing but each other be carried out. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

let ids = 0;

/** The parts of one process; `wall` may be another clock than `clock`. */
export function testParts(clock: Clock, change: Partial<StateParts> = {}): StateParts {
  return { clock, wall: () => clock.now(), owner: { account: HEAD.account, region: HEAD.region }, clean: (text) => text, newId: () => `id-${++ids}`, lockTimes: LOCK_TIMES, ...change };
}
