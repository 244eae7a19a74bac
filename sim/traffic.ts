// What the applications read, by table and time: a cursor over the recorded periods.

import type { TrafficColumns } from '../core/history.js';
import type { At, Rcu } from '../core/units.js';

const BLOCK = 16;

/** Reads one traffic recording, scaled. Where nothing is recorded the rate is 0: CloudWatch leaves out empty periods. */
export class TrafficReader {
  /** Application read rate from the last `seek` or `next` on, until `edgeAt`. */
  rcu: Rcu = 0;
  edgeAt: At = Infinity;
  #traffic: TrafficColumns = NO_TRAFFIC;
  #scale = 1;
  /** Highest rate in each block of 16 values, made when first needed; -1 where not yet. */
  #peaks: Float32Array = new Float32Array(0);
  #run = 0;
  #runsTo = 0;
  /** Position in the run; -1 in front of it. */
  #k = -1;

  open(traffic: TrafficColumns, scale: number): void {
    if (traffic !== this.#traffic) {
      this.#traffic = traffic;
      this.#peaks = peaksOf(traffic);
    }
    this.#scale = scale;
  }

  /** Goes to the period of table `table` (its number in the history) that holds `at`. */
  seek(table: number, at: At): void {
    const { runsFrom, startAt, periodSeconds, count } = this.#traffic;
    const first = runsFrom[table];
    this.#runsTo = runsFrom[table + 1];
    let low = first;
    let high = this.#runsTo;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (startAt[middle] <= at) low = middle + 1;
      else high = middle;
    }
    const run = low - 1;
    const k = run < first ? -1 : Math.floor((at - startAt[run]) / periodSeconds[run]);
    if (run >= first && k < count[run]) {
      this.#run = run;
      this.#k = k;
    } else {
      this.#run = low;
      this.#k = -1;
    }
    this.#settle();
  }

  /** Goes to the period that starts at `edgeAt`. */
  next(): void {
    const { startAt, periodSeconds, count } = this.#traffic;
    const run = this.#run;
    if (this.#k + 1 < count[run]) this.#k++;
    else {
      const endAt = startAt[run] + count[run] * periodSeconds[run];
      this.#run = run + 1;
      this.#k = run + 1 < this.#runsTo && startAt[run + 1] <= endAt ? 0 : -1;
    }
    this.#settle();
  }

  #settle(): void {
    const { startAt, periodSeconds, valuesFrom, rcu } = this.#traffic;
    const run = this.#run;
    if (run >= this.#runsTo) {
      this.rcu = 0;
      this.edgeAt = Infinity;
    } else if (this.#k < 0) {
      this.rcu = 0;
      this.edgeAt = startAt[run];
    } else {
      this.rcu = rcu[valuesFrom[run] + this.#k] * this.#scale;
      this.edgeAt = startAt[run] + (this.#k + 1) * periodSeconds[run];
    }
  }

  /** A rate as it would stand in the recording. */
  unscaled(rcu: Rcu): number {
    return rcu / this.#scale;
  }

  /** Whether a table's rate never passes `limitRcu` in [fromAt, toAt). */
  staysBelow(limitRcu: Rcu, table: number, fromAt: At, toAt: At): boolean {
    const { runsFrom, startAt, periodSeconds, count, valuesFrom } = this.#traffic;
    const limit = this.unscaled(limitRcu);
    for (let run = runsFrom[table + 1] - 1; run >= runsFrom[table]; run--) {
      if (startAt[run] >= toAt) continue;
      const period = periodSeconds[run];
      const from = Math.max(0, Math.floor((fromAt - startAt[run]) / period));
      const to = Math.min(count[run], Math.ceil((toAt - startAt[run]) / period));
      if (from >= count[run]) break; // runs are sorted: all earlier ones end before this one starts
      const values = valuesFrom[run];
      if (!this.#below(limit, values + from, values + to)) return false;
    }
    return true;
  }

  /** Compares block by block, and value by value only where a block passes the limit. */
  #below(limit: number, from: number, to: number): boolean {
    const { rcu } = this.#traffic;
    for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block++) {
      if (this.#blockPeak(block) <= limit) continue;
      const end = Math.min(to, (block + 1) * BLOCK);
      for (let i = Math.max(from, block * BLOCK); i < end; i++) if (rcu[i] > limit) return false;
    }
    return true;
  }

  #blockPeak(block: number): number {
    const known = this.#peaks[block];
    if (known >= 0) return known;
    const { rcu } = this.#traffic;
    let peak = 0;
    for (let i = block * BLOCK; i < Math.min((block + 1) * BLOCK, rcu.length); i++) if (rcu[i] > peak) peak = rcu[i];
    this.#peaks[block] = peak;
    return peak;
  }
}

const NO_TRAFFIC: TrafficColumns = {
  runsFrom: new Uint32Array(1), startAt: new Float64Array(0), periodSeconds: new Uint32Array(0),
  count: new Uint32Array(0), valuesFrom: new Uint32Array(0), rcu: new Float32Array(0),
};

/** Shared by all readers of the same recording: a worker runs many policies over one history. */
const PEAKS = new WeakMap<TrafficColumns, Float32Array>();

function peaksOf(traffic: TrafficColumns): Float32Array {
  const known = PEAKS.get(traffic);
  if (known !== undefined) return known;
  const peaks = new Float32Array(Math.ceil(traffic.rcu.length / BLOCK)).fill(-1);
  PEAKS.set(traffic, peaks);
  return peaks;
}
