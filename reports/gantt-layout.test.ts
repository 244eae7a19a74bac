import test from 'ava';
import fc from 'fast-check';
import { TABLE_STATE } from '../core/results/summary.js';
import { barAt, hasRow, layoutGantt } from './gantt-layout.js';
import type { Timeline } from './input.js';

/** One lane of copies [start, end]. */
function timelineOf(spans: readonly (readonly [number, number])[], lanes = 1): Timeline {
  const f32 = (value: (span: readonly [number, number]) => number): Float32Array => Float32Array.from(spans, value);
  const none = f32(() => NaN);
  return {
    run: 'r', night: '2026-06-01', opensAt: 0, closesAt: 25_200, tables: spans.map((_, i) => `t${i}`), skipped: [],
    lanes: Array.from({ length: lanes }, () => ({ engine: 'emr', machines: '', tables: 1, launchSeconds: 0, readySeconds: 0, endSeconds: 100, busyShare: 1, forecastUsd: 1 })),
    bars: {
      lane: Int16Array.from(spans, (_, i) => i % lanes), state: Uint8Array.from(spans, () => TABLE_STATE.ok), attempts: new Uint8Array(spans.length).fill(1), startSeconds: f32((span) => span[0]), endSeconds: f32((span) => span[1]),
      fromRcu: f32(() => 1), toRcu: f32(() => 1), boostFromSeconds: none, boostToSeconds: none, readUnits: f32(() => 0), throttledUnits: f32(() => 0),
      retrySeconds: none, planFromSeconds: f32((span) => span[0]), planToSeconds: f32((span) => span[1]), leaseOpen: new Uint8Array(spans.length),
    },
  };
}

test('copies in one row never overlap, and there are no more rows than copies at once', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 300 })), { maxLength: 14 }), (raw) => {
      const timeline = timelineOf(raw.map(([start, length]) => [start, start + length]));
      const [lane] = layoutGantt(timeline, 1000).lanes;
      const atOnce = Math.max(0, ...raw.map(([start]) => raw.filter(([from, length]) => from <= start && start < from + length).length));
      for (let a = 0; a < lane.bars.length; a++) {
        for (let b = a + 1; b < lane.bars.length; b++) {
          if (lane.rows[a] === lane.rows[b] && timeline.bars.endSeconds[lane.bars[a]] > timeline.bars.startSeconds[lane.bars[b]]) return false;
        }
      }
      return lane.rowCount === atOnce && lane.peak === atOnce;
    }),
  );
  t.pass();
});

test('many copies at once become an area, with the last ones shown above it', (t) => {
  const [lane] = layoutGantt(timelineOf(Array.from({ length: 500 }, (_, i) => [0, 100 + i])), 1000).lanes;
  t.true(lane.dense);
  t.is(lane.peak, 500);
  t.is(lane.rows.filter((row) => row >= 0).length, 8);
  t.is(lane.rows[lane.bars.indexOf(499)], 0);
  const timeline = timelineOf(Array.from({ length: 500 }, (_, i) => [0, 100 + i]));
  t.false(hasRow(layoutGantt(timeline, 1000), 3));
  t.true(hasRow(layoutGantt(timeline, 1000, 3), 3));
  t.false(hasRow(layoutGantt(timeline, 1000), -1));
});

test('of many lanes the rest is drawn as one', (t) => {
  const { lanes } = layoutGantt(timelineOf(Array.from({ length: 313 }, (_, i) => [i, i + 50]), 313), 1000);
  t.is(lanes.length, 20);
  t.is(lanes[19].title, '294 other lanes');
  t.is(lanes.reduce((sum, lane) => sum + lane.bars.length, 0), 313);
});

test('a table that never started has no bar, and is counted', (t) => {
  const timeline = timelineOf([[0, 10], [NaN, NaN]]);
  const layout = layoutGantt(timeline, 1000);
  t.deepEqual(layout.lanes[0].neverStarted, [1]);
  t.is(barAt(layout, timeline, 5, layout.lanes[0].y + 3, 0), 0);
  t.is(barAt(layout, timeline, 50, layout.lanes[0].y + 3, 0), -1);
});
