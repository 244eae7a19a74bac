// Arrays of a plan in the making, kept between plans: a year of plans for 10,000 tables allocates them once.

import type { PlanColumns } from '../plan.js';

/** What a plan is made from and does not keep: one value a table (see Draft). */
export interface WorkColumns {
  readonly units: Float64Array;
  readonly keepRcu: Float64Array;
  readonly ceilingRcu: Float64Array;
  readonly toRcuMax: Float64Array;
  readonly warmRcu: Float64Array;
  readonly rcuHourUsd: Float64Array;
}

/** The columns of a plan live here: they are overwritten by the next plan that is made with the same scratch. */
export class PlannerScratch {
  #columns = planColumns(0);
  #work = workColumns(0);
  #other: PlannerScratch | null = null;

  /** Columns for exactly n tables. */
  columns(n: number): PlanColumns {
    if (this.#columns.engine.length !== n) this.#columns = planColumns(n);
    return this.#columns;
  }

  work(n: number): WorkColumns {
    if (this.#work.units.length !== n) this.#work = workColumns(n);
    return this.#work;
  }

  /** A second scratch, for a plan that is compared with the one kept here. */
  other(): PlannerScratch {
    return (this.#other ??= new PlannerScratch());
  }
}

function planColumns(n: number): PlanColumns {
  const f64 = (): Float64Array => new Float64Array(n);
  return {
    engine: new Uint8Array(n), skip: new Uint8Array(n), lane: new Int32Array(n), suspends: new Uint8Array(n),
    fromRcu: f64(), toRcu: f64(), readRcu: f64(), boostAt: f64(), startAt: f64(), forecastSeconds: f64(), forecastEndAt: f64(), forecastUsd: f64(),
  };
}

function workColumns(n: number): WorkColumns {
  const f64 = (): Float64Array => new Float64Array(n);
  return { units: f64(), keepRcu: f64(), ceilingRcu: f64(), toRcuMax: f64(), warmRcu: f64(), rcuHourUsd: f64() };
}
