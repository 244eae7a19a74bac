// The brain that hands back what an earlier run owes: ends its clusters and pipelines, lowers what it raised, resumes what
// it suspended, and never raises anything. It needs the run's journal and nothing else: no configuration, no survey, no
// planner; so it works for tables that are excluded by now, and for runs of older versions.
//
// A table that may still be read by a cluster waits for the end of that cluster, but not for ever.

import type { OpenLease } from '../journal/journal-debts.js';
import type { LeaseHolder, LeaseOptions } from './lease-terms.js';
import { Leases } from './leases.js';
import { growing } from './pauses.js';
import type { Plan } from '../plan.js';
import { passes } from '../telling/refusals.js';
import type { Brain } from '../run.js';
import { Timers } from './timers.js';
import type { At } from '../units.js';
import { MOVE, OUTCOME, type Records, SIGHT } from '../world.js';

/** What is owed, by the run's own numbers of tables and lanes. */
export interface Debts {
  readonly leases: ReadonlyMap<number, OpenLease>;
  /** Lanes that may still be up, in their order. */
  readonly lanes: readonly number[];
  /** Tables with a lease that a lane of these may still be reading. */
  readonly reading: ReadonlySet<number>;
}

/** Timer codes are table * 4 + 2 or 3 (leases); lanes have -1 - lane. */
export class Settlement implements Brain, LeaseHolder {
  wakeAt: At = Infinity;
  over = false;
  #begun = false;
  #owed: number;
  /** Tables that are not paid yet, those whose lane is still up, and refusals of each lane's stop. */
  readonly #waiting: Set<number>;
  readonly #up: Map<number, number>;
  readonly #debts: Debts;
  readonly #plan: Plan;
  readonly #options: LeaseOptions;
  readonly #timers = new Timers();
  readonly #leases = new Leases(this, this.#timers);
  #stopsAt: At = Infinity;
  #graceEndsAt: At = Infinity;
  #now: At = 0;
  #moves!: Records;

  /** @param plan the run's own; its conduct does not matter */
  constructor(plan: Plan, debts: Debts, options: LeaseOptions) {
    this.#debts = debts;
    this.#options = options;
    this.#owed = debts.leases.size;
    this.#waiting = new Set(debts.reading);
    this.#up = new Map(debts.lanes.map((lane) => [lane, 0]));
    const [fromRcu, toRcu] = [plan.columns.fromRcu.slice(), plan.columns.toRcu.slice()];
    for (const [table, { originalRcu, raisedToRcu }] of debts.leases) {
      fromRcu[table] = originalRcu;
      if (raisedToRcu !== null) toRcu[table] = raisedToRcu;
    }
    this.#plan = { ...plan, columns: { ...plan.columns, fromRcu, toRcu }, conduct: { ...plan.conduct, keepsLeases: true, awaitsCapacity: true } };
  }

  next(now: At, answers: Records, sights: Records, moves: Records): void {
    this.#now = this.#leases.now = now;
    this.#moves = this.#leases.moves = moves;
    if (!this.#begun) this.#begin(now);
    for (let i = 0; i < answers.length; i++) this.#answered(answers.kind[i], answers.subject[i], answers.outcome[i]);
    for (let i = 0; i < sights.length; i++) this.#saw(sights.kind[i], sights.subject[i], sights.value[i]);
    while (this.#timers.nextAt <= now) this.#due(this.#timers.take());
    if (this.#waiting.size > 0 && (this.#up.size === 0 || now >= this.#stopsAt)) this.#payWaiting();
    this.#leases.pump();
    const waitsAt = this.#waiting.size > 0 ? this.#stopsAt : Infinity;
    this.wakeAt = Math.min(this.#timers.nextAt, waitsAt, this.#graceEndsAt);
    // Without a decrease until the next full hour nothing comes of waiting: the lease stays, and a later start goes on.
    const comes = this.wakeAt < this.#graceEndsAt || this.#leases.updates.underWay > 0 || this.#up.size > 0;
    this.over = moves.length === 0 && ((this.#owed === 0 && this.#up.size === 0) || now >= this.#graceEndsAt || !comes);
  }

  /** Told when nothing is left of a lease. */
  paid(): void {
    this.#owed--;
  }

  raised(): void {
    // nothing is ever raised here
  }

  shut(): void {
    // it is
  }

  #begin(now: At): void {
    this.#begun = true;
    const { stopSeconds = Infinity, graceSeconds = Infinity } = this.#options;
    this.#stopsAt = now + stopSeconds;
    this.#graceEndsAt = now + graceSeconds;
    this.#leases.open(this.#plan, this.#options);
    for (const lane of this.#up.keys()) this.#moves.push(now, MOVE.stopLane, lane, 0);
    for (const [table, { raisedToRcu, suspended }] of this.#debts.leases) {
      this.#leases.owe(table, raisedToRcu !== null, suspended !== null);
      if (!this.#waiting.has(table)) this.#leases.payBack(table);
    }
  }

  #payWaiting(): void {
    for (const table of this.#waiting) this.#leases.payBack(table);
    this.#waiting.clear();
  }

  #answered(kind: number, subject: number, outcome: number): void {
    if (kind !== MOVE.stopLane) this.#leases.answered(kind, subject, outcome);
    else if (outcome === OUTCOME.GONE || outcome === OUTCOME.UNCHANGED) this.#up.delete(subject);
    else if (passes(outcome) || outcome === OUTCOME.DENIED) {
      const refusals = this.#up.get(subject) ?? 0;
      this.#up.set(subject, refusals + 1);
      this.#timers.add(this.#now + growing(this.#options.retrySeconds, refusals), -1 - subject);
    }
  }

  #saw(kind: number, subject: number, value: number): void {
    if (kind === SIGHT.laneEnded) this.#up.delete(subject);
    else if (kind === SIGHT.capacity) this.#leases.capacity(subject, value);
    else if (kind === SIGHT.overruled) this.#leases.overruled(subject);
  }

  #due(code: number): void {
    if (code >= 0) this.#leases.due(code >> 2, code & 3);
    else if (this.#up.has(-1 - code)) this.#moves.push(this.#now, MOVE.stopLane, -1 - code, 0);
  }
}
