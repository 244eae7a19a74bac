// Autoscaling followed lazily: a table's capacity as target tracking moves it while nobody else does, as far as
// somebody asks. Nothing of it is an event of the night; a walk over the traffic finds one action after the other.

import type { At } from '../core/units.js';
import { TargetTracking } from './autoscaling.js';
import type { CloudState } from './cloud-state.js';
import type { Decreases } from './decreases.js';

export class Course {
  /** How far each table has been followed. */
  readonly at: Float64Array;
  readonly rcu: Float64Array;
  /** An update under way: what it sets, and when it will be in force; Infinity when there is none. */
  readonly toRcu: Float64Array;
  readonly activeAt: Float64Array;
  /** State of the tracking. */
  readonly highSinceAt: Float64Array;
  readonly lowSinceAt: Float64Array;
  /** Updates so far, to number the draws. */
  readonly updates: Uint16Array;
  readonly decreases: Decreases;
  readonly #state: CloudState;
  readonly #tracking: TargetTracking;

  /** @param kept where capacity in force, decreases left and number of updates are kept */
  constructor(tables: number, state: CloudState, kept: Pick<Course, 'rcu' | 'decreases' | 'updates'>) {
    this.#state = state;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.rcu = kept.rcu;
    this.decreases = kept.decreases;
    this.updates = kept.updates;
    this.at = new Float64Array(tables);
    this.toRcu = new Float64Array(tables);
    this.activeAt = new Float64Array(tables);
    this.highSinceAt = new Float64Array(tables);
    this.lowSinceAt = new Float64Array(tables);
  }

  /** Begins to follow a table at `at`, ACTIVE and with nothing measured yet. */
  start(table: number, at: At): void {
    this.at[table] = at;
    this.activeAt[table] = this.highSinceAt[table] = this.lowSinceAt[table] = Infinity;
    this.updates[table] = 0;
  }

  /** Follows a table to the next capacity that comes into force (true; `at` is when), or to `toAt` (false). */
  step(table: number, toAt: At): boolean {
    for (;;) {
      const activeAt = this.activeAt[table];
      if (activeAt < Infinity) {
        if (activeAt > toAt) return false;
        this.at[table] = activeAt;
        this.rcu[table] = this.toRcu[table];
        this.activeAt[table] = this.highSinceAt[table] = this.lowSinceAt[table] = Infinity;
        return true;
      }
      if (this.at[table] >= toAt || !this.#act(table, toAt)) return false;
    }
  }

  /** Follows an ACTIVE table until autoscaling acts (true), or to `toAt`. */
  #act(table: number, toAt: At): boolean {
    const { traffic, trafficOf, weather, warmRcu, survey } = this.#state;
    const { autoscaling } = survey.tables[table];
    if (autoscaling === null) return false;
    const fromAt = this.at[table];
    const rcu = this.rcu[table];
    const tracking = this.#tracking;
    tracking.aim(autoscaling, rcu, 0);
    tracking.decreaseFromAt = this.decreases.nextAt(table, fromAt);
    tracking.highSinceAt = this.highSinceAt[table];
    tracking.lowSinceAt = this.lowSinceAt[table];
    const actsAt = tracking.walk(traffic, trafficOf[table], fromAt, toAt);
    this.highSinceAt[table] = tracking.highSinceAt;
    this.lowSinceAt[table] = tracking.lowSinceAt;
    this.at[table] = Math.min(actsAt, toAt);
    if (actsAt === Infinity) return false;
    const { toRcu } = tracking;
    if (toRcu < rcu) this.decreases.spend(table, actsAt);
    this.toRcu[table] = toRcu;
    this.activeAt[table] = actsAt + weather.updateSeconds(trafficOf[table], this.updates[table]++, true, rcu, toRcu, warmRcu[table]);
    return true;
  }
}
