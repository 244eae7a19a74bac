// Tables that the backup has let go of, or not yet touched: their autoscaling beside what it would do without the backup.

import { type At, HOUR } from '../core/units.js';
import type { Baseline } from './baseline.js';
import type { CloudState } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';
import type { Course } from './course.js';

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
    const { rcu, decreases } = this.#state;
    const course = this.#course;
    const other = this.#baseline.course;
    this.#baseline.advance(table, now, false);
    decreases.copy(table, other.decreases);
    if (rcu[table] !== other.rcu[table]) {
      this.#updates.found(table, other.rcu[table]);
      this.#baseline.meter(table, now);
    }
    course.updates[table] = other.updates[table];
    course.highSinceAt[table] = other.highSinceAt[table];
    course.lowSinceAt[table] = other.lowSinceAt[table];
    course.toRcu[table] = other.toRcu[table];
    course.activeAt[table] = other.activeAt[table];
  }

  /** Follows a table that was let go; tells its changes at the times at which they would have been noticed. */
  follow(table: number, toAt: At): void {
    const course = this.#course;
    let before = this.#state.rcu[table];
    while (course.step(table, toAt)) {
      this.#updates.followed(table, before, course.at[table]);
      before = this.#state.rcu[table];
    }
  }

  /** Follows a table that was let go until it is as it would be without the backup; false when it is not before `horizonAt`. */
  joins(table: number, horizonAt: At): boolean {
    const course = this.#course;
    for (let toAt = course.at[table]; ; ) {
      if (course.activeAt[table] === Infinity && this.#isOne(table)) return true;
      if (toAt >= horizonAt) return false;
      toAt = Math.min(toAt + COMPARE_SECONDS, horizonAt);
      const before = this.#state.rcu[table];
      if (!course.step(table, toAt)) continue;
      this.#updates.followed(table, before, course.at[table]);
      toAt = course.at[table];
    }
  }

  #isOne(table: number): boolean {
    const { survey } = this.#state;
    const course = this.#course;
    const other = this.#baseline.course;
    this.#baseline.advance(table, course.at[table], true);
    if (other.activeAt[table] < Infinity || other.rcu[table] !== course.rcu[table] || other.highSinceAt[table] !== course.highSinceAt[table]) return false;
    // Since when it has been too low does not matter at the minimum.
    const atMinimum = course.rcu[table] <= (survey.tables[table].autoscaling?.minRcu ?? 0);
    return other.lowSinceAt[table] === course.lowSinceAt[table] || atMinimum;
  }
}
