// The part of a night's bill that provisioned capacity makes: what the backup added to what is paid anyway.

import { hoursAboveReservation, type Rates } from '../money/bill.js';
import type { LedgerColumns } from './fold-ledger.js';
import { BILLING_RULES, type Settings } from '../settings.js';
import type { Survey, Table } from '../table.js';
import { TABLE_FLAG, tableColumns } from '../table-columns.js';
import { HOUR, type At, type Usd } from '../units.js';
import type { Usage } from '../money/unpriced.js';

const RULES = BILLING_RULES.length;

export class CapacityBill {
  /** RCU-hours bought in the night last told, under the chosen rule. */
  boostedRcuHours = 0;
  readonly #settings: Settings;
  readonly #rates: Rates;
  readonly #columns: LedgerColumns;
  readonly #usd: Float64Array;
  readonly #rule: number;
  /** RCU-hours added to each table under the chosen rule; set where the table was metered. */
  readonly #addedHours: Float64Array;
  /** RCU-hours added by rule, Standard and Infrequent Access. */
  readonly #hours = new Float64Array(RULES);
  readonly #hoursIa = new Float64Array(RULES);
  /** By rule: RCU-hours that autoscaling would have added to the tables' own without the backup; Standard class. */
  readonly #autoscaledHours = new Float64Array(RULES);
  readonly #usdByRule = new Float64Array(RULES);

  /** @param usd where each table's part is added */
  constructor(tables: number, settings: Settings, rates: Rates, columns: LedgerColumns, usd: Float64Array) {
    this.#settings = settings;
    this.#rates = rates;
    this.#columns = columns;
    this.#usd = usd;
    this.#rule = BILLING_RULES.indexOf(settings.billing.rule);
    this.#addedHours = new Float64Array(tables);
  }

  /** US dollars by rule, charged to the tables under the chosen one; valid until the next night. */
  night(survey: Survey, horizonAt: At, usage: Usage): Float64Array {
    const { tables, window } = survey;
    const { ownRcu, flags } = tableColumns(tables);
    const { reservedRcu } = this.#settings.billing;
    const { meter, baselineRcuHours } = this.#columns;
    const rates = this.#rates;
    const spanHours = (horizonAt - window.opensAt) / HOUR;
    this.#hours.fill(0);
    this.#hoursIa.fill(0);
    this.#autoscaledHours.fill(0);
    this.boostedRcuHours = 0;
    let weight = 0;
    for (let i = 0; i < tables.length; i++) {
      if (meter.started[i] === 0 && baselineRcuHours[i] !== baselineRcuHours[i]) continue;
      const ia = (flags[i] & TABLE_FLAG.infrequentAccess) !== 0;
      const added = this.#addTable(i, ownRcu[i] * spanHours, ia);
      this.boostedRcuHours += added;
      if (ia) usage.rcuHoursIa += added;
      else {
        usage.rcuHours += added;
        weight += added;
      }
      if (ia || reservedRcu === 0) this.#usd[i] += added * (ia ? rates.rcuHourIa : rates.rcuHour);
    }
    const usd = this.#usdByRule;
    for (let r = 0; r < RULES; r++) {
      const hours = reservedRcu === 0 ? this.#hours[r] : weight > 0 ? Math.max(0, this.#chargedHours(r, tables, spanHours)) : 0;
      usd[r] = hours * rates.rcuHour + this.#hoursIa[r] * rates.rcuHourIa;
    }
    if (reservedRcu > 0 && weight > 0) this.#share(tables, usd[this.#rule] - this.#hoursIa[this.#rule] * rates.rcuHourIa, weight);
    return usd;
  }

  /**
   * Adds one table's RCU-hours to the sums of each rule; returns those of the chosen rule. The world tells the
   * baseline of an autoscaled table under the chosen rule only: under another it is taken to differ as the bill does.
   * Less than the baseline counts as nothing: capacity withheld from an application (a table lowered, autoscaling held
   * back in a storm) is no saving that a policy could be praised for.
   */
  #addTable(i: number, ownHours: number, ia: boolean): number {
    const { meter, baselineRcuHours } = this.#columns;
    const baseline = baselineRcuHours[i];
    const metered = meter.started[i] === 1;
    const sums = ia ? this.#hoursIa : this.#hours;
    const chosen = metered ? meter.excessHours(i, this.#rule) : 0;
    if (baseline !== baseline) {
      for (let r = 0; r < RULES; r++) sums[r] += Math.max(0, meter.excessHours(i, r));
      return (this.#addedHours[i] = Math.max(0, chosen));
    }
    const billed = ownHours + chosen;
    for (let r = 0; r < RULES; r++) {
      const billedByRule = ownHours + (metered ? meter.excessHours(i, r) : 0);
      const baselineByRule = billed > 0 ? (baseline * billedByRule) / billed : baseline;
      sums[r] += Math.max(0, billedByRule - baselineByRule);
      if (!ia) this.#autoscaledHours[r] += baselineByRule - ownHours;
    }
    return (this.#addedHours[i] = Math.max(0, billed - baseline));
  }

  /** RCU-hours of the Standard class above the reservation, which also covers the indexes and everything that is not backed up. */
  #chargedHours(rule: number, tables: readonly Table[], spanHours: number): number {
    const autoscaledRcu = this.#autoscaledHours[rule] / spanHours;
    let baseRcu = autoscaledRcu;
    for (const { onDemand, infrequentAccess, ownRcu, gsiRcu } of tables) {
      if (!onDemand && !infrequentAccess) baseRcu += ownRcu + gsiRcu;
    }
    const byHour = this.#columns.meter.byHour[rule];
    const hours = Math.max(byHour.length, Math.floor(spanHours));
    const above = Array.from({ length: hours }, (_, k) => (byHour[k] ?? 0) - autoscaledRcu);
    return hoursAboveReservation(above, baseRcu, this.#settings.billing.reservedRcu);
  }

  /** A reservation is the account's: what lies above it is shared by the tables that took part in it. */
  #share(tables: readonly Table[], usd: Usd, weight: number): void {
    const { meter, baselineRcuHours } = this.#columns;
    for (let i = 0; i < tables.length; i++) {
      if (tables[i].infrequentAccess || (meter.started[i] === 0 && baselineRcuHours[i] !== baselineRcuHours[i])) continue;
      this.#usd[i] += (usd * this.#addedHours[i]) / weight;
    }
  }
}
