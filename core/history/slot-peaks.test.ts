import fc from 'fast-check';
import test from 'ava';
import type { TrafficColumns } from './history.js';
import { SlotForecast, SlotReader } from './slot-peaks.js';

const OPENS = 1_780_272_000;

/** One table with runs of [startAt, periodSeconds, rates]. */
function traffic(...runs: [number, number, number[]][]): TrafficColumns {
  let from = 0;
  const valuesFrom = runs.map(([, , values]) => (from += values.length) - values.length);
  return {
    runsFrom: Uint32Array.of(0, runs.length),
    startAt: Float64Array.from(runs, ([startAt]) => startAt),
    periodSeconds: Uint32Array.from(runs, ([, period]) => period),
    count: Uint32Array.from(runs, ([, , values]) => values.length),
    valuesFrom: Uint32Array.from(valuesFrom),
    rcu: Float32Array.from(runs.flatMap(([, , values]) => values)),
  };
}

function peaks(columns: TrafficColumns, opensAt: number, slots: number): number[] {
  const out = new Float32Array(slots);
  new SlotReader(columns, 1).read(0, opensAt, slots, out, 0);
  return [...out];
}

test('the peak of an hour is the highest of its periods, whatever their length', (t) => {
  const columns = traffic([OPENS, 3600, [5]], [OPENS + 3600, 300, [1, 2, 9, 4, 5, 6, 7, 8, 3, 1, 1, 1]]);
  t.deepEqual(peaks(columns, OPENS, 2), [5, 9]);
});

test('an hour without a point counts as 0 between the first and the last point, as unknown outside', (t) => {
  const columns = traffic([OPENS, 3600, [5]], [OPENS + 3 * 3600, 3600, [7, 8]]);
  t.deepEqual(peaks(columns, OPENS, 4), [5, 0, 0, 7]);
  t.deepEqual(peaks(columns, OPENS - 86_400, 4), [-1, -1, -1, -1]);
  t.deepEqual(peaks(columns, OPENS + 86_400, 4), [-1, -1, -1, -1]);
});

test('a window that opens inside a period sees that period in its first hour', (t) => {
  t.deepEqual(peaks(traffic([OPENS, 3600, [5, 1, 1]]), OPENS + 1800, 2), [5, 1]);
});

test('the forecast is the nearest-rank p95 of what the last nights recorded', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 1, maxLength: 90 }), fc.integer({ min: 1, max: 39 }), (values, nights) => {
      const forecast = new SlotForecast(nights, 1);
      return values.every((value, i) => {
        forecast.add(Float32Array.of(value));
        const known = values.slice(Math.max(0, i + 1 - nights), i + 1).filter((past) => past >= 0).sort((a, b) => a - b);
        return forecast.at(0) === (known[Math.ceil(0.95 * known.length) - 1] ?? -1);
      });
    }),
  );
  t.pass();
});
