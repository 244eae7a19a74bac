import test from 'ava';
import { didYouMean, nearest } from './suggest.js';

test('the nearest name is found through swaps, slips and case', (t) => {
  const names = ['simulate', 'report', 'policies'];
  t.is(nearest('simualte', names), 'simulate');
  t.is(nearest('REPORT', names), 'report');
  t.is(nearest('policys', names), 'policies');
  t.is(nearest('ordesr', ['Orders', 'orders']), 'orders');
  t.is(nearest('xyz', names), null);
  t.is(nearest('x'.repeat(100_000), names), null);
});

test('a message names the nearest, or all where they are few', (t) => {
  t.is(didYouMean('windowStrat', ['windowStart', 'zone']), '; did you mean windowStart?');
  t.is(didYouMean('zzzzzzz', ['a', 'b']), '; known: a, b');
  t.is(didYouMean('zzzzzzz', ['a', 'b'], 1), '');
});
