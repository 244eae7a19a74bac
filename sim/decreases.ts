// Decrease tokens: each table starts a UTC day with 4, gets one more each hour, and never holds more than 4, so at
// most 27 decreases a day. Source: AWS docs, Service Quotas for DynamoDB, "Decreasing provisioned throughput".
// That the hours are whole UTC hours is an assumption.

import { HOUR, type At } from '../core/units.js';

const TOKENS_MAX = 4;
const HOURS_A_DAY = 24;

export class Decreases {
  readonly #tokens: Uint8Array;
  /** Hour since 1970 of the count. */
  readonly #hour: Float64Array;

  constructor(tables: number) {
    this.#tokens = new Uint8Array(tables);
    this.#hour = new Float64Array(tables);
  }

  /** A table that made `decreases` in this UTC day before `at`; they are taken to have been made as early as they could. */
  open(table: number, at: At, decreases: number): void {
    const hour = Math.floor(at / HOUR);
    this.#hour[table] = hour;
    this.#tokens[table] = Math.max(0, Math.min(TOKENS_MAX, TOKENS_MAX + (hour % HOURS_A_DAY) - decreases));
  }

  /** Takes over the tokens of the same table elsewhere. */
  copy(table: number, from: Decreases): void {
    this.#tokens[table] = from.#tokens[table];
    this.#hour[table] = from.#hour[table];
  }

  available(table: number, at: At): number {
    const hour = Math.floor(at / HOUR);
    const counted = this.#hour[table];
    if (hour === counted) return this.#tokens[table];
    if (Math.floor(hour / HOURS_A_DAY) !== Math.floor(counted / HOURS_A_DAY)) return TOKENS_MAX;
    return Math.min(TOKENS_MAX, this.#tokens[table] + hour - counted);
  }

  /** When one can be spent: `at`, or the next whole hour. */
  nextAt(table: number, at: At): At {
    return this.available(table, at) > 0 ? at : (Math.floor(at / HOUR) + 1) * HOUR;
  }

  /** Spends one; false when there is none. */
  spend(table: number, at: At): boolean {
    const tokens = this.available(table, at);
    if (tokens === 0) return false;
    this.#tokens[table] = tokens - 1;
    this.#hour[table] = Math.floor(at / HOUR);
    return true;
  }
}
