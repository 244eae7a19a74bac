import test from 'ava';
import { bytes, duration, hoursMinutes, number, percent, percentDelta, plural, usd, usdColumn, usdDelta } from './format.js';

test('numbers are grouped and have a real minus sign', (t) => {
  t.is(number(1234567.891, 1), '1,234,567.9');
  t.is(number(-3), '\u22123');
  t.is(number(-0.2), '0');
  t.is(number(NaN), '\u2013');
});

test('dollars show cents below ten thousand, and two digits below a cent', (t) => {
  t.is(usd(6.3249), '$6.32');
  t.is(usd(9999.5), '$9,999.50');
  t.is(usd(12_345.6), '$12,346');
  t.is(usd(0.00123), '$0.0012');
  t.is(usd(0), '$0.00');
  t.is(usd(-41.2), '\u2212$41.20');
  t.is(usdDelta(1.2), '+$1.20');
  t.is(usdDelta(-160.384), '\u2212$160.38');
  t.is(usdDelta(-0.001), '$0.00');
});

test('shares are percentages only when they are shown', (t) => {
  t.is(percent(0.974), '97 %');
  t.is(percent(0.0312), '3.1 %');
  t.is(percent(0), '0 %');
  t.is(percentDelta(-0.962), '\u221296 %');
  t.is(percentDelta(0.0312), '+3.1 %');
  t.is(percentDelta(25), '\u00d726.0');
});

test('lengths of time', (t) => {
  t.is(duration(35), '35 s');
  t.is(duration(42 * 60), '42 min');
  t.is(duration(6 * 3600 + 12 * 60), '6 h 12 min');
  t.is(duration(3600 - 1), '1 h 00 min');
  t.is(duration(-2880), '\u221248 min');
  t.is(hoursMinutes(4 * 3600 + 5 * 60 + 29), '4:05');
});

test('bytes and counts', (t) => {
  t.is(bytes(512), '512 B');
  t.is(bytes(1.5 * 2 ** 30), '1.50 GiB');
  t.is(bytes(137 * 2 ** 40), '137 TiB');
  t.is(plural(1, 'night'), '1 night');
  t.is(plural(2000, 'policy', 'policies'), '2,000 policies');
});

test('amounts of a column have the same decimals', (t) => {
  const column = usdColumn([271.84, 0.0036]);
  t.deepEqual([271.84, 22_316.461, 0.0036, 0, -3.456, NaN].map(column), ['$271.84', '$22,316.46', '<$0.01', '$0.00', '\u2212$3.46', '\u2013']);
  t.deepEqual([0.0123, 0.0004].map(usdColumn([0.0123, 0.0004])), ['$0.012', '<$0.001']);
  t.is(usdColumn([])(0), '$0.00');
});
