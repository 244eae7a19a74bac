import test from 'ava';
import type { EntryDocument } from '../core/ledger.js';
import type { PlanDocument, StepDocument } from '../core/plan-document.js';
import { TABLE_STATE } from '../core/results/summary.js';
import { quotaOf, rcuSteps } from './rcu-strip.js';
import { buildTimeline } from './timeline.js';

const OPENS = 1_000_000;
const CLOSES = OPENS + 7 * 3600;

function step(table: string, fromRcu: number, toRcu: number): StepDocument {
  return { table, engine: 'emr', sizeBytes: 1, fromRcu, toRcu, readRcu: toRcu / 2, startAt: OPENS, forecastSeconds: 1, forecastEndAt: OPENS, forecastUsd: 0.25 };
}

const plan: PlanDocument = {
  policy: 'p', night: '2026-06-01', opensAt: OPENS, closesAt: CLOSES, crashed: null, forecast: { usd: 1, makespanSeconds: 1, late: 0 },
  lanes: [{ engine: 'emr', concurrency: 1, machines: [{ type: 'm5.xlarge', count: 3, emr: true }], launchAt: OPENS, steps: ['ok', 'late', 'failed', 'never', '__proto__'].map((name) => step(name, 100, name === 'ok' ? 300 : 100)) }],
  skipped: [{ table: 'empty', reason: 'empty' }],
};

function saw(seconds: number, sight: string, table: string, value = 0): EntryDocument {
  return { at: OPENS + seconds, entry: 'saw', sight, table, value };
}

const entries: EntryDocument[] = [
  { at: OPENS, entry: 'asked', move: 'startLane', lane: 0, value: 0 },
  saw(60, 'capacity', 'ok', 300),
  { at: OPENS + 600, entry: 'saw', sight: 'laneReady', lane: 0, value: 0 },
  saw(600, 'copyStarted', 'ok', 1), saw(1600, 'copyDone', 'ok', 100_000), saw(1600, 'appThrottled', 'ok', 7), saw(1700, 'capacity', 'ok', 100),
  saw(1600, 'copyStarted', 'failed', 1), saw(1700, 'copyFailed', 'failed', 10), saw(1800, 'copyStarted', 'failed', 2), saw(1900, 'copyFailed', 'failed', 20),
  saw(1900, 'copyStarted', '__proto__', 1), saw(2900, 'copyStopped', '__proto__', 5),
  saw(2900, 'copyStarted', 'late', 1), saw(26_000, 'copyDone', 'late', 50),
  { at: OPENS + 26_000, entry: 'saw', sight: 'laneEnded', lane: 0, value: 0, outcome: 'OK' },
  { at: OPENS + 26_100, entry: 'closed' },
];

test('states, times and boosts are folded from the ledger', (t) => {
  const { bars, lanes, tables, skipped } = buildTimeline('run', plan, entries);
  t.deepEqual(tables, ['ok', 'late', 'failed', 'never', '__proto__']);
  t.deepEqual([...bars.state], [TABLE_STATE.ok, TABLE_STATE.late, TABLE_STATE.failed, TABLE_STATE.missed, TABLE_STATE.missed]);
  t.deepEqual([...bars.startSeconds], [600, 2900, 1600, NaN, 1900]);
  t.deepEqual([...bars.endSeconds], [1600, 26_000, 1900, NaN, 2900]);
  t.deepEqual([...bars.attempts], [1, 1, 2, 0, 1]);
  t.deepEqual([bars.boostFromSeconds[0], bars.boostToSeconds[0], bars.throttledUnits[0]], [60, 1700, 7]);
  t.deepEqual([...bars.retrySeconds], [NaN, NaN, 1800, NaN, NaN]);
  t.deepEqual([bars.planFromSeconds[0], bars.planToSeconds[0], bars.leaseOpen[0]], [0, 0, 0]);
  t.deepEqual(skipped, [{ table: 'empty', why: 'empty' }]);
  const [lane] = lanes;
  t.like(lane, { engine: 'emr', machines: '3 \u00d7 m5.xlarge', tables: 5, launchSeconds: 0, readySeconds: 600, endSeconds: 26_000, forecastUsd: 5 * 0.25 });
  t.is(lane.busyShare, (1000 + 300 + 1000 + (26_000 - 2900)) / 26_000);
});

test('a ledger that ends early leaves what was under way as missed', (t) => {
  const { bars } = buildTimeline('run', plan, entries.slice(0, 4));
  t.is(bars.state[0], TABLE_STATE.missed);
  t.is(bars.endSeconds[0], 600);
  t.deepEqual([bars.boostToSeconds[0], bars.leaseOpen[0]], [600, 1]);
});

test('read capacity is the highest in each part of the night', (t) => {
  const steps = rcuSteps(buildTimeline('run', plan, entries), 0, 3600, 36);
  t.is(steps.own, 500);
  t.is(steps.inForce[0], 500 + 200);
  t.is(steps.inForce[16], 500 + 200);
  t.is(steps.inForce[18], 500);
  t.is(steps.consumed[10], 100_000 / 1000);
});

test('the quota is the one that was set, else the default unless more was in force', (t) => {
  const timeline = buildTimeline('run', plan, entries);
  t.is(quotaOf(timeline, 120_000), 120_000);
  t.is(quotaOf(timeline, 0), 80_000);
  const lanes = plan.lanes.map((lane) => ({ ...lane, steps: lane.steps.map((each) => ({ ...each, fromRcu: 20_000, toRcu: 20_000 })) }));
  t.is(quotaOf(buildTimeline('run', { ...plan, lanes }, []), 0), 0);
});
