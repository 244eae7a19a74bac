// Tables that the backup has let go of, or not yet touched: their autoscaling beside what it would do without the backup.

import { SCALING } from '../core/table-columns.js';
import { type At, HOUR } from '../core/units.js';
import type { Baseline } from './baseline.js';
import type { CloudState } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';
import { type Course, COURSE } from './course.js';

/** A table that was let go is held against its baseline that often, and whenever its capacity changed. */
const COMPARE_SECONDS = HOUR;

export class LetGo {
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #course: Course;
  readonly #baseline: Baseline;

  constructor(state: CloudState, updates: Updates, course: Course, baseline: Baseline) {
    this.#state = state;
    this.#updates = updates;
    this.#course = course;
    this.#baseline = baseline;
  }

  /** The backup comes to a table for the first time: what the baseline did until now is told as one change, to both bills. */
  takeOver(table: number, now: At): void {
    const other = this.#baseline.course;
    this.#baseline.advance(table, now, false);
    const rcu = other.rcuOf(table);
    if (this.#course.rcuOf(table) !== rcu) {
      this.#updates.found(table, rcu);
      this.#baseline.meter(table, now);
    }
    this.#course.takeOver(table, other);
  }

  /** Follows a table that was let go; tells its changes at the times at which they would have been noticed. */
  follow(table: number, toAt: At): void {
    const course = this.#course;
    let before = course.rcuOf(table);
    while (course.step(table, toAt)) {
      this.#updates.followed(table, before, course.rows[table * COURSE.size + COURSE.at]);
      before = course.rcuOf(table);
    }
  }

  /** Follows a table that was let go until it is as it would be without the backup; false when it is not before `horizonAt`. */
  joins(table: number, horizonAt: At): boolean {
    const course = this.#course;
    const { rows } = course;
    const c = table * COURSE.size;
    for (let toAt = rows[c + COURSE.at]; ; ) {
      if (rows[c + COURSE.activeAt] === Infinity && this.#isOne(table)) return true;
      if (toAt >= horizonAt) return false;
      toAt = Math.min(toAt + COMPARE_SECONDS, horizonAt);
      const before = course.rcuOf(table);
      if (!course.step(table, toAt)) continue;
      toAt = rows[c + COURSE.at];
      this.#updates.followed(table, before, toAt);
    }
  }

  #isOne(table: number): boolean {
    const course = this.#course;
    const other = this.#baseline.course;
    const { rows } = course;
    const c = table * COURSE.size;
    this.#baseline.advance(table, rows[c + COURSE.at], true);
    const others = other.rows;
    if (others[c + COURSE.activeAt] < Infinity || other.rcuOf(table) !== course.rcuOf(table) || others[c + COURSE.highSinceAt] !== rows[c + COURSE.highSinceAt]) return false;
    // Since when it has been too low does not matter at the minimum.
    if (others[c + COURSE.lowSinceAt] === rows[c + COURSE.lowSinceAt]) return true;
    return course.rcuOf(table) <= this.#state.tables.scaling[table * SCALING.size + SCALING.minRcu];
  }
}
