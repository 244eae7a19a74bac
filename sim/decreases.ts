// Decrease tokens: each table starts a UTC day with 4, gets one more each hour, and never holds more than 4, so at
// most 27 decreases a day. Source: AWS docs, Service Quotas for DynamoDB, "Decreasing provisioned throughput".
// That the hours are whole UTC hours is an assumption.

import { HOUR, type At } from '../core/units.js';

const TOKENS_MAX = 4;
const HOURS_A_DAY = 24;

/** Where the numbers of a table stand in its row: tokens, and the hour since 1970 of the count. */
const AT = { tokens: 0, hour: 1, size: 2 } as const;

export class Decreases {
  readonly #rows: Float64Array;

  constructor(tables: number) {
    this.#rows = new Float64Array(tables * AT.size);
  }

  /** A table that made `decreases` in this UTC day before `at`; they are taken to have been made as early as they could. */
  open(table: number, at: At, decreases: number): void {
    const hour = Math.floor(at / HOUR);
    this.#rows[table * AT.size + AT.hour] = hour;
    this.#rows[table * AT.size + AT.tokens] = Math.max(0, Math.min(TOKENS_MAX, TOKENS_MAX + (hour % HOURS_A_DAY) - decreases));
  }

  /** Takes over the tokens of the same table elsewhere. */
  copy(table: number, from: Decreases): void {
    this.#rows[table * AT.size + AT.tokens] = from.#rows[table * AT.size + AT.tokens];
    this.#rows[table * AT.size + AT.hour] = from.#rows[table * AT.size + AT.hour];
  }

  available(table: number, at: At): number {
    const hour = Math.floor(at / HOUR);
    const tokens = this.#rows[table * AT.size + AT.tokens];
    const counted = this.#rows[table * AT.size + AT.hour];
    if (hour === counted) return tokens;
    if (Math.floor(hour / HOURS_A_DAY) !== Math.floor(counted / HOURS_A_DAY)) return TOKENS_MAX;
    return Math.min(TOKENS_MAX, tokens + hour - counted);
  }

  /** When one can be spent: `at`, or the next whole hour. */
  nextAt(table: number, at: At): At {
    return this.available(table, at) > 0 ? at : (Math.floor(at / HOUR) + 1) * HOUR;
  }

  /** Spends one; false when there is none. */
  spend(table: number, at: At): boolean {
    const tokens = this.available(table, at);
    if (tokens === 0) return false;
    this.#rows[table * AT.size + AT.tokens] = tokens - 1;
    this.#rows[table * AT.size + AT.hour] = Math.floor(at / HOUR);
    return true;
  }
}
