// Copies that read their table: how far they are and when they will end.
// A copy's end is computed once, when its reading starts, and again only when the capacity of its table falls or rises
// in a way that matters. Where capacity leaves room for the application's peak and the copy, the end is closed form.

import type { At, Rcu, Units } from '../core/units.js';
import { DAY, HOUR } from '../core/units.js';
import { type CloudState, EVENT } from './cloud-state.js';
import { Flow, partitionCeilingRcu } from './flow.js';

/** Burst credit is reconstructed from the traffic of the hour before: 300 s of credit have long been full or empty by then. */
const LOOK_BACK_SECONDS = HOUR;
/** Copies are followed for two days; by then the next night has opened. */
const HORIZON_SECONDS = 2 * DAY;

export class Reading {
  readonly #state: CloudState;
  readonly #flow = new Flow();
  /** Units a second that a reading copy asks for; 0 for a table that is not being read. */
  readonly paceRcu: Float64Array;
  /** Application units refused while the copy ran, all attempts. */
  readonly refusedUnits: Float64Array;
  /** What the leg still had to read at `#at`; a leg is an attempt up to its end or its failure. */
  readonly #leftUnits: Float64Array;
  readonly #at: Float64Array;
  /** Burst credit at `#creditAt`, where it is known. */
  readonly #creditUnits: Float64Array;
  readonly #creditAt: Float64Array;
  /** 1 while nothing can be throttled at the capacity in force. */
  readonly #free: Uint8Array;
  /** Refused units and credit at the computed end of the leg. */
  readonly #endRefusedUnits: Float64Array;
  readonly #endCreditUnits: Float64Array;
  /** The event that ends the leg; others are stale. */
  readonly #event: Float64Array;
  #horizonAt: At = 0;

  constructor(tables: number, state: CloudState) {
    this.#state = state;
    this.paceRcu = new Float64Array(tables);
    this.refusedUnits = new Float64Array(tables);
    this.#leftUnits = new Float64Array(tables);
    this.#at = new Float64Array(tables);
    this.#creditUnits = new Float64Array(tables);
    this.#creditAt = new Float64Array(tables);
    this.#free = new Uint8Array(tables);
    this.#endRefusedUnits = new Float64Array(tables);
    this.#endCreditUnits = new Float64Array(tables);
    this.#event = new Float64Array(tables);
  }

  open(): void {
    const n = this.#state.survey.tables.length;
    this.paceRcu.fill(0, 0, n);
    this.refusedUnits.fill(0, 0, n);
    this.#creditAt.fill(-Infinity, 0, n);
    this.#horizonAt = this.#state.now + HORIZON_SECONDS;
  }

  /** Starts to read `units` of a table at `paceRcu`, now. */
  start(table: number, units: Units, paceRcu: Rcu): void {
    this.paceRcu[table] = paceRcu;
    this.#leftUnits[table] = units;
    this.#at[table] = this.#state.now;
    this.#schedule(table, -1);
  }

  /** Whether the event taken last is the end of the table's leg. */
  endsNow(table: number): boolean {
    return this.paceRcu[table] > 0 && this.#event[table] === this.#state.events.sequence;
  }

  /** The leg has come to its end. */
  end(table: number): void {
    this.refusedUnits[table] = this.#endRefusedUnits[table];
    if (this.#free[table] === 0) {
      this.#creditUnits[table] = this.#endCreditUnits[table];
      this.#creditAt[table] = this.#state.now;
    }
    this.paceRcu[table] = 0;
  }

  /** Interrupts the leg; returns what is left of it. */
  stop(table: number): Units {
    const rcu = this.#state.onDemandRcu[table] > 0 ? this.#state.onDemandRcu[table] : this.#state.rcu[table];
    this.#creditAt[table] = this.#state.now;
    this.#creditUnits[table] = this.#advance(table, rcu);
    this.paceRcu[table] = 0;
    return this.#leftUnits[table];
  }

  /** The capacity of a table that is being read has just changed from `rcuBefore` to `rcu`. */
  capacityChanged(table: number): void {
    const { rcu, rcuBefore } = this.#state;
    if (this.#free[table] === 1 && rcu[table] >= rcuBefore[table]) return;
    this.#schedule(table, this.#advance(table, rcuBefore[table]));
  }

  /** Brings the leg's numbers up to now, at capacity `rcu`; returns the burst credit. */
  #advance(table: number, rcu: Rcu): Units {
    const { now, traffic, trafficOf } = this.#state;
    const flow = this.#flow;
    const fromAt = this.#at[table];
    this.#at[table] = now;
    this.#prepare(table, rcu, this.paceRcu[table]);
    if (this.#free[table] === 1) {
      this.#leftUnits[table] -= this.paceRcu[table] * (now - fromAt);
      flow.creditUnits = Infinity;
      flow.leftUnits = Infinity;
      flow.walk(traffic, trafficOf[table], Math.max(fromAt, now - LOOK_BACK_SECONDS), now);
      return flow.creditUnits;
    }
    flow.creditUnits = this.#creditUnits[table];
    flow.leftUnits = this.#leftUnits[table];
    flow.refusedUnits = this.refusedUnits[table];
    flow.walk(traffic, trafficOf[table], fromAt, now);
    this.#leftUnits[table] = flow.leftUnits;
    this.refusedUnits[table] = flow.refusedUnits;
    return flow.creditUnits;
  }

  /** Computes when the leg ends from now on. `creditUnits` is negative where not known. */
  #schedule(table: number, creditUnits: Units): void {
    const { now, rcu, onDemandRcu, traffic, trafficOf, events } = this.#state;
    const pace = this.paceRcu[table];
    const serves = onDemandRcu[table] > 0 ? onDemandRcu[table] : rcu[table];
    let endAt = now + this.#leftUnits[table] / pace;
    const free = pace <= serves && traffic.staysBelow(serves - pace, trafficOf[table], now, Math.min(endAt, this.#horizonAt));
    this.#free[table] = free ? 1 : 0;
    if (free) this.#endRefusedUnits[table] = this.refusedUnits[table];
    else {
      const flow = this.#flow;
      const credit = creditUnits >= 0 ? creditUnits : this.#creditNow(table);
      this.#creditUnits[table] = credit;
      this.#prepare(table, serves, pace);
      flow.creditUnits = credit;
      flow.leftUnits = this.#leftUnits[table];
      flow.refusedUnits = this.refusedUnits[table];
      endAt = flow.walk(traffic, trafficOf[table], now, this.#horizonAt);
      this.#endRefusedUnits[table] = flow.refusedUnits;
      this.#endCreditUnits[table] = flow.creditUnits;
    }
    this.#event[table] = endAt < this.#horizonAt ? events.push(endAt, EVENT.legEnds, table) : 0;
  }

  /** The burst credit of a table that was not being read until now. */
  #creditNow(table: number): Units {
    const { now, rcu, rcuBefore, changedAt, traffic, trafficOf, onDemandRcu } = this.#state;
    if (onDemandRcu[table] > 0) return 0;
    const flow = this.#flow;
    const known = this.#creditAt[table] > now - LOOK_BACK_SECONDS;
    let fromAt = known ? this.#creditAt[table] : now - LOOK_BACK_SECONDS;
    flow.creditUnits = known ? this.#creditUnits[table] : Infinity;
    flow.leftUnits = Infinity;
    if (changedAt[table] > fromAt) {
      this.#prepare(table, rcuBefore[table], 0);
      flow.walk(traffic, trafficOf[table], fromAt, changedAt[table]);
      fromAt = changedAt[table];
    }
    this.#prepare(table, rcu[table], 0);
    flow.walk(traffic, trafficOf[table], fromAt, now);
    return Math.min(flow.creditUnits, flow.creditMaxUnits);
  }

  #prepare(table: number, rcu: Rcu, paceRcu: Rcu): void {
    const { onDemandRcu, wcu, sizeBytes, settings } = this.#state;
    const flow = this.#flow;
    const { reading } = settings;
    flow.servesRcu = rcu;
    flow.paceRcu = paceRcu;
    if (onDemandRcu[table] > 0) {
      flow.ceilingRcu = rcu;
      flow.creditMaxUnits = 0;
    } else {
      flow.ceilingRcu = partitionCeilingRcu(rcu, wcu[table], sizeBytes[table], reading);
      flow.creditMaxUnits = reading.burstShare * reading.burstSeconds * rcu;
    }
  }
}
