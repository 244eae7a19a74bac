import test from 'ava';
import fc from 'fast-check';
import { asksFor, metricsOf, POINTS_PER_CALL, QUERIES_PER_CALL, spansByAge, trafficEndAt, type Known } from './traffic-asks.js';
import { DAY, HOUR } from '../units.js';

const NOW = Date.UTC(2026, 5, 30, 0, 5) / 1000;
const TO = Date.UTC(2026, 5, 29, 23) / 1000;
const table = (name: string, onDemand = false) => ({ name, onDemand });
const range = (days: number, finestSeconds = 60) => ({ fromAt: TO - days * DAY, toAt: TO, nowAt: NOW, finestSeconds });

test('traffic ends with the last whole hour that was settled when the window opened, however late it is asked for', (t) => {
  const opensAt = Date.UTC(2026, 5, 30) / 1000;
  t.is(trafficEndAt(opensAt, opensAt), opensAt - HOUR);
  t.is(trafficEndAt(opensAt, opensAt + 6 * HOUR), opensAt - HOUR);
  t.is(trafficEndAt(opensAt, opensAt - 3 * HOUR + 899), opensAt - 4 * HOUR, 'before 15 minutes have passed the last hour may still grow');
  t.is(trafficEndAt(opensAt, opensAt - 3 * HOUR + 900), opensAt - 3 * HOUR);
});

test('periods get coarser with the age of the points', (t) => {
  t.deepEqual(spansByAge(TO - 14 * DAY, TO, NOW, 60), [{ fromAt: TO - 14 * DAY, toAt: TO, periodSeconds: 60 }]);
  const hour = (at: number): number => Math.ceil(at / HOUR) * HOUR;
  const [minutes, fives] = [hour(NOW - 15 * DAY + HOUR), hour(NOW - 63 * DAY + HOUR)];
  t.deepEqual(spansByAge(TO - 100 * DAY, TO, NOW, 60), [
    { fromAt: TO - 100 * DAY, toAt: fives, periodSeconds: 3600 },
    { fromAt: fives, toAt: minutes, periodSeconds: 300 },
    { fromAt: minutes, toAt: TO, periodSeconds: 60 },
  ]);
  t.deepEqual(spansByAge(TO - 100 * DAY, TO, NOW, 3600), [{ fromAt: TO - 100 * DAY, toAt: TO, periodSeconds: 3600 }]);
  t.is(spansByAge(TO - 500 * DAY, TO, NOW, 60)[0].fromAt, hour(NOW - 455 * DAY + HOUR), 'what is kept no longer is not asked for');
});

test('spans meet without gaps, are whole hours and are still kept', (t) => {
  const kept = new Map([[60, 15 * DAY], [300, 63 * DAY], [3600, 455 * DAY]]);
  fc.assert(fc.property(fc.integer({ min: 1, max: 454 }), fc.integer({ min: 0, max: 30 * HOUR }), (days, late) => {
    const spans = spansByAge(TO - days * DAY, TO, TO + 900 + late, 60);
    return spans.every((span, i) => span.fromAt % HOUR === 0 && span.toAt % HOUR === 0 && span.fromAt < span.toAt
      && span.fromAt > TO + 900 + late - (kept.get(span.periodSeconds) ?? 0) && span.toAt === (spans[i + 1]?.fromAt ?? TO));
  }));
  t.pass();
});

test('a call holds no more queries and points than CloudWatch takes', (t) => {
  const tables = Array.from({ length: 1203 }, (_, i) => table(`table-${i}`, i % 3 === 0));
  for (const days of [1, 14, 60, 400]) {
    const asks = asksFor(tables, () => null, range(days));
    for (const ask of asks) {
      const queries = metricsOf([ask]);
      t.true(queries <= QUERIES_PER_CALL);
      t.true(queries * ((ask.toAt - ask.fromAt) / ask.periodSeconds) <= POINTS_PER_CALL);
    }
    const spans = new Set(asks.map(({ fromAt }) => fromAt)).size;
    t.is(metricsOf(asks), spans * (401 + 2 * 802), 'every metric of every table once a span');
  }
});

test('only what a history lacks is asked for, at both ends', (t) => {
  const known = new Map<string, Known>([
    ['fresh', { firstAt: TO - 14 * DAY, endAt: TO }],
    ['yesterday', { firstAt: TO - 20 * DAY, endAt: TO - DAY }],
    ['short', { firstAt: TO - 2 * DAY, endAt: TO }],
    ['moment', { firstAt: TO - 2 * DAY, endAt: TO - 2 * DAY + 60 }],
  ]);
  const asks = asksFor([...known.keys(), 'new'].map((name) => table(name)), (name) => known.get(name) ?? null, range(14));
  const day = (at: number): number => Math.floor(at / DAY) * DAY;
  t.deepEqual(asks.map(({ fromAt, toAt, tables }) => [fromAt, toAt, tables.map(({ name }) => name)]), [
    [TO - 14 * DAY, day(TO - 2 * DAY) + DAY, ['short']],
    [TO - 14 * DAY, TO, ['moment', 'new']],
    [day(TO - DAY), TO, ['yesterday']],
  ].sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1])));
});
