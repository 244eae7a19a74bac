import test from 'ava';
import fc from 'fast-check';
import { EMPTY_STATE, formatHash, parseHash } from './permalink.js';

test('a state goes into the address and comes out again, unknown keys kept', (t) => {
  const state = { ...EMPTY_STATE, run: 'headroom-first', night: '2026-03-29', table: 'a&b=c#d', sort: '-costUsd', q: 'status:late "x"', zoom: [600, 7200] as const, theme: 'dark' as const, scale: 'log' as const, prices: { read: 2, machines: 0.25, export: 1 }, rest: [['tag', 'a b']] as const };
  t.deepEqual(parseHash(formatHash(state)), state);
});

test('values that make no sense are ignored', (t) => {
  t.deepEqual(parseHash('#night=yesterday&sort=%3Cb%3E&theme=pink&zoom=5..1&zoom=a&run=%E0%A4%A&=x&y&read=9&export=-1&machines=two&scale=cubic'), EMPTY_STATE);
  t.deepEqual(parseHash(`#q=${'x'.repeat(5000)}`), EMPTY_STATE);
});

test('no address throws, and writing what was read is stable', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('#', '&', '=', '%', '+', 'q', 'run', 'zoom', '0', '..', '-', 'é') })), (hash) => {
      const once = parseHash(hash);
      return JSON.stringify(parseHash(formatHash(once))) === JSON.stringify(once);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
