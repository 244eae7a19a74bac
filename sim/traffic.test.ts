import fc from 'fast-check';
import test from 'ava';
import type { TrafficColumns } from '../core/history/history.js';
import { TrafficReader } from './traffic.js';

interface Run {
  readonly startAt: number;
  readonly period: number;
  readonly rates: readonly number[];
}

function columns(tables: readonly (readonly Run[])[]): TrafficColumns {
  const runs = tables.flat();
  let values = 0;
  const valuesFrom = runs.map((run) => (values += run.rates.length) - run.rates.length);
  let from = 0;
  return {
    runsFrom: Uint32Array.from([0, ...tables.map((own) => (from += own.length))]),
    startAt: Float64Array.from(runs, (run) => run.startAt), periodSeconds: Uint32Array.from(runs, (run) => run.period),
    count: Uint32Array.from(runs, (run) => run.rates.length), valuesFrom: Uint32Array.from(valuesFrom), rcu: Float32Array.from(runs.flatMap((run) => run.rates)),
  };
}

/** The obvious way. */
function rateAt(runs: readonly Run[], at: number): number {
  for (const { startAt, period, rates } of runs) {
    const k = Math.floor((at - startAt) / period);
    if (k >= 0 && k < rates.length) return rates[k];
  }
  return 0;
}

/** Runs with holes, periods mixed. */
const someRuns: fc.Arbitrary<Run[]> = fc.array(fc.record({
  gap: fc.constantFrom(0, 0, 60, 1000), period: fc.constantFrom(60, 300, 3600), rates: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 70 }),
}), { maxLength: 4 }).map((parts) => {
  let at = 1000;
  return parts.map(({ gap, period, rates }) => {
    const startAt = at + gap;
    at = startAt + period * rates.length;
    return { startAt, period, rates };
  });
});

test('a cursor tells the recorded rate, period by period', (t) => {
  t.notThrows(() => fc.assert(fc.property(someRuns, someRuns, fc.double({ min: 0, max: 300_000, noNaN: true }), (a, b, from) => {
    const reader = new TrafficReader();
    reader.open(columns([a, b]), 2);
    let at = from;
    reader.seek(1, at);
    for (let k = 0; k < 300 && at < Infinity; k++) {
      const middle = reader.edgeAt === Infinity ? at + 1 : (at + reader.edgeAt) / 2;
      if (reader.edgeAt <= at || reader.rcu !== 2 * rateAt(b, middle)) return false;
      at = reader.edgeAt;
      if (at < Infinity) reader.next();
    }
    return true;
  }), { numRuns: 1000, seed: 1 }));
});

test('staysBelow agrees with looking at every second', (t) => {
  t.notThrows(() => fc.assert(fc.property(someRuns, someRuns, fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 0, max: 200 }), (a, b, from, length, limit) => {
    const reader = new TrafficReader();
    reader.open(columns([a, b]), 2);
    let peak = 0;
    for (let at = from; at < from + length; at += 20) peak = Math.max(peak, 2 * rateAt(b, at));
    peak = Math.max(peak, 2 * rateAt(b, from + length - 1));
    return reader.staysBelow(limit, 1, from, from + length) === peak <= limit;
  }), { numRuns: 2000, seed: 1 }));
});
