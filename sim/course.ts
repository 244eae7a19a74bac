// Autoscaling followed lazily: a table's capacity as target tracking moves it while nobody else does, as far as
// somebody asks. Nothing of it is an event of the night; a walk over the traffic finds one action after the other.

import type { At, Rcu } from '../core/units.js';
import { TargetTracking } from './autoscaling.js';
import { type CloudState, ROW } from './cloud-state.js';
import type { Decreases } from './decreases.js';

/** Where each number of a table stands in its row, which is one cache line. */
export const COURSE = {
  /** How far the table has been followed. */
  at: 0,
  /** An update under way: what it sets, and when it will be in force; Infinity when there is none. */
  toRcu: 1,
  activeAt: 2,
  /** State of the tracking. */
  highSinceAt: 3,
  lowSinceAt: 4,
  /** Capacity in force, and updates so far (to number the draws), of a course that keeps them itself. */
  rcu: 5,
  updates: 6,
  size: 8,
} as const;

/** Where capacity in force, number of updates and decreases left are kept. */
export interface Kept {
  readonly rows: Float64Array;
  readonly size: number;
  readonly rcu: number;
  readonly updates: number;
  readonly decreases: Decreases;
}

export class Course {
  /** A row of COURSE a table. */
  readonly rows: Float64Array;
  readonly decreases: Decreases;
  readonly #state: CloudState;
  readonly #tracking: TargetTracking;
  readonly #kept: Kept;

  constructor(state: CloudState, rows: Float64Array, kept: Kept) {
    this.#state = state;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.rows = rows;
    this.#kept = kept;
    this.decreases = kept.decreases;
  }

  /** Begins to follow a table at `at`, ACTIVE and with nothing measured yet. */
  start(table: number, at: At): void {
    const { rows } = this;
    const c = table * COURSE.size;
    const { rows: kept, size, updates } = this.#kept;
    rows[c + COURSE.at] = at;
    rows[c + COURSE.activeAt] = rows[c + COURSE.highSinceAt] = rows[c + COURSE.lowSinceAt] = Infinity;
    kept[table * size + updates] = 0;
  }

  /** Capacity in force. */
  rcuOf(table: number): Rcu {
    const { rows, size, rcu } = this.#kept;
    return rows[table * size + rcu];
  }

  /** The capacity of a table is `rcu`. */
  setRcu(table: number, toRcu: Rcu): void {
    const { rows, size, rcu } = this.#kept;
    rows[table * size + rcu] = toRcu;
  }

  /** Goes on from where the same table is elsewhere; its capacity is the caller's to take over. */
  takeOver(table: number, from: Course): void {
    const { rows } = this;
    const other = from.rows;
    const c = table * COURSE.size;
    for (const field of [COURSE.toRcu, COURSE.activeAt, COURSE.highSinceAt, COURSE.lowSinceAt]) rows[c + field] = other[c + field];
    this.#kept.rows[table * this.#kept.size + this.#kept.updates] = from.#kept.rows[table * from.#kept.size + from.#kept.updates];
    this.decreases.copy(table, from.decreases);
  }

  /** Follows a table to the next capacity that comes into force (true; its `at` is when), or to `toAt` (false). */
  step(table: number, toAt: At): boolean {
    const { rows } = this;
    const c = table * COURSE.size;
    for (;;) {
      const activeAt = rows[c + COURSE.activeAt];
      if (activeAt < Infinity) {
        if (activeAt > toAt) return false;
        rows[c + COURSE.at] = activeAt;
        this.setRcu(table, rows[c + COURSE.toRcu]);
        rows[c + COURSE.activeAt] = rows[c + COURSE.highSinceAt] = rows[c + COURSE.lowSinceAt] = Infinity;
        return true;
      }
      if (rows[c + COURSE.at] >= toAt || !this.#act(table, toAt)) return false;
    }
  }

  /** Follows an ACTIVE table until autoscaling acts (true), or to `toAt`. */
  #act(table: number, toAt: At): boolean {
    const { rows } = this;
    const c = table * COURSE.size;
    const { traffic, weather, tables: { scaling }, rows: tables } = this.#state;
    const r = table * ROW.size;
    const fromAt = rows[c + COURSE.at];
    const rcu = this.rcuOf(table);
    const tracking = this.#tracking;
    tracking.aim(scaling, table, rcu, 0);
    tracking.decreaseFromAt = this.decreases.nextAt(table, fromAt);
    tracking.highSinceAt = rows[c + COURSE.highSinceAt];
    tracking.lowSinceAt = rows[c + COURSE.lowSinceAt];
    const actsAt = tracking.walk(traffic, tables[r + ROW.traffic], fromAt, toAt);
    rows[c + COURSE.highSinceAt] = tracking.highSinceAt;
    rows[c + COURSE.lowSinceAt] = tracking.lowSinceAt;
    rows[c + COURSE.at] = Math.min(actsAt, toAt);
    if (actsAt === Infinity) return false;
    const { toRcu } = tracking;
    if (toRcu < rcu) this.decreases.spend(table, actsAt);
    rows[c + COURSE.toRcu] = toRcu;
    const updates = table * this.#kept.size + this.#kept.updates;
    const n = this.#kept.rows[updates]++;
    rows[c + COURSE.activeAt] = actsAt + weather.updateSeconds(tables[r + ROW.luck], n, true, rcu, toRcu, tables[r + ROW.warmRcu]);
    return true;
  }
}
