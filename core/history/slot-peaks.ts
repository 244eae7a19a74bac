// What each application reads at its peak in each hour of the window: of the night at hand, and of the nights before.

import type { TrafficColumns } from './history.js';
import { HOUR, type At } from '../units.js';

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
      const offset = (runStartAt - opensAt) / HOUR;
      if (period === HOUR && offset === Math.floor(offset)) {
        for (let k = first; k < last; k++) out[from + offset + k] = rcu[values + k]; // hours of the window, one value each
      } else for (let k = first; k < last; k++) this.#spread(runStartAt + k * period - opensAt, period, rcu[values + k], slots, out, from);
    }
  }

  /** Raises the hours that a period touches; `seconds` is its start, from the opening of the window. */
  #spread(seconds: number, period: number, value: number, slots: number, out: Float32Array, from: number): void {
    const slotFrom = seconds <= 0 ? 0 : Math.floor(seconds / HOUR);
    const slotTo = Math.min(slots - 1, Math.ceil((seconds + period) / HOUR) - 1);
    for (let slot = slotFrom; slot <= slotTo; slot++) if (value > out[from + slot]) out[from + slot] = value;
  }
}

/** With fewer recorded nights than this, nearest-rank p95 is the highest value; with fewer than twice as many, the second highest. */
const SECOND_FROM_NIGHTS = 20;

/**
 * The nearest-rank p95 of the peaks of the last `nights` nights (at most 39), by table and hour: the highest of fewer
 * than 20 values, the second highest of fewer than 40, so that one stormy night does not rule the four weeks after it.
 * Both are kept while the window of nights slides, and recomputed only when one of them drops out.
 */
export class SlotForecast {
  readonly nights: number;
  readonly width: number;
  /** The nights of a table and hour lie side by side: that is how they are read again. */
  readonly #ring: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #count: Uint8Array;
  #filled = 0;

  /** @param width tables x hours */
  constructor(nights: number, width: number) {
    this.nights = nights;
    this.width = width;
    this.#ring = new Float32Array(nights * width).fill(NONE);
    this.#first = new Float32Array(width).fill(NONE);
    this.#second = new Float32Array(width).fill(NONE);
    this.#count = new Uint8Array(width);
  }

  /** The forecast for one table and hour; -1 when no night before recorded any. */
  at(index: number): number {
    return this.#count[index] < SECOND_FROM_NIGHTS ? this.#first[index] : this.#second[index];
  }

  /** Adds a night's peaks and forgets the oldest. */
  add(peaks: Float32Array): void {
    const { width, nights } = this;
    const night = this.#filled++ % nights;
    const ring = this.#ring;
    const first = this.#first;
    const second = this.#second;
    for (let i = 0; i < width; i++) {
      const cell = i * nights + night;
      const gone = ring[cell];
      const value = peaks[i];
      ring[cell] = value;
      if (gone >= 0) this.#count[i]--;
      if (value >= 0) this.#count[i]++;
      if (gone >= second[i] && gone >= 0) this.#recompute(i);
      else if (value > first[i]) {
        second[i] = first[i];
        first[i] = value;
      } else if (value > second[i]) second[i] = value;
    }
  }

  #recompute(index: number): void {
    const ring = this.#ring;
    let first = NONE;
    let second = NONE;
    for (let cell = index * this.nights; cell < (index + 1) * this.nights; cell++) {
      const value = ring[cell];
      if (value > first) {
        second = first;
        first = value;
      } else if (value > second) second = value;
    }
    this.#first[index] = first;
    this.#second[index] = second;
  }
}
