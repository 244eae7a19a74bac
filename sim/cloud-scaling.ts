// Autoscaling of the tables that a night touches: target tracking on application and copy together, suspension,
// and the clamping that every registration of a scalable target brings with it. As long as the backup has not touched a
// table, and again when it is back where it would have been anyway, nothing is simulated.

import { type At, HOUR, MINUTE, type Rcu } from '../core/units.js';
import { ENGINE } from '../core/plan.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import type { Autoscaling } from '../core/table.js';
import { TargetTracking } from './autoscaling.js';
import { Baseline } from './baseline.js';
import { type CloudState, EVENT } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';

const MODE = { none: 0, joined: 1, apart: 2 } as const;
/** How far ahead an action is looked for; then again. */
const AHEAD_SECONDS = 2 * HOUR;
/** A refused update is tried again after that: alarms are evaluated each minute. */
const RETRY_SECONDS = MINUTE;

export class Scaling {
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #tracking: TargetTracking;
  readonly #baseline: Baseline;
  /** Tables that are followed: autoscaled, and read tonight. */
  readonly #followed: Int32Array;
  #count = 0;
  /** JOINED: as it would be without the backup, nothing is computed. APART: simulated beside its baseline. */
  readonly #mode: Uint8Array;
  /** 1: scaling may act; 0: suspended. Of tables that are APART. */
  readonly #on: Uint8Array;
  readonly #copyRcu: Float64Array;
  /** State of the tracking at `#fromAt`. */
  readonly #fromAt: Float64Array;
  readonly #highSinceAt: Float64Array;
  readonly #lowSinceAt: Float64Array;
  readonly #notBeforeAt: Float64Array;
  /** What the event that is due sets; 0: nothing, it only looks further. */
  readonly #toRcu: Float64Array;
  readonly #event: Float64Array;

  constructor(tables: number, state: CloudState, updates: Updates) {
    this.#state = state;
    this.#updates = updates;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.#baseline = new Baseline(tables, state);
    const column = (): Float64Array => new Float64Array(tables);
    this.#followed = new Int32Array(tables);
    this.#mode = new Uint8Array(tables);
    this.#on = new Uint8Array(tables);
    this.#copyRcu = column();
    this.#fromAt = column();
    this.#highSinceAt = column();
    this.#lowSinceAt = column();
    this.#notBeforeAt = column();
    this.#toRcu = column();
    this.#event = column();
  }

  open(): void {
    const { survey: { tables }, plan } = this.#state;
    this.#mode.fill(MODE.none, 0, tables.length);
    this.#baseline.open();
    this.#count = 0;
    for (let i = 0; i < tables.length; i++) {
      const { autoscaling, onDemand, rcu, ownRcu } = tables[i];
      // A table that is exported or left out scales as it would without a backup.
      if (autoscaling === null || onDemand || plan.columns.skip[i] !== 0 || plan.columns.engine[i] === ENGINE.export) continue;
      this.#followed[this.#count++] = i;
      this.#baseline.start(i);
      this.#copyRcu[i] = 0;
      this.#mode[i] = rcu === ownRcu ? MODE.joined : MODE.apart;
      this.#on[i] = 1;
      if (rcu !== ownRcu) this.#restart(i);
    }
  }

  /**
   * Something is about to happen to a table that would not happen without the backup. What autoscaling did until now
   * is told as one change, to the bill of the baseline too.
   */
  wake(table: number): void {
    if (this.#mode[table] !== MODE.joined) return;
    const baseline = this.#baseline;
    const { now, rcu, decreases } = this.#state;
    this.#mode[table] = MODE.apart;
    this.#on[table] = 1;
    baseline.advance(table, now, false);
    decreases.copy(table, baseline.decreases);
    this.#updates.numberScalings(table, baseline.updates[table]);
    if (rcu[table] !== baseline.rcu[table]) {
      this.#updates.found(table, baseline.rcu[table]);
      baseline.meter(table, now);
    }
    this.#highSinceAt[table] = baseline.highSinceAt[table];
    this.#lowSinceAt[table] = baseline.lowSinceAt[table];
    this.#notBeforeAt[table] = -Infinity;
    this.#fromAt[table] = now;
    if (baseline.activeAt[table] < Infinity) this.#updates.foundUnderWay(table, baseline.toRcu[table], baseline.activeAt[table]);
    this.#lookAhead(table);
  }

  /** The table has a new capacity. */
  capacityChanged(table: number): void {
    if (this.#mode[table] === MODE.apart && this.#on[table] === 1) this.#restart(table);
  }

  /** After the night: both go on until `horizonAt`, or until they are one. Tells the bills of the baselines that moved. */
  finish(horizonAt: At): void {
    const baseline = this.#baseline;
    for (let k = 0; k < this.#count; k++) {
      const i = this.#followed[k];
      if (this.#mode[i] === MODE.apart) baseline.advance(i, horizonAt, true);
    }
    baseline.close(horizonAt);
    for (let k = 0; k < this.#count; k++) {
      const hours = baseline.hours(this.#followed[k]);
      if (hours === hours) this.#state.tell(horizonAt, SIGHT.baseline, this.#followed[k], hours);
    }
  }

  /** True when the table is now as it would be without the backup; then it is no longer simulated. */
  #joins(table: number): boolean {
    const { now, rcu, updatingTo, survey } = this.#state;
    if (this.#copyRcu[table] > 0 || this.#on[table] === 0 || updatingTo[table] > 0) return false;
    const baseline = this.#baseline;
    baseline.advance(table, now, true);
    if (baseline.activeAt[table] < Infinity || baseline.rcu[table] !== rcu[table] || baseline.highSinceAt[table] !== this.#highSinceAt[table]) return false;
    // Since when it has been too low does not matter at the minimum.
    const atMinimum = rcu[table] <= (survey.tables[table].autoscaling?.minRcu ?? 0);
    if (baseline.lowSinceAt[table] !== this.#lowSinceAt[table] && !atMinimum) return false;
    this.#mode[table] = MODE.joined;
    return true;
  }

  /** Forgets what was measured and looks ahead again: the table has a new capacity, or scaling was resumed. */
  #restart(table: number): void {
    this.#highSinceAt[table] = Infinity;
    this.#lowSinceAt[table] = Infinity;
    this.#notBeforeAt[table] = -Infinity;
    this.#fromAt[table] = this.#state.now;
    if (!this.#joins(table)) this.#lookAhead(table);
  }

  /** From now on a copy reads so much; 0: none. */
  copyReads(table: number, copyRcu: Rcu): void {
    if (this.#mode[table] === MODE.none) return;
    this.wake(table);
    if (this.#on[table] === 1 && this.#state.updatingTo[table] === 0) this.#catchUp(table);
    this.#copyRcu[table] = copyRcu;
    if (!this.#joins(table)) this.#lookAhead(table);
  }

  suspend(table: number): void {
    const { autoscaling } = this.#state.survey.tables[table];
    if (autoscaling === null) return;
    this.wake(table);
    this.#on[table] = 0;
    this.#clamp(table, autoscaling);
  }

  resume(table: number): void {
    const { autoscaling, onDemand } = this.#state.survey.tables[table];
    if (autoscaling === null || onDemand) return;
    this.wake(table);
    this.#on[table] = 1;
    this.#clamp(table, autoscaling);
    this.#restart(table);
  }

  /** The event taken last may be an action of a table that is due. */
  act(table: number): void {
    if (this.#mode[table] !== MODE.apart || this.#on[table] === 0 || this.#event[table] !== this.#state.events.sequence) return;
    this.#catchUp(table);
    if (this.#toRcu[table] > 0) {
      if (this.#updates.request(table, this.#toRcu[table], true) === OUTCOME.OK) return;
      this.#notBeforeAt[table] = this.#state.now + RETRY_SECONDS;
    }
    if (!this.#joins(table)) this.#lookAhead(table);
  }

  /** Brings the state of the tracking up to now. */
  #catchUp(table: number): void {
    const { now } = this.#state;
    this.#walk(table, this.#fromAt[table], now);
    this.#highSinceAt[table] = this.#tracking.highSinceAt;
    this.#lowSinceAt[table] = this.#tracking.lowSinceAt;
    this.#fromAt[table] = now;
  }

  /** Registering a scalable target moves an ACTIVE table's capacity into its bounds. Source: AWS API reference, RegisterScalableTarget. */
  #clamp(table: number, { minRcu, maxRcu }: Autoscaling): void {
    const bounded = Math.min(Math.max(this.#state.rcu[table], minRcu), maxRcu);
    this.#updates.request(table, bounded, true);
  }

  /** Finds the next action; while an update is under way there is none. */
  #lookAhead(table: number): void {
    this.#event[table] = 0;
    if (this.#on[table] === 0 || this.#state.updatingTo[table] > 0) return;
    const { now, events } = this.#state;
    const untilAt = now + AHEAD_SECONDS;
    const actsAt = this.#walk(table, now, untilAt);
    this.#toRcu[table] = actsAt === Infinity ? 0 : this.#tracking.toRcu;
    this.#event[table] = events.push(Math.min(actsAt, untilAt), EVENT.scales, table);
  }

  #walk(table: number, fromAt: At, untilAt: At): At {
    const { survey, rcu, decreases, traffic, trafficOf } = this.#state;
    const { autoscaling } = survey.tables[table];
    const tracking = this.#tracking;
    if (autoscaling === null) return Infinity;
    tracking.aim(autoscaling, rcu[table], this.#copyRcu[table]);
    tracking.notBeforeAt = this.#notBeforeAt[table];
    tracking.decreaseFromAt = decreases.nextAt(table, this.#state.now);
    tracking.highSinceAt = this.#highSinceAt[table];
    tracking.lowSinceAt = this.#lowSinceAt[table];
    return tracking.walk(traffic, trafficOf[table], fromAt, untilAt);
  }
}
