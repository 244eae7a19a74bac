// The closed form over columns: duration and price of every table of a plan, in one pass without allocation.
// This is what a search over many plans evaluates; `npm run bench` holds it to 50 million tables a second and core.

import { HOUR, type At, type Bytes, type Seconds, type Usd } from '../units.js';

/** What is known of the tables; all columns have one value a table. */
export interface EstimateInput {
  readonly sizeBytes: Float64Array;
  readonly fromRcu: Float64Array;
  readonly toRcu: Float64Array;
  readonly readRcu: Float64Array;
}

/** What is the same for all of them. */
export interface EstimateConstants {
  /** Read units by byte of table (`unitsPerByte`). */
  readonly unitsPerByte: number;
  readonly overheadSeconds: Seconds;
  /** All copies start then; raises are billed from then on by the clock hour. */
  readonly startAt: At;
  readonly rcuHourUsd: Usd;
  /** Price of one second of one copy on its machines. */
  readonly engineSecondUsd: Usd;
}

/** Fills `seconds` and `usd` for the first `count` tables and returns the sum of the prices. Pure but for the two outputs. */
export function estimateColumns(input: EstimateInput, constants: EstimateConstants, count: number, seconds: Float64Array, usd: Float64Array): Usd {
  const { sizeBytes, fromRcu, toRcu, readRcu } = input;
  const { unitsPerByte, overheadSeconds, startAt, rcuHourUsd, engineSecondUsd } = constants;
  const intoHour = startAt - Math.floor(startAt / HOUR) * HOUR;
  const perHour = 1 / HOUR;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const length = overheadSeconds + (sizeBytes[i] * unitsPerByte) / readRcu[i];
    const hours = Math.ceil((intoHour + length) * perHour);
    const price = (toRcu[i] - fromRcu[i]) * hours * rcuHourUsd + length * engineSecondUsd;
    seconds[i] = length;
    usd[i] = price;
    total += price;
  }
  return total;
}

/** Bytes as a column, for `estimateColumns`. */
export function sizeColumn(tables: readonly { readonly sizeBytes: Bytes }[]): Float64Array {
  const sizes = new Float64Array(tables.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = tables[i].sizeBytes;
  return sizes;
}
