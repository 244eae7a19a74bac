import test from 'ava';
import fc from 'fast-check';
import { BYTES_SCALE, fromLog, pack, RCU_SCALE, SECONDS_SCALE, toLog, unpack, USD_SCALE, type ColumnArray } from './pack.js';

test('columns of every kind come back, and whatever is beside them', (t) => {
  const columns = new Map<string, ColumnArray>([
    ['a', new Uint8Array([1, 2, 255])], ['b', new Float32Array([1.5, NaN])], ['c', new Float64Array([Math.PI])], ['d', new Int16Array([-1])],
    ['e', new Uint32Array([4_000_000_000])], ['f', new Uint16Array(0)],
  ]);
  const out = unpack(pack(columns, { names: ['\u{1f600}', '__proto__'] }));
  t.deepEqual([...out.columns], [...columns]);
  t.deepEqual(out.extra, { names: ['\u{1f600}', '__proto__'] });
});

test('a byte on a logarithmic scale is right to half a step, and zero stays zero', (t) => {
  for (const [scale, most] of [[SECONDS_SCALE, 86_400 * 2], [RCU_SCALE, 400_000], [BYTES_SCALE, 1e14], [USD_SCALE, 1e4]] as const) {
    t.is(fromLog(toLog(0, scale), scale), 0);
    t.is(toLog(NaN, scale), 0);
    fc.assert(
      fc.property(fc.double({ min: scale.least, max: most, noNaN: true }), (value) => {
        const ratio = fromLog(toLog(value, scale), scale) / value;
        return ratio < Math.sqrt(scale.ratio) * 1.0001 && ratio > 1 / Math.sqrt(scale.ratio) / 1.0001;
      }),
    );
  }
});
