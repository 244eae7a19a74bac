// Leases: what the night owes. Opened by raising a table's capacity (autoscaling suspended first), paid when both are as
// they were. The plan's fromRcu is owed; while a lease is open it is never read from the world again.
//
//   none -> wanted -> raising -> raised -> paying -> lowering -> none
//             \-> ending -> paying
//
// wanted    suspendScaling, then boost, are being asked; answers that pass are tried again, other refusals end it
// raising   the boost was accepted and is not in force
// ending    not wanted any more while what was asked for it is not answered; what the answer owes is then paid
// paying    the revert is being asked; refusals are tried again until it is accepted: after a pause when AWS was
//           busy, at the next full hour when the day's decreases are used up (AWS grants one an hour)
// lowering  the revert was accepted and is not in force; then autoscaling is resumed
//
// What was not answered may have been done: it is owed until a revert has found the table as it was. Where somebody else
// has set another capacity, theirs stays. An impatient conduct (2017) asks once, and forgets what was refused.

import { LEASE_DUE, type LeaseHolder, type LeaseOptions } from './lease-terms.js';
import { Suspensions } from './suspensions.js';
import { UpdateQueue, type UpdateTargets } from './night-updates.js';
import { Pauses } from './pauses.js';
import type { Plan } from '../plan.js';
import { isBusy, isSettled } from '../telling/refusals.js';
import type { Timers } from './timers.js';
import { HOUR, type At } from '../units.js';
import { MOVE, OUTCOME, type Records } from '../world.js';

const LEASE = { none: 0, wanted: 1, ending: 2, raising: 3, raised: 4, paying: 5, lowering: 6 } as const;

/** A boost that is answered "busy" is tried again for that long; then the table is copied unraised. */
const BOOST_PATIENCE_SECONDS = 600;

export class Leases {
  now: At = 0;
  moves!: Records;
  #plan!: Plan;
  #options!: LeaseOptions;
  readonly updates = new UpdateQueue();
  readonly #suspensions = new Suspensions();
  readonly #holder: LeaseHolder;
  readonly #timers: Timers;
  /** What to raise to and what to hand back. */
  #targets!: UpdateTargets;
  #state = new Uint8Array(0);
  #raises = true;
  /** 1: the answer to a boost was lost. */
  #doubted = new Uint8Array(0);
  readonly #pauses = new Pauses();
  readonly #wanted = (kind: number, table: number): boolean => kind !== MOVE.boost || this.#state[table] === LEASE.wanted;

  constructor(holder: LeaseHolder, timers: Timers) {
    this.#holder = holder;
    this.#timers = timers;
  }

  open(plan: Plan, options: LeaseOptions): void {
    const n = plan.columns.engine.length;
    if (this.#state.length < n) [this.#state, this.#doubted] = [new Uint8Array(n), new Uint8Array(n)];
    else for (const column of [this.#state, this.#doubted]) column.fill(0, 0, n);
    this.#suspensions.reset(n);
    this.#pauses.reset(n, options.retrySeconds);
    this.#plan = plan;
    this.#targets = { toRcu: plan.columns.toRcu, fromRcu: options.owesFound === true ? plan.columns.fromRcu.slice() : plan.columns.fromRcu };
    this.#options = options;
    this.#raises = true;
    this.updates.reset(n, options.updatesMax);
  }

  /** Is (or, for a conduct that does not wait, will be) the table's capacity the plan's toRcu? */
  has(table: number): boolean {
    return this.#state[table] >= LEASE.raising;
  }

  /** The window is being shut: nothing more is asked for, and every lease will be paid back in this step. */
  raiseNoMore(): void {
    this.#raises = false;
  }

  /** Take what the plan says: suspend autoscaling, raise capacity, or both. */
  want(table: number): void {
    this.#state[table] = LEASE.wanted;
    this.#raise(table);
  }

  /** Take over a debt of an earlier run: what it raised, what it suspended. */
  owe(table: number, raised: boolean, suspended: boolean): void {
    this.#state[table] = raised ? LEASE.raised : LEASE.none;
    this.#suspensions.set(table, suspended);
  }

  /** Hand everything back, wherever the lease stands. */
  payBack(table: number): void {
    const state = this.#state[table];
    if (state === LEASE.raised) this.#pay(table);
    else if (state === LEASE.raising) this.#state[table] = LEASE.paying; // reverted when the boost is in force
    else if (state === LEASE.wanted && (this.#suspensions.isAsked(table) || this.updates.asked[table] === 1)) this.#state[table] = LEASE.ending;
    else if (this.#doubted[table] === 1) this.#pay(table);
    else this.#resume(table);
  }

  /** Resume autoscaling now, whatever the capacity is (2017). */
  resumeScaling(table: number): void {
    if (!this.#suspensions.isOwed(table)) return;
    this.#suspensions.set(table, false);
    this.moves.push(this.now, MOVE.resumeScaling, table, 0);
  }

  /** Sends updates that waited for room. */
  pump(): void {
    this.updates.pump(this.#targets, this.moves, this.now, this.#wanted);
  }

  due(table: number, kind: number): void {
    const state = this.#state[table];
    if (kind === LEASE_DUE.scaling) this.#resume(table);
    else if (state === LEASE.wanted) this.#raise(table);
    else if (state === LEASE.paying) this.#pay(table);
  }

  answered(kind: number, table: number, outcome: number): void {
    if (kind === MOVE.boost) this.#boostAnswered(table, outcome);
    else if (kind === MOVE.revert) this.#revertAnswered(table, outcome);
    else if (kind === MOVE.suspendScaling) this.#suspendAnswered(table, outcome);
    else this.#resumeAnswered(table, outcome);
  }

  /** Capacity `rcu` is in force; ours if it is what we were waiting for, otherwise somebody else's change. */
  capacity(table: number, rcu: number): void {
    if (this.updates.accepted[table] === 0) return;
    const { toRcu, fromRcu } = this.#targets;
    const state = this.#state[table];
    if (state === LEASE.lowering && rcu === fromRcu[table]) {
      this.updates.inForce(table);
      this.#resume(table);
    } else if (state === LEASE.raising && rcu === toRcu[table]) {
      this.updates.inForce(table);
      this.#state[table] = LEASE.raised;
      this.#holder.raised(table);
    } else if (state === LEASE.paying && rcu === toRcu[table]) {
      this.updates.inForce(table);
      this.#pay(table);
    } else if (state === LEASE.raising && this.#options.owesFound === true) fromRcu[table] = rcu; // as it was before our update
  }

  /** The accepted update of a table is not in force and will not be: somebody else's capacity holds, and stays. */
  overruled(table: number): void {
    if (this.updates.accepted[table] === 0) return;
    this.updates.inForce(table);
    if (this.#state[table] === LEASE.raising) this.#endWanting(table);
    else this.#resume(table);
  }

  #raise(table: number): void {
    if (!this.#raises) return; // it is paid back in this same step
    const { suspends, boostAt } = this.#plan.columns;
    if (suspends[table] === 1 && !this.#suspensions.isSure(table)) this.#suspensions.ask(table, this.moves, this.now);
    else if (boostAt[table] === boostAt[table]) this.updates.ask(MOVE.boost, table, this.#targets, this.moves, this.now);
    else this.#endWanting(table); // nothing to buy
  }

  #endWanting(table: number): void {
    this.#state[table] = LEASE.none;
    this.#holder.raised(table);
  }

  #suspendAnswered(table: number, outcome: number): void {
    this.#suspensions.answered(table, outcome);
    if (this.#state[table] === LEASE.ending) this.#resume(table);
    else if (outcome === OUTCOME.OK) this.#raise(table);
    else this.#notRaised(table, outcome);
  }

  #boostAnswered(table: number, outcome: number): void {
    this.updates.answered(table, outcome === OUTCOME.OK);
    const isUnwanted = this.#state[table] === LEASE.ending;
    if (outcome === OUTCOME.UNREACHABLE) this.#doubted[table] = 1;
    this.#state[table] = outcome === OUTCOME.OK ? LEASE.raising : outcome === OUTCOME.UNCHANGED ? LEASE.raised : LEASE.wanted;
    if (isUnwanted) this.payBack(table);
    else if (outcome === OUTCOME.UNCHANGED) this.#holder.raised(table);
    else if (outcome !== OUTCOME.OK) this.#notRaised(table, outcome);
  }

  #notRaised(table: number, outcome: number): void {
    const patienceEndsAt = this.#plan.columns.boostAt[table] + BOOST_PATIENCE_SECONDS;
    if (isBusy(outcome) && this.#plan.conduct.awaitsCapacity && this.now < patienceEndsAt) this.#timers.add(this.now + this.#options.retrySeconds, table * 4 + LEASE_DUE.update);
    else this.#endWanting(table);
  }

  #pay(table: number): void {
    this.#state[table] = LEASE.paying;
    this.updates.ask(MOVE.revert, table, this.#targets, this.moves, this.now);
  }

  #revertAnswered(table: number, outcome: number): void {
    this.updates.answered(table, outcome === OUTCOME.OK);
    if (outcome === OUTCOME.OK) this.#state[table] = LEASE.lowering;
    else if (isSettled(outcome)) this.#resume(table);
    else if (!this.#plan.conduct.keepsLeases) this.#holder.paid(table); // given up: the table stays raised
    else {
      const nextHour = (Math.floor(this.now / HOUR) + 1) * HOUR;
      this.#timers.add(outcome === OUTCOME.NO_DECREASE_LEFT ? nextHour : this.now + this.#pauses.after(table, outcome), table * 4 + LEASE_DUE.update);
    }
  }

  /** Capacity is back (or was never touched): autoscaling last. */
  #resume(table: number): void {
    if (this.#state[table] !== LEASE.none) this.#pauses.clear(table); // else it is being asked again
    this.#state[table] = LEASE.none;
    this.#doubted[table] = 0;
    if (this.#suspensions.isOwed(table)) this.moves.push(this.now, MOVE.resumeScaling, table, 0);
    else this.#holder.paid(table);
  }

  #resumeAnswered(table: number, outcome: number): void {
    if (outcome === OUTCOME.OK || isSettled(outcome)) {
      this.#suspensions.set(table, false);
      if (this.#state[table] === LEASE.none) this.#holder.paid(table);
    } else if (this.#plan.conduct.keepsLeases) this.#timers.add(this.now + this.#pauses.after(table, outcome), table * 4 + LEASE_DUE.scaling);
  }
}
