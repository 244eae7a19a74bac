// What a table waits for before it may be copied: its start time, its capacity, and a place in its lane. A lane that AWS
// orders itself waits with all its tables.

import type { LaneQueues } from './night-lanes.js';
import type { Plan } from '../plan.js';

export class Conditions {
  #plan!: Plan;
  readonly #lanes: LaneQueues;
  /** Conditions still unmet. */
  #holds = new Uint8Array(0);
  /** 1 while a place is kept for the table. */
  #kept = new Uint8Array(0);

  constructor(lanes: LaneQueues) {
    this.#lanes = lanes;
  }

  open(plan: Plan): void {
    const n = plan.columns.engine.length;
    if (this.#holds.length < n) {
      this.#holds = new Uint8Array(n);
      this.#kept = new Uint8Array(n);
    } else for (const column of [this.#holds, this.#kept]) column.fill(0, 0, n);
    this.#plan = plan;
  }

  /** One more condition for the table (for a lane that AWS orders: for the launch of its lane). */
  hold(table: number): void {
    const lane = this.#plan.columns.lane[table];
    if (this.#plan.lanes[lane].selfOrdered) this.#lanes.boostsAwaited[lane]++;
    else this.#holds[table]++;
  }

  /** One condition is met; true when it was the last (for a lane that AWS orders: of its lane). */
  release(table: number): boolean {
    const lane = this.#plan.columns.lane[table];
    if (this.#plan.lanes[lane].selfOrdered) return --this.#lanes.boostsAwaited[lane] === 0;
    return --this.#holds[table] === 0;
  }

  /**
   * The boost of a waiting table is being asked: keep a place for it, or a long copy might find all places taken by short
   * ones that started meanwhile. Not where copies run one by one: there a slow boost would hold up everything.
   */
  reserve(table: number): void {
    const lane = this.#plan.columns.lane[table];
    if (this.#plan.lanes[lane].concurrency === 1 || this.#plan.lanes[lane].selfOrdered) return;
    this.#lanes.reserved[lane]++;
    this.#kept[table] = 1;
  }

  /** Gives back the place that was kept, if there was one. */
  unreserve(table: number): void {
    if (this.#kept[table] === 0) return;
    this.#kept[table] = 0;
    this.#lanes.reserved[this.#plan.columns.lane[table]]--;
  }

  /** Puts a table that nothing holds into its lane's queue. */
  enqueue(table: number): void {
    const lane = this.#plan.columns.lane[table];
    if (this.#holds[table] === 0 && !this.#plan.lanes[lane].selfOrdered) this.#lanes.put(lane, table, false);
  }

  /** Puts a table into the queue whose last condition is met: before the others, if a place was kept for it. */
  admit(table: number): void {
    this.#lanes.put(this.#plan.columns.lane[table], table, this.#kept[table] === 1);
    this.unreserve(table);
  }
}
