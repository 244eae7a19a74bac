import fc from 'fast-check';
import test from 'ava';
import { Events } from './events.js';

test('events come in order of time, and of scheduling at the same time', (t) => {
  t.notThrows(() => fc.assert(fc.property(fc.array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 300_000 })), fc.boolean()), { maxLength: 600 }), (steps) => {
    const events = new Events();
    events.clear(0);
    let expected: { at: number; sequence: number; kind: number; subject: number }[] = [];
    let scheduled = 0;
    for (const [at, takes] of steps) {
      if (takes && expected.length > 0) {
        events.pop();
        const [first] = expected;
        expected = expected.slice(1);
        if (events.at !== first.at || events.sequence !== first.sequence || events.kind !== first.kind || events.subject !== first.subject) return false;
      } else {
        const kind = scheduled % 16;
        const subject = 2 ** 27 - 1 - scheduled;
        const sequence = events.push(at, kind, subject);
        if (sequence !== ++scheduled) return false;
        expected = [...expected, { at, sequence, kind, subject }].sort((a, b) => a.at - b.at || a.sequence - b.sequence);
      }
      if (events.nextAt() !== (expected[0]?.at ?? Infinity) || events.length !== expected.length) return false;
    }
    return true;
  }), { numRuns: 200, seed: 1 }));
});
