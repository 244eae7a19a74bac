// What each application reads at its peak in each hour of the window: of the night at hand, and of the nights before.

import type { TrafficColumns } from '../core/history.js';
import { HOUR, type At } from '../core/units.js';

/** No record for that hour. */
const NONE = -1;

/** Peak rates by hour of the window of one table, read from its traffic; nights must be asked in ascending order. */
export class SlotReader {
  readonly #traffic: TrafficColumns;
  /** For each table, the first run that may still matter. */
  readonly #run: Uint32Array;

  constructor(traffic: TrafficColumns, tables: number) {
    this.#traffic = traffic;
    this.#run = traffic.runsFrom.slice(0, tables);
  }

  /**
   * Writes the highest recorded rate of each hour [opensAt + 3600 s, opensAt + 3600 (s + 1)) to `out[from + s]`: 0 for an
   * hour without a point between the table's first and last (CloudWatch has no point where nothing was used), -1 outside.
   */
  read(table: number, opensAt: At, slots: number, out: Float32Array, from: number): void {
    const { runsFrom, startAt, periodSeconds, count, valuesFrom, rcu } = this.#traffic;
    const endsAt = opensAt + slots * HOUR;
    const runsEnd = runsFrom[table + 1];
    const known = runsEnd > runsFrom[table] && opensAt >= startAt[runsFrom[table]] && opensAt < startAt[runsEnd - 1] + count[runsEnd - 1] * periodSeconds[runsEnd - 1];
    for (let slot = 0; slot < slots; slot++) out[from + slot] = known ? 0 : NONE;
    let run = this.#run[table];
    while (run < runsEnd && startAt[run] + count[run] * periodSeconds[run] <= opensAt) run++;
    this.#run[table] = run;
    for (; run < runsEnd && startAt[run] < endsAt; run++) {
      const period = periodSeconds[run];
      const runStartAt = startAt[run];
      const values = valuesFrom[run];
      const first = Math.max(0, Math.floor((opensAt - runStartAt) / period));
      const last = Math.min(count[run], Math.ceil((endsAt - runStartAt) / period));
      for (let k = first; k < last; k++) {
        const value = rcu[values + k];
        const at = runStartAt + k * period - opensAt;
        const slotFrom = at <= 0 ? 0 : Math.floor(at / HOUR);
        const slotTo = Math.min(slots - 1, Math.ceil((at + period) / HOUR) - 1);
        for (let slot = slotFrom; slot <= slotTo; slot++) if (value > out[from + slot]) out[from + slot] = value;
      }
    }
  }
}

/**
 * The highest peaks of the last `nights` nights, by table and hour: nearest-rank p95 of fewer than 20 values is their
 * maximum, which can be kept while the window of nights slides (recomputed only when the maximum itself drops out).
 */
export class SlotForecast {
  readonly nights: number;
  readonly width: number;
  readonly #ring: Float32Array;
  readonly #max: Float32Array;
  #filled = 0;

  /** @param width tables x hours */
  constructor(nights: number, width: number) {
    this.nights = nights;
    this.width = width;
    this.#ring = new Float32Array(nights * width).fill(NONE);
    this.#max = new Float32Array(width).fill(NONE);
  }

  /** The forecast for one table and hour; -1 when no night before recorded any. */
  at(index: number): number {
    return this.#max[index];
  }

  /** Adds a night's peaks and forgets the oldest. */
  add(peaks: Float32Array): void {
    const { width, nights } = this;
    const row = (this.#filled++ % nights) * width;
    const ring = this.#ring;
    const max = this.#max;
    for (let i = 0; i < width; i++) {
      const gone = ring[row + i];
      const value = peaks[i];
      ring[row + i] = value;
      if (value >= max[i]) max[i] = value;
      else if (gone === max[i]) max[i] = this.#highest(i);
    }
  }

  #highest(index: number): number {
    let highest = NONE;
    for (let row = index; row < this.#ring.length; row += this.width) if (this.#ring[row] > highest) highest = this.#ring[row];
    return highest;
  }
}
