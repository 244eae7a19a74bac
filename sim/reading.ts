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
  #horizonAt: At = 0;
  /** Until when the highest rates of the applications (ROW.peakRcu) are known. */
  #peaksUntilAt: At = 0;

  constructor(state: CloudState) {
    this.#state = state;
    this.#rows = state.rows;
  }

  open(): void {
    const { now, survey } = this.#state;
    this.#horizonAt = now + HORIZON_SECONDS;
    this.#peaksUntilAt = now + survey.slots * HOUR;
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
    if (rows[r + ROW.free] === 0) {
      rows[r + ROW.creditUnits] = rows[r + ROW.endCreditUnits];
      rows[r + ROW.creditAt] = this.#state.now;
    }
    rows[r + ROW.paceRcu] = 0;
  }

  /** Interrupts the leg; returns what is left of it. */
  stop(table: number): Units {
    const rows = this.#rows;
    const r = table * ROW.size;
    const rcu = this.#serves(r);
    rows[r + ROW.creditAt] = this.#state.now;
    rows[r + ROW.creditUnits] = this.#advance(table, rcu);
    rows[r + ROW.paceRcu] = 0;
    return rows[r + ROW.leftUnits];
  }

  /** What a table serves in the long run. */
  #serves(r: number): Rcu {
    const rows = this.#rows;
    return rows[r + ROW.onDemandRcu] > 0 ? rows[r + ROW.onDemandRcu] : rows[r + ROW.rcu];
  }

  /** The capacity of a table that is being read has just changed from `rcuBefore` to `rcu`. */
  capacityChanged(table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    if (rows[r + ROW.free] === 1 && rows[r + ROW.rcu] >= rows[r + ROW.rcuBefore]) return;
    this.#schedule(table, this.#advance(table, rows[r + ROW.rcuBefore]));
  }

  /** Brings the leg's numbers up to now, at capacity `rcu`; returns the burst credit. */
  #advance(table: number, rcu: Rcu): Units {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, traffic } = this.#state;
    const flow = this.#flow;
    const fromAt = rows[r + ROW.at];
    rows[r + ROW.at] = now;
    this.#prepare(r, rcu, rows[r + ROW.paceRcu]);
    if (rows[r + ROW.free] === 1) {
      rows[r + ROW.leftUnits] -= rows[r + ROW.paceRcu] * (now - fromAt);
      flow.creditUnits = Infinity;
      flow.leftUnits = Infinity;
      flow.walk(traffic, rows[r + ROW.traffic], Math.max(fromAt, now - LOOK_BACK_SECONDS), now);
      return flow.creditUnits;
    }
    flow.creditUnits = rows[r + ROW.creditUnits];
    flow.leftUnits = rows[r + ROW.leftUnits];
    flow.refusedUnits = rows[r + ROW.refusedUnits];
    flow.walk(traffic, rows[r + ROW.traffic], fromAt, now);
    rows[r + ROW.leftUnits] = flow.leftUnits;
    rows[r + ROW.refusedUnits] = flow.refusedUnits;
    return flow.creditUnits;
  }

  /** Computes when the leg ends from now on. `creditUnits` is negative where not known. */
  #schedule(table: number, creditUnits: Units): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now } = this.#state;
    const pace = rows[r + ROW.paceRcu];
    const serves = this.#serves(r);
    const endAt = now + rows[r + ROW.leftUnits] / pace;
    if (pace <= serves && this.#staysBelow(r, serves - pace, Math.min(endAt, this.#horizonAt))) {
      rows[r + ROW.free] = 1;
      rows[r + ROW.endRefusedUnits] = rows[r + ROW.refusedUnits];
      this.#endsAt(table, endAt);
    } else this.#endsAt(table, this.#walkToEnd(table, serves, creditUnits));
  }

  #endsAt(table: number, endAt: At): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    rows[r + ROW.endAt] = Math.min(endAt, this.#horizonAt);
    rows[r + ROW.legEvent] = endAt < this.#horizonAt ? this.#state.events.push(endAt, EVENT.legEnds, table) : 0;
  }

  /** Whether the application's rate never passes `limitRcu` until `untilAt`. */
  #staysBelow(r: number, limitRcu: Rcu, untilAt: At): boolean {
    const rows = this.#rows;
    const { now, traffic } = this.#state;
    if (untilAt <= this.#peaksUntilAt && rows[r + ROW.peakRcu] <= traffic.unscaled(limitRcu)) return true;
    return traffic.staysBelow(limitRcu, rows[r + ROW.traffic], now, untilAt);
  }

  /** When the leg ends where it may be throttled. */
  #walkToEnd(table: number, serves: Rcu, creditUnits: Units): At {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, traffic } = this.#state;
    const flow = this.#flow;
    const credit = creditUnits >= 0 ? creditUnits : this.#creditNow(r);
    rows[r + ROW.free] = 0;
    rows[r + ROW.creditUnits] = credit;
    this.#prepare(r, serves, rows[r + ROW.paceRcu]);
    flow.creditUnits = credit;
    flow.leftUnits = rows[r + ROW.leftUnits];
    flow.refusedUnits = rows[r + ROW.refusedUnits];
    const endAt = flow.walk(traffic, rows[r + ROW.traffic], now, this.#horizonAt);
    rows[r + ROW.endRefusedUnits] = flow.refusedUnits;
    rows[r + ROW.endCreditUnits] = flow.creditUnits;
    return endAt;
  }

  /** The burst credit of a table that was not being read until now. */
  #creditNow(r: number): Units {
    const rows = this.#rows;
    const { now, traffic } = this.#state;
    if (rows[r + ROW.onDemandRcu] > 0) return 0;
    const flow = this.#flow;
    const known = rows[r + ROW.creditAt] > now - LOOK_BACK_SECONDS;
    let fromAt = known ? rows[r + ROW.creditAt] : now - LOOK_BACK_SECONDS;
    flow.creditUnits = known ? rows[r + ROW.creditUnits] : Infinity;
    flow.leftUnits = Infinity;
    const changedAt = rows[r + ROW.changedAt];
    if (changedAt > fromAt) {
      this.#prepare(r, rows[r + ROW.rcuBefore], 0);
      flow.walk(traffic, rows[r + ROW.traffic], fromAt, changedAt);
      fromAt = changedAt;
    }
    this.#prepare(r, rows[r + ROW.rcu], 0);
    flow.walk(traffic, rows[r + ROW.traffic], fromAt, now);
    return Math.min(flow.creditUnits, flow.creditMaxUnits);
  }

  #prepare(r: number, rcu: Rcu, paceRcu: Rcu): void {
    const rows = this.#rows;
    const flow = this.#flow;
    const { reading } = this.#state.settings;
    flow.servesRcu = rcu;
    flow.paceRcu = paceRcu;
    if (rows[r + ROW.onDemandRcu] > 0) {
      flow.ceilingRcu = rcu;
      flow.creditMaxUnits = 0;
    } else {
      flow.ceilingRcu = partitionCeilingRcu(rcu, rows[r + ROW.wcu], rows[r + ROW.sizeBytes], reading);
      flow.creditMaxUnits = reading.burstShare * reading.burstSeconds * rcu;
    }
  }
}
