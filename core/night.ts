// The brain of a backup night: a pure state machine that is told what happened and says the next moves.
//
// A table waits, is copied, pays back what it borrowed, and is settled. Copies and their lanes are in copies.ts;
// what is borrowed (capacity, autoscaling) and how it is handed back is in leases.ts; here is what joins them:
//
// - what a table needs is asked at the plan's time; the copy starts when it is in force or refused. A refused boost
//   means: copied unraised, leaving the application what the plan left it.
// - when a copy is over, whatever its result, its lease is paid back at once.
// - when the window closes, nothing new starts, copies are stopped, and what is owed is paid, however long it takes; in
//   the live world until the grace is over: then the night ends all the same, and the next start goes on paying.
// - the window may be shut before its time: a signal, the budget, credentials that are not valid any more.
//
// The 2017 conduct differs: it never waits for capacity, pays back only at hourly checks after a lane has ended,
// asks once, and stops checking in the morning.

import { Copies, type CopyHolder } from './brain/copies.js';
import type { LeaseHolder, LeaseOptions } from './brain/lease-terms.js';
import { Leases } from './brain/leases.js';
import { growing } from './brain/pauses.js';
import type { Plan } from './plan.js';
import type { Brain } from './run.js';
import { Timers } from './brain/timers.js';
import type { At } from './units.js';
import { MOVE, MOVES, type Records, SIGHT } from './world.js';

/** Timer codes are table * 4 + one of these (leases have 2 and 3); lanes have -1 - lane, and moves to make again what is below. */
const DUE = { lease: 0, start: 1 } as const;

export class BackupNight implements Brain, LeaseHolder, CopyHolder {
  wakeAt: At = Infinity;
  over = false;
  #plan!: Plan;
  #now: At = 0;
  #begun = false;
  #closed = false;
  #shut = false;
  /** When copies are taken as stopped, and when the night ends whatever is owed. */
  #abandonAt = Infinity;
  #graceEndsAt = Infinity;
  #options!: LeaseOptions;
  #unsettled = 0;
  #nextCheck = 0;
  readonly #timers = new Timers();
  readonly #copies = new Copies(this);
  readonly #leases = new Leases(this, this.#timers);
  /** 1 while a table's copying is over and its lease is not paid. */
  #paying = new Uint8Array(0);

  /** Starts a new night; the object is used again night after night. */
  open(plan: Plan, options: LeaseOptions): this {
    const n = plan.columns.engine.length;
    if (this.#paying.length < n) this.#paying = new Uint8Array(n);
    else this.#paying.fill(0, 0, n);
    this.#plan = plan;
    this.#timers.clear();
    this.#copies.open(plan);
    this.#leases.open(plan, options);
    this.#begun = this.#closed = this.#shut = this.over = false;
    this.#abandonAt = this.#graceEndsAt = Infinity;
    this.#options = options;
    this.#unsettled = this.#nextCheck = 0;
    return this;
  }

  /** Shuts the window now: nothing new starts, copies stop, what is owed is paid. Decided by `next`. */
  shut(): void {
    this.#shut = true;
  }

  next(now: At, answers: Records, sights: Records, moves: Records): void {
    this.#now = this.#copies.now = this.#leases.now = now;
    this.#copies.moves = this.#leases.moves = moves;
    if (!this.#begun) this.#begin(now);
    const { conduct, closesAt } = this.#plan;
    const closes = !this.#closed && (this.#shut || (conduct.stopsAtClose && now >= closesAt));
    if (closes) this.#leases.raiseNoMore();
    for (let i = 0; i < answers.length; i++) this.#answered(answers.kind[i], answers.subject[i], answers.outcome[i]);
    // The end of a lane first: a copy that was stopped with it must not be followed by another in the same lane.
    for (let i = 0; i < sights.length; i++) if (sights.kind[i] === SIGHT.laneEnded) this.#copies.laneEnded(sights.subject[i], sights.value[i]);
    for (let i = 0; i < sights.length; i++) {
      if (sights.kind[i] === SIGHT.capacity) this.#leases.capacity(sights.subject[i], sights.value[i]);
      else if (sights.kind[i] === SIGHT.overruled) this.#leases.overruled(sights.subject[i]);
      else this.#copies.see(sights.kind[i], sights.subject[i]);
    }
    while (this.#timers.nextAt <= now) this.#due(this.#timers.take());
    if (closes) this.#close(now);
    if (now >= this.#abandonAt) {
      this.#abandonAt = Infinity;
      this.#copies.abandon();
    }
    this.#leases.pump();
    this.wakeAt = Math.min(this.#timers.nextAt, this.#abandonAt, this.#graceEndsAt);
    if (conduct.stopsAtClose && !this.#closed) this.wakeAt = Math.min(this.wakeAt, closesAt);
    if (conduct.reverts === 'checks') this.#check(now);
    const settled = this.#unsettled === 0 && this.#copies.openLanes === 0;
    this.over = moves.length === 0 && (settled || now >= this.#graceEndsAt || this.#nothingComes());
  }

  /** What is still owed cannot be handed back before the grace is over: no decrease is left until the next full hour. */
  #nothingComes(): boolean {
    if (!this.#closed || this.#graceEndsAt === Infinity || this.#timers.nextAt < this.#graceEndsAt) return false;
    return this.#leases.updates.underWay === 0 && this.#copies.openLanes === 0 && this.#abandonAt === Infinity;
  }

  #close(now: At): void {
    this.#closed = true;
    const { stopSeconds = Infinity, graceSeconds = Infinity } = this.#options;
    this.#abandonAt = now + stopSeconds;
    this.#graceEndsAt = now + graceSeconds;
    this.#copies.close();
  }

  #begin(now: At): void {
    this.#begun = true;
    const { columns, lanes, conduct } = this.#plan;
    for (let lane = 0; lane < lanes.length; lane++) {
      const { tables, selfOrdered, launchAt } = lanes[lane];
      this.#unsettled += tables.length;
      for (const table of tables) {
        const boostAt = columns.boostAt[table];
        const boosts = boostAt === boostAt;
        if (boosts || columns.suspends[table] === 1) {
          this.#timers.add(boosts ? boostAt : Math.max(launchAt, columns.startAt[table]), table * 4 + DUE.lease);
          if (conduct.awaitsCapacity) this.#copies.conditions.hold(table);
        }
        if (!selfOrdered && columns.startAt[table] > now) {
          this.#copies.conditions.hold(table);
          this.#timers.add(columns.startAt[table], table * 4 + DUE.start);
        }
        this.#copies.conditions.enqueue(table);
      }
      if (launchAt > now) this.#timers.add(launchAt, -1 - lane);
      else this.#copies.launch(lane);
    }
  }

  #due(code: number): void {
    if (code < 0) return this.#dueLane(-1 - code);
    const table = code >> 2;
    const kind = code & 3;
    if (kind === DUE.start) this.#copies.release(table);
    else if (kind !== DUE.lease) this.#leases.due(table, kind);
    else if (this.#copies.isWaiting(table) && !this.#closed) {
      if (this.#plan.conduct.awaitsCapacity) this.#copies.conditions.reserve(table);
      this.#leases.want(table);
    }
  }

  /** A launch, or a move that was postponed. */
  #dueLane(code: number): void {
    const lanes = this.#plan.lanes.length;
    if (code < lanes) return this.#copies.launch(code);
    const later = code - lanes;
    this.#copies.again(later % MOVES.length, Math.floor(later / MOVES.length));
  }

  later(move: number, subject: number, refusals: number): void {
    this.#timers.add(this.#now + growing(this.#options.retrySeconds, refusals), -1 - (this.#plan.lanes.length + subject * MOVES.length + move));
  }

  #answered(kind: number, subject: number, outcome: number): void {
    if (kind === MOVE.startCopy || kind === MOVE.startLane || kind === MOVE.stopCopy || kind === MOVE.stopLane) this.#copies.answered(kind, subject, outcome);
    else this.#leases.answered(kind, subject, outcome);
  }

  /** The plan's pace; without the planned boost, what is left when the application keeps what the plan left it. */
  paceOf(table: number): number {
    const { boostAt, readRcu, toRcu, fromRcu } = this.#plan.columns;
    const boosts = boostAt[table] === boostAt[table];
    if (!boosts || !this.#plan.conduct.awaitsCapacity || this.#leases.has(table)) return readRcu[table];
    return Math.max(1, fromRcu[table] - (toRcu[table] - readRcu[table]));
  }

  finished(table: number): void {
    this.#paying[table] = 1;
    if (this.#plan.conduct.reverts === 'after-copy') this.#leases.payBack(table);
  }

  raised(table: number): void {
    if (this.#plan.conduct.awaitsCapacity && this.#copies.isWaiting(table)) this.#copies.release(table);
  }

  paid(table: number): void {
    if (this.#paying[table] === 0) return;
    this.#paying[table] = 0;
    this.#unsettled--;
  }

  /** 2017: hourly checks. Autoscaling comes back at the first; ended lanes are paid back, once; after the last, nothing is. */
  #check(now: At): void {
    const { conduct, lanes } = this.#plan;
    while (this.#nextCheck < conduct.checksAt.length && conduct.checksAt[this.#nextCheck] <= now) {
      const first = this.#nextCheck++ === 0;
      for (let lane = 0; lane < lanes.length; lane++) {
        for (const table of lanes[lane].tables) {
          if (first && conduct.resumes === 'first-check') this.#leases.resumeScaling(table);
          if (this.#copies.isFinished(lane) && this.#paying[table] === 1) this.#leases.payBack(table);
        }
      }
    }
    if (this.#nextCheck === conduct.checksAt.length) {
      if (this.#copies.openLanes === 0) this.#unsettled = 0;
    } else if (this.#unsettled > 0) this.wakeAt = Math.min(this.wakeAt, conduct.checksAt[this.#nextCheck]);
  }
}
