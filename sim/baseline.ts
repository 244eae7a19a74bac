// What autoscaling would have done without the backup, and what that would have been billed. Only the difference is
// the backup's to pay. Computed after the night, for the autoscaled tables that were read; it ends as soon as the real
// table has the same capacity again.

import { CapacityMeter } from '../core/billing.js';
import { BILLING_RULES } from '../core/settings.js';
import type { At, Rcu } from '../core/units.js';
import { SIGHT } from '../core/world.js';
import { TargetTracking } from './autoscaling.js';
import { type CloudState, EVENT } from './cloud-state.js';
import type { Scaling } from './cloud-scaling.js';
import { Decreases } from './decreases.js';

export class Baseline {
  readonly #state: CloudState;
  readonly #scaling: Scaling;
  readonly #tracking: TargetTracking;
  readonly #decreases: Decreases;
  readonly #meter: CapacityMeter;
  readonly #rcu: Float64Array;
  /** How far each table has been followed. */
  readonly #at: Float64Array;
  /** An update under way: what it sets, and when it will be in force; Infinity when there is none. */
  readonly #toRcu: Float64Array;
  readonly #activeAt: Float64Array;
  readonly #updates: Uint16Array;
  /** State of the tracking at `#at`. */
  readonly #highSinceAt: Float64Array;
  readonly #lowSinceAt: Float64Array;
  /** 1 while the real table differs and both are to be followed. */
  readonly #apart: Uint8Array;

  constructor(tables: number, state: CloudState, scaling: Scaling) {
    this.#state = state;
    this.#scaling = scaling;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.#decreases = new Decreases(tables);
    this.#meter = new CapacityMeter(tables);
    this.#rcu = new Float64Array(tables);
    this.#at = new Float64Array(tables);
    this.#toRcu = new Float64Array(tables);
    this.#activeAt = new Float64Array(tables);
    this.#updates = new Uint16Array(tables);
    this.#highSinceAt = new Float64Array(tables);
    this.#lowSinceAt = new Float64Array(tables);
    this.#apart = new Uint8Array(tables);
  }

  /** The night is over: follows all tables from its opening until now. */
  begin(): void {
    const { survey, now } = this.#state;
    const { opensAt } = survey.window;
    this.#meter.open(opensAt);
    this.#apart.fill(0, 0, survey.tables.length);
    for (let k = 0; k < this.#scaling.count; k++) {
      const i = this.#scaling.followed[k];
      const { ownRcu, decreasesToday } = survey.tables[i];
      this.#decreases.open(i, opensAt, decreasesToday);
      this.#meter.start(i, ownRcu, 0, false);
      this.#rcu[i] = ownRcu;
      this.#at[i] = opensAt;
      this.#activeAt[i] = Infinity;
      this.#updates[i] = 0;
      this.#highSinceAt[i] = this.#lowSinceAt[i] = Infinity;
      this.#advance(i, now);
      this.#apart[i] = 1;
      this.#compare(i);
    }
  }

  /** An event has just happened: if it concerns a table that is apart, catches up with it. */
  follow(kind: number, table: number): void {
    if ((kind !== EVENT.active && kind !== EVENT.scales) || this.#apart[table] === 0) return;
    this.#advance(table, this.#state.now);
    this.#compare(table);
  }

  /** Tells the bill of each table whose capacity would have changed by itself. */
  end(horizonAt: At): void {
    const rule = BILLING_RULES.indexOf(this.#state.settings.billing.rule);
    for (let k = 0; k < this.#scaling.count; k++) if (this.#apart[this.#scaling.followed[k]] === 1) this.#advance(this.#scaling.followed[k], horizonAt);
    this.#meter.close(horizonAt);
    for (let k = 0; k < this.#scaling.count; k++) {
      const i = this.#scaling.followed[k];
      if (this.#updates[i] > 0) this.#state.tell(horizonAt, SIGHT.baseline, i, this.#meter.excessHours(i, rule));
    }
  }

  /** Both have the same capacity and nothing under way: from now on they are one. */
  #compare(table: number): void {
    const { rcu, updatingTo } = this.#state;
    if (this.#scaling.on[table] === 0 || updatingTo[table] > 0 || this.#activeAt[table] < Infinity || rcu[table] !== this.#rcu[table]) return;
    this.#apart[table] = 0;
    this.#scaling.leave(table);
  }

  #advance(table: number, toAt: At): void {
    const { autoscaling } = this.#state.survey.tables[table];
    const { traffic, trafficOf } = this.#state;
    if (autoscaling === null) return;
    const tracking = this.#tracking;
    tracking.minRcu = autoscaling.minRcu;
    tracking.maxRcu = autoscaling.maxRcu;
    tracking.targetShare = autoscaling.targetShare;
    tracking.highSinceAt = this.#highSinceAt[table];
    tracking.lowSinceAt = this.#lowSinceAt[table];
    for (;;) {
      if (this.#activeAt[table] < Infinity) {
        if (this.#activeAt[table] > toAt) return;
        this.#becomesActive(table);
      }
      const fromAt = this.#at[table];
      if (fromAt >= toAt) break;
      tracking.rcu = this.#rcu[table];
      tracking.decreaseFromAt = this.#decreases.nextAt(table, fromAt);
      const actsAt = tracking.walk(traffic, trafficOf[table], fromAt, toAt);
      this.#at[table] = Math.min(actsAt, toAt);
      if (actsAt < Infinity) this.#update(table, actsAt, tracking.toRcu);
    }
    this.#highSinceAt[table] = tracking.highSinceAt;
    this.#lowSinceAt[table] = tracking.lowSinceAt;
  }

  #update(table: number, at: At, toRcu: Rcu): void {
    const { weather, trafficOf, warmRcu } = this.#state;
    const fromRcu = this.#rcu[table];
    if (toRcu < fromRcu) this.#decreases.spend(table, at);
    const seconds = weather.updateSeconds(trafficOf[table], this.#updates[table]++, true, fromRcu, toRcu, warmRcu[table]);
    this.#toRcu[table] = toRcu;
    this.#activeAt[table] = at + seconds;
  }

  #becomesActive(table: number): void {
    const { lookSeconds } = this.#state.settings.control;
    const at = this.#activeAt[table];
    this.#at[table] = at;
    this.#activeAt[table] = Infinity;
    this.#rcu[table] = this.#toRcu[table];
    this.#tracking.highSinceAt = this.#tracking.lowSinceAt = Infinity;
    // Noticed as late as the real one would be, so that the two bills compare.
    this.#meter.set(table, Math.ceil(at / lookSeconds) * lookSeconds, this.#rcu[table]);
  }
}
