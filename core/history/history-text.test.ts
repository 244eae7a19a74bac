import test from 'ava';
import fc from 'fast-check';
import { dateDay, dayDate, instantAt, instantText, plainNumber, shown, TABLE_NAME } from './history-text.js';

test('plain numbers are read exactly as JavaScript reads them', (t) => {
  fc.assert(fc.property(fc.nat(), fc.stringMatching(/^\d{0,12}$/), (whole, fraction) => {
    const text = fraction === '' ? `${whole}` : `${whole}.${fraction}`;
    return plainNumber(text) === Number(text);
  }));
  for (const text of ['0', '0.5', '12345678901234.5', '9007199254740991', '0.1', '123456789.123456789']) t.is(plainNumber(text), Number(text));
});

test('what is not a plain number is none', (t) => {
  for (const text of ['', ' 7 ', '1,5', '1.5e3', '0x10', 'NaN', 'Infinity', '-1', '+1', '-0', '1.', '.5', '1.2.3', '٣', '1_000', '9007199254740993', '9'.repeat(400)]) {
    t.is(plainNumber(text), NaN, text);
  }
});

test('instants are those of the calendar, in UTC', (t) => {
  fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(2105, 11, 31, 23, 59, 59) / 1000 }), (at) => instantAt(instantText(at)) === at));
  t.is(instantAt('2026-06-01T00:05:00Z'), Date.UTC(2026, 5, 1, 0, 5) / 1000);
  t.is(instantAt('2026-06-01T00:05:00.000Z'), Date.UTC(2026, 5, 1, 0, 5) / 1000);
  t.is(instantAt('2026-06-01T00:05:00+00:00'), Date.UTC(2026, 5, 1, 0, 5) / 1000);
});

test('what is not an instant in UTC is none', (t) => {
  for (const text of [
    '', '2026-06-01', '2026-06-01T00:05:00', '2026-06-01 00:05:00Z', '2026-06-01T00:05:00+02:00', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z',
    '2026-06-01T24:00:00Z', '2026-06-01T00:60:00Z', '2026-06-01T00:00:60Z', '2026-06-01T00:05:00.5Z', '1969-12-31T23:59:59Z', '2106-01-01T00:00:00Z',
    '2026-06-01T00:05:00z', 'x026-06-01T00:05:00Z', '1780272300',
  ]) t.is(instantAt(text), NaN, text);
});

test('dates are those that exist', (t) => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 49_000 }), (day) => dateDay(dayDate(day)) === day));
  t.is(dateDay('2028-02-29'), Date.UTC(2028, 1, 29) / 86_400_000);
  for (const text of ['2026-02-30', '2026-02-29', '2100-02-29', '2026-00-01', '2026-1-1', '26-01-01', '2026/01/01', '1969-12-31', '']) t.is(dateDay(text), NaN, text);
});

test('table names', (t) => {
  for (const name of ['__proto__', '-rf', 'CON', '...', 'a'.repeat(255), '1e5']) t.true(TABLE_NAME.test(name), name);
  for (const name of ['ab', 'a'.repeat(256), 'a b', 'ü-table', 'a/b', '', 'abc\n']) t.false(TABLE_NAME.test(name), name);
});

test('a cell is shown on one line and not at length', (t) => {
  t.is(shown('a\n"b"'), '"a\\n\\"b\\""');
  t.is(shown('x'.repeat(100)).length, 42);
});
