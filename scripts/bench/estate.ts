// An invented history made straight in memory, for measuring: tables as `synth` draws them, hourly traffic for the
// whole time, without the way over CSV (which has a benchmark of its own).

import { sharedF32, sharedF64, sharedU32, sharedU8 } from '../../core/history/history-shared.js';
import type { History, NightColumns } from '../../core/history/history.js';
import { draw, hashName, logNormal } from '../../core/rng.js';
import { DAY, HOUR, MIB, TIB } from '../../core/units.js';

const FIRST_AT = Date.UTC(2025, 5, 15) / 1000;
const PURPOSE = { size: 1, kind: 2, load: 3, growth: 4, noise: 5, peak: 6 };

export interface Estate {
  readonly tables: number;
  readonly nights: number;
  readonly seed: number;
}

export function benchEstate(estate: Estate): History {
  const { tables, nights, seed } = estate;
  const names = Array.from({ length: tables }, (_, t) => `table-${String(t).padStart(6, '0')}`);
  const hours = (nights + 1) * 24;
  const columns = emptyColumns(tables * nights);
  const rcu = sharedF32(tables * hours);
  for (let t = 0; t < tables; t++) fillTable(estate, t, hashName(names[t]), columns, rcu.subarray(t * hours, (t + 1) * hours));
  return {
    tables: names,
    nights: Array.from({ length: nights }, (_, night) => new Date((FIRST_AT + night * DAY) * 1000).toISOString().slice(0, 10)),
    columns,
    traffic: {
      runsFrom: sharedU32(tables + 1).map((_, t) => t),
      startAt: sharedF64(tables).fill(FIRST_AT),
      periodSeconds: sharedU32(tables).fill(HOUR),
      count: sharedU32(tables).fill(hours),
      valuesFrom: sharedU32(tables).map((_, t) => t * hours),
      rcu,
    },
    gaps: [],
    notes: [],
    digest: `bench-${tables}-${nights}-${seed}`,
  };
}

function emptyColumns(cells: number): NightColumns {
  const nan = (): Float64Array => sharedF64(cells).fill(NaN);
  return {
    present: sharedU8(cells).fill(1),
    sizeBytes: sharedF64(cells),
    itemCount: sharedF64(cells),
    onDemand: sharedU8(cells),
    rcu: sharedF64(cells),
    wcu: sharedF64(cells).fill(10),
    warmRcu: nan(),
    autoscalingMinRcu: nan(),
    autoscalingMaxRcu: nan(),
    autoscalingTargetShare: nan(),
    decreasesToday: nan(),
    gsiRcu: nan(),
    pitr: sharedU8(cells).fill(255),
    infrequentAccess: sharedU8(cells),
  };
}

/** One table: 12 % on demand, 25 % autoscaled, log-normal sizes up to 512 GiB, a daily wave of reads with noise. */
function fillTable({ tables, nights, seed }: Estate, t: number, key: number, columns: NightColumns, rcu: Float32Array): void {
  const drawn = (purpose: number): number => draw(seed, key, 0, purpose, 0);
  const kind = drawn(PURPOSE.kind);
  const onDemand = kind < 0.12;
  const size = Math.min(TIB / 2, logNormal(drawn(PURPOSE.size), 60 * MIB, 2.3));
  const growth = 1 + 0.4 * drawn(PURPOSE.growth);
  const peak = Math.max(0.5, logNormal(drawn(PURPOSE.load), 6, 1.3));
  const provisioned = Math.max(5, Math.ceil(peak / 0.6));
  const peakHour = 24 * drawn(PURPOSE.peak);
  for (let h = 0; h < rcu.length; h++) {
    const daily = 0.55 + 0.45 * Math.cos(((h - peakHour) / 24) * 2 * Math.PI);
    rcu[h] = peak * daily * (0.8 + 0.4 * draw(seed, t, h, PURPOSE.noise, 0));
  }
  for (let night = 0; night < nights; night++) {
    const cell = night * tables + t;
    columns.sizeBytes[cell] = Math.round(size * growth ** (night / 365));
    columns.itemCount[cell] = Math.round(columns.sizeBytes[cell] / 700);
    columns.onDemand[cell] = onDemand ? 1 : 0;
    columns.rcu[cell] = onDemand ? 0 : provisioned;
    if (onDemand || kind > 0.37) continue;
    columns.autoscalingMinRcu[cell] = 5;
    columns.autoscalingMaxRcu[cell] = provisioned * 4;
    columns.autoscalingTargetShare[cell] = 0.7;
  }
}
