import test from 'ava';
import { dateDay, TABLE_NAME } from '../core/history/history-text.js';
import { synth, type SynthOptions } from './synth.js';
import { estateText } from './synth-estate.js';
import { ODD_NAMES, synthNames } from './synth-names.js';
import { synthTables } from './synth-tables.js';
import { isMonthEnd } from './synth-traffic.js';

const OPTIONS: SynthOptions = { tables: 100, nights: 40, seed: 3, oddNames: true, totalBytes: 1e12, largestBytes: 200e9 };
const SHAPE = { tables: 300, nights: 90, seed: 1, oddNames: false, totalBytes: 3e12, largestBytes: 600e9, accountRcu: 60_000 };

const text = (pieces: Iterable<string>): string => [...pieces].join('');
const rowsOf = (csv: string): string[][] => csv.trimEnd().split('\n').slice(1).map((line) => line.split(','));

test('the same options give the same text, another seed another', (t) => {
  const small = { ...OPTIONS, tables: 10, nights: 2 };
  const [one, two, other] = [synth(small), synth(small), synth({ ...small, seed: 4 })];
  t.is(text(one.tables), text(two.tables));
  const traffic = text(one.traffic);
  t.is(traffic, text(two.traffic));
  t.not(traffic, text(other.traffic));
});

test('names are legal and different, orders comes first, odd ones last', (t) => {
  const names = synthNames(5000, true);
  t.is(new Set(names).size, 5000);
  t.true(names.every((name) => TABLE_NAME.test(name)));
  t.is(names[0], 'orders');
  t.deepEqual(names.slice(-ODD_NAMES.length), [...ODD_NAMES]);
  t.deepEqual(synthNames(1, true), ['orders']);
});

test('sizes are heavy-tailed and add up as asked', (t) => {
  const sizes = synthTables(SHAPE).map((table) => table.sizeBytes).sort((a, b) => b - a);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  t.true(sum(sizes) > 0.9 * 3e12 && sum(sizes) <= 3e12);
  t.is(Math.round(sizes[0] / 1e9), 600);
  t.true(sum(sizes.slice(0, 15)) > 0.7 * sum(sizes), 'a twentieth of the tables holds most bytes');
  t.true(sizes[150] < 1e9, 'the median table is small');
});

test('billing modes, empty, new and vanishing tables come in their shares', (t) => {
  const tables = synthTables(SHAPE);
  const share = (holds: (table: (typeof tables)[number]) => boolean): number => tables.filter(holds).length / tables.length;
  t.true(Math.abs(share((table) => table.billing === 'on-demand') - 0.12) < 0.01);
  t.true(Math.abs(share((table) => table.billing === 'autoscaled') - 0.25) < 0.01);
  t.true(share((table) => table.sizeBytes === 0) > 0.02);
  t.true(share((table) => table.firstNight > 0) > 0.04);
  t.true(share((table) => table.lastNight < 89) > 0.02);
  t.is(tables[0].name, 'orders');
  t.deepEqual([tables[0].firstNight, tables[0].lastNight, tables[0].billing], [0, 89, 'owner']);
});

test('capacity stays under the account limit and over what is consumed', (t) => {
  const { tables, traffic } = synth({ ...OPTIONS, accountRcu: 20_000 });
  const byNight = new Map<string, number>();
  const highest = new Map<string, number>();
  for (const [night, table, , , mode, rcu, , , , , max] of rowsOf(text(tables))) {
    byNight.set(night, (byNight.get(night) ?? 0) + Number(rcu));
    const limit = mode === 'PAY_PER_REQUEST' ? 40_000 : Math.max(Number(rcu), Number(max));
    highest.set(table, Math.max(highest.get(table) ?? 0, limit));
  }
  t.is(byNight.size, 40);
  for (const rcu of byNight.values()) t.true(rcu > 2000 && rcu < 20_000, `${rcu}`);
  const limit = (table: string): number => highest.get(table) ?? NaN;
  t.true(rowsOf(text(traffic)).every(([, table, period, sum]) => Number(sum) / Number(period) <= limit(table) * 1.2 + 1));
});

test('days, weeks, month ends and the storm show in the traffic', (t) => {
  const points = rowsOf(text(synth(OPTIONS).traffic)).filter(([, table]) => table === 'orders');
  const mean = (holds: (date: string, hour: number) => boolean): number => {
    const values = points.filter(([stamp]) => holds(stamp.slice(0, 10), Number(stamp.slice(11, 13)))).map(([, , period, sum]) => Number(sum) / Number(period));
    return values.reduce((all, value) => all + value, 0) / values.length;
  };
  const weekend = (date: string): boolean => (dateDay(date) + 4) % 7 === 0 || (dateDay(date) + 4) % 7 === 6;
  t.true(mean((_, hour) => hour === 10) > 5 * mean((_, hour) => hour === 2), 'day and night');
  t.true(mean((date) => !weekend(date)) > 1.5 * mean(weekend), 'work days and weekends');
  const storm = mean((date, hour) => date === '2026-06-01' && hour >= 1 && hour < 5);
  t.true(storm > 4 * mean((date, hour) => date !== '2026-06-01' && hour >= 1 && hour < 5), 'the storm two thirds through');
});

test('month ends are the last day and the first', (t) => {
  const ends = ['2026-02-28', '2026-03-01', '2026-12-31', '2027-01-01'];
  t.true(ends.every((date) => isMonthEnd(dateDay(date))));
  t.false(['2026-02-27', '2026-03-02', '2026-03-30'].some((date) => isMonthEnd(dateDay(date))));
});

test('the busiest tables can be recorded at 300 s for the last 63 days', (t) => {
  const rows = rowsOf(text(synth({ ...OPTIONS, nights: 70, tables: 20, fineTables: 1 }).traffic));
  const fine = rows.filter(([, , period]) => period === '300');
  t.is(new Set(fine.map(([, table]) => table)).size, 1);
  t.is(fine.length, 63 * 288);
  t.is(fine[0][0].slice(0, 10), '2026-04-15', '63 days up to the end of 2026-06-16');
});

test('the reference estate is what it is said to be', (t) => {
  const { tables, traffic } = estateText();
  const rows = rowsOf(text(tables));
  t.is(rows.length, 2 * 300);
  const bytes = rows.slice(0, 300).reduce((all, row) => all + Number(row[2]), 0);
  t.is(bytes, 2 ** 40 + 20 * 20 * 2 ** 30 + 279 * 100 * 2 ** 20);
  t.is(rows.slice(0, 300).reduce((all, row) => all + Number(row[5]), 0), 1000 + 20 * 200 + 279 * 10);
  t.true(rows.every((row) => Number(row[2]) / Number(row[3]) === 16 * 1024));
  const points = rowsOf(text(traffic));
  t.is(points.length, 300 * 6 * 24);
  const rates = new Set(points.map(([, table, period, sum]) => `${table[0]} ${Number(sum) / Number(period)}`));
  t.deepEqual([...rates], ['a 300', 'b 60', 'c 1']);
});
