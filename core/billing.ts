// How provisioned capacity that changes inside a clock hour is billed. AWS says that capacity is billed by the hour
// and does not say what counts in an hour with several values, so the rule is a parameter (docs/prices.md):
//
//   max-in-clock-hour  the highest value of each UTC clock hour. Default: the hourly quantities of a public bill of
//                      2019 (30 fleets x 744 hours, most of them autoscaled) are whole numbers throughout, which
//                      metering by minutes or seconds would not give.
//   prorated           capacity x time, exactly. AWS's own estimators reckon so.
//   sampled            the value in force at one moment of the hour.
//
// The meter counts what is above (or, negative, below) a table's own capacity, because only that is the backup's.

import { BILLING_RULES, type BillingRule } from './settings.js';
import { HOUR, type At, type Rcu, type Seconds } from './units.js';

/** Numbers of the rules: their positions in BILLING_RULES. */
export const RULE = { max: 0, prorated: 1, sampled: 2 } as const;

/** The moment of each clock hour at which the rule `sampled` looks: half past, because hours are equally likely to be early or late. */
export const SAMPLED_AT: Seconds = HOUR / 2;

/** RCU-hours above the tables' own capacity, by table, under all rules at once. Used again each night; makes no garbage. */
export class CapacityMeter {
  /** RCU-hours by rule and table; valid after `close`, 0 for tables that were not started. */
  readonly excessHours: readonly [Float64Array, Float64Array, Float64Array];
  /** RCU above the own capacity now in force. */
  readonly excessRcu: Float64Array;
  /** Highest capacity so far. */
  readonly highestRcu: Float64Array;
  /** 1 for tables that were started since `open`. */
  readonly started: Uint8Array;
  /** RCU-hours by rule and clock hour since the opening, of the tables that were started with `inHours`. */
  readonly byHour: readonly [number[], number[], number[]] = [[], [], []];
  readonly #ownRcu: Float64Array;
  readonly #sinceAt: Float64Array;
  readonly #peakRcu: Float64Array;
  readonly #inHours: Uint8Array;
  readonly #tables: Int32Array;
  readonly #sampledAt: Seconds;
  #count = 0;
  #openedAt: At = 0;

  constructor(tables: number, sampledAt: Seconds = SAMPLED_AT) {
    this.excessHours = [new Float64Array(tables), new Float64Array(tables), new Float64Array(tables)];
    this.excessRcu = new Float64Array(tables);
    this.highestRcu = new Float64Array(tables);
    this.started = new Uint8Array(tables);
    this.#ownRcu = new Float64Array(tables);
    this.#sinceAt = new Float64Array(tables);
    this.#peakRcu = new Float64Array(tables);
    this.#inHours = new Uint8Array(tables);
    this.#tables = new Int32Array(tables);
    this.#sampledAt = sampledAt;
  }

  /**
   * Begins a night. It is billed from the start of the clock hour in which it opens: a clock hour that two nights
   * share belongs to the later one.
   */
  open(openedAt: At): void {
    const [max, prorated, sampled] = this.excessHours;
    for (let k = 0; k < this.#count; k++) {
      const i = this.#tables[k];
      this.started[i] = 0;
      max[i] = prorated[i] = sampled[i] = 0;
    }
    for (const hours of this.byHour) hours.length = 0;
    this.#count = 0;
    this.#openedAt = openedAt;
  }

  /** Begins to meter a table that had `rcu` in force when the night opened, while its own is `ownRcu`. */
  start(table: number, rcu: Rcu, ownRcu: Rcu, inHours: boolean): void {
    this.#tables[this.#count++] = table;
    this.started[table] = 1;
    this.#ownRcu[table] = ownRcu;
    this.excessRcu[table] = rcu - ownRcu;
    this.#peakRcu[table] = -Infinity;
    this.highestRcu[table] = rcu;
    this.#sinceAt[table] = this.#openedAt;
    this.#inHours[table] = inHours ? 1 : 0;
  }

  /** From now on the table has `rcu`. */
  set(table: number, at: At, rcu: Rcu): void {
    this.#advance(table, at);
    this.excessRcu[table] = rcu - this.#ownRcu[table];
    if (rcu > this.highestRcu[table]) this.highestRcu[table] = rcu;
  }

  /** Ends the night: what is in force stays so until `at`. */
  close(at: At): void {
    for (let k = 0; k < this.#count; k++) this.#advance(this.#tables[k], at);
  }

  #advance(i: number, at: At): void {
    const since = this.#sinceAt[i];
    if (at <= since) return;
    this.#sinceAt[i] = at;
    const excess = this.excessRcu[i];
    const hour = Math.floor(since / HOUR);
    const hourNow = Math.floor(at / HOUR);
    const samples = Math.ceil((at - this.#sampledAt) / HOUR) - Math.ceil((since - this.#sampledAt) / HOUR);
    this.excessHours[RULE.prorated][i] += (excess * (at - since)) / HOUR;
    this.excessHours[RULE.sampled][i] += excess * samples;
    // Only what was in force for some time counts in the hour.
    const peak = Math.max(this.#peakRcu[i], excess);
    this.#peakRcu[i] = peak;
    if (hourNow > hour) {
      this.excessHours[RULE.max][i] += peak + excess * (hourNow - hour - 1);
      this.#peakRcu[i] = at > hourNow * HOUR ? excess : -Infinity;
    }
    if (this.#inHours[i] === 1) this.#spread(since, at, excess, peak);
  }

  /** The same, told by clock hour: reservations are drawn on hour by hour. */
  #spread(since: At, at: At, excess: Rcu, peak: Rcu): void {
    const first = Math.floor(this.#openedAt / HOUR);
    const hour = Math.floor(since / HOUR);
    const last = Math.ceil(at / HOUR);
    for (let h = hour; h < last; h++) {
      const k = h - first;
      const fromAt = Math.max(since, h * HOUR);
      const toAt = Math.min(at, (h + 1) * HOUR);
      const sampleAt = h * HOUR + this.#sampledAt;
      add(this.byHour[RULE.prorated], k, (excess * (toAt - fromAt)) / HOUR);
      if (sampleAt >= fromAt && sampleAt < toAt) add(this.byHour[RULE.sampled], k, excess);
      if (toAt === (h + 1) * HOUR) add(this.byHour[RULE.max], k, h === hour ? peak : excess);
    }
  }
}

function add(hours: number[], k: number, amount: number): void {
  while (hours.length <= k) hours.push(0);
  hours[k] += amount;
}

/** Capacity from that instant on. */
export interface CapacityChange {
  readonly at: At;
  readonly rcu: Rcu;
}

/**
 * RCU-hours billed for one table over [fromAt, toAt), whose first change is at or before `fromAt`.
 * Clock hours that begin before `toAt` and end after it are not counted by the rule max-in-clock-hour.
 */
export function billedRcuHours(rule: BillingRule, changes: readonly CapacityChange[], fromAt: At, toAt: At, sampledAt: Seconds = SAMPLED_AT): number {
  const meter = new CapacityMeter(1, sampledAt);
  meter.open(fromAt);
  meter.start(0, changes[0].rcu, 0, false);
  for (const { at, rcu } of changes.slice(1)) meter.set(0, at, rcu);
  meter.close(toAt);
  return meter.excessHours[BILLING_RULES.indexOf(rule)][0];
}
