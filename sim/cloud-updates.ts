// UpdateTable: who may change a table's capacity when, and how long it takes. Used by the brain's moves and by autoscaling.

import type { At, Rcu } from '../core/units.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { type CloudState, EVENT } from './cloud-state.js';

export class Updates {
  readonly #state: CloudState;
  /** Provisioned read capacity of all tables and indexes, as the account quota counts it. */
  #accountRcu = 0;
  #accountRcuQuota = 0;
  #underWay = 0;
  /** Calls and updates of each table so far, to number the draws. */
  readonly #calls: Uint16Array;
  readonly #updates: Uint16Array;

  constructor(tables: number, state: CloudState) {
    this.#state = state;
    this.#calls = new Uint16Array(tables);
    this.#updates = new Uint16Array(tables);
  }

  open(accountRcuQuota: Rcu): void {
    const { tables } = this.#state.survey;
    let accountRcu = 0;
    for (let i = 0; i < tables.length; i++) accountRcu += tables[i].rcu + tables[i].gsiRcu;
    this.#accountRcu = accountRcu;
    this.#accountRcuQuota = accountRcuQuota;
    this.#underWay = 0;
    for (const column of [this.#calls, this.#updates, this.#state.scalings]) column.fill(0, 0, tables.length);
  }

  /** Whether this call about a table is throttled by the API; each call is a draw of its own. */
  throttled(table: number): boolean {
    const { weather, trafficOf } = this.#state;
    return weather.throttles(trafficOf[table], this.#calls[table]++);
  }

  /** Asks for a capacity; returns the number of an outcome. OK: it will be in force after a drawn time. */
  request(table: number, toRcu: Rcu, byScaling: boolean): number {
    const { rcu, updatingTo, onDemandRcu, settings, decreases, now } = this.#state;
    const fromRcu = rcu[table];
    if (onDemandRcu[table] > 0) return OUTCOME.UNAVAILABLE;
    if (updatingTo[table] > 0) return OUTCOME.IN_USE;
    if (toRcu === fromRcu) return OUTCOME.UNCHANGED;
    if (toRcu > settings.quotas.tableRcu) return OUTCOME.OVER_TABLE_QUOTA;
    if (toRcu > fromRcu && this.#accountRcu - fromRcu + toRcu > this.#accountRcuQuota) return OUTCOME.OVER_ACCOUNT_QUOTA;
    if (this.#underWay >= settings.quotas.controlPlaneOperations) return OUTCOME.TOO_MANY_UPDATES;
    if (toRcu < fromRcu && !decreases.spend(table, now)) return OUTCOME.NO_DECREASE_LEFT;
    this.#underWay++;
    this.#accountRcu += toRcu - fromRcu;
    updatingTo[table] = toRcu;
    this.#state.events.push(now + this.#seconds(table, toRcu, byScaling), EVENT.active, table);
    return OUTCOME.OK;
  }

  #seconds(table: number, toRcu: Rcu, byScaling: boolean): number {
    const { weather, trafficOf, rcu, warmRcu } = this.#state;
    const counts = byScaling ? this.#state.scalings : this.#updates;
    return weather.updateSeconds(trafficOf[table], counts[table]++, byScaling, rcu[table], toRcu, warmRcu[table]);
  }

  /** Autoscaling has changed a table's capacity while nobody looked. */
  found(table: number, rcu: Rcu): void {
    this.#accountRcu += rcu - this.#state.rcu[table];
    this.#state.rcu[table] = rcu;
    this.#state.tell(this.#state.now, SIGHT.capacity, table, rcu);
  }

  /** Autoscaling has asked for a capacity while nobody looked. */
  foundUnderWay(table: number, toRcu: Rcu, activeAt: At): void {
    this.#accountRcu += toRcu - this.#state.rcu[table];
    this.#underWay++;
    this.#state.updatingTo[table] = toRcu;
    this.#state.events.push(activeAt, EVENT.active, table);
  }

  /** Autoscaling has changed, at `at`, the capacity of a table that was let go. */
  followed(table: number, beforeRcu: Rcu, at: At): void {
    const { rcu, rcuBefore, changedAt } = this.#state;
    this.#accountRcu += rcu[table] - beforeRcu;
    rcuBefore[table] = beforeRcu;
    changedAt[table] = at;
    this.#state.warm(table);
    this.#state.tell(at, SIGHT.capacity, table, rcu[table]);
  }

  /** The update of a table is finished: its capacity is in force. */
  active(table: number): void {
    const { rcu, updatingTo, rcuBefore, changedAt, now } = this.#state;
    this.#underWay--;
    rcuBefore[table] = rcu[table];
    changedAt[table] = now;
    rcu[table] = updatingTo[table];
    updatingTo[table] = 0;
    this.#state.warm(table);
    this.#state.tell(now, SIGHT.capacity, table, rcu[table]);
  }
}
