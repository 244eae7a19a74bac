// What autoscaling does without the backup, and what that is billed: only the difference is the backup's to pay.
// Tables are followed lazily, table by table, and only as far as somebody asks.

import { CapacityMeter } from '../core/money/billing.js';
import { BILLING_RULES } from '../core/settings.js';
import type { At } from '../core/units.js';
import type { CloudState } from './cloud-state.js';
import { Course, COURSE } from './course.js';
import { Decreases } from './decreases.js';

export class Baseline {
  readonly course: Course;
  /** Changes that were metered. */
  readonly #changes: Uint16Array;
  readonly #state: CloudState;
  readonly #meter: CapacityMeter;
  readonly #rule: number;

  constructor(tables: number, state: CloudState) {
    this.#state = state;
    this.#meter = new CapacityMeter(tables);
    this.#rule = BILLING_RULES.indexOf(state.settings.billing.rule);
    const rows = new Float64Array(tables * COURSE.size);
    this.course = new Course(state, rows, { rows, size: COURSE.size, rcu: COURSE.rcu, updates: COURSE.updates, decreases: new Decreases(tables) });
    this.#changes = new Uint16Array(tables);
  }

  open(): void {
    this.#meter.open(this.#state.now);
  }

  /** Begins to follow a table from the opening of the night, with what its owner set. */
  start(table: number): void {
    const { ownRcu, decreasesToday } = this.#state.tables;
    const { course } = this;
    const { now } = this.#state;
    course.start(table, now);
    course.decreases.open(table, now, decreasesToday[table]);
    course.setRcu(table, ownRcu[table]);
    this.#changes[table] = 0;
    this.#meter.start(table, ownRcu[table], 0, false);
  }

  /** Meters from now on what is in force. `at`: when it is noticed, as for the real table, so that the two bills compare. */
  meter(table: number, at: At): void {
    const { lookSeconds } = this.#state.settings.control;
    this.#changes[table]++;
    this.#meter.set(table, Math.ceil(at / lookSeconds) * lookSeconds, this.course.rcuOf(table));
  }

  /** Ends all meters. */
  close(at: At): void {
    this.#meter.close(at);
  }

  /** RCU-hours that would have been billed; NaN where capacity would have stayed what the owner set. */
  hours(table: number): number {
    return this.#changes[table] > 0 ? this.#meter.excessHours(table, this.#rule) : NaN;
  }

  /** Follows a table until `toAt`; `metered`: its changes are billed apart from the real table's. */
  advance(table: number, toAt: At, metered: boolean): void {
    while (this.course.step(table, toAt)) if (metered) this.meter(table, this.course.rows[table * COURSE.size + COURSE.at]);
  }
}
