// Copies that read their table: how far they are and when they will end.
// A copy's end is computed once, when its reading starts, and again only when the capacity of its table falls or rises
// in a way that matters. Where capacity leaves room for the application's peak and the copy, the end is closed form.

import type { At, Rcu, Units } from '../core/units.js';
import { DAY, HOUR } from '../core/units.js';
import { type CloudState, EVENT, ROW } from './cloud-state.js';
import { Flow, partitionCeilingRcu } from './flow.js';

/** Burst credit is reconstructed from the traffic of the hour before: 300 s of credit have long been full or empty by then. */
const LOOK_BACK_SECONDS = HOUR;
/** Copies are followed for two days; by then the next night has opened. */
const HORIZON_SECONDS = 2 * DAY;

export class Reading {
  readonly #state: CloudState;
  readonly #flow = new Flow();
  readonly #rows: Float64Array;
  /** 1 while nothing can be throttled at the capacity in force. */
  readonly #free: Uint8Array;
  #horizonAt: At = 0;

  constructor(tables: number, state: CloudState) {
    this.#state = state;
    this.#rows = state.rows;
    this.#free = new Uint8Array(tables);
  }

  open(): void {
    this.#horizonAt = this.#state.now + HORIZON_SECONDS;
  }

  isReading(table: number): boolean {
    return this.#rows[table * ROW.size + ROW.paceRcu] > 0;
  }

  /** Starts to read `units` of a table at `paceRcu`, now. */
  start(table: number, units: Units, paceRcu: Rcu): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    rows[r + ROW.paceRcu] = paceRcu;
    rows[r + ROW.leftUnits] = units;
    rows[r + ROW.at] = this.#state.now;
    this.#schedule(table, -1);
  }

  /** Whether the event taken last is the end of the table's leg. */
  endsNow(table: number): boolean {
    const rows = this.#rows;
    const r = table * ROW.size;
    return rows[r + ROW.paceRcu] > 0 && rows[r + ROW.legEvent] === this.#state.events.sequence;
  }

  /** The leg has come to its end. */
  end(table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    rows[r + ROW.refusedUnits] = rows[r + ROW.endRefusedUnits];
    if (this.#free[table] === 0) {
      rows[r + ROW.creditUnits] = rows[r + ROW.endCreditUnits];
      rows[r + ROW.creditAt] = this.#state.now;
    }
    rows[r + ROW.paceRcu] = 0;
  }

  /** Interrupts the leg; returns what is left of it. */
  stop(table: number): Units {
    const rows = this.#rows;
    const r = table * ROW.size;
    const rcu = this.#state.onDemandRcu[table] > 0 ? this.#state.onDemandRcu[table] : this.#state.rcu[table];
    rows[r + ROW.creditAt] = this.#state.now;
    rows[r + ROW.creditUnits] = this.#advance(table, rcu);
    rows[r + ROW.paceRcu] = 0;
    return rows[r + ROW.leftUnits];
  }

  /** The capacity of a table that is being read has just changed from `rcuBefore` to `rcu`. */
  capacityChanged(table: number): void {
    const { rcu, rcuBefore } = this.#state;
    if (this.#free[table] === 1 && rcu[table] >= rcuBefore[table]) return;
    this.#schedule(table, this.#advance(table, rcuBefore[table]));
  }

  /** Brings the leg's numbers up to now, at capacity `rcu`; returns the burst credit. */
  #advance(table: number, rcu: Rcu): Units {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, traffic, trafficOf } = this.#state;
    const flow = this.#flow;
    const fromAt = rows[r + ROW.at];
    rows[r + ROW.at] = now;
    this.#prepare(table, rcu, rows[r + ROW.paceRcu]);
    if (this.#free[table] === 1) {
      rows[r + ROW.leftUnits] -= rows[r + ROW.paceRcu] * (now - fromAt);
      flow.creditUnits = Infinity;
      flow.leftUnits = Infinity;
      flow.walk(traffic, trafficOf[table], Math.max(fromAt, now - LOOK_BACK_SECONDS), now);
      return flow.creditUnits;
    }
    flow.creditUnits = rows[r + ROW.creditUnits];
    flow.leftUnits = rows[r + ROW.leftUnits];
    flow.refusedUnits = rows[r + ROW.refusedUnits];
    flow.walk(traffic, trafficOf[table], fromAt, now);
    rows[r + ROW.leftUnits] = flow.leftUnits;
    rows[r + ROW.refusedUnits] = flow.refusedUnits;
    return flow.creditUnits;
  }

  /** Computes when the leg ends from now on. `creditUnits` is negative where not known. */
  #schedule(table: number, creditUnits: Units): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, rcu, onDemandRcu, traffic, trafficOf, events } = this.#state;
    const pace = rows[r + ROW.paceRcu];
    const serves = onDemandRcu[table] > 0 ? onDemandRcu[table] : rcu[table];
    let endAt = now + rows[r + ROW.leftUnits] / pace;
    const free = pace <= serves && traffic.staysBelow(serves - pace, trafficOf[table], now, Math.min(endAt, this.#horizonAt));
    this.#free[table] = free ? 1 : 0;
    if (free) rows[r + ROW.endRefusedUnits] = rows[r + ROW.refusedUnits];
    else {
      const flow = this.#flow;
      const credit = creditUnits >= 0 ? creditUnits : this.#creditNow(table);
      rows[r + ROW.creditUnits] = credit;
      this.#prepare(table, serves, pace);
      flow.creditUnits = credit;
      flow.leftUnits = rows[r + ROW.leftUnits];
      flow.refusedUnits = rows[r + ROW.refusedUnits];
      endAt = flow.walk(traffic, trafficOf[table], now, this.#horizonAt);
      rows[r + ROW.endRefusedUnits] = flow.refusedUnits;
      rows[r + ROW.endCreditUnits] = flow.creditUnits;
    }
    rows[r + ROW.endAt] = Math.min(endAt, this.#horizonAt);
    rows[r + ROW.legEvent] = endAt < this.#horizonAt ? events.push(endAt, EVENT.legEnds, table) : 0;
  }

  /** The burst credit of a table that was not being read until now. */
  #creditNow(table: number): Units {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, rcu, rcuBefore, changedAt, traffic, trafficOf, onDemandRcu } = this.#state;
    if (onDemandRcu[table] > 0) return 0;
    const flow = this.#flow;
    const known = rows[r + ROW.creditAt] > now - LOOK_BACK_SECONDS;
    let fromAt = known ? rows[r + ROW.creditAt] : now - LOOK_BACK_SECONDS;
    flow.creditUnits = known ? rows[r + ROW.creditUnits] : Infinity;
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
