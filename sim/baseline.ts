// What autoscaling does without the backup, and what that is billed: only the difference is the backup's to pay.
// Tables are followed lazily, table by table, and only as far as somebody asks.

import { CapacityMeter } from '../core/billing.js';
import { BILLING_RULES } from '../core/settings.js';
import type { At, Rcu } from '../core/units.js';
import { TargetTracking } from './autoscaling.js';
import type { CloudState } from './cloud-state.js';
import { Decreases } from './decreases.js';

export class Baseline {
  readonly decreases: Decreases;
  readonly rcu: Float64Array;
  /** An update under way: what it sets, and when it will be in force; Infinity when there is none. */
  readonly toRcu: Float64Array;
  readonly activeAt: Float64Array;
  /** Updates so far, to number the draws. */
  readonly updates: Uint16Array;
  /** State of the tracking, at the time to which the table has been followed. */
  readonly highSinceAt: Float64Array;
  readonly lowSinceAt: Float64Array;
  readonly #at: Float64Array;
  /** Changes that were metered. */
  readonly #changes: Uint16Array;
  readonly #state: CloudState;
  readonly #tracking: TargetTracking;
  readonly #meter: CapacityMeter;

  constructor(tables: number, state: CloudState) {
    this.#state = state;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.#meter = new CapacityMeter(tables);
    this.decreases = new Decreases(tables);
    this.rcu = new Float64Array(tables);
    this.toRcu = new Float64Array(tables);
    this.activeAt = new Float64Array(tables);
    this.updates = new Uint16Array(tables);
    this.highSinceAt = new Float64Array(tables);
    this.lowSinceAt = new Float64Array(tables);
    this.#at = new Float64Array(tables);
    this.#changes = new Uint16Array(tables);
  }

  open(): void {
    this.#meter.open(this.#state.now);
  }

  /** Begins to follow a table from the opening of the night, with what its owner set. */
  start(table: number): void {
    const { ownRcu, decreasesToday } = this.#state.survey.tables[table];
    const { now } = this.#state;
    this.decreases.open(table, now, decreasesToday);
    this.rcu[table] = ownRcu;
    this.activeAt[table] = Infinity;
    this.updates[table] = this.#changes[table] = 0;
    this.highSinceAt[table] = this.lowSinceAt[table] = Infinity;
    this.#at[table] = now;
    this.#meter.start(table, ownRcu, 0, false);
  }

  /** Meters from now on what is in force. `at`: when it is noticed, as for the real table, so that the two bills compare. */
  meter(table: number, at: At): void {
    const { lookSeconds } = this.#state.settings.control;
    this.#changes[table]++;
    this.#meter.set(table, Math.ceil(at / lookSeconds) * lookSeconds, this.rcu[table]);
  }

  /** Ends all meters. */
  close(at: At): void {
    this.#meter.close(at);
  }

  /** RCU-hours that would have been billed; NaN where capacity would have stayed what the owner set. */
  hours(table: number): number {
    const rule = BILLING_RULES.indexOf(this.#state.settings.billing.rule);
    return this.#changes[table] > 0 ? this.#meter.excessHours(table, rule) : NaN;
  }

  /** Follows a table until `toAt`; `metered`: its changes are billed apart from the real table's. */
  advance(table: number, toAt: At, metered: boolean): void {
    const { autoscaling } = this.#state.survey.tables[table];
    const { traffic, trafficOf } = this.#state;
    if (autoscaling === null) return;
    const tracking = this.#tracking;
    tracking.highSinceAt = this.highSinceAt[table];
    tracking.lowSinceAt = this.lowSinceAt[table];
    for (;;) {
      if (this.activeAt[table] < Infinity) {
        if (this.activeAt[table] > toAt) return;
        this.#becomesActive(table, metered);
      }
      const fromAt = this.#at[table];
      if (fromAt >= toAt) break;
      tracking.aim(autoscaling, this.rcu[table], 0);
      tracking.decreaseFromAt = this.decreases.nextAt(table, fromAt);
      const actsAt = tracking.walk(traffic, trafficOf[table], fromAt, toAt);
      this.#at[table] = Math.min(actsAt, toAt);
      if (actsAt < Infinity) this.#update(table, actsAt, tracking.toRcu);
    }
    this.highSinceAt[table] = tracking.highSinceAt;
    this.lowSinceAt[table] = tracking.lowSinceAt;
  }

  #update(table: number, at: At, toRcu: Rcu): void {
    const { weather, trafficOf, warmRcu } = this.#state;
    const fromRcu = this.rcu[table];
    if (toRcu < fromRcu) this.decreases.spend(table, at);
    const seconds = weather.updateSeconds(trafficOf[table], this.updates[table]++, true, fromRcu, toRcu, warmRcu[table]);
    this.toRcu[table] = toRcu;
    this.activeAt[table] = at + seconds;
  }

  #becomesActive(table: number, metered: boolean): void {
    const at = this.activeAt[table];
    this.#at[table] = at;
    this.activeAt[table] = Infinity;
    this.rcu[table] = this.toRcu[table];
    this.#tracking.highSinceAt = this.#tracking.lowSinceAt = Infinity;
    if (metered) this.meter(table, at);
  }
}
