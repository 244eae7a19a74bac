// Sums over the nights of a run, by night and by table.

import { nearestRank } from '../core/results/percentile.js';
import type { NightFold } from '../core/results/fold.js';
import { ENGINES } from '../core/plan.js';
import type { Unpriced } from '../core/money/prices.js';
import { TABLE_STATES, TABLE_STATE, type Cost, type NightSummary, type RunDocument, type TableSummary } from '../core/results/summary.js';
import { NIGHTS_PER_MONTH } from '../core/units.js';
import type { NightNumbers } from './replay.js';

const STATES = TABLE_STATES.length;

export class RunTotals {
  readonly nights: NightSummary[] = [];
  readonly #tables: readonly string[];
  readonly #byState: Uint32Array;
  readonly #sizeBytes: Float64Array;
  readonly #seconds: Float64Array;
  readonly #copies: Uint32Array;
  readonly #secondsMax: Float64Array;
  readonly #toRcuMax: Float64Array;
  readonly #throttled: Float64Array;
  readonly #usd: Float64Array;
  readonly #engine: Uint8Array;

  constructor(tables: readonly string[]) {
    const n = tables.length;
    this.#tables = tables;
    this.#byState = new Uint32Array(n * STATES);
    this.#sizeBytes = new Float64Array(n);
    this.#seconds = new Float64Array(n);
    this.#copies = new Uint32Array(n);
    this.#secondsMax = new Float64Array(n);
    this.#toRcuMax = new Float64Array(n);
    this.#throttled = new Float64Array(n);
    this.#usd = new Float64Array(n);
    this.#engine = new Uint8Array(n).fill(255);
  }

  /** Adds a replayed night; `fold` holds its columns. */
  add({ survey, plan, summary }: NightNumbers, fold: NightFold, trafficOf: Int32Array): void {
    this.nights.push(summary);
    const { tables } = survey;
    for (let i = 0; i < tables.length; i++) {
      const t = trafficOf[i];
      const state = fold.state[i];
      this.#byState[t * STATES + state]++;
      this.#sizeBytes[t] = tables[i].sizeBytes;
      this.#usd[t] += fold.usd[i];
      this.#throttled[t] += fold.throttledReadUnits[i];
      if (fold.toRcu[i] > this.#toRcuMax[t]) this.#toRcuMax[t] = fold.toRcu[i];
      if (state !== TABLE_STATE.skipped) this.#engine[t] = plan.columns.engine[i];
      const seconds = fold.seconds[i];
      if (seconds !== seconds) continue;
      this.#copies[t]++;
      this.#seconds[t] += seconds;
      if (seconds > this.#secondsMax[t]) this.#secondsMax[t] = seconds;
    }
  }

  /** One summary a table, in order of name. */
  tables(): TableSummary[] {
    return this.#tables.map((table, t) => {
      const of = (state: number): number => this.#byState[t * STATES + state];
      const { ok, late, failed, skipped, missed } = TABLE_STATE;
      return {
        table,
        nights: of(ok) + of(late) + of(failed) + of(skipped) + of(missed),
        ok: of(ok),
        late: of(late),
        failed: of(failed),
        skipped: of(skipped),
        missed: of(missed),
        sizeBytesLast: this.#sizeBytes[t],
        secondsMean: this.#copies[t] === 0 ? 0 : this.#seconds[t] / this.#copies[t],
        secondsMax: this.#secondsMax[t],
        toRcuMax: this.#toRcuMax[t],
        throttledReadUnits: this.#throttled[t],
        costUsd: this.#usd[t],
        engineLast: this.#engine[t] === 255 ? '' : ENGINES[this.#engine[t]],
      };
    });
  }
}

/** The numbers of a run that come from its nights; the rest of a RunDocument says which run it is. */
export type RunNumbers = Pick<
  RunDocument,
  | 'nights' | 'nightsFit' | 'tablesLate' | 'costUsd' | 'costUsdPerNight' | 'costUsdPerMonth' | 'costUsdNightP10' | 'costUsdNightP90'
  | 'makespanSeconds' | 'throttledReadUnits' | 'crashedNights' | 'crashed' | 'unpriced'
>;

const COST_KEYS = ['total', 'readCapacity', 'engine', 'export', 'storage', 'requests', 'other'] as const;

/** Sums and percentiles over nights. A table counts as late in a night when it was not copied inside the window. */
export function runNumbers(nights: readonly NightSummary[], unpriced: readonly Unpriced[]): RunNumbers {
  const costUsd = Object.fromEntries(COST_KEYS.map((key) => [key, sum(nights, (night) => night.costUsd[key])])) as unknown as Cost;
  const totals = nights.map((night) => night.costUsd.total);
  const makespans = nights.map((night) => night.makespanSeconds);
  const perNight = nights.length === 0 ? 0 : costUsd.total / nights.length;
  return {
    nights: nights.length,
    nightsFit: nights.filter((night) => night.fits).length,
    tablesLate: sum(nights, ({ tables }) => tables.late + tables.failed + tables.missed + tables.skipped),
    costUsd,
    costUsdPerNight: perNight,
    costUsdPerMonth: perNight * NIGHTS_PER_MONTH,
    costUsdNightP10: nearestRank(totals, 0.1),
    costUsdNightP90: nearestRank(totals, 0.9),
    makespanSeconds: { p50: nearestRank(makespans, 0.5), p95: nearestRank(makespans, 0.95), max: nearestRank(makespans, 1) },
    throttledReadUnits: sum(nights, (night) => night.throttledReadUnits),
    crashedNights: nights.filter((night) => night.crashed !== null).length,
    crashed: nights.find((night) => night.crashed !== null)?.crashed ?? null,
    unpriced,
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
