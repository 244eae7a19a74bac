// Arrays of a plan in the making, kept between plans: a year of plans for 10,000 tables allocates them once.

import type { PlanColumns } from './plan.js';

interface Columns extends PlanColumns {
  readonly units: Float64Array;
  readonly keepRcu: Float64Array;
  readonly ceilingRcu: Float64Array;
  readonly toRcuMax: Float64Array;
}

/** The columns of a plan live here: they are overwritten by the next plan that is made with the same scratch. */
export class PlannerScratch {
  #columns = makeColumns(0);
  #other: PlannerScratch | null = null;

  /** Columns for exactly n tables. */
  columns(n: number): Columns {
    if (this.#columns.engine.length !== n) this.#columns = makeColumns(n);
    return this.#columns;
  }

  /** A second scratch, for a plan that is compared with the one kept here. */
  other(): PlannerScratch {
    return (this.#other ??= new PlannerScratch());
  }
}

function makeColumns(n: number): Columns {
  const f64 = (): Float64Array => new Float64Array(n);
  return {
    engine: new Uint8Array(n), skip: new Uint8Array(n), lane: new Int32Array(n), suspends: new Uint8Array(n),
    fromRcu: f64(), toRcu: f64(), readRcu: f64(), boostAt: f64(), startAt: f64(),
    forecastSeconds: f64(), forecastEndAt: f64(), forecastUsd: f64(),
    units: f64(), keepRcu: f64(), ceilingRcu: f64(), toRcuMax: f64(),
  };
}
