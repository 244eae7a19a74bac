// Autoscaling of the tables that a night touches: target tracking on application and copy together, suspension,
// and the clamping that every registration of a scalable target brings with it.

import type { At, Rcu } from '../core/units.js';
import { HOUR, MINUTE } from '../core/units.js';
import { ENGINE } from '../core/plan.js';
import { OUTCOME } from '../core/world.js';
import type { Autoscaling } from '../core/table.js';
import { TargetTracking } from './autoscaling.js';
import { type CloudState, EVENT } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';

/** How far ahead an action is looked for; then again. */
const AHEAD_SECONDS = 2 * HOUR;
/** A refused update is tried again after that: alarms are evaluated each minute. */
const RETRY_SECONDS = MINUTE;

export class Scaling {
  /** Tables that are followed: autoscaled, and read tonight. */
  readonly followed: Int32Array;
  count = 0;
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #tracking: TargetTracking;
  /** 1: may act. */
  readonly on: Uint8Array;
  readonly #copyRcu: Float64Array;
  /** State of the tracking at `#fromAt`, and where the look ahead ended. */
  readonly #fromAt: Float64Array;
  readonly #highSinceAt: Float64Array;
  readonly #lowSinceAt: Float64Array;
  readonly #notBeforeAt: Float64Array;
  readonly #toRcu: Float64Array;
  readonly #event: Float64Array;

  constructor(tables: number, state: CloudState, updates: Updates) {
    this.#state = state;
    this.#updates = updates;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.followed = new Int32Array(tables);
    this.on = new Uint8Array(tables);
    this.#copyRcu = new Float64Array(tables);
    this.#fromAt = new Float64Array(tables);
    this.#highSinceAt = new Float64Array(tables);
    this.#lowSinceAt = new Float64Array(tables);
    this.#notBeforeAt = new Float64Array(tables);
    this.#toRcu = new Float64Array(tables);
    this.#event = new Float64Array(tables);
  }

  open(): void {
    const { survey, plan } = this.#state;
    const { tables } = survey;
    this.on.fill(0, 0, tables.length);
    this.#copyRcu.fill(0, 0, tables.length);
    this.count = 0;
    for (let i = 0; i < tables.length; i++) {
      // A table that is exported or left out scales as it would without a backup: nothing to tell.
      if (tables[i].autoscaling === null || tables[i].onDemand || plan.columns.skip[i] !== 0 || plan.columns.engine[i] === ENGINE.export) continue;
      this.followed[this.count++] = i;
      this.on[i] = 1;
      this.restart(i);
    }
  }

  /** Forgets what was measured and looks ahead again: the table has a new capacity, or scaling was resumed. */
  restart(table: number): void {
    this.#highSinceAt[table] = Infinity;
    this.#lowSinceAt[table] = Infinity;
    this.#notBeforeAt[table] = -Infinity;
    this.#fromAt[table] = this.#state.now;
    this.#lookAhead(table);
  }

  /** From now on a copy reads so much; 0: none. */
  copyReads(table: number, copyRcu: Rcu): void {
    if (this.#copyRcu[table] === copyRcu) return;
    const { now } = this.#state;
    if (this.on[table] === 1 && this.#state.updatingTo[table] === 0) {
      this.#walk(table, this.#fromAt[table], now);
      this.#highSinceAt[table] = this.#tracking.highSinceAt;
      this.#lowSinceAt[table] = this.#tracking.lowSinceAt;
      this.#fromAt[table] = now;
    }
    this.#copyRcu[table] = copyRcu;
    this.#lookAhead(table);
  }

  suspend(table: number): void {
    const { autoscaling } = this.#state.survey.tables[table];
    if (autoscaling === null) return;
    this.on[table] = 0;
    this.#clamp(table, autoscaling);
  }

  resume(table: number): void {
    const { autoscaling, onDemand } = this.#state.survey.tables[table];
    if (autoscaling === null || onDemand) return;
    this.on[table] = 1;
    this.#clamp(table, autoscaling);
    this.restart(table);
  }

  /** Stops following a table: nobody wants to know any more. */
  leave(table: number): void {
    this.on[table] = 0;
  }

  /** The event taken last may be an action of a table that is due. */
  act(table: number): void {
    if (this.on[table] === 0 || this.#event[table] !== this.#state.events.sequence) return;
    const { now } = this.#state;
    if (this.#toRcu[table] > 0) {
      if (this.#updates.request(table, this.#toRcu[table], true) === OUTCOME.OK) return;
      this.#notBeforeAt[table] = now + RETRY_SECONDS;
    }
    this.#fromAt[table] = now;
    this.#lookAhead(table);
  }

  /** Registering a scalable target moves an ACTIVE table's capacity into its bounds. Source: AWS API reference, RegisterScalableTarget. */
  #clamp(table: number, { minRcu, maxRcu }: Autoscaling): void {
    const bounded = Math.min(Math.max(this.#state.rcu[table], minRcu), maxRcu);
    this.#updates.request(table, bounded, true);
  }

  /** Finds the next action; while an update is under way there is none. */
  #lookAhead(table: number): void {
    if (this.on[table] === 0 || this.#state.updatingTo[table] > 0) return;
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
    tracking.rcu = rcu[table];
    tracking.copyRcu = this.#copyRcu[table];
    tracking.minRcu = autoscaling.minRcu;
    tracking.maxRcu = autoscaling.maxRcu;
    tracking.targetShare = autoscaling.targetShare;
    tracking.notBeforeAt = this.#notBeforeAt[table];
    tracking.decreaseFromAt = decreases.nextAt(table, this.#state.now);
    tracking.highSinceAt = this.#highSinceAt[table];
    tracking.lowSinceAt = this.#lowSinceAt[table];
    return tracking.walk(traffic, trafficOf[table], fromAt, untilAt);
  }
}
