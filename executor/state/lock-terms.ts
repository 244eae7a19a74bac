// The lock: one writer for an account and region. Records with ascending fences; the highest counts, whoever wrote it. It is
// held until it is released, or until its holder has not renewed it for as long as it may live.

import { EXIT, UserError } from '../../core/errors.js';
import type { At, Seconds } from '../../core/units.js';

export interface LockRecord {
  /** Names this one holding of the lock: what `unlock --id` must say. */
  readonly id: string;
  /** Ascending; an older holder finds a higher one and does nothing any more. */
  readonly fence: number;
  readonly night: string;
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  readonly bootId: string;
  readonly who: string;
  readonly version: string;
  readonly command: string;
  readonly createdAt: At;
  readonly heartbeatAt: At;
  readonly expiresAt: At;
  /** When it was given back, or broken by hand; null while it is held. */
  readonly releasedAt: At | null;
}

/** Who wants it, and for what. */
export type Applicant = Pick<LockRecord, 'night' | 'runId' | 'host' | 'pid' | 'bootId' | 'who' | 'version' | 'command'>;

export interface LockTimes {
  /** Between two renewals. */
  readonly heartbeatSeconds: Seconds;
  /** Without a renewal it is free after that long. */
  readonly expirySeconds: Seconds;
  /** The holder stops that long before: calls that are under way, and clocks that differ. */
  readonly marginSeconds: Seconds;
}

/** Four heartbeats are missed before somebody else takes over; the holder has stopped one before that. */
export const LOCK_TIMES: LockTimes = { heartbeatSeconds: 15, expirySeconds: 60, marginSeconds: 15 };

/** The lock, as far as it can be read: null where its record is not one. */
export interface LockSeen {
  /** The record's, or `fence-<n>` where it cannot be read. */
  readonly id: string;
  readonly fence: number;
  readonly record: LockRecord | null;
  /** Held now, as this machine's clock has it. */
  readonly held: boolean;
}

export interface Lock {
  /** Takes the lock where it is free, without waiting. */
  acquire(applicant: Applicant): Promise<Held | { readonly heldBy: LockSeen }>;
  /** What is there; null: it was never taken. Changes nothing. */
  inspect(): Promise<LockSeen | null>;
  /**
   * Frees the lock of a holder that cannot do it; the holder, should it live, does nothing any more. Looks twice, a moment
   * apart: nothing is broken where the holder changed. Returns what was broken.
   * @throws UserError (75) where the lock with that id is not held, or is another
   */
  breakLock(id: string): Promise<LockSeen>;
}

export interface Held {
  readonly fence: number;
  readonly id: string;
  /** Throws LockLost once it cannot be sure that the lock is ours. Asks nobody: cheap before every call to AWS. */
  check(): void;
  /** The same after a look at what is there now. */
  verify(): Promise<void>;
  /** Gives it back, if it is still ours. Never throws: it expires by itself. */
  release(): Promise<void>;
}

/** Somebody else may have the lock: nothing may be done to AWS any more. */
export class LockLost extends UserError {
  constructor(why: string) {
    super(EXIT.tryLater, [{ where: 'lock', what: `${why}; this run does nothing more, the next start hands back what it owes` }]);
    this.name = 'LockLost';
  }
}
