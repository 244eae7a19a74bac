// Target tracking of tables that a copy reads: there an action of autoscaling changes what else happens, so it is found
// ahead and made an event.

import type { At } from '../core/units.js';
import { TargetTracking } from './autoscaling.js';
import { type CloudState, EVENT, ROW } from './cloud-state.js';
import { type Course, COURSE } from './course.js';

/**
 * Where each number of a table stands in its row, which is one cache line: what the copy reads; the event of the next
 * action, and what that sets; how far the last look ahead went, and the state of the tracking there; whether scaling may
 * act (1) or is suspended (0) while the backup holds the table.
 */
export const WATCH = { copyRcu: 0, notBeforeAt: 1, event: 2, toRcu: 3, aheadAt: 4, aheadHighSinceAt: 5, aheadLowSinceAt: 6, on: 7, size: 8 } as const;

export class Watch {
  /** A row of WATCH a table. */
  readonly rows: Float64Array;
  readonly #state: CloudState;
  /** The state of the tracking at the course's `at`. */
  readonly #course: Course;
  readonly #tracking: TargetTracking;

  constructor(tables: number, state: CloudState, course: Course) {
    this.#state = state;
    this.#course = course;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.rows = new Float64Array(tables * WATCH.size);
  }

  /** Brings the state of the tracking up to now. */
  catchUp(table: number): void {
    const { now } = this.#state;
    const course = this.#course.rows;
    const c = table * COURSE.size;
    const { rows } = this;
    const w = table * WATCH.size;
    if (now === rows[w + WATCH.aheadAt]) {
      course[c + COURSE.highSinceAt] = rows[w + WATCH.aheadHighSinceAt];
      course[c + COURSE.lowSinceAt] = rows[w + WATCH.aheadLowSinceAt];
    } else if (now > course[c + COURSE.at]) {
      this.#walk(table, course[c + COURSE.at], now);
      course[c + COURSE.highSinceAt] = this.#tracking.highSinceAt;
      course[c + COURSE.lowSinceAt] = this.#tracking.lowSinceAt;
    }
    course[c + COURSE.at] = now;
  }

  /** Forgets the event of the next action. */
  forget(table: number): void {
    this.rows[table * WATCH.size + WATCH.event] = 0;
    this.rows[table * WATCH.size + WATCH.aheadAt] = -Infinity;
  }

  /** Finds the next action until the end of the copy's leg, as an event. */
  lookAhead(table: number): void {
    const { now, events, rows: tables } = this.#state;
    const { rows } = this;
    const w = table * WATCH.size;
    const untilAt = tables[table * ROW.size + ROW.endAt];
    const actsAt = this.#walk(table, now, untilAt);
    rows[w + WATCH.aheadAt] = Math.min(actsAt, untilAt);
    rows[w + WATCH.aheadHighSinceAt] = this.#tracking.highSinceAt;
    rows[w + WATCH.aheadLowSinceAt] = this.#tracking.lowSinceAt;
    if (actsAt === Infinity) return;
    rows[w + WATCH.toRcu] = this.#tracking.toRcu;
    rows[w + WATCH.event] = events.push(actsAt, EVENT.scales, table);
  }

  #walk(table: number, fromAt: At, untilAt: At): At {
    const { tables: { scaling }, rows: tables, decreases, traffic, now } = this.#state;
    const tracking = this.#tracking;
    const r = table * ROW.size;
    const course = this.#course.rows;
    const c = table * COURSE.size;
    tracking.aim(scaling, table, tables[r + ROW.rcu], this.rows[table * WATCH.size + WATCH.copyRcu]);
    tracking.notBeforeAt = this.rows[table * WATCH.size + WATCH.notBeforeAt];
    tracking.decreaseFromAt = decreases.nextAt(table, now);
    tracking.highSinceAt = course[c + COURSE.highSinceAt];
    tracking.lowSinceAt = course[c + COURSE.lowSinceAt];
    return tracking.walk(traffic, tables[r + ROW.traffic], fromAt, untilAt);
  }
}
