// Tonight in the simulated world, seeded from its survey: the moves of the very brain that would run it, in weather without
// refusals and failures.

import { MemoryLedger } from '../../../core/ledger.js';
import { BackupNight } from '../../../core/night.js';
import { runNow } from '../../../core/run.js';
import { withSettings, type Settings } from '../../../core/settings.js';
import type { Survey } from '../../../core/table.js';
import type { TrafficColumns } from '../../../core/history/history.js';
import type { Plan } from '../../../core/plan.js';
import { accountRcuQuota } from '../../../core/planning/planner.js';
import type { LivePlan } from '../../../core/live/live-plan.js';
import { slotsOf } from '../../../core/live/tonight.js';
import { HOUR } from '../../../core/units.js';
import { SimCloud } from '../../../sim/cloud.js';

/** Share of the account's control-plane operations that a night takes for itself. */
const UPDATES_SHARE = 0.9;

/** All that would be asked, answered and seen. */
export function simulatedNight(plan: Plan, survey: Survey, settings: Settings): MemoryLedger {
  const calm = withSettings(settings, {
    weather: { copyFailureShare: 0, throttleShare: 0, bootFailureShare: 0, bootSpread: 0 },
    updateTable: { p95Seconds: settings.updateTable.medianSeconds, aboveWarmTail: 1 }, export: { tail: 1 },
  });
  const { tables, window } = survey;
  const cloud = new SimCloud(tables.length, calm, calm.seed, tables.map(({ name }) => name));
  cloud.open({
    survey, plan, traffic: expectedTraffic(survey), trafficOf: Int32Array.from(tables, ({ index }) => index), trafficScale: 1, nightNumber: 0,
    accountRcuQuota: accountRcuQuota(survey, calm),
  });
  const ledger = new MemoryLedger();
  const brain = new BackupNight();
  brain.open(plan, { retrySeconds: calm.control.lookSeconds, updatesMax: Math.floor(calm.quotas.controlPlaneOperations * UPDATES_SHARE) });
  runNow(brain, ledger, window.opensAt, cloud);
  return ledger;
}

/** Applications that read just what the plan expects of them, hour by hour. */
function expectedTraffic({ tables, window, forecastRcu, slots }: Survey): TrafficColumns {
  const each = (value: (table: number) => number, extra = 0): number[] => Array.from({ length: tables.length + extra }, (_, table) => value(table));
  return {
    runsFrom: Uint32Array.from(each((table) => table, 1)), startAt: Float64Array.from(each(() => window.opensAt)), periodSeconds: Uint32Array.from(each(() => HOUR)),
    count: Uint32Array.from(each(() => slots)), valuesFrom: Uint32Array.from(each((table) => table * slots)), rcu: forecastRcu,
  };
}

/** The survey that the plan was made from, as far as a plan keeps it: its peak forecast stands for every hour. */
export function surveyOfPlan({ plan: { night, opensAt, closesAt }, tables }: LivePlan): Survey {
  const window = { night, opensAt, closesAt };
  const slots = slotsOf(window);
  const forecastRcu = Float32Array.from({ length: tables.length * slots }, (_, i) => tables[Math.floor(i / slots)].forecastPeakRcu);
  return { window, tables, forecastRcu, slots };
}
