import test from 'ava';
import { nearestRank } from './percentile.js';

test('nearest rank is always one of the values', (t) => {
  const values = [50, 15, 40, 20, 35];
  t.is(nearestRank(values, 0.05), 15);
  t.is(nearestRank(values, 0.3), 20);
  t.is(nearestRank(values, 0.4), 20);
  t.is(nearestRank(values, 0.5), 35);
  t.is(nearestRank(values, 1), 50);
  t.is(nearestRank(values, 0), 15);
  t.deepEqual(values, [50, 15, 40, 20, 35], 'not sorted in place');
});

test('of nothing it is 0, of one value that value', (t) => {
  t.is(nearestRank([], 0.5), 0);
  t.is(nearestRank(new Float32Array([7]), 0.99), 7);
});
