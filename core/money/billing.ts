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

import { BILLING_RULES, type BillingRule } from '../settings.js';
import { HOUR, type At, type Rcu, type Seconds } from '../units.js';

/** Numbers of the rules: their positions in BILLING_RULES. */
export const RULE = { max: 0, prorated: 1, sampled: 2 } as const;

/** The moment of each clock hour at which the rule `sampled` looks: half past, because hours are equally likely to be early or late. */
export const SAMPLED_AT: Seconds = HOUR / 2;

/** Where each number of a table stands in its row: a row is one cache line, and a change touches only that. */
const AT = { excessHours: 0, excessRcu: 3, ownRcu: 4, highestRcu: 5, peakRcu: 6, sinceAt: 7, row: 8 } as const;

/** RCU-hours above the tables' own capacity, by table, under all rules at once. Used again each night; makes no garbage. */
export class CapacityMeter {
  /** 1 for tables that were started since `open`; the rows of others hold nothing. */
  readonly started: Uint8Array;
  /** RCU-hours by rule and clock hour since the opening, of the tables that were started with `inHours`; missing hours are 0. */
  readonly byHour: readonly [number[], number[], number[]] = [[], [], []];
  readonly #rows: Float64Array;
  readonly #inHours: Uint8Array;
  readonly #tables: Int32Array;
  readonly #sampledAt: Seconds;
  #count = 0;
  #openedAt: At = 0;

  constructor(tables: number, sampledAt: Seconds = SAMPLED_AT) {
    this.started = new Uint8Array(tables);
    this.#rows = new Float64Array(tables * AT.row);
    this.#inHours = new Uint8Array(tables);
    this.#tables = new Int32Array(tables);
    this.#sampledAt = sampledAt;
  }

  /** RCU-hours above the own capacity (negative below it) of a table that was started, after `close`. */
  excessHours(table: number, rule: number): number {
    return this.#rows[table * AT.row + AT.excessHours + rule];
  }

  /** RCU above the own capacity now in force, of a table that was started. */
  excessRcu(table: number): Rcu {
    return this.#rows[table * AT.row + AT.excessRcu];
  }

  /** Highest capacity so far, of a table that was started. */
  highestRcu(table: number): Rcu {
    return this.#rows[table * AT.row + AT.highestRcu];
  }

  /**
   * Begins a night. It is billed from the start of the clock hour in which it opens: a clock hour that two nights
   * share belongs to the later one.
   */
  open(openedAt: At): void {
    for (let k = 0; k < this.#count; k++) this.started[this.#tables[k]] = 0;
    for (const hours of this.byHour) hours.length = 0;
    this.#count = 0;
    this.#openedAt = openedAt;
  }

  /** Begins to meter a table that had `rcu` in force when the night opened, while its own is `ownRcu`. */
  start(table: number, rcu: Rcu, ownRcu: Rcu, inHours: boolean): void {
    const rows = this.#rows;
    const row = table * AT.row;
    this.#tables[this.#count++] = table;
    this.started[table] = 1;
    this.#inHours[table] = inHours ? 1 : 0;
    rows[row + RULE.max] = rows[row + RULE.prorated] = rows[row + RULE.sampled] = 0;
    rows[row + AT.excessRcu] = rcu - ownRcu;
    rows[row + AT.ownRcu] = ownRcu;
    rows[row + AT.highestRcu] = rcu;
    rows[row + AT.peakRcu] = -Infinity;
    rows[row + AT.sinceAt] = this.#openedAt;
  }

  /** From now on the table has `rcu`. */
  set(table: number, at: At, rcu: Rcu): void {
    this.#advance(table, at);
    const row = table * AT.row;
    this.#rows[row + AT.excessRcu] = rcu - this.#rows[row + AT.ownRcu];
    if (rcu > this.#rows[row + AT.highestRcu]) this.#rows[row + AT.highestRcu] = rcu;
  }

  /** Ends the night: what is in force stays so until `at`. */
  close(at: At): void {
    for (let k = 0; k < this.#count; k++) this.#advance(this.#tables[k], at);
  }

  #advance(table: number, at: At): void {
    const rows = this.#rows;
    const row = table * AT.row;
    const since = rows[row + AT.sinceAt];
    if (at <= since) return;
    rows[row + AT.sinceAt] = at;
    const excess = rows[row + AT.excessRcu];
    // Only what was in force for some time counts in the hour.
    const peak = Math.max(rows[row + AT.peakRcu], excess);
    const hour = Math.floor(since / HOUR);
    const hourNow = Math.floor(at / HOUR);
    if (hourNow > hour) {
      rows[row + RULE.max] += peak + excess * (hourNow - hour - 1);
      rows[row + AT.peakRcu] = at > hourNow * HOUR ? excess : -Infinity;
    } else rows[row + AT.peakRcu] = peak;
    if (excess !== 0) {
      const samples = Math.ceil((at - this.#sampledAt) / HOUR) - Math.ceil((since - this.#sampledAt) / HOUR);
      rows[row + RULE.prorated] += (excess * (at - since)) / HOUR;
      rows[row + RULE.sampled] += excess * samples;
    }
    if (this.#inHours[table] === 1) this.#spread(since, at, excess, peak);
  }

  /** The same, told by clock hour: reservations are drawn on hour by hour. */
  #spread(since: At, at: At, excess: Rcu, peak: Rcu): void {
    const first = Math.floor(this.#openedAt / HOUR);
    const hour = Math.floor(since / HOUR);
    if (at >= (hour + 1) * HOUR) add(this.byHour[RULE.max], hour - first, peak);
    if (excess === 0) return;
    const last = Math.ceil(at / HOUR);
    for (let h = hour; h < last; h++) {
      const k = h - first;
      const fromAt = Math.max(since, h * HOUR);
      const toAt = Math.min(at, (h + 1) * HOUR);
      const sampleAt = h * HOUR + this.#sampledAt;
      add(this.byHour[RULE.prorated], k, (excess * (toAt - fromAt)) / HOUR);
      if (sampleAt >= fromAt && sampleAt < toAt) add(this.byHour[RULE.sampled], k, excess);
      if (h > hour && toAt === (h + 1) * HOUR) add(this.byHour[RULE.max], k, excess);
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
  return meter.excessHours(0, BILLING_RULES.indexOf(rule));
}
