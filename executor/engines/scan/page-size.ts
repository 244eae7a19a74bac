// How large a page to ask for. DynamoDB takes the units of a page in one lump and at once, up to 128: at a small rate that
// is a blow to the application, so pages are kept small there (emr-dynamodb-connector's RateController does the same with
// 25 units at most).

import type { Rcu, Units } from '../../../core/units.js';

/** Eventually consistent (AWS docs, Scan): 8 KiB a unit, and no more than 1 MiB a page. */
const UNIT_BYTES = 8192;
const PAGE_UNITS_MAX: Units = 128;
/** A page lies in one file, and a file has no more items than this (emr-dynamodb-connector). */
export const FILE_ITEMS_MAX = 100_000;
/** A quarter of a second of the rate; a second of it below 20 RCU, where half a unit of rounding weighs more than the lump. */
const PAGE_SECONDS = 0.25;
const SMALL_UNITS: Units = 5;
/** Weight of what was seen before in the average size of items. */
const MEMORY = 0.7;
/** Assumed before anything was seen of a table that DynamoDB has not measured yet. */
const ITEM_BYTES = 400;

/** What a page should cost at a rate. */
export function pageUnits(rcu: Rcu): Units {
  return Math.min(PAGE_UNITS_MAX, Math.max(rcu * PAGE_SECONDS, Math.min(rcu, SMALL_UNITS), 0.5));
}

/** Learns the size of a table's items page by page. */
export class PageSize {
  #itemBytes: number;
  #pageUnits: Units;

  /** @param sizeBytes of the table as DescribeTable tells it; 0 for a young one */
  constructor(sizeBytes: number, itemCount: number, segments: number) {
    this.#itemBytes = sizeBytes > 0 && itemCount > 0 ? sizeBytes / itemCount : ITEM_BYTES;
    this.#pageUnits = sizeBytes > 0 ? sizeBytes / UNIT_BYTES / segments + 0.5 : PAGE_UNITS_MAX;
  }

  /** `Limit` of a Scan, and the units that it will likely cost. */
  next(rcu: Rcu): { readonly limit: number; readonly units: Units } {
    const wanted = pageUnits(rcu);
    const units = Math.min(wanted, Math.max(0.5, this.#pageUnits));
    if (wanted >= PAGE_UNITS_MAX) return { limit: FILE_ITEMS_MAX, units };
    return { limit: Math.min(FILE_ITEMS_MAX, Math.max(1, Math.floor((wanted * UNIT_BYTES) / this.#itemBytes))), units };
  }

  saw(items: number, units: Units): void {
    if (items > 0) this.#itemBytes = Math.max(1, MEMORY * this.#itemBytes + (1 - MEMORY) * ((units * UNIT_BYTES) / items));
    this.#pageUnits = MEMORY * this.#pageUnits + (1 - MEMORY) * units;
  }
}
