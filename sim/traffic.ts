// What the applications read, by table and time: a cursor over the recorded periods.

import type { TrafficColumns } from '../core/history/history.js';
import type { At, Rcu } from '../core/units.js';

const BLOCK = 16;
/** Where each number of a run of periods stands in its row: half a cache line where columns would be one for each number. */
const RUN = { startAt: 0, periodSeconds: 1, count: 2, valuesFrom: 3, size: 4 } as const;

/** Reads one traffic recording, scaled. Where nothing is recorded the rate is 0: CloudWatch leaves out empty periods. */
export class TrafficReader {
  /** Application read rate from the last `seek` or `next` on, until `edgeAt`. */
  rcu: Rcu = 0;
  edgeAt: At = Infinity;
  #traffic: TrafficColumns = NO_TRAFFIC;
  #derived: Derived = derivedOf(NO_TRAFFIC);
  #scale = 1;
  /** The table, and since when its rate is what it is; Infinity where that was not worked out. */
  #table = -1;
  #fromAt: At = Infinity;
  /** Row of the run, and of the first of the next table. */
  #run = 0;
  #runsTo = 0;
  /** Position in the run; -1 in front of it. */
  #k = -1;

  open(traffic: TrafficColumns, scale: number): void {
    if (traffic !== this.#traffic) {
      this.#traffic = traffic;
      this.#derived = derivedOf(traffic);
    }
    this.#table = -1;
    this.#scale = scale;
  }

  /** Goes to the period of table `table` (its number in the history) that holds `at`. */
  seek(table: number, at: At): void {
    // Who asks about a table often asks again about the same time.
    if (table === this.#table && at >= this.#fromAt && at < this.edgeAt) return;
    this.#table = table;
    const { runsFrom } = this.#traffic;
    const { runs } = this.#derived;
    const first = runsFrom[table];
    let low = first;
    let high = runsFrom[table + 1];
    this.#runsTo = high * RUN.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (runs[middle * RUN.size + RUN.startAt] <= at) low = middle + 1;
      else high = middle;
    }
    const run = (low - 1) * RUN.size;
    const k = low > first ? Math.floor((at - runs[run + RUN.startAt]) / runs[run + RUN.periodSeconds]) : -1;
    if (low > first && k < runs[run + RUN.count]) {
      this.#run = run;
      this.#k = k;
    } else {
      this.#run = low * RUN.size;
      this.#k = -1;
    }
    this.#settle();
  }

  /** Goes to the period that starts at `edgeAt`. */
  next(): void {
    const { runs } = this.#derived;
    const run = this.#run;
    if (this.#k + 1 < runs[run + RUN.count]) this.#k++;
    else {
      const endAt = runs[run + RUN.startAt] + runs[run + RUN.count] * runs[run + RUN.periodSeconds];
      const next = run + RUN.size;
      this.#run = next;
      this.#k = next < this.#runsTo && runs[next + RUN.startAt] <= endAt ? 0 : -1;
    }
    this.#settle();
  }

  #settle(): void {
    const { runs } = this.#derived;
    const run = this.#run;
    if (run >= this.#runsTo) {
      this.rcu = 0;
      this.edgeAt = this.#fromAt = Infinity;
    } else if (this.#k < 0) {
      this.rcu = 0;
      this.edgeAt = runs[run + RUN.startAt];
      this.#fromAt = Infinity;
    } else {
      const k = this.#k;
      const startAt = runs[run + RUN.startAt];
      const period = runs[run + RUN.periodSeconds];
      this.rcu = this.#traffic.rcu[runs[run + RUN.valuesFrom] + k] * this.#scale;
      this.#fromAt = startAt + k * period;
      this.edgeAt = startAt + (k + 1) * period;
    }
  }

  /** A rate as it would stand in the recording. */
  unscaled(rcu: Rcu): number {
    return rcu / this.#scale;
  }

  /** Whether a table's rate never passes `limitRcu` in [fromAt, toAt). */
  staysBelow(limitRcu: Rcu, table: number, fromAt: At, toAt: At): boolean {
    const { runsFrom } = this.#traffic;
    const { runs } = this.#derived;
    const limit = this.unscaled(limitRcu);
    const first = runsFrom[table] * RUN.size;
    for (let run = (runsFrom[table + 1] - 1) * RUN.size; run >= first; run -= RUN.size) {
      const startAt = runs[run + RUN.startAt];
      if (startAt >= toAt) continue;
      const period = runs[run + RUN.periodSeconds];
      const count = runs[run + RUN.count];
      const from = Math.max(0, Math.floor((fromAt - startAt) / period));
      const to = Math.min(count, Math.ceil((toAt - startAt) / period));
      if (from >= count) break; // runs are sorted: all earlier ones end before this one starts
      const values = runs[run + RUN.valuesFrom];
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
    const { peaks } = this.#derived;
    const known = peaks[block];
    if (known >= 0) return known;
    const { rcu } = this.#traffic;
    let peak = 0;
    for (let i = block * BLOCK; i < Math.min((block + 1) * BLOCK, rcu.length); i++) if (rcu[i] > peak) peak = rcu[i];
    peaks[block] = peak;
    return peak;
  }
}

const NO_TRAFFIC: TrafficColumns = {
  runsFrom: new Uint32Array(1), startAt: new Float64Array(0), periodSeconds: new Uint32Array(0),
  count: new Uint32Array(0), valuesFrom: new Uint32Array(0), rcu: new Float32Array(0),
};

/** What is made of a recording to read it faster. */
interface Derived {
  /** A row of RUN a run. */
  readonly runs: Float64Array;
  /** Highest rate in each block of 16 values, made when first needed; -1 where not yet. */
  readonly peaks: Float32Array;
}

/** Shared by all readers of the same recording: a worker runs many policies over one history. */
const DERIVED = new WeakMap<TrafficColumns, Derived>();

function derivedOf(traffic: TrafficColumns): Derived {
  const known = DERIVED.get(traffic);
  if (known !== undefined) return known;
  const { startAt, periodSeconds, count, valuesFrom, rcu } = traffic;
  const runs = new Float64Array(startAt.length * RUN.size);
  for (let run = 0; run < startAt.length; run++) {
    const row = run * RUN.size;
    runs[row + RUN.startAt] = startAt[run];
    runs[row + RUN.periodSeconds] = periodSeconds[run];
    runs[row + RUN.count] = count[run];
    runs[row + RUN.valuesFrom] = valuesFrom[run];
  }
  const derived = { runs, peaks: new Float32Array(Math.ceil(rcu.length / BLOCK)).fill(-1) };
  DERIVED.set(traffic, derived);
  return derived;
}
