// UpdateTable: who may change a table's capacity when, and how long it takes. Used by the brain's moves and by autoscaling.

import type { At, Rcu } from '../core/units.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { type CloudState, EVENT, ROW } from './cloud-state.js';

export class Updates {
  readonly #state: CloudState;
  /** Provisioned read capacity of all tables and indexes, as the account quota counts it. */
  #accountRcu = 0;
  #accountRcuQuota = 0;
  #underWay = 0;

  constructor(state: CloudState) {
    this.#state = state;
  }

  open(accountRcuQuota: Rcu): void {
    this.#accountRcu = this.#state.tables.provisionedRcu;
    this.#accountRcuQuota = accountRcuQuota;
    this.#underWay = 0;
  }

  /** Whether this call about a table is throttled by the API; each call is a draw of its own. */
  throttled(table: number): boolean {
    const { weather, rows } = this.#state;
    const r = table * ROW.size;
    return weather.throttles(rows[r + ROW.luck], rows[r + ROW.calls]++);
  }

  /** Asks for a capacity; returns the number of an outcome. OK: it will be in force after a drawn time. */
  request(table: number, toRcu: Rcu, byScaling: boolean): number {
    const { rows, settings, decreases, now } = this.#state;
    const r = table * ROW.size;
    const fromRcu = rows[r + ROW.rcu];
    if (rows[r + ROW.onDemandRcu] > 0) return OUTCOME.UNAVAILABLE;
    if (rows[r + ROW.updatingTo] > 0) return OUTCOME.IN_USE;
    if (toRcu === fromRcu) return OUTCOME.UNCHANGED;
    if (toRcu > settings.quotas.tableRcu) return OUTCOME.OVER_TABLE_QUOTA;
    if (toRcu > fromRcu && this.#accountRcu - fromRcu + toRcu > this.#accountRcuQuota) return OUTCOME.OVER_ACCOUNT_QUOTA;
    if (this.#underWay >= settings.quotas.controlPlaneOperations) return OUTCOME.TOO_MANY_UPDATES;
    if (toRcu < fromRcu && !decreases.spend(table, now)) return OUTCOME.NO_DECREASE_LEFT;
    this.#underWay++;
    this.#accountRcu += toRcu - fromRcu;
    rows[r + ROW.updatingTo] = toRcu;
    this.#state.events.push(now + this.#seconds(r, toRcu, byScaling), EVENT.active, table);
    return OUTCOME.OK;
  }

  #seconds(r: number, toRcu: Rcu, byScaling: boolean): number {
    const { weather, rows } = this.#state;
    const n = rows[r + (byScaling ? ROW.scalings : ROW.updates)]++;
    return weather.updateSeconds(rows[r + ROW.luck], n, byScaling, rows[r + ROW.rcu], toRcu, rows[r + ROW.warmRcu]);
  }

  /** Autoscaling has changed a table's capacity while nobody looked. */
  found(table: number, rcu: Rcu): void {
    const { rows } = this.#state;
    this.#accountRcu += rcu - rows[table * ROW.size + ROW.rcu];
    rows[table * ROW.size + ROW.rcu] = rcu;
    this.#state.tell(this.#state.now, SIGHT.capacity, table, rcu);
  }

  /** Autoscaling has asked for a capacity while nobody looked. */
  foundUnderWay(table: number, toRcu: Rcu, activeAt: At): void {
    const { rows } = this.#state;
    this.#accountRcu += toRcu - rows[table * ROW.size + ROW.rcu];
    this.#underWay++;
    rows[table * ROW.size + ROW.updatingTo] = toRcu;
    this.#state.events.push(activeAt, EVENT.active, table);
  }

  /** Autoscaling has changed, at `at`, the capacity of a table that was let go. */
  followed(table: number, beforeRcu: Rcu, at: At): void {
    const { rows } = this.#state;
    const r = table * ROW.size;
    this.#accountRcu += rows[r + ROW.rcu] - beforeRcu;
    rows[r + ROW.rcuBefore] = beforeRcu;
    rows[r + ROW.changedAt] = at;
    this.#state.warm(table);
    this.#state.tell(at, SIGHT.capacity, table, rows[r + ROW.rcu]);
  }

  /** The update of a table is finished: its capacity is in force. */
  active(table: number): void {
    const { rows, now } = this.#state;
    const r = table * ROW.size;
    this.#underWay--;
    rows[r + ROW.rcuBefore] = rows[r + ROW.rcu];
    rows[r + ROW.changedAt] = now;
    rows[r + ROW.rcu] = rows[r + ROW.updatingTo];
    rows[r + ROW.updatingTo] = 0;
    this.#state.warm(table);
    this.#state.tell(now, SIGHT.capacity, table, rows[r + ROW.rcu]);
  }
}
