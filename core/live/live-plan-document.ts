// A live plan as plain data and back: the plan's columns become one row a table, so that a person can read them.

import type { LivePlan } from './live-plan.js';
import type { LiveTable } from './live-table.js';
import { ENGINES, SKIPS, type EngineName, type Plan, type PlanColumns, type SkipName } from '../plan.js';

/** Raised when an older version would misread a plan. */
export const LIVE_PLAN_FORMAT = 1;

/** Columns of numbers that are written as they are. */
const NUMBERS = ['lane', 'fromRcu', 'toRcu', 'readRcu', 'startAt', 'forecastSeconds', 'forecastEndAt', 'forecastUsd'] as const;

/** What is planned for one table. */
export interface PlannedDocument extends Readonly<Record<(typeof NUMBERS)[number], number>> {
  readonly engine: EngineName;
  readonly skip: SkipName;
  /** Left out where no boost is planned. */
  readonly boostAt?: number;
  readonly suspends: boolean;
}

export interface TableDocument extends LiveTable {
  readonly planned: PlannedDocument;
}

export interface LivePlanDocument extends Omit<LivePlan, 'plan' | 'tables'>, Omit<Plan, 'columns'> {
  readonly format: number;
  readonly tables: readonly TableDocument[];
}

/** The live plan as plain data; numbers may be infinite (see exact-json.ts). */
export function livePlanDocument(live: LivePlan): LivePlanDocument {
  const { plan: { columns, ...plan }, tables, ...rest } = live;
  return {
    format: LIVE_PLAN_FORMAT, ...rest, ...plan,
    tables: tables.map((table, i) => ({ ...table, planned: plannedOf(columns, i) })),
  };
}

function plannedOf(columns: PlanColumns, i: number): PlannedDocument {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, columns[name][i]])) as Record<(typeof NUMBERS)[number], number>;
  const boostAt = columns.boostAt[i];
  return {
    engine: ENGINES[columns.engine[i]], skip: SKIPS[columns.skip[i]], suspends: columns.suspends[i] === 1,
    ...numbers, ...(Number.isNaN(boostAt) ? {} : { boostAt }),
  };
}

/** The live plan of a document of the right shape (live-plan-schema.ts). */
export function planOfDocument(document: LivePlanDocument): LivePlan {
  const { version, account, region, madeAt, expiresAt, settings, budgetUsd, excluded, skipped } = document;
  const { policy, night, opensAt, closesAt, lanes, conduct, forecastUsd, crashed } = document;
  const tables = document.tables.map(tableOf);
  const columns = columnsOf(document.tables.map(({ planned }) => planned));
  const plan: Plan = { policy, night, opensAt, closesAt, columns, lanes, conduct, forecastUsd, crashed };
  return { version, account, region, madeAt, expiresAt, plan, tables, settings, budgetUsd, excluded, skipped };
}

function tableOf({ planned, ...table }: TableDocument): LiveTable {
  void planned;
  return table;
}

function columnsOf(planned: readonly PlannedDocument[]): PlanColumns {
  const column = (name: (typeof NUMBERS)[number]): Float64Array => Float64Array.from(planned, (row) => row[name]);
  return {
    engine: Uint8Array.from(planned, ({ engine }) => ENGINES.indexOf(engine)),
    skip: Uint8Array.from(planned, ({ skip }) => SKIPS.indexOf(skip)),
    lane: Int32Array.from(planned, ({ lane }) => lane),
    fromRcu: column('fromRcu'), toRcu: column('toRcu'), readRcu: column('readRcu'),
    boostAt: Float64Array.from(planned, ({ boostAt }) => boostAt ?? NaN),
    startAt: column('startAt'),
    suspends: Uint8Array.from(planned, ({ suspends }) => (suspends ? 1 : 0)),
    forecastSeconds: column('forecastSeconds'), forecastEndAt: column('forecastEndAt'), forecastUsd: column('forecastUsd'),
  };
}
