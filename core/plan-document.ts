// A plan as plain JSON for people: the head of a night's ledger. Finite numbers only; what has no value is left out.

import { ENGINES, SKIPS, SKIP, type EngineName, type Machines, type Plan, type SkipName } from './plan.js';
import type { Survey } from './table.js';
import type { At, Bytes, Rcu, Seconds, Usd } from './units.js';

export interface StepDocument {
  readonly table: string;
  readonly engine: EngineName;
  readonly sizeBytes: Bytes;
  readonly fromRcu: Rcu;
  readonly toRcu: Rcu;
  readonly readRcu: Rcu;
  /** Only where capacity is changed. */
  readonly boostAt?: At;
  readonly startAt: At;
  readonly suspendsScaling?: true;
  readonly forecastSeconds: Seconds;
  readonly forecastEndAt: At;
  readonly forecastUsd: Usd;
}

export interface LaneDocument {
  readonly engine: EngineName;
  readonly concurrency: number;
  readonly machines: readonly Machines[];
  readonly launchAt: At;
  readonly terminateAfterSeconds?: Seconds;
  readonly steps: readonly StepDocument[];
}

export interface PlanDocument {
  readonly policy: string;
  readonly night: string;
  readonly opensAt: At;
  readonly closesAt: At;
  /** The reason when the policy could not plan. */
  readonly crashed: string | null;
  readonly forecast: { readonly usd: Usd; readonly makespanSeconds: Seconds; readonly late: number };
  readonly lanes: readonly LaneDocument[];
  readonly skipped: readonly { readonly table: string; readonly reason: SkipName }[];
}

/** The plan as a document; `survey` gives names and sizes. */
export function planDocument(plan: Plan, survey: Survey): PlanDocument {
  const { columns, policy, night, opensAt, closesAt, crashed } = plan;
  const skipped: { table: string; reason: SkipName }[] = [];
  let endAt = opensAt;
  let late = 0;
  for (const { index, name } of survey.tables) {
    if (columns.skip[index] !== SKIP.none) skipped.push({ table: name, reason: SKIPS[columns.skip[index]] });
    else {
      endAt = Math.max(endAt, columns.forecastEndAt[index]);
      if (columns.forecastEndAt[index] > closesAt) late++;
    }
  }
  const lanes = plan.lanes.map(({ engine, concurrency, machines, launchAt, terminateAfterSeconds, tables }): LaneDocument => ({
    engine, concurrency, machines, launchAt,
    ...(Number.isFinite(terminateAfterSeconds) ? { terminateAfterSeconds } : {}),
    steps: tables.map((table) => stepDocument(plan, survey, table)),
  }));
  const forecast = { usd: plan.forecastUsd, makespanSeconds: endAt - opensAt, late };
  return { policy, night, opensAt, closesAt, crashed, forecast, lanes, skipped };
}

function stepDocument({ columns }: Plan, survey: Survey, i: number): StepDocument {
  const { name, sizeBytes } = survey.tables[i];
  return {
    table: name, engine: ENGINES[columns.engine[i]], sizeBytes,
    fromRcu: columns.fromRcu[i], toRcu: columns.toRcu[i], readRcu: columns.readRcu[i],
    ...(Number.isNaN(columns.boostAt[i]) ? {} : { boostAt: columns.boostAt[i] }),
    startAt: columns.startAt[i],
    ...(columns.suspends[i] === 1 ? { suspendsScaling: true as const } : {}),
    forecastSeconds: columns.forecastSeconds[i], forecastEndAt: columns.forecastEndAt[i], forecastUsd: columns.forecastUsd[i],
  };
}
