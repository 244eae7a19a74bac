import test from 'ava';
import { clusterMapTasks, connectorMapperRate, connectorMappers, connectorRate, connectorSeconds, connectorSegments, onDemandRatio } from './connector.js';

const TIB = 2 ** 40;
const UNITS = TIB / 8192;

test('1 TiB at 1,000 RCU: 134,217.7 s at ratio 1, twice that at 0.5', (t) => {
  t.true(Math.abs(connectorSeconds(UNITS, TIB, 1000, 1, 1) - TIB / (1000 * 8192)) < 1e-6);
  t.true(Math.abs(connectorSeconds(UNITS, TIB, 1000, 0.5, 1) - 268_435.5) < 0.1);
});

test('5,469 RCU, ratio 1, 1 TiB, three m5.xlarge: 1,024 segments, 8 mappers of 683 RCU', (t) => {
  const rate = connectorRate(5469, 1);
  const segments = connectorSegments(TIB, rate);
  const mappers = connectorMappers(clusterMapTasks('m5.xlarge', 3), rate, segments);
  t.is(segments, Math.max(1024, 54));
  t.is(mappers, Math.min(8, 54));
  t.is(connectorMapperRate(rate, segments, segments / mappers), Math.floor((5469 / 1024) * 128));
  t.is(connectorMapperRate(rate, segments, segments / mappers), 683);
  t.true(Math.abs(connectorSeconds(UNITS, TIB, 5469, 1, 8) - UNITS / 8 / 683) < 1e-6);
});

test('what a cluster holds: one mapper on the clusters of 2017, 1, 4 and 8 on m5.xlarge', (t) => {
  t.is(clusterMapTasks('m3.xlarge', 1), 1); // 8 slots - 2 for the master - 2 for the reducer = 4, one map task of 4
  t.is(clusterMapTasks('m1.medium', 1), 1); // nothing is left
  t.deepEqual([1, 2, 3].map((count) => clusterMapTasks('m5.xlarge', count)), [1, 2 + 2, 2 + 2 + 4]);
  t.is(clusterMapTasks('m6g.xlarge', 3), 8, 'a type that is not listed: by its memory');
});

test('the slowest mapper decides: three segments on two mappers, and rates are whole', (t) => {
  // 3 GiB at 250 RCU: segments max(3, 2) = 3, mappers min(2, 2) = 2, of 2 and 1 segments.
  const units = 3 * 131_072;
  const slowest = Math.max((units * 2) / 3 / Math.floor((250 / 3) * 2), units / 3 / Math.floor(250 / 3));
  t.true(Math.abs(connectorSeconds(units, 3 * 2 ** 30, 250, 1, 2) - slowest) < 1e-6);
  t.is(connectorRate(1000, 0.06), 60, 'no unit lost to binary fractions');
  t.is(connectorRate(0.2, 0.5), 1);
});

test('an on-demand table is taken for one of 40,000 RCU', (t) => {
  t.is(connectorRate(40_000, onDemandRatio(5469)), 5469);
});
