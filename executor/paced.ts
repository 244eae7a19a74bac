// Calls in their time: a token bucket an operation, on the night's own clock.

import type { At } from '../core/units.js';
import type { Aws, Operation } from './aws.js';
import type { Clock } from './clock.js';
import { PACE_RATES, type PaceRate } from './pace-rates.js';

/** Lets no more calls of an operation through than its rate; the others wait in their order. Operations do not wait for each other. */
export function paced(aws: Aws, clock: Clock, rates: Readonly<Partial<Record<Operation, PaceRate>>> = PACE_RATES): Aws {
  const buckets = new Map<Operation, Bucket>();
  return {
    call: async (operation, input) => {
      const rate = rates[operation];
      if (rate !== undefined) {
        let bucket = buckets.get(operation);
        if (bucket === undefined) buckets.set(operation, (bucket = new Bucket(rate, clock.now())));
        await clock.sleepUntil(bucket.take(clock.now()));
      }
      return aws.call(operation, input);
    },
  };
}

/** Tokens come evenly and are given out in advance: a call is told when its token will be there. */
class Bucket {
  readonly #rate: PaceRate;
  /** When the bucket will be full, as far as tokens were given out. */
  #fullAt: At;

  constructor(rate: PaceRate, now: At) {
    this.#rate = rate;
    this.#fullAt = now;
  }

  /** Takes a token; returns the time from which it may be used. */
  take(now: At): At {
    const { perSecond, burst } = this.#rate;
    this.#fullAt = Math.max(this.#fullAt, now) + 1 / perSecond;
    return Math.max(now, this.#fullAt - burst / perSecond);
  }
}
