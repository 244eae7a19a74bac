import test from 'ava';
import fc from 'fast-check';
import { columnsLost, NEW_TABLES_HEADER, NEW_TRAFFIC_HEADER, plainDigits, tableLine, trafficLines, type TableRecord } from './collected.js';
import { TABLES_FILE } from './history-header.js';
import { plainNumber } from './history-text.js';

const orders: TableRecord = {
  name: 'orders', sizeBytes: 5e9, itemCount: 1e6, onDemand: false, rcu: 100, wcu: 50, tableClass: 'STANDARD', warmRcu: 12_000,
  autoscaling: { minRcu: 5, maxRcu: 400, targetShare: 0.7 }, decreasesToday: 2, gsiRcu: 30, pitr: true,
};

test('a record is a row in the order of the header', (t) => {
  t.is(tableLine(NEW_TABLES_HEADER, '2026-06-01', orders), '2026-06-01,orders,5000000000,1000000,PROVISIONED,100,50,STANDARD,12000,5,400,0.7,2,30,true');
  t.is(tableLine(['pitr', 'owner', 'table', 'night'], '2026-06-01', orders), 'true,,orders,2026-06-01');
});

test('what was not told stays empty', (t) => {
  const bare = { ...orders, onDemand: true, rcu: 0, wcu: 0, tableClass: null, warmRcu: null, autoscaling: null, decreasesToday: null, gsiRcu: 0, pitr: null };
  t.is(tableLine(NEW_TABLES_HEADER, '2026-06-01', bare), '2026-06-01,orders,5000000000,1000000,PAY_PER_REQUEST,0,0,,,,,,,0,');
});

test('a point is a row; capacity that was not recorded stays empty', (t) => {
  const point = { startAt: Date.UTC(2026, 5, 1) / 1000, consumedUnits: 12.5, provisionedRcu: 50 };
  t.is(trafficLines(NEW_TRAFFIC_HEADER)('orders', 60, point), '2026-06-01T00:00:00Z,orders,60,12.5,50');
  t.is(trafficLines(NEW_TRAFFIC_HEADER)('orders', 60, { ...point, provisionedRcu: null }), '2026-06-01T00:00:00Z,orders,60,12.5,');
  t.is(trafficLines(['owner', 'consumed_rcu_sum', 'table', 'throttled_reads'])('orders', 60, point), ',12.5,orders,');
});

test('numbers are written in digits that a history reads back', (t) => {
  for (const [value, text] of [[0, '0'], [0.5, '0.5'], [1e-7, '0.0000001'], [2 ** 53 - 1, '9007199254740991']] as const) t.is(plainDigits(value), text);
  fc.assert(fc.property(fc.double({ min: 1e-10, max: 2 ** 53 - 1, noNaN: true }), (value) => {
    const back = plainNumber(plainDigits(value));
    return Math.abs(back - value) <= 1e-12 + 1e-15 * value;
  }));
});

test('columns that a file does not have are named', (t) => {
  t.deepEqual(columnsLost(['night', 'table', 'pitr', 'gsi_rcu', 'warm_rcu', 'table_class'], TABLES_FILE, NEW_TABLES_HEADER), [
    'autoscaling_min_rcu', 'autoscaling_max_rcu', 'autoscaling_target', 'decreases_today',
  ]);
  t.deepEqual(columnsLost(NEW_TABLES_HEADER, TABLES_FILE, NEW_TABLES_HEADER), []);
});
