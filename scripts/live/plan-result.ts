// What `plan` says: plain data, a stable document. The text for people is made of it (plan-text.ts).

import { livePlanDigest } from '../../core/live/live-plan.js';
import { explainTable } from '../../core/planning/explain.js';
import { ENGINES, SKIP, SKIPS, type EngineName, type Machines } from '../../core/plan.js';
import type { LeftOut } from '../../core/config/selection.js';
import type { At, Bytes, Rcu, Usd } from '../../core/units.js';
import type { TonightMade } from './tonight.js';

export interface PlannedTable {
  readonly table: string;
  readonly engine: EngineName;
  readonly sizeBytes: Bytes;
  readonly onDemand: boolean;
  readonly fromRcu: Rcu;
  readonly toRcu: Rcu;
  /** What the copy may read a second; 0 for an export. */
  readonly readRcu: Rcu;
  /** null: nothing is raised. */
  readonly boostAt: At | null;
  readonly startAt: At;
  readonly endAt: At;
  readonly suspendsScaling: boolean;
  /** Ends after the window closes: it will be missed. */
  readonly late: boolean;
  readonly forecastUsd: Usd;
  /** What it can cost at most, machines apart. */
  readonly ceilingUsd: Usd;
}

export interface PlanResult {
  readonly account: string;
  readonly region: string;
  readonly night: string;
  readonly policy: string;
  readonly version: string;
  /** SHA-256 of the plan that --out saves. */
  readonly digest: string;
  readonly madeAt: At;
  /** What is left of the window; `openedAt` is when it opens as a whole. */
  readonly window: { readonly openedAt: At; readonly opensAt: At; readonly closesAt: At; readonly zone: string };
  /** All tables in time, and within the budget. */
  readonly fits: boolean;
  readonly late: number;
  readonly forecast: { readonly usd: Usd; readonly endAt: At };
  readonly ceiling: { readonly usd: Usd; readonly raisedUsdPerHour: Usd; /** null: no budget is set. */ readonly budgetUsd: Usd | null };
  readonly raised: { readonly tables: number; readonly rcu: Rcu; readonly suspended: number };
  readonly lanes: readonly { readonly engine: EngineName; readonly tables: number; readonly launchAt: At; readonly machines: readonly Machines[] }[];
  readonly tables: readonly PlannedTable[];
  readonly excluded: readonly LeftOut[];
  readonly skipped: readonly (LeftOut & { readonly unexpected: boolean })[];
  readonly warnings: readonly string[];
}

export function planResult({ live, made, tonight, window, warnings, surveyed }: TonightMade): PlanResult {
  const { plan, ceiling, late } = made;
  const { columns, opensAt, closesAt } = plan;
  const planned = tonight.tables.filter(({ index }) => columns.skip[index] === SKIP.none);
  const left = tonight.tables.filter(({ index }) => columns.skip[index] !== SKIP.none);
  const tables = planned.map(({ index: i, name, sizeBytes, onDemand }): PlannedTable => ({
    table: name, engine: ENGINES[columns.engine[i]], sizeBytes, onDemand, fromRcu: columns.fromRcu[i], toRcu: columns.toRcu[i], readRcu: columns.readRcu[i],
    boostAt: Number.isNaN(columns.boostAt[i]) ? null : columns.boostAt[i], startAt: columns.startAt[i], endAt: columns.forecastEndAt[i],
    suspendsScaling: columns.suspends[i] === 1, late: columns.forecastEndAt[i] > closesAt, forecastUsd: columns.forecastUsd[i], ceilingUsd: ceiling.tableUsd[i],
  }));
  const raised = tables.filter(({ boostAt }) => boostAt !== null);
  return {
    account: live.account, region: live.region, night: plan.night, policy: plan.policy, version: live.version, digest: livePlanDigest(live), madeAt: live.madeAt,
    window: { openedAt: window.opensAt, opensAt, closesAt, zone: live.settings.window.zone },
    fits: late === 0 && ceiling.usd <= live.budgetUsd, late,
    forecast: { usd: plan.forecastUsd, endAt: tables.reduce((last, { endAt }) => Math.max(last, endAt), opensAt) },
    ceiling: { usd: ceiling.usd, raisedUsdPerHour: ceiling.raisedUsdPerHour, budgetUsd: Number.isFinite(live.budgetUsd) ? live.budgetUsd : null },
    raised: {
      tables: raised.length, rcu: raised.reduce((sum, { toRcu, fromRcu }) => sum + toRcu - fromRcu, 0), suspended: tables.filter(({ suspendsScaling }) => suspendsScaling).length,
    },
    lanes: plan.lanes.map(({ engine, tables: own, launchAt, machines }) => ({ engine, tables: own.length, launchAt, machines })),
    tables, excluded: surveyed.excluded,
    skipped: [...surveyed.skipped, ...left.map(({ index, name }) => ({ table: name, why: SKIPS[columns.skip[index]], unexpected: true }))],
    warnings,
  };
}

/** Why one table is copied the way it is: sentences with the arithmetic; null where it is not among the planned. */
export function reasonsOf({ made, tonight, policy, book }: TonightMade, name: string): string[] | null {
  const table = tonight.tables.find((one) => one.name === name);
  return table === undefined ? null : explainTable(tonight.survey, made.plan, policy, made.settings, book, table.index);
}
