import test from 'ava';
import type { History } from '../core/history/history.js';
import { windowsOf } from '../core/calendar.js';
import { DEFAULTS, withSettings } from '../core/settings.js';
import { HistoryNights } from './nights.js';

const NIGHTS = ['2026-06-01', '2026-06-02', '2026-06-03'];
const FIRST_AT = Date.UTC(2026, 5, 1) / 1000;
const WINDOWS = windowsOf(NIGHTS, { opens: '00:00', closes: '02:00', zone: 'UTC' });

/** Two tables; traffic by hour from `startAt`, one list a table. */
function history(rates: readonly [number, number[]][], change: Partial<History['columns']> = {}): History {
  const cells = NIGHTS.length * 2;
  const filled = (value: number): Float64Array => new Float64Array(cells).fill(value);
  let from = 0;
  return {
    tables: ['a', 'b'],
    nights: NIGHTS,
    columns: {
      present: new Uint8Array(cells).fill(1), sizeBytes: filled(1e9), itemCount: filled(1e6), onDemand: new Uint8Array(cells), rcu: filled(100), wcu: filled(5), warmRcu: filled(NaN),
      autoscalingMinRcu: filled(NaN), autoscalingMaxRcu: filled(NaN), autoscalingTargetShare: filled(NaN), decreasesToday: filled(NaN), gsiRcu: filled(NaN),
      pitr: new Uint8Array(cells).fill(255), infrequentAccess: new Uint8Array(cells), ...change,
    },
    traffic: {
      runsFrom: Uint32Array.of(0, 1, 2), startAt: Float64Array.from(rates, ([at]) => at), periodSeconds: Uint32Array.of(3600, 3600), count: Uint32Array.from(rates, ([, list]) => list.length),
      valuesFrom: Uint32Array.from(rates, ([, list]) => (from += list.length) - list.length), rcu: Float32Array.from(rates.flatMap(([, list]) => list)),
    },
    gaps: [], notes: [], digest: '',
  };
}

const days = (...peaks: number[]): number[] => peaks.flatMap((peak) => Array.from({ length: 24 }, (_, hour) => (hour === 1 ? peak : 1)));

test('a night is forecast from the nights before it, not from itself', (t) => {
  const nights = new HistoryNights(history([[FIRST_AT - 86_400, days(7, 50, 9, 9)], [FIRST_AT, days(3, 4, 5)]]), [0, 1, 2], WINDOWS, DEFAULTS, 1);
  t.is(nights.prepare(0).survey.tables[0].forecastPeakRcu, 7, 'the day before the first night is its past');
  t.is(nights.prepare(1).survey.tables[0].forecastPeakRcu, 50, 'a storm is expected after it was seen');
});

test('a first night without any past is judged by its own recording, later ones by what came before', (t) => {
  const nights = new HistoryNights(history([[FIRST_AT, days(7, 2, 1)], [FIRST_AT, days(3, 40, 5)]]), [0, 1, 2], WINDOWS, DEFAULTS, 1);
  t.deepEqual(nights.prepare(0).survey.tables.map((table) => table.forecastPeakRcu), [7, 3]);
  t.deepEqual(nights.prepare(1).survey.tables.map((table) => table.forecastPeakRcu), [7, 3]);
  t.deepEqual(nights.prepare(2).survey.tables.map((table) => table.forecastPeakRcu), [7, 40]);
});

test('a table without any past is assumed to need half of its capacity', (t) => {
  const nights = new HistoryNights(history([[FIRST_AT, days(7, 2, 1)], [FIRST_AT + 86_400, days(40, 5)]], { present: Uint8Array.of(1, 0, 1, 1, 1, 1) }), [0, 1, 2], WINDOWS, DEFAULTS, 1);
  t.deepEqual(nights.prepare(0).survey.tables.map(({ name }) => name), ['a']);
  const second = nights.prepare(1);
  t.deepEqual(second.survey.tables.map((table) => table.forecastPeakRcu), [7, 100 * 0.5]);
  t.deepEqual([...second.trafficOf.slice(0, 2)], [0, 1]);
});

test('what is not recorded is assumed as documented; growth grows capacity and traffic too', (t) => {
  const nights = new HistoryNights(history([[FIRST_AT, days(7, 2, 1)], [FIRST_AT, days(3, 3, 3)]]), [0, 1, 2], WINDOWS, DEFAULTS, 2);
  const [table] = nights.prepare(0).survey.tables;
  t.is(table.warmRcu, DEFAULTS.reading.warmRcu);
  t.is(table.pitr, null);
  t.is(table.rcu, 100 * 2);
  t.is(table.sizeBytes, 1e9 * 2);
  t.is(table.forecastPeakRcu, 7 * 2);
});

test('the bill of a night runs until the next night opens', (t) => {
  const nights = new HistoryNights(history([[FIRST_AT, days(1)], [FIRST_AT, days(1)]]), [0, 1, 2], WINDOWS, DEFAULTS, 1);
  t.deepEqual([0, 1, 2].map((number) => nights.prepare(number).horizonAt - FIRST_AT), [86_400, 2 * 86_400, 3 * 86_400]);
});

test('the account quota is the given one, or the default, or 1.25 times what the history provisions', (t) => {
  const quota = (rcu: number, given = 0): number => {
    const columns = { rcu: new Float64Array(6).fill(rcu) };
    return new HistoryNights(history([[FIRST_AT, [1]], [FIRST_AT, [1]]], columns), [0], WINDOWS, withSettings(DEFAULTS, { quotas: { accountRcu: given } }), 1).accountRcuQuota;
  };
  t.is(quota(100), 80_000);
  t.is(quota(50_000), 2 * 50_000 * 1.25);
  t.is(quota(50_000, 120_000), 120_000);
});
