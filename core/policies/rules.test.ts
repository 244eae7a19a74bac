// Contracts of every listed rule: a new rule is held to them as soon as it is in the list.

import test from 'ava';
import fc from 'fast-check';
import { priceBook } from '../money/price-books.js';
import { engineFrame } from '../planning/planner-pace.js';
import { DEFAULTS } from '../settings.js';
import { combine, ENGINE_CHOICES, findPolicy, PACKS, POLICIES, SCALES, TIMINGS } from './index.js';
import { ascending, descending } from './sorted.js';
import { surveyOf, table } from './testing.js';

const durations = fc.array(fc.oneof(fc.double({ min: 0, max: 30_000, noNaN: true }), fc.integer({ min: 0, max: 5 })), { maxLength: 120 });
const limits = fc.record({ durationSecondsMax: fc.double({ min: 1, max: 25_000, noNaN: true }), countMax: fc.integer({ min: 1, max: 40 }) });

for (const pack of PACKS) {
  test(`pack ${pack.name}: each copy once, limits kept, input left alone, same again`, (t) => {
    fc.assert(fc.property(durations, limits, (seconds, limit) => {
      const input = Float64Array.from(seconds);
      const lanes = pack.lanes(input, limit);
      t.deepEqual([...input], seconds.map(Number));
      t.deepEqual(lanes.flat().sort((a, b) => a - b), seconds.map((_, i) => i));
      for (const lane of lanes) {
        const sum = lane.reduce((total, i) => total + seconds[i], 0);
        t.true(lane.length > 0 && lane.length <= limit.countMax);
        t.true(lane.length === 1 || sum <= limit.durationSecondsMax + 1e-6, `${sum} in ${lane.length}`);
      }
      t.deepEqual(pack.lanes(seconds, limit), lanes, 'an array and a typed array give the same lanes');
    }), { numRuns: 200 });
  });

  test(`pack ${pack.name}: the lanes of distinct durations do not depend on how their tables are called`, (t) => {
    if (pack.name === 'worst-fit') {
      t.pass('goes by name on purpose');
      return;
    }
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30_000 }), { maxLength: 60 }), limits, (seconds, limit) => {
      const byDuration = (input: number[]): number[][] => pack.lanes(input, limit).map((lane) => lane.map((i) => input[i]));
      t.deepEqual(byDuration([...seconds].reverse()), byDuration(seconds));
    }), { numRuns: 100 });
  });
}

test('first-fit and best-fit decreasing never leave two lanes half empty', (t) => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 200 }), (seconds) => {
    const bound = Math.ceil(seconds.reduce((a, b) => a + b, 0) / 1000);
    for (const name of ['first-fit-decreasing', 'best-fit-decreasing']) {
      const pack = PACKS.find((each) => each.name === name);
      t.true((pack?.lanes(seconds, { durationSecondsMax: 1000, countMax: Infinity }).length ?? Infinity) <= 2 * bound + 1);
    }
  }));
});

test('first fit takes the first lane with room and best fit the fullest', (t) => {
  const limit = { durationSecondsMax: 10, countMax: 10 };
  const lanesOf = (name: string): number[][] | undefined => PACKS.find((each) => each.name === name)?.lanes([5, 6, 4.5, 0.5], limit);
  // 6 and 5 + 4.5 leave room of 4 and 0.5; the last 0.5 goes to the first lane by first fit, to the fuller second by best fit
  t.deepEqual(lanesOf('first-fit-decreasing'), [[1, 3], [0, 2]]);
  t.deepEqual(lanesOf('best-fit-decreasing'), [[1], [0, 2, 3]]);
});

test('longest first goes to the least loaded lane', (t) => {
  const lpt = PACKS.find((each) => each.name === 'lpt');
  t.deepEqual(lpt?.lanes([5, 4, 3, 3, 3], { durationSecondsMax: 10, countMax: 3 }), [[0, 3], [1, 2, 4]]);
  t.deepEqual(lpt?.lanes([5, 4, 3, 3, 3], { durationSecondsMax: 9, countMax: 3 }), [[0, 3], [1, 2], [4]]);
});

test('orders are exact and stable, also where values are equal as 32-bit floats', (t) => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 1, max: 1.000001, noNaN: true }))), (values) => {
    const expected = values.map((_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
    t.deepEqual([...ascending(values)], expected);
    t.deepEqual([...descending(values)], values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b));
  }), { numRuns: 300 });
});

const provisioned = fc.record({
  sizeBytes: fc.double({ min: 0, max: 2e12, noNaN: true }), rcu: fc.integer({ min: 1, max: 50_000 }), usedShare: fc.double({ min: 0, max: 1.5, noNaN: true }),
});

for (const scale of SCALES) {
  test(`scale ${scale.name}: finite paces, the same again, the application keeps its part`, (t) => {
    fc.assert(fc.property(provisioned, fc.constantFrom('scan', 'emr', 'data-pipeline'), ({ sizeBytes, rcu, usedShare }, engine) => {
      const survey = surveyOf([table({ name: 'a', sizeBytes, rcu, forecastPeakRcu: rcu * usedShare })]);
      const frame = engineFrame(engine, survey, DEFAULTS, priceBook('us-east-1'));
      const pace = scale.pace(survey.tables[0], frame);
      t.deepEqual(scale.pace(survey.tables[0], frame), pace);
      t.true(pace.readRcu > 0 && Number.isFinite(pace.readRcu) && Number.isFinite(pace.toRcu));
      if (scale.ignoresApplication === true) return;
      t.true(pace.toRcu >= rcu && pace.toRcu <= Math.max(rcu, DEFAULTS.quotas.tableRcu) && (pace.toRcu === rcu || Number.isInteger(pace.toRcu)));
      const keep = DEFAULTS.forecast.margin * rcu * usedShare;
      const burst = DEFAULTS.reading.burstSeconds * DEFAULTS.reading.burstShare * Math.max(0, rcu - keep);
      const bursts = engine === 'scan' && sizeBytes / 8192 <= burst && pace.toRcu === rcu;
      t.true(bursts || pace.readRcu <= Math.max(1, pace.toRcu - keep) + 1e-6, `${pace.readRcu} of ${pace.toRcu} leaves less than ${keep}`);
    }), { numRuns: 150 });
  });
}

test('names are unique, and every rule and policy says what it does and where it comes from', (t) => {
  for (const list of [PACKS, SCALES, TIMINGS, ENGINE_CHOICES, POLICIES]) {
    t.is(new Set(list.map(({ name }) => name)).size, list.length);
    for (const { name, summary, source } of list) t.true(/^[a-z0-9-]+$/.test(name) && summary.length > 10 && source.length > 5, name);
  }
  t.true(POLICIES.length >= 12);
});

test('a policy is found by name, and a wrong name is answered with the nearest', (t) => {
  t.is(findPolicy('headroom-first').scale.name, 'headroom-first');
  t.throws(() => findPolicy('headrom-first'), { message: '--policy: unknown policy "headrom-first"; did you mean headroom-first?' });
  t.is(combine({ engine: ENGINE_CHOICES[1], pack: PACKS[0], scale: SCALES[0], timing: TIMINGS[0] }).name, 'emr+next-fit-ascending+leave-alone+at-open');
});
