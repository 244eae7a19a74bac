// What the night and its leases agree on.

import type { Seconds } from '../units.js';

/** Timer codes are table * 4 + one of these; the owner of the timers has 0 and 1 for itself. */
export const LEASE_DUE = { update: 2, scaling: 3 } as const;

export interface LeaseOptions {
  /** Pause before a busy answer is tried again. */
  readonly retrySeconds: number;
  /** How many updates we keep under way at once. */
  readonly updatesMax: number;
  /** True: what is owed is the capacity that was found when the table was raised, where it was not the plan's any more. */
  readonly owesFound?: boolean;
  /** That long after the close a copy that was asked to stop is taken as stopped; for ever when not given. */
  readonly stopSeconds?: Seconds;
  /** That long after the close the night ends, whatever is still owed; for ever when not given. */
  readonly graceSeconds?: Seconds;
}

/** Told when a lease has got where it was sent. */
export interface LeaseHolder {
  /** The boost is in force, or will not come. */
  raised(table: number): void;
  /** Nothing is owed (any more). */
  paid(table: number): void;
}
