import fc from 'fast-check';
import test from 'ava';
import { Timers } from './timers.js';

test('timers come in order of time, and at one instant in the order in which they were added', (t) => {
  const timers = new Timers();
  timers.add(20, 1);
  timers.add(10, 2);
  timers.add(20, 3);
  timers.add(10, 4);
  t.is(timers.nextAt, 10);
  t.deepEqual([timers.take(), timers.take(), timers.take(), timers.take()], [2, 4, 1, 3]);
  t.is(timers.nextAt, Infinity);
});

test('timers sort stably whatever is added, and keep their order after they were cleared', (t) => {
  const timers = new Timers();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 300 }), (instants) => {
      timers.clear();
      instants.forEach((at, code) => timers.add(at, code));
      const expected = instants.map((at, code) => ({ at, code })).sort((a, b) => a.at - b.at || a.code - b.code);
      return expected.every(({ code }) => timers.take() === code) && timers.length === 0;
    }),
  );
  t.pass();
});
