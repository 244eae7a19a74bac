// Tonight as a survey, against the simulator's own forecast of a recorded night.

import test from 'ava';
import { HistoryNights } from '../../sim/nights.js';
import { forecastFrom, noForecast, unknownRcu } from '../history/application-forecast.js';
import { windowsOf } from '../calendar.js';
import type { History } from '../history/history.js';
import { DEFAULTS, withSettings, type Settings } from '../settings.js';
import { openingsBefore, restOf, slotsOf, tonightOf, type FoundTable } from './tonight.js';
import { HOUR } from '../units.js';

const DAYS = 12;
const FIRST_AT = Date.UTC(2026, 2, 20) / 1000; // the clocks of Europe change in the night of 29 March
const NIGHTS = Array.from({ length: DAYS }, (_, day) => new Date((FIRST_AT + day * 86_400) * 1000).toISOString().slice(0, 10));

/** Two tables with an hourly rate that differs in every hour. */
function recorded(): History {
  const cells = DAYS * 2;
  const filled = (value: number): Float64Array => new Float64Array(cells).fill(value);
  const hours = (DAYS + 1) * 24;
  const rates = [0, 1].flatMap((table) => Array.from({ length: hours }, (_, hour) => ((hour * 7 + table * 13) % 29) + table));
  return {
    tables: ['orders', 'users'], nights: NIGHTS,
    columns: {
      present: new Uint8Array(cells).fill(1), sizeBytes: filled(1e9), itemCount: filled(1e6), onDemand: new Uint8Array(cells), rcu: filled(100), wcu: filled(5), warmRcu: filled(NaN),
      autoscalingMinRcu: filled(NaN), autoscalingMaxRcu: filled(NaN), autoscalingTargetShare: filled(NaN), decreasesToday: filled(NaN), gsiRcu: filled(NaN),
      pitr: new Uint8Array(cells).fill(255), infrequentAccess: new Uint8Array(cells),
    },
    traffic: {
      runsFrom: Uint32Array.of(0, 1, 2), startAt: Float64Array.of(FIRST_AT - 86_400, FIRST_AT - 86_400), periodSeconds: Uint32Array.of(HOUR, HOUR), count: Uint32Array.of(hours, hours),
      valuesFrom: Uint32Array.of(0, hours), rcu: Float32Array.from(rates),
    },
    gaps: [], notes: [], digest: '',
  };
}

function found(name: string, rcu = 100): FoundTable {
  return {
    record: {
      name, sizeBytes: 1e9, itemCount: 1e6, onDemand: rcu === 0, rcu, wcu: 5, tableClass: 'STANDARD', warmRcu: null, autoscaling: null, decreasesToday: 0, gsiRcu: 0, pitr: null,
    },
    tableId: `id-${name}`, arn: `arn-${name}`, target: null,
  };
}

for (const zone of ['UTC', 'Europe/Warsaw']) {
  test(`tonight is forecast as the simulator forecasts the same night of a history (${zone})`, (t) => {
    const settings: Settings = withSettings(DEFAULTS, { window: { opens: '22:00', closes: '05:00', zone }, forecast: { nights: 5 } });
    const history = recorded();
    const windows = windowsOf(NIGHTS, settings.window);
    const nights = new HistoryNights(history, NIGHTS.map((_, night) => night), windows, settings, 1);
    let simulated = nights.prepare(0).survey;
    for (let night = 1; night < DAYS; night++) simulated = nights.prepare(night).survey;
    const window = windows[DAYS - 1];
    const { survey } = tonightOf([found('users'), found('orders')], window, forecastFrom(history, openingsBefore(window, window, settings), slotsOf(window)), settings);
    // The simulator has as many hours as its longest night; the last night here has no more.
    const hours = (from: typeof survey, table: number): number[] => [...from.forecastRcu.subarray(table * from.slots, table * from.slots + survey.slots)];
    for (const table of [0, 1]) t.deepEqual(hours(survey, table), hours(simulated, table));
    t.deepEqual(survey.tables.map(({ name, forecastPeakRcu }) => [name, forecastPeakRcu]), simulated.tables.map(({ name }, i) => [name, Math.max(...hours(simulated, i))]));
  });
}

test('a night that starts late is forecast for the hours that are left', (t) => {
  const settings = withSettings(DEFAULTS, { forecast: { nights: 5 } });
  const [window] = windowsOf(['2026-03-31'], settings.window);
  const rest = restOf(window, window.opensAt + 3 * HOUR);
  t.deepEqual(rest, { ...window, opensAt: window.opensAt + 3 * HOUR });
  t.is(slotsOf(rest), 4);
  const whole = forecastFrom(recorded(), openingsBefore(window, window, settings), slotsOf(window)).of('orders');
  const left = forecastFrom(recorded(), openingsBefore(window, rest, settings), slotsOf(rest)).of('orders');
  t.deepEqual([...(left ?? [])], [...(whole ?? [])].slice(3));
  t.is(restOf(window, window.opensAt - 5), window);
  t.is(restOf(window, window.closesAt + 5).opensAt, window.closesAt);
});

test('without a record an application is taken to need half of its capacity, on demand nothing', (t) => {
  const window = windowsOf(['2026-03-31'], DEFAULTS.window)[0];
  const of = (history: History | null): number[] => {
    const forecast = history === null ? noForecast(slotsOf(window)) : forecastFrom(history, openingsBefore(window, window, DEFAULTS), slotsOf(window));
    return tonightOf([found('new'), found('demanded', 0)], window, forecast, DEFAULTS).survey.tables.map(({ forecastPeakRcu }) => forecastPeakRcu);
  };
  t.deepEqual(of(null), [0, 100 / 2]);
  t.deepEqual(of(recorded()), [0, 100 / 2], 'a table that the history does not know');
  t.is(unknownRcu(100, true), 0);
});

test('tables are sorted by code unit and numbered; what is not told is taken from the settings', (t) => {
  const window = windowsOf(['2026-03-31'], DEFAULTS.window)[0];
  const { tables, survey } = tonightOf([found('b'), found('a'), found('B')], window, noForecast(7), DEFAULTS);
  t.deepEqual(tables.map(({ name, index }) => `${name}${index}`), ['B0', 'a1', 'b2']);
  t.is(survey.tables, tables);
  t.is(tables[0].warmRcu, DEFAULTS.reading.warmRcu);
  t.is(tables[0].ownRcu, 100);
});
