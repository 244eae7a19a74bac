import test from 'ava';
import { isNight, isTime, isZone, localTime, nightAt, windowsOf, windowWarnings } from './calendar.js';
import { UserError } from './errors.js';
import { HOUR } from './units.js';

const hours = (night: string, opens: string, closes: string, zone: string): number => {
  const [window] = windowsOf([night], { opens, closes, zone });
  return (window.closesAt - window.opensAt) / HOUR;
};

test('a window has the hours that the clock on the wall has that night', (t) => {
  t.is(hours('2026-06-01', '00:00', '07:00', 'Europe/Warsaw'), 7);
  t.is(hours('2026-03-29', '00:00', '07:00', 'Europe/Warsaw'), 7 - 1);
  t.is(hours('2026-10-25', '00:00', '07:00', 'Europe/Warsaw'), 7 + 1);
  t.is(hours('2026-10-04', '00:00', '07:00', 'Australia/Lord_Howe'), 7 - 0.5);
  t.is(hours('2026-04-05', '00:00', '07:00', 'Australia/Lord_Howe'), 7 + 0.5);
});

test('a window crosses midnight when it closes before it opens', (t) => {
  const [window] = windowsOf(['2026-12-31'], { opens: '23:00', closes: '06:00', zone: 'UTC' });
  t.deepEqual(window, { night: '2026-12-31', opensAt: Date.UTC(2026, 11, 31, 23) / 1000, closesAt: Date.UTC(2027, 0, 1, 6) / 1000 });
});

test('a skipped opening moves forward by the gap and is warned of', (t) => {
  const window = { opens: '02:30', closes: '07:00', zone: 'Europe/Warsaw' };
  const nights = ['2026-03-28', '2026-03-29'];
  t.is(windowsOf(nights, window)[1].opensAt, Date.UTC(2026, 2, 29, 1, 30) / 1000); // 03:30 at +02:00
  t.deepEqual(windowWarnings(nights, window), [
    'night 2026-03-29: the window opens at 2026-03-29 03:30 instead of 02:30, which the clock in Europe/Warsaw skips',
  ]);
});

test('of a time that comes twice the first is meant', (t) => {
  const [window] = windowsOf(['2026-10-25'], { opens: '02:30', closes: '07:00', zone: 'Europe/Warsaw' });
  t.is(window.opensAt, Date.UTC(2026, 9, 25, 0, 30) / 1000); // 02:30 at +02:00
});

test('faulty windows are refused', (t) => {
  const cases: [string, string, string, string, RegExp][] = [
    ['2026-06-01', '07:00', '07:00', 'UTC', /window 07:00-07:00 has zero length/],
    ['2026-06-01', '24:00', '07:00', 'UTC', /window\.opens must be a time HH:MM .* got "24:00"/],
    ['2026-06-01', '00:00', '7:5', 'UTC', /window\.closes must be a time HH:MM .* got "7:5"/],
    ['2026-06-01', '00:00', '07:00', 'CET+1', /window\.zone must be an IANA time zone .* got "CET\+1"/],
    ['2026-06-01', '00:00', '07:00', '+01:00', /got "\+01:00"/],
    ['2026-03-29', '02:30', '03:15', 'Europe/Warsaw', /does not exist on 2026-03-29/],
  ];
  for (const [night, opens, closes, zone, message] of cases) {
    const error = t.throws(() => windowsOf([night], { opens, closes, zone }), { instanceOf: UserError, message });
    t.is(error.exitCode, 78);
  }
});

test('dates, times and zones are told from look-alikes', (t) => {
  t.deepEqual(['2026-02-28', '2024-02-29', '2026-02-30', '1969-12-31', '2026-2-3', ' 2026-02-03', ''].map(isNight), [true, true, false, false, false, false, false]);
  t.deepEqual(['00:00', '23:59', '24:00', '7:05', '07:5', 'noon'].map(isTime), [true, true, false, false, false, false]);
  t.deepEqual(['UTC', 'Europe/Warsaw', 'America/Argentina/Buenos_Aires', 'Mars/Base', '', '+01:00', '__proto__'].map(isZone), [true, true, true, false, false, false, false]);
});

test('an instant is told on the clock of a zone', (t) => {
  t.is(localTime(Date.UTC(2026, 5, 1, 22, 30) / 1000, 'Europe/Warsaw'), '2026-06-02 00:30');
  t.is(localTime(0, 'UTC'), '1970-01-01 00:00');
});

test('tonight is the night whose window is open, or else opens next', (t) => {
  const at = (text: string): number => Date.parse(text) / 1000;
  const early = { opens: '00:00', closes: '07:00', zone: 'UTC' };
  t.is(nightAt(at('2026-06-01T00:00:00Z'), early).night, '2026-06-01');
  t.is(nightAt(at('2026-06-01T06:59:59Z'), early).night, '2026-06-01');
  t.is(nightAt(at('2026-06-01T07:00:00Z'), early).night, '2026-06-02');
  const late = { opens: '22:00', closes: '05:00', zone: 'Europe/Warsaw' };
  t.is(nightAt(at('2026-06-02T01:00:00Z'), late).night, '2026-06-01', '03:00 in Warsaw, of the window that opened the day before');
  t.is(nightAt(at('2026-06-02T03:00:00Z'), late).night, '2026-06-02', '05:00 in Warsaw: closed, the next one opens this evening');
  t.is(nightAt(at('2026-06-01T23:00:00Z'), { opens: '12:00', closes: '11:00', zone: 'Pacific/Kiritimati' }).night, '2026-06-02', 'there it is 13:00 of the next day');
});
