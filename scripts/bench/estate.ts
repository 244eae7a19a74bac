// An invented history made straight in memory, for measuring: tables as `synth` draws them, hourly traffic for the
// whole time, without the way over CSV (which has a benchmark of its own).

import { sharedF32, sharedF64, sharedU32, sharedU8 } from '../../core/history-shared.js';
import type { History } from '../../core/history.js';
import { draw, hashName, logNormal } from '../../core/rng.js';
import { DAY, HOUR, MIB, TIB } from '../../core/units.js';

const FIRST_AT = Date.UTC(2025, 5, 15) / 1000;
const PURPOSE = { size: 1, kind: 2, load: 3, growth: 4, noise: 5, peak: 6 };

export interface Estate {
  readonly tables: number;
  readonly nights: number;
  readonly seed: number;
}

export function benchEstate({ tables, nights, seed }: Estate): History {
  const names = Array.from({ length: tables }, (_, t) => `table-${String(t).padStart(6, '0')}`);
  const cells = tables * nights;
  const nan = (): Float64Array => sharedF64(cells).fill(NaN);
  const columns = {
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
  const hours = (nights + 1) * 24;
  const rcu = sharedF32(tables * hours);
  const each = (value: (t: number) => number): Uint32Array => sharedU32(tables).map((_, t) => value(t));
  const drawn = (t: number, purpose: number, n = 0): number => draw(seed, hashName(names[t]), 0, purpose, n);
  for (let t = 0; t < tables; t++) {
    const kind = drawn(t, PURPOSE.kind);
    const onDemand = kind < 0.12;
    const size = Math.min(TIB, logNormal(drawn(t, PURPOSE.size), 150 * MIB, 2.6));
    const growth = 1 + 0.4 * drawn(t, PURPOSE.growth);
    const peak = Math.max(0.5, logNormal(drawn(t, PURPOSE.load), 6, 1.3));
    const provisioned = Math.max(5, Math.ceil(peak / 0.6));
    const peakHour = 24 * drawn(t, PURPOSE.peak);
    for (let h = 0; h < hours; h++) {
      const daily = 0.55 + 0.45 * Math.cos(((h - peakHour) / 24) * 2 * Math.PI);
      rcu[t * hours + h] = peak * daily * (0.8 + 0.4 * draw(seed, t, h, PURPOSE.noise, 0));
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
  return {
    tables: names,
    nights: Array.from({ length: nights }, (_, night) => new Date((FIRST_AT + night * DAY) * 1000).toISOString().slice(0, 10)),
    columns,
    traffic: {
      runsFrom: sharedU32(tables + 1).map((_, t) => t),
      startAt: sharedF64(tables).fill(FIRST_AT),
      periodSeconds: sharedU32(tables).fill(HOUR),
      count: each(() => hours),
      valuesFrom: each((t) => t * hours),
      rcu,
    },
    gaps: [],
    notes: [],
    digest: `bench-${tables}-${nights}-${seed}`,
  };
}
