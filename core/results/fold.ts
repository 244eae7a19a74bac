// Folds a night: plan + survey + ledger in, numbers out. Everything that is reported comes from here, and nothing
// here asks a world. Nights of which only the numbers are wanted are folded while they run. Columns are made once and used again each night: a year of 10,000 tables goes through them.

import { COPY, LedgerColumns } from './fold-ledger.js';
import { NightBill } from '../money/fold-bill.js';
import type { Ledger, MemoryLedger } from '../ledger.js';
import { SKIP, type Plan } from '../plan.js';
import type { PriceBook, Unpriced } from '../money/prices.js';
import { BILLING_RULES, type Settings } from '../settings.js';
import { TABLE_STATE, type NightSummary } from './summary.js';
import type { Survey } from '../table.js';
import { TABLE_FLAG, tableColumns } from '../table-columns.js';
import type { At } from '../units.js';

export class NightFold {
  /** Columns of the night folded last, at the tables' indices in its survey. A number of TABLE_STATE. */
  readonly state: Uint8Array;
  /** First start of a copy; NaN where none started. */
  readonly startAt: Float64Array;
  /** From the first start to the end of the last attempt (to the horizon where it never ended); NaN where none started. */
  readonly seconds: Float64Array;
  /** Highest provisioned capacity in force until the horizon; 0 on demand. */
  readonly toRcu: Float64Array;
  /** Bytes of the table where its copy was completed, else 0. */
  readonly bytes: Float64Array;
  /** The table's part of the cost of the night; they add up to its total. */
  readonly usd: Float64Array;
  readonly throttledReadUnits: Float64Array;
  readonly #ledger: LedgerColumns;
  readonly #bill: NightBill;
  readonly #counts = new Uint32Array(Object.keys(TABLE_STATE).length);
  #makespanSeconds = 0;
  #bytesCopied = 0;
  #throttled = 0;
  #leasesOpen = 0;

  /** @param tables the most tables that a night may have */
  constructor(tables: number, settings: Settings, book: PriceBook) {
    this.#ledger = new LedgerColumns(tables, settings.billing.reservedRcu > 0);
    this.#bill = new NightBill(tables, settings, book, this.#ledger);
    this.state = new Uint8Array(tables);
    this.startAt = this.#ledger.startAt;
    this.seconds = new Float64Array(tables);
    this.toRcu = new Float64Array(tables);
    this.bytes = new Float64Array(tables);
    this.usd = this.#bill.usd;
    this.throttledReadUnits = this.#ledger.throttledUnits;
  }

  /** Total of the night folded last under each billing rule, in the order of BILLING_RULES. */
  get nightUsdByRule(): Float64Array {
    return this.#bill.nightUsdByRule;
  }

  /** Totals of all nights folded so far, by billing rule. */
  get totalUsdByRule(): Readonly<Record<string, number>> {
    return Object.fromEntries(BILLING_RULES.map((rule, r) => [rule, this.#bill.totalUsdByRule[r]]));
  }

  /** What could not be priced in the nights folded so far. */
  unpriced(): Unpriced[] {
    return this.#bill.unpriced();
  }

  /** Begins a night that is folded while it runs: its ledger is to be written to the returned one, then `close`d. */
  open(plan: Plan, survey: Survey): Ledger {
    this.#ledger.open(plan, survey);
    return this.#ledger;
  }

  /** Folds a night whose ledger was kept. The same as writing its entries to what `open` returns. */
  fold(plan: Plan, { entry, records }: MemoryLedger, survey: Survey, horizonAt: At): NightSummary {
    const ledger = this.#ledger;
    ledger.open(plan, survey);
    const { length, kind, subject, outcome, at, value } = records;
    for (let i = 0; i < length; i++) ledger.write(entry[i], at[i], kind[i], subject[i], value[i], outcome[i]);
    return this.close(plan, survey, horizonAt);
  }

  /**
   * The numbers of the night, when all its entries were written. Capacity still raised is billed until `horizonAt`.
   * @param horizonAt opening of the next night, epoch seconds
   */
  close(plan: Plan, survey: Survey, horizonAt: At): NightSummary {
    this.#ledger.close(horizonAt);
    this.#settle(plan, survey, horizonAt);
    const { costUsd, boostedRcuHours } = this.#bill.night(plan, survey, this, horizonAt);
    const { night, opensAt, closesAt } = survey.window;
    const counts = this.#counts;
    return {
      night,
      opensAt,
      closesAt,
      fits: counts[TABLE_STATE.ok] === survey.tables.length,
      tables: {
        ok: counts[TABLE_STATE.ok],
        late: counts[TABLE_STATE.late],
        failed: counts[TABLE_STATE.failed],
        skipped: counts[TABLE_STATE.skipped],
        missed: counts[TABLE_STATE.missed],
      },
      bytesCopied: this.#bytesCopied,
      makespanSeconds: this.#makespanSeconds,
      throttledReadUnits: this.#throttled,
      boostedRcuHours,
      leasesOpen: this.#leasesOpen,
      costUsd,
      forecast: { usd: plan.forecastUsd, makespanSeconds: forecastMakespan(plan) },
      crashed: plan.crashed,
    };
  }

  /** How each table's night ended. */
  #settle(plan: Plan, survey: Survey, horizonAt: At): void {
    const { copy, startAt, endAt, throttledUnits, raised, meter } = this.#ledger;
    const { skip } = plan.columns;
    const { sizeBytes, rcu, flags } = tableColumns(survey.tables);
    const count = survey.tables.length;
    const { opensAt, closesAt } = survey.window;
    this.#counts.fill(0);
    let bytesCopied = 0;
    let throttled = 0;
    let leasesOpen = 0;
    let lastEndAt = opensAt;
    let unfinished = plan.crashed !== null;
    for (let i = 0; i < count; i++) {
      const state = stateOf(skip[i], copy[i], endAt[i], closesAt);
      const copied = state === TABLE_STATE.ok || state === TABLE_STATE.late;
      this.state[i] = state;
      this.#counts[state]++;
      this.seconds[i] = (endAt[i] === endAt[i] ? endAt[i] : horizonAt) - startAt[i];
      this.bytes[i] = copied ? sizeBytes[i] : 0;
      bytesCopied += this.bytes[i];
      throttled += throttledUnits[i];
      if (copied && endAt[i] > lastEndAt) lastEndAt = endAt[i];
      if (!copied && state !== TABLE_STATE.skipped) unfinished = true;
      if (meter.started[i] === 1) {
        this.toRcu[i] = meter.highestRcu(i);
        // Autoscaling may rightly hold a table above what it had: there it is a lease only while we raised it.
        if (meter.excessRcu(i) > 0 && ((flags[i] & TABLE_FLAG.autoscaled) === 0 || raised[i] === 1)) leasesOpen++;
      } else this.toRcu[i] = rcu[i];
    }
    this.#bytesCopied = bytesCopied;
    this.#throttled = throttled;
    this.#leasesOpen = leasesOpen;
    this.#makespanSeconds = (unfinished ? horizonAt : lastEndAt) - opensAt;
  }
}

function stateOf(skip: number, copy: number, endAt: At, closesAt: At): number {
  if (copy === COPY.done) return endAt <= closesAt ? TABLE_STATE.ok : TABLE_STATE.late;
  if (skip !== SKIP.none) return TABLE_STATE.skipped;
  return copy === COPY.failed ? TABLE_STATE.failed : TABLE_STATE.missed;
}

/** From the opening to the last forecast end of a copy; 0 when nothing is planned. */
function forecastMakespan(plan: Plan): number {
  const { skip, forecastEndAt } = plan.columns;
  let lastAt = plan.opensAt;
  for (let i = 0; i < skip.length; i++) {
    if (skip[i] === SKIP.none && forecastEndAt[i] > lastAt) lastAt = forecastEndAt[i];
  }
  return lastAt - plan.opensAt;
}
