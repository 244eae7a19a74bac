// Reads a night's ledger into columns: what each table and each lane went through. No money here.

import { CapacityMeter } from '../money/billing.js';
import { ENTRY, type Ledger } from '../ledger.js';
import type { Plan } from '../plan.js';
import type { Survey } from '../table.js';
import { TABLE_FLAG, tableColumns, type TableColumns } from '../table-columns.js';
import { MOVE, OUTCOME, SIGHT } from '../world.js';
import type { At } from '../units.js';

/** How far a copy got; what was seen last counts. */
export const COPY = { none: 0, running: 1, done: 2, failed: 3, stopped: 4 } as const;

/** Columns by table of the survey, and by lane of the plan. Made once, used again each night. A ledger that keeps no entry but what follows from it. */
export class LedgerColumns implements Ledger {
  readonly durable = false;
  readonly copy: Uint8Array;
  /** First start of a copy; NaN where none started. */
  readonly startAt: Float64Array;
  /** End of the last attempt; NaN while it runs. */
  readonly endAt: Float64Array;
  /** Read units consumed by all attempts. */
  readonly units: Float64Array;
  /** Application read units refused. */
  readonly throttledUnits: Float64Array;
  /** 1 while a boost was accepted and no revert was. */
  readonly raised: Uint8Array;
  /** RCU-hours that would have been billed without the backup; NaN where the world did not say. */
  readonly baselineRcuHours: Float64Array;
  readonly meter: CapacityMeter;
  /** Seconds that each lane's machines ran; NaN for lanes that were not launched. */
  laneSeconds = new Float64Array(64);
  #launchedAt = new Float64Array(64);
  #stoppedAt = new Float64Array(64);
  #tables!: TableColumns;
  #count = 0;
  #lanes = 0;
  /** Whether the capacity of tables is also metered by clock hour. */
  readonly #inHours: boolean;

  constructor(tables: number, inHours: boolean) {
    this.copy = new Uint8Array(tables);
    this.startAt = new Float64Array(tables);
    this.endAt = new Float64Array(tables);
    this.units = new Float64Array(tables);
    this.throttledUnits = new Float64Array(tables);
    this.raised = new Uint8Array(tables);
    this.baselineRcuHours = new Float64Array(tables);
    this.meter = new CapacityMeter(tables);
    this.#inHours = inHours;
  }

  /** Begins a night: the entries of its ledger follow, in their order, and then `close`. */
  open(plan: Plan, survey: Survey): void {
    this.#tables = tableColumns(survey.tables);
    this.#count = survey.tables.length;
    this.#lanes = plan.lanes.length;
    this.#reset(survey.tables.length, plan.lanes.length, survey.window.opensAt);
  }

  write(entry: number, at: At, kind: number, subject: number, value: number, outcome: number): void {
    if (entry === ENTRY.saw) this.#saw(kind, subject, at, value);
    else if (entry === ENTRY.answered && outcome === OUTCOME.OK) this.#done(kind, subject, at);
  }

  /** Ends the night: whatever is in force or runs at the end of the ledger does so until `horizonAt`. */
  close(horizonAt: At): void {
    const { someRaised, rcu, ownRcu } = this.#tables;
    // Raised by an earlier night.
    if (someRaised) for (let i = 0; i < this.#count; i++) if (rcu[i] !== ownRcu[i] && this.meter.started[i] === 0) this.#meter(i);
    this.meter.close(horizonAt);
    for (let lane = 0; lane < this.#lanes; lane++) {
      if (this.#launchedAt[lane] === this.#launchedAt[lane]) this.#laneEnded(lane, this.#stoppedAt[lane] === this.#stoppedAt[lane] ? this.#stoppedAt[lane] : horizonAt);
    }
  }

  #reset(tables: number, lanes: number, opensAt: At): void {
    this.copy.fill(0, 0, tables);
    this.startAt.fill(NaN, 0, tables);
    this.endAt.fill(NaN, 0, tables);
    this.units.fill(0, 0, tables);
    this.throttledUnits.fill(0, 0, tables);
    this.raised.fill(0, 0, tables);
    this.baselineRcuHours.fill(NaN, 0, tables);
    this.meter.open(opensAt);
    if (this.laneSeconds.length < lanes) {
      this.laneSeconds = new Float64Array(lanes * 2);
      this.#launchedAt = new Float64Array(lanes * 2);
      this.#stoppedAt = new Float64Array(lanes * 2);
    }
    this.laneSeconds.fill(NaN, 0, lanes);
    this.#launchedAt.fill(NaN, 0, lanes);
    this.#stoppedAt.fill(NaN, 0, lanes);
  }

  #saw(kind: number, subject: number, at: At, value: number): void {
    switch (kind) {
      case SIGHT.copyStarted:
        this.copy[subject] = COPY.running;
        if (this.startAt[subject] !== this.startAt[subject]) this.startAt[subject] = at;
        this.endAt[subject] = NaN;
        break;
      case SIGHT.copyDone:
        this.#copyEnded(subject, COPY.done, at, value);
        break;
      case SIGHT.copyFailed:
        this.#copyEnded(subject, COPY.failed, at, value);
        break;
      case SIGHT.copyStopped:
        this.#copyEnded(subject, COPY.stopped, at, value);
        break;
      case SIGHT.capacity:
        if (this.meter.started[subject] === 0) this.#meter(subject);
        this.meter.set(subject, at, value);
        break;
      case SIGHT.overruled:
        this.raised[subject] = 0;
        if (this.meter.started[subject] === 0) this.#meter(subject);
        this.meter.set(subject, at, value);
        break;
      case SIGHT.appThrottled:
        this.throttledUnits[subject] += value;
        break;
      case SIGHT.baseline:
        this.baselineRcuHours[subject] = value;
        break;
      case SIGHT.laneEnded:
        this.#laneEnded(subject, at);
        break;
    }
  }

  #done(kind: number, subject: number, at: At): void {
    if (kind === MOVE.boost) this.raised[subject] = 1;
    else if (kind === MOVE.revert) this.raised[subject] = 0;
    else if (kind === MOVE.startLane && this.#launchedAt[subject] !== this.#launchedAt[subject]) this.#launchedAt[subject] = at;
    else if (kind === MOVE.stopLane) this.#stoppedAt[subject] = at;
  }

  #copyEnded(table: number, copy: number, at: At, units: number): void {
    this.copy[table] = copy;
    this.endAt[table] = at;
    if (units > this.units[table]) this.units[table] = units;
  }

  #laneEnded(lane: number, at: At): void {
    const launchedAt = this.#launchedAt[lane];
    if (launchedAt !== launchedAt) return; // never launched, or told twice
    const before = this.laneSeconds[lane];
    this.laneSeconds[lane] = at - launchedAt + (before === before ? before : 0);
    this.#launchedAt[lane] = NaN;
  }

  #meter(table: number): void {
    const { rcu, ownRcu, flags } = this.#tables;
    this.meter.start(table, rcu[table], ownRcu[table], this.#inHours && (flags[table] & TABLE_FLAG.infrequentAccess) === 0);
  }
}
