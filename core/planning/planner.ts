// Survey + policy -> plan. The order: engine, pace, lanes, lane pace (2017), times, forecast. What no rule may break is
// kept here and not in the rules: quotas, decrease tokens, partitions, the application's part.

import { Leads } from './leads.js';
import { SKIP, type Lane, type Plan } from '../plan.js';
import { forecastPlan, markSuspended } from './planner-forecast.js';
import { makeLanes, queuePipelines } from './planner-lanes.js';
import { paceTables } from './planner-pace.js';
import { PlannerScratch } from './planner-scratch.js';
import type { Draft, EngineChoice, Policy } from '../policy.js';
import type { PriceBook } from '../money/prices.js';
import type { Settings } from '../settings.js';
import { countRaises } from './raises.js';
import type { Survey } from '../table.js';
import { tableColumns } from '../table-columns.js';
import type { Rcu } from '../units.js';

export { PlannerScratch } from './planner-scratch.js';

/** Provisioned RCU of an account and region until AWS raises it (AWS docs, Service Quotas, 2026). */
const ACCOUNT_RCU = 80_000;
/** An account that provisions more than that has a higher quota; a quarter above what it has is assumed. */
const ACCOUNT_MARGIN = 1.25;

/**
 * Plans one night. Pure; the same input gives the same plan whatever was planned before.
 * @param scratch arrays to use again; the columns of the returned plan are overwritten by the next plan made with it
 */
export function makePlan(survey: Survey, policy: Policy, settings: Settings, book: PriceBook, scratch = new PlannerScratch()): Plan {
  if (policy.classicFaults && policy.excludesOnDemand !== true) {
    const culprit = survey.tables.find((table) => table.rcu === 0);
    if (culprit !== undefined) return crashedPlan(survey, policy, settings, scratch, culprit.name);
  }
  let best = buildPlan(survey, policy, policy.engine, settings, book, scratch);
  for (const choice of policy.engine.alternatives ?? []) {
    const boundUsd = choice.boundUsd?.({ survey, settings, book, scale: policy.scale }) ?? 0;
    if (boundUsd === Infinity || (best.late === 0 && boundUsd >= best.plan.forecastUsd)) continue;
    const other = buildPlan(survey, policy, choice, settings, book, best.scratch === scratch ? scratch.other() : scratch);
    if (other.late < best.late || (other.late === best.late && other.plan.forecastUsd < best.plan.forecastUsd)) best = other;
  }
  return best.plan;
}

interface Built {
  readonly plan: Plan;
  readonly late: number;
  readonly scratch: PlannerScratch;
}

function buildPlan(survey: Survey, policy: Policy, choice: EngineChoice, settings: Settings, book: PriceBook, scratch: PlannerScratch): Built {
  const { provisionedRcu, autoscaled } = tableColumns(survey.tables);
  paceTables(survey, policy, choice, settings, book, scratch);
  const { opensAt, closesAt, night } = survey.window;
  const columns = scratch.columns(survey.tables.length);
  const conduct = policy.timing.conduct(survey, settings);
  const { units, keepRcu, ceilingRcu, toRcuMax, warmRcu, rcuHourUsd } = scratch.work(survey.tables.length);
  // One literal, filled in step by step and never spread: what all rules read for each table is to have one shape.
  const draft: Draft & { lanes: readonly Lane[] } = {
    survey, settings, book, scale: policy.scale, columns, units, keepRcu, ceilingRcu, toRcuMax, warmRcu, rcuHourUsd, opensAt, closesAt,
    lanes: [], raiseRoomRcu: policy.classicFaults ? Infinity : Math.max(0, accountQuota(provisionedRcu, settings) - provisionedRcu), awaitsCapacity: conduct.awaitsCapacity,
    leads: new Leads(settings),
  };
  countRaises(draft);
  draft.lanes = makeLanes(draft, policy, choice);
  const timed = policy.timing.time(draft);
  const lanes = policy.classicFaults ? timed : queuePipelines(draft, timed);
  markSuspended(draft, autoscaled);
  const { usd, late } = forecastPlan(draft, lanes, conduct);
  const plan: Plan = { policy: policy.name, night, opensAt, closesAt, columns, lanes, conduct, forecastUsd: usd, crashed: null };
  return { plan, late, scratch };
}

/** The account's quota: the setting, or the default, or a quarter above what the account provisions (tables and indexes). */
export function accountRcuQuota(survey: Survey, settings: Settings): Rcu {
  return accountQuota(tableColumns(survey.tables).provisionedRcu, settings);
}

function accountQuota(provisionedRcu: Rcu, settings: Settings): Rcu {
  if (settings.quotas.accountRcu > 0) return settings.quotas.accountRcu;
  return Math.max(ACCOUNT_RCU, Math.ceil(ACCOUNT_MARGIN * provisionedRcu));
}

/** The planner of 2017 divides by the capacity, which is 0 on demand; one such table, even an empty one, ends the night. */
function crashedPlan(survey: Survey, policy: Policy, settings: Settings, scratch: PlannerScratch, table: string): Plan {
  const { opensAt, closesAt, night } = survey.window;
  const columns = scratch.columns(survey.tables.length);
  for (const column of [columns.engine, columns.suspends, columns.readRcu, columns.forecastSeconds, columns.forecastUsd]) column.fill(0);
  columns.skip.fill(SKIP['planner-crashed']);
  columns.lane.fill(-1);
  columns.boostAt.fill(NaN);
  columns.startAt.fill(opensAt);
  columns.forecastEndAt.fill(opensAt);
  for (const { index, rcu } of survey.tables) columns.fromRcu[index] = columns.toRcu[index] = rcu;
  const crashed = `ZeroDivisionError: ${table} is on demand and has 0 RCU (hippolyte, utils.py, estimate_backup_duration)`;
  return { policy: policy.name, night, opensAt, closesAt, columns, lanes: [], conduct: policy.timing.conduct(survey, settings), forecastUsd: 0, crashed };
}
