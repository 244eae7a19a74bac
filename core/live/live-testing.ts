// A live plan made by hand, for tests: not a good one, but with every kind of number in it.

import type { LivePlan } from './live-plan.js';
import type { LiveTable } from './live-table.js';
import { ENGINE, SKIP, type Lane, type PlanColumns } from '../plan.js';
import { DEFAULTS } from '../settings.js';

/** 2026-06-10T00:05:00Z. */
export const TEST_AT = Date.UTC(2026, 5, 10, 0, 5) / 1000;

/** Provisioned with 100 RCU and autoscaled from 5 to 400, unless said otherwise. */
export function liveTable(name: string, index: number, change: Partial<LiveTable> = {}): LiveTable {
  return {
    index, name, sizeBytes: 5e9, itemCount: 1e6, onDemand: false, rcu: 100, ownRcu: 100, wcu: 50, warmRcu: 12_000,
    autoscaling: { minRcu: 5, maxRcu: 400, targetShare: 0.7 }, decreasesToday: 0, gsiRcu: 0, pitr: null, infrequentAccess: false, forecastPeakRcu: 12.5,
    tableId: `id-${index}`, arn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${name}`,
    target: { minRcu: 5, maxRcu: 400, suspended: { scaleIn: false, scaleOut: false, scheduled: false } }, ...change,
  };
}

/** A plan that suspends and raises every table to 500 RCU and copies it in one lane of the embedded scan. */
export function livePlan(names: readonly string[], change: Partial<LivePlan> = {}): LivePlan {
  const n = names.length;
  const each = (value: number): Float64Array => new Float64Array(n).fill(value);
  const columns: PlanColumns = {
    engine: new Uint8Array(n).fill(ENGINE.scan), skip: new Uint8Array(n).fill(SKIP.none), lane: new Int32Array(n), fromRcu: each(100), toRcu: each(500),
    readRcu: each(350.5), boostAt: each(TEST_AT), startAt: each(TEST_AT + 60), suspends: new Uint8Array(n).fill(1), forecastSeconds: each(3600),
    forecastEndAt: each(TEST_AT + 3660), forecastUsd: each(0.1),
  };
  const lane: Lane = {
    engine: 'scan', tables: names.map((_, i) => i), concurrency: 8, machines: [{ type: 'c5.large', count: 1, emr: false }], bytesPerSecond: 1e8,
    launchAt: TEST_AT, terminateAfterSeconds: Infinity, selfOrdered: false, mappersMax: 1, activities: 0, pipelineObjects: 0,
  };
  return {
    version: '0.1.0', account: '123456789012', region: 'eu-west-1', madeAt: TEST_AT, expiresAt: TEST_AT + 86_400,
    plan: {
      policy: 'headroom-first', night: '2026-06-10', opensAt: TEST_AT, closesAt: TEST_AT + 6 * 3600, columns, lanes: [lane],
      conduct: { awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 2, resumes: 'after-revert', keepsLeases: true },
      forecastUsd: 0.1 * n, crashed: null,
    },
    tables: names.map((name, i) => liveTable(name, i)), settings: DEFAULTS, budgetUsd: 10, excluded: [], skipped: [], ...change,
  };
}
