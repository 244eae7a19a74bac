import test from 'ava';
import fc from 'fast-check';
import { billedRcuHours, CapacityMeter, RULE, type CapacityChange } from './billing.js';
import { BILLING_RULES } from '../settings.js';
import { HOUR, MINUTE } from '../units.js';

const RULES = [RULE.max, RULE.prorated, RULE.sampled];
const CANARY: readonly CapacityChange[] = [{ at: 0, rcu: 5 }, { at: 20 * MINUTE, rcu: 105 }, { at: 30 * MINUTE, rcu: 5 }];

test('golden: the canary, 5 RCU raised to 105 from hh:20 to hh:30, is billed 105, 21.67 or 5 or 105', (t) => {
  t.is(billedRcuHours('max-in-clock-hour', CANARY, 0, HOUR), 105);
  t.is(billedRcuHours('prorated', CANARY, 0, HOUR), (50 * 5 + 10 * 105) / 60);
  t.is(billedRcuHours('sampled', CANARY, 0, HOUR, 25 * MINUTE), 105);
  t.is(billedRcuHours('sampled', CANARY, 0, HOUR, 45 * MINUTE), 5);
});

test('golden: 32 tables raised by 1,000 RCU for 7 hours cost 29.12 $, just in time 5.07 $ or 0.91 $', (t) => {
  const raised = (fromAt: number, seconds: number): CapacityChange[] => [{ at: 0, rcu: 0 }, { at: fromAt, rcu: 1000 }, { at: fromAt + seconds, rcu: 0 }];
  const price = 0.00013;
  for (const rule of BILLING_RULES) t.is(32 * billedRcuHours(rule, raised(0, 7 * HOUR), 0, 24 * HOUR) * price, 32 * 1000 * 7 * price);
  const each = (7 * HOUR) / 32;
  let max = 0;
  let prorated = 0;
  for (let k = 0; k < 32; k++) {
    max += billedRcuHours('max-in-clock-hour', raised(k * each, each), 0, 24 * HOUR) * price;
    prorated += billedRcuHours('prorated', raised(k * each, each), 0, 24 * HOUR) * price;
  }
  t.true(Math.abs(prorated - 32_000 * (each / HOUR) * price) < 1e-9);
  // Expected of a random start: 1 + 13.1 / 60 clock hours each. One after the other from a full hour, 6 of the 32 cross one: 38 hours.
  t.true(Math.abs(max - 38 * 1000 * price) < 1e-9, `${max}`);
  const aligned = billedRcuHours('max-in-clock-hour', [{ at: 0, rcu: 0 }, { at: HOUR, rcu: (1000 * each) / HOUR }, { at: 2 * HOUR, rcu: 0 }], 0, 24 * HOUR);
  t.true(Math.abs(32 * aligned * price - prorated) < 1e-9, 'aligned and stretched costs the same under both rules');
});

test('golden: 1,000 RCU left up for a day cost 3.12 $, ten tables over 62 hours 80.6 $', (t) => {
  const up = (hours: number): number => billedRcuHours('max-in-clock-hour', [{ at: 0, rcu: 1000 }], 0, hours * HOUR) * 0.00013;
  t.true(Math.abs(up(24) - 3.12) < 1e-9);
  t.true(Math.abs(10 * up(62) - 80.6) < 1e-9);
});

test('a value that ends with the hour is not billed in the next hour', (t) => {
  const changes = [{ at: 0, rcu: 0 }, { at: 10, rcu: 700 }, { at: 7 * HOUR, rcu: 0 }];
  t.is(billedRcuHours('max-in-clock-hour', changes, 0, 24 * HOUR), 700 * 7);
  const late = [{ at: 0, rcu: 0 }, { at: 10, rcu: 700 }, { at: 7 * HOUR + 1, rcu: 0 }];
  t.is(billedRcuHours('max-in-clock-hour', late, 0, 24 * HOUR), 700 * 8);
});

test('a clock hour that two nights share is billed once, by the later night', (t) => {
  const opens = [10 * MINUTE, 24 * HOUR + 10 * MINUTE, 48 * HOUR + 10 * MINUTE];
  const night = (k: number): number => billedRcuHours('max-in-clock-hour', [{ at: opens[k], rcu: 100 }], opens[k], opens[k + 1]);
  t.is(night(0) + night(1), 100 * 48);
});

test('capacity below the own counts as negative', (t) => {
  const meter = new CapacityMeter(1);
  meter.open(0);
  meter.start(0, 1500, 1500, false);
  meter.set(0, HOUR, 1000);
  meter.set(0, 3 * HOUR, 1500);
  meter.close(24 * HOUR);
  for (const rule of RULES) t.is(meter.excessHours(0, rule), -500 * 2);
});

test('a meter that is opened again has forgotten the night before', (t) => {
  const meter = new CapacityMeter(2);
  meter.open(0);
  meter.start(1, 700, 100, true);
  meter.close(24 * HOUR);
  meter.open(24 * HOUR);
  meter.start(0, 50, 50, true);
  meter.close(48 * HOUR);
  for (const rule of RULES) t.is(meter.excessHours(0, rule), 0);
  t.is(meter.started[1], 0);
  t.is(meter.byHour[RULE.prorated].reduce((a, b) => a + b, 0), 0);
});

/** The rules second by second: slow and obvious. */
function slow(changes: readonly CapacityChange[], hours: number, sampledAt: number): number[] {
  let max = 0;
  let prorated = 0;
  let sampled = 0;
  for (let h = 0; h < hours; h++) {
    let highest = -Infinity;
    for (let second = h * HOUR; second < (h + 1) * HOUR; second++) {
      const now = changes.findLast((change) => change.at <= second)!.rcu;
      highest = Math.max(highest, now);
      prorated += now / HOUR;
      if (second === h * HOUR + sampledAt) sampled += now;
    }
    max += highest;
  }
  return [max, prorated, sampled];
}

const changesOf = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 3 * HOUR - 1 }), rcu: fc.integer({ min: 0, max: 40_000 }) }), { maxLength: 6 })
  .chain((later) => fc.integer({ min: 0, max: 40_000 }).map((rcu) => [{ at: 0, rcu }, ...later.toSorted((a, b) => a.at - b.at).filter((c, i, all) => i === 0 || c.at > all[i - 1].at)]));

test('the meter agrees with counting second by second, in all and hour by hour', (t) => {
  fc.assert(
    fc.property(changesOf, fc.integer({ min: 0, max: HOUR - 1 }), fc.integer({ min: 0, max: 1000 }), (changes, sampledAt, ownRcu) => {
      const meter = new CapacityMeter(1, sampledAt);
      meter.open(0);
      meter.start(0, changes[0].rcu, ownRcu, true);
      for (const { at, rcu } of changes.slice(1)) meter.set(0, at, rcu);
      meter.close(3 * HOUR);
      const expected = slow(changes, 3, sampledAt);
      for (const rule of RULES) {
        const excess = expected[rule] - 3 * ownRcu;
        if (Math.abs(meter.excessHours(0, rule) - excess) > 1e-6) return false;
        if (Math.abs(meter.byHour[rule].reduce((a, b) => a + b, 0) - excess) > 1e-6) return false;
      }
      return true;
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('the maximum of the hour is never less than the other rules', (t) => {
  fc.assert(
    fc.property(changesOf, (changes) => {
      const [max, prorated, sampled] = BILLING_RULES.map((rule) => billedRcuHours(rule, changes, 0, 3 * HOUR));
      return max >= prorated - 1e-6 && max >= sampled;
    }),
  );
  t.pass();
});
