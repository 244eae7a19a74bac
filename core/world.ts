// The vocabulary that both worlds speak, and the port between the brain and a world.
//
//   move     what the brain asks of a world: suspend scaling, boost, start a copy, ...
//   outcome  the answer to a move, given at once: ok, or why not; never an exception
//   sight    what changed in the world since the last look: a table reached its capacity, a copy ended, ...
//   entry    a line of the ledger: planned, asked, answered, saw, closed
//   subject  what a move or a sight is about: the index of a table, or of a lane of the plan
//
// Moves and sights are kept as columns (Records) and not as objects: a year of 10,000 tables through
// twelve policies makes hundreds of millions of them.

import type { At } from './units.js';

export const MOVES = [
  'suspendScaling', // subject: table
  'boost', // table, value: RCU to set
  'startLane', // lane; launches its hosts, cluster or pipeline
  'startCopy', // table; value: read units a second that the copy may consume (0 for export); its lane is in the plan
  'stopCopy', // table
  'revert', // table, value: RCU to set back
  'resumeScaling', // table
  'stopLane', // lane
] as const;
export type MoveName = (typeof MOVES)[number];
/** Numbers of the moves: `MOVE.boost`. */
export const MOVE = numbered(MOVES);

export const SIGHTS = [
  'capacity', // table, value: provisioned RCU now in force (ours or anybody's)
  'laneReady', // lane; its cluster has booted and takes copies
  'laneEnded', // lane; value: an OUTCOMES number: ok, TIMED_OUT (terminate-after) or FAILED
  'copyStarted', // table; value: attempt number, from 1
  'copyDone', // table; value: read units consumed by all its attempts
  'copyFailed', // table; value: read units consumed so far
  'copyStopped', // table, after stopCopy or with its lane; value: read units consumed so far
  'appThrottled', // table; value: application read units refused because of the copy; comes with its end
  'baseline', // table; value: RCU-hours that would have been billed without the backup; only where autoscaling acts
  'overruled', // table, value: RCU in force instead of what an accepted update of ours was to set; somebody else's, and it stays
] as const;
export type SightName = (typeof SIGHTS)[number];
/** Numbers of the sights: `SIGHT.copyDone`. */
export const SIGHT = numbered(SIGHTS);

export const OUTCOMES = [
  'OK',
  'IN_USE', // the table is UPDATING (ResourceInUseException)
  'UNCHANGED', // capacity already has that value (ValidationException)
  'OVER_TABLE_QUOTA',
  'OVER_ACCOUNT_QUOTA',
  'NO_DECREASE_LEFT', // decrease tokens used up (LimitExceededException)
  'TOO_MANY_UPDATES', // 500 control-plane operations under way (LimitExceededException)
  'THROTTLED', // the API call itself was throttled; try again
  'GONE', // no such table
  'UNAVAILABLE', // the engine cannot be had (quota of pipelines, PITR off, ...)
  'FAILED',
  'TIMED_OUT',
  'SUPERSEDED', // somebody else changed the capacity meanwhile: theirs stays, nothing is owed any more
  'DENIED', // a permission is missing, or the credentials are not valid (any more)
  'UNREACHABLE', // no answer, or none that is understood: it may have been done; try again
] as const;
export type OutcomeName = (typeof OUTCOMES)[number];
/** Numbers of the outcomes: `OUTCOME.OK`. */
export const OUTCOME = numbered(OUTCOMES);

function numbered<const T extends readonly string[]>(names: T): { readonly [K in T[number]]: number } {
  return Object.fromEntries(names.map((name, index) => [name, index])) as { [K in T[number]]: number };
}

/** A growable list of records {at, kind, subject, value, outcome}, as columns. Cleared and used again, never copied. */
export class Records {
  length = 0;
  at = new Float64Array(64);
  kind = new Uint8Array(64);
  subject = new Int32Array(64);
  value = new Float64Array(64);
  outcome = new Uint8Array(64);

  /** Adds a record; returns its index. */
  push(at: At, kind: number, subject: number, value: number, outcome = 0): number {
    const i = this.length;
    if (i === this.at.length) this.#grow();
    this.at[i] = at;
    this.kind[i] = kind;
    this.subject[i] = subject;
    this.value[i] = value;
    this.outcome[i] = outcome;
    this.length = i + 1;
    return i;
  }

  clear(): void {
    this.length = 0;
  }

  /** Exchanges its records for those of another list, without copying them. */
  swap(other: Records): void {
    const { length, at, kind, subject, value, outcome } = this;
    this.length = other.length;
    this.at = other.at;
    this.kind = other.kind;
    this.subject = other.subject;
    this.value = other.value;
    this.outcome = other.outcome;
    other.length = length;
    other.at = at;
    other.kind = kind;
    other.subject = subject;
    other.value = value;
    other.outcome = outcome;
  }

  #grow(): void {
    const size = this.at.length * 2;
    const at = new Float64Array(size);
    at.set(this.at);
    this.at = at;
    const kind = new Uint8Array(size);
    kind.set(this.kind);
    this.kind = kind;
    const subject = new Int32Array(size);
    subject.set(this.subject);
    this.subject = subject;
    const value = new Float64Array(size);
    value.set(this.value);
    this.value = value;
    const outcome = new Uint8Array(size);
    outcome.set(this.outcome);
    this.outcome = outcome;
  }
}

/** What the loop asks of whoever drives it: carry out moves (fill `moves.outcome`), or wait and see. */
export type Request =
  | { readonly kind: 'flush' } // make the ledger durable before anything is done
  | { readonly kind: 'act'; readonly at: At; readonly moves: Records }
  | { readonly kind: 'look'; readonly untilAt: At; readonly sights: Records };

/** A world that answers at once: the simulated one. The live world is the same port with promises. */
export interface World {
  /** Carries out one move at the world's present time; returns the number of an outcome, never throws for a refusal. */
  act(kind: number, subject: number, value: number): number;
  /**
   * Waits until something changed or until `untilAt`, whichever comes first, and adds what changed to `sights`.
   * Several changes may be reported at once; none is reported before the next multiple of the look interval.
   * Returns the time now.
   */
  look(untilAt: At, sights: Records): At;
}
