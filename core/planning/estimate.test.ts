import test from 'ava';
import fc from 'fast-check';
import { estimateColumns, sizeColumn } from './estimate-columns.js';
import { billedHours, clockHoursTouched, estimateTable, exportSeconds, machinesUsdPerHour, partitionCeilingRcu, planPrices, readingSeconds, unitsPerByte, unitsToRead } from './estimate.js';
import { canRevert, leastPace, leastRcu } from './pace.js';
import { MIDNIGHT_AT, surveyOf, table } from '../policies/testing.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS, withSettings } from '../settings.js';
import { DAY, GIB, HOUR, MIB, TIB } from '../units.js';

const east = priceBook('us-east-1');
const west = priceBook('eu-west-1');
const only = (change: Parameters<typeof table>[0]) => surveyOf([table(change)]).tables[0];

test('1 TiB at 1,000 RCU: 134,217.7 s at the full rate, twice that at half of it', (t) => {
  t.is(readingSeconds(TIB, 1000, 8192), 2 ** 40 / (1000 * 8192));
  t.true(Math.abs(readingSeconds(TIB, 1000, 8192) - 134_217.7) < 0.1);
  t.true(Math.abs(readingSeconds(TIB, 500, 8192) - 268_435.5) < 0.1);
});

test('pages are rounded up: a quarter of a unit each, half a unit at least', (t) => {
  t.is(unitsToRead(TIB, DEFAULTS, 'scan'), TIB / 8192 + (TIB / MIB) * 0.25);
  t.is(unitsToRead(TIB, DEFAULTS, 'emr'), TIB * (1 / 8192 + 0.25 / (25 * 8192)));
  t.is(unitsToRead(0, DEFAULTS, 'scan'), 0.5);
  t.is(unitsPerByte(withSettings(DEFAULTS, { reading: { sizeTruth: 1.5 } }), 'scan'), 1.5 * unitsPerByte(DEFAULTS, 'scan'));
});

test('clock hours touched; an end on the full hour does not touch the next', (t) => {
  t.is(clockHoursTouched(MIDNIGHT_AT, MIDNIGHT_AT + HOUR), 1);
  t.is(clockHoursTouched(MIDNIGHT_AT, MIDNIGHT_AT + HOUR + 1), 2);
  t.is(clockHoursTouched(MIDNIGHT_AT + 600, MIDNIGHT_AT + 4500), 2);
  t.is(clockHoursTouched(MIDNIGHT_AT, MIDNIGHT_AT), 0);
  t.is(billedHours(MIDNIGHT_AT + 600, MIDNIGHT_AT + 4500, withSettings(DEFAULTS, { billing: { rule: 'prorated' } })), 3900 / 3600);
});

test('prices of one table: raise by the clock hour, on-demand units, export by the GiB', (t) => {
  const a = only({ name: 'a', sizeBytes: TIB, rcu: 1000 });
  const raised = estimateTable(a, 'scan', { toRcu: 5829, readRcu: 5469 }, MIDNIGHT_AT, DEFAULTS, planPrices(east));
  t.is(raised.readUsd, (5829 - 1000) * 7 * 0.00013); // $4.39
  // 134,217,728 units and 0.2 % of page rounding at 5,469 RCU are 24,590 s: twenty minutes late, an eighth clock hour is touched
  const late = estimateTable(a, 'scan', { toRcu: 5829, readRcu: 5469 }, MIDNIGHT_AT + 1200, DEFAULTS, planPrices(west));
  t.is(late.readUsd, (5829 - 1000) * 8 * 0.000147); // $5.68
  const od = only({ name: 'a', sizeBytes: TIB, onDemand: true });
  const units = estimateTable(od, 'scan', { toRcu: 0, readRcu: 5469 }, MIDNIGHT_AT, DEFAULTS, planPrices(east));
  t.true(Math.abs(units.readUsd / (1 + 0.25 / 128) - (134_217_728 * 0.125) / 1e6) < 1e-6); // $16.78 without page rounding
  t.true(Math.abs(estimateTable(a, 'export', { toRcu: 1000, readRcu: 0 }, MIDNIGHT_AT, DEFAULTS, planPrices(east)).exportUsd - 102.4) < 1e-9);
  const small = only({ name: 'a', sizeBytes: TIB, itemCount: 1e9 });
  t.true(Math.abs(estimateTable(small, 'export', { toRcu: 1000, readRcu: 0 }, MIDNIGHT_AT, DEFAULTS, planPrices(east)).exportUsd - (0.1 * (TIB + 100 * 1e9)) / GIB) < 1e-9, '100 bytes an item');
  const off = only({ name: 'a', sizeBytes: TIB, rcu: 1000, pitr: false });
  t.true(Math.abs(estimateTable(off, 'export', { toRcu: 1000, readRcu: 0 }, MIDNIGHT_AT, DEFAULTS, planPrices(east)).exportUsd - (102.4 + (1024 * 0.2) / 30.4375)) < 1e-9, 'point-in-time recovery of a night where it is off');
  t.is(exportSeconds(GIB, DEFAULTS), 600 + 1);
  t.is(machinesUsdPerHour([{ type: 'm3.xlarge', count: 2, emr: true }], east), 2 * (0.266 + 0.07));
});

test('partitions: at least one for 3,000 RCU or 1,000 WCU or 10 GiB, each of 3,000 RCU', (t) => {
  t.is(partitionCeilingRcu(only({ name: 'a', sizeBytes: 0, rcu: 1, wcu: 1 }), DEFAULTS), 3000);
  t.is(partitionCeilingRcu(only({ name: 'a', sizeBytes: 25 * GIB, rcu: 1, wcu: 1 }), DEFAULTS), 3 * 3000);
  t.is(partitionCeilingRcu(only({ name: 'a', sizeBytes: 0, rcu: 3000, wcu: 500 }), DEFAULTS), 2 * 3000);
});

test('the least raise: a copy with a share, beside its application', (t) => {
  t.is(leastRcu(5469, 360, 1), 5829);
  t.is(leastRcu(5469, 360, 0.5), 2 * 5469);
  t.deepEqual(leastPace(100 * 3600, 3600, 'scan', 1000, 40_000, 360, 1, 40_000), { toRcu: 1000, readRcu: 640 });
  t.deepEqual(leastPace(5469 * 3600, 3600, 'scan', 1000, 40_000, 360, 1, 40_000), { toRcu: 5829, readRcu: 5469 });
  // The connector reads whole units a second: 4.41 wanted are 5 to be planned.
  t.deepEqual(leastPace(4.41 * 3600, 3600, 'emr', 5, 40_000, 0, 0.5, 40_000), { toRcu: 10, readRcu: 5 });
  t.deepEqual(leastPace(5469 * 3600, 3600, 'scan', 1000, 1000, 360, 1, 40_000), { toRcu: 1000, readRcu: 640 });
});

test('more time never needs a higher raise, more data never a lower one', (t) => {
  const units = fc.double({ min: 1, max: 1e9, noNaN: true });
  fc.assert(fc.property(units, fc.integer({ min: 60, max: 40_000 }), fc.integer({ min: 1, max: 40_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (v, seconds, rcu, used) => {
    const to = (v2: number, s2: number): number => leastPace(v2, s2, 'scan', rcu, 40_000, rcu * used, 1, 90_000).toRcu;
    t.true(to(v, seconds * 1.3) <= to(v, seconds));
    t.true(to(v * 1.3, seconds) >= to(v, seconds));
  }));
});

test('a raise is only planned where a decrease will be left: four at 00:00 UTC, one more an hour', (t) => {
  const window = (from: number, to: number) => ({ night: '2026-06-01', opensAt: MIDNIGHT_AT + from, closesAt: MIDNIGHT_AT + to });
  const used = (decreasesToday: number) => only({ name: 'a', decreasesToday });
  t.true(canRevert(used(3), window(0, HOUR / 2), MIDNIGHT_AT + HOUR / 2));
  t.false(canRevert(used(4), window(0, HOUR / 2), MIDNIGHT_AT + HOUR / 2));
  t.true(canRevert(used(4), window(0, HOUR), MIDNIGHT_AT + HOUR));
  t.true(canRevert(used(27), window(DAY - 600, DAY + 600), MIDNIGHT_AT + DAY), 'a new UTC day');
});

test('the closed form over columns agrees with the one of a single table', (t) => {
  const size = fc.double({ min: 1e6, max: 1e12, noNaN: true });
  fc.assert(fc.property(fc.array(fc.tuple(size, fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 })), { minLength: 1 }), fc.integer({ min: 0, max: 3599 }), (rows, into) => {
    const survey = surveyOf(rows.map(([sizeBytes, rcu], i) => table({ name: `t${String(i).padStart(3, '0')}`, sizeBytes, rcu })));
    const column = (of: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, of);
    const input = { sizeBytes: sizeColumn(survey.tables), fromRcu: column(([, rcu]) => rcu), toRcu: column(([, rcu, raise]) => rcu + raise), readRcu: column(([, rcu, raise]) => (rcu + raise) / 2) };
    const [seconds, usd] = [new Float64Array(rows.length), new Float64Array(rows.length)];
    const startAt = MIDNIGHT_AT + into;
    const prices = planPrices(east);
    const total = estimateColumns(input, { unitsPerByte: unitsPerByte(DEFAULTS, 'scan'), overheadSeconds: 0, startAt, rcuHourUsd: prices.rcuHourUsd, engineSecondUsd: 0 }, rows.length, seconds, usd);
    rows.forEach((_, i) => {
      const single = estimateTable(survey.tables[i], 'scan', { toRcu: input.toRcu[i], readRcu: input.readRcu[i] }, startAt, DEFAULTS, prices);
      t.true(Math.abs(single.seconds - seconds[i]) <= 1e-9 * single.seconds && Math.abs(single.readUsd - usd[i]) <= 1e-9 * (single.readUsd + 1));
    });
    t.true(Math.abs(total - usd.reduce((a, b) => a + b, 0)) < 1e-6);
  }), { numRuns: 60 });
});
