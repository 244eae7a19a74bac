import test from 'ava';
import { clock, dayNumber, longNight, missingBetween, nightOf, offsetMinutes, offsetText, weekday } from './dates.js';

const HOUR = 3600;

test('a night is a day number and back, over leap days and year ends', (t) => {
  for (const night of ['1970-01-01', '2024-02-29', '2025-12-31', '2026-03-29']) t.is(nightOf(dayNumber(night)), night);
  t.is(dayNumber('2024-03-01') - dayNumber('2024-02-28'), 2);
  t.is(weekday(dayNumber('2026-06-01')), 0);
  t.is(longNight('2026-03-29'), 'Sun 2026-03-29');
});

test('the clock jumps where the zone does', (t) => {
  const midnight = Date.UTC(2026, 2, 28, 23) / 1000;
  t.deepEqual([0, 1, 2, 3].map((hours) => clock(midnight + hours * HOUR, 'Europe/Berlin')), ['00:00', '01:00', '03:00', '04:00']);
  t.is(offsetMinutes(midnight, 'Europe/Berlin'), 60);
  t.is(offsetMinutes(midnight + 3 * HOUR, 'Europe/Berlin'), 120);
  t.is(offsetMinutes(midnight, 'Australia/Lord_Howe'), 11 * 60);
  t.is(offsetText(-210), 'UTC\u221203:30');
});

test('missing nights are named', (t) => {
  t.deepEqual(missingBetween(['2026-02-27', '2026-02-28', '2026-03-03']), ['2026-03-01', '2026-03-02']);
});
