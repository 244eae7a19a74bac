// The smallest estate in which everything can go wrong: a table that is raised with its autoscaling suspended, one that is
// raised and has none, one that is read as it is, one on demand.

import { ENGINE, SKIP, type EngineName, type Lane, type PlanColumns } from '../../../core/plan.js';
import { DEFAULTS, withSettings, type Settings } from '../../../core/settings.js';
import { emrLane, exportLane, pipelineLane, scanLane } from '../../../core/planning/lanes.js';
import type { LivePlan } from '../../../core/live/live-plan.js';
import type { LiveTable } from '../../../core/live/live-table.js';
import type { At, Rcu } from '../../../core/units.js';
import type { NightTimes } from '../../../executor/night-deps.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';

export const NIGHT = '2026-06-10';
export const REGION = 'eu-west-1';
export const CLOSES_AT: At = Date.UTC(2026, 5, 10, 7) / 1000;
export const OPENED_AT: At = Date.UTC(2026, 5, 10, 0, 5) / 1000;
export const REQUEST_TIMES: NightTimes = { graceSeconds: 3 * 3600, stopSeconds: 120 };
export const SETTINGS: Settings = withSettings(DEFAULTS, { region: REGION });

interface Small {
  readonly name: string;
  readonly rcu: Rcu;
  readonly toRcu: Rcu;
  readonly scaled: boolean;
}

export const BUCKET = 'backups';

const WHOLE: readonly Small[] = [
  { name: '__proto__', rcu: 5, toRcu: 5, scaled: false },
  { name: 'ledger', rcu: 100, toRcu: 150, scaled: false },
  { name: 'orders', rcu: 100, toRcu: 400, scaled: true },
  { name: 'sessions', rcu: 0, toRcu: 0, scaled: false },
];
export interface Estate {
  readonly engine: EngineName;
  readonly tables: readonly Small[];
  /** The state is kept in the bucket, and not in files. */
  readonly inBucket?: true;
}
/** By the embedded scan: all four; two that take turns; the one that owes most, where many schedules are wanted. Two by each other engine; one whose state lies in a bucket. */
export const ESTATES = {
  four: { engine: 'scan', tables: WHOLE }, two: { engine: 'scan', tables: WHOLE.slice(2) }, one: { engine: 'scan', tables: WHOLE.slice(2, 3) },
  emr: { engine: 'emr', tables: WHOLE.slice(1, 3) }, pipeline: { engine: 'data-pipeline', tables: WHOLE.slice(1, 3) }, export: { engine: 'export', tables: WHOLE.slice(2) },
  bucket: { engine: 'scan', tables: WHOLE.slice(2, 3), inBucket: true },
} satisfies Readonly<Record<string, Estate>>;
export type CrashEstate = keyof typeof ESTATES;

export function isCrashEstate(name: string): name is CrashEstate {
  return Object.hasOwn(ESTATES, name);
}

export const ITEMS = 6;
export const WCU = 50;

export function fill({ dynamo, scaling, s3 }: LoopbackAccount, { tables }: Estate): void {
  s3.buckets.set(BUCKET, new LoopbackBucket());
  for (const { name, rcu, scaled } of tables) {
    const table = loopbackTable(1000, ITEMS, rcu, rcu === 0 ? {} : { ProvisionedThroughput: { ReadCapacityUnits: rcu, WriteCapacityUnits: WCU, NumberOfDecreasesToday: 0 } }, true);
    dynamo.tables.set(name, table);
    for (let i = 0; i < ITEMS; i++) dynamo.data.itemsOf(table).put({ id: { S: `${name}-${i}` } });
    if (scaled) scaling.scale(name, 100, 300, 70);
  }
  // What applications do is not the point: autoscaling acts on nothing by itself, and clips where it is told to.
  scaling.acts = false;
}

/** Tonight's plan, from the account as it is now: what is there is taken for the original, as a survey does. */
export async function planOf(account: LoopbackAccount, estate: Estate, done: ReadonlyMap<string, string>, nowAt: At): Promise<LivePlan> {
  const { engine } = estate;
  const wanted = estate.tables.filter(({ name }) => !done.has(name) && account.dynamo.tables.has(name));
  const tables = await Promise.all(wanted.map(async ({ name, scaled }, index): Promise<LiveTable> => {
    const told = await describe(account, name);
    const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu } = told.ProvisionedThroughput as { ReadCapacityUnits: number; WriteCapacityUnits: number };
    const target = account.scaling.targets.get([...account.scaling.targets.keys()].find((key) => key.includes(`table/${name}`)) ?? '');
    const { DynamicScalingInSuspended: scaleIn = false, DynamicScalingOutSuspended: scaleOut = false, ScheduledScalingSuspended: scheduled = false } = target?.SuspendedState ?? {};
    return {
      index, name, sizeBytes: 1000, itemCount: ITEMS, onDemand: rcu === 0, rcu, ownRcu: rcu, wcu, warmRcu: 12_000, autoscaling: scaled ? { minRcu: 100, maxRcu: 300, targetShare: 0.7 } : null,
      decreasesToday: 0, gsiRcu: 0, pitr: true, infrequentAccess: false, forecastPeakRcu: 1, tableId: String(told.TableId), arn: String(told.TableArn),
      target: scaled ? { minRcu: 100, maxRcu: 300, suspended: { scaleIn, scaleOut, scheduled } } : null,
    };
  }));
  return {
    version: '0.0.0', account: account.sts.account, region: REGION, madeAt: nowAt, expiresAt: CLOSES_AT, tables, settings: SETTINGS, budgetUsd: 10, excluded: [...done].map(([table, why]) => ({ table, why })), skipped: [],
    plan: {
      policy: 'headroom-first', night: NIGHT, opensAt: nowAt, closesAt: CLOSES_AT, columns: columnsOf(tables, wanted, nowAt, engine), lanes: tables.length === 0 ? [] : [laneOf(tables, nowAt, engine)],
      conduct: { awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 2, resumes: 'after-revert', keepsLeases: true }, forecastUsd: 0.1, crashed: null,
    },
  };
}

/** A table as AWS tells it now. */
export async function describe(account: LoopbackAccount, name: string): Promise<Readonly<Record<string, unknown>>> {
  return ((await account.aws.serve('dynamodb:DescribeTable', { TableName: name })) as { Table: Readonly<Record<string, unknown>> }).Table;
}

function columnsOf(tables: readonly LiveTable[], wanted: readonly Small[], nowAt: At, engine: EngineName): PlanColumns {
  const of = (value: (i: number) => number): Float64Array => Float64Array.from({ length: tables.length }, (_, i) => value(i));
  const raises = (i: number): boolean => engine !== 'export' && wanted[i].toRcu > tables[i].rcu && !tables[i].onDemand;
  return {
    engine: new Uint8Array(tables.length).fill(ENGINE[engine]), skip: new Uint8Array(tables.length).fill(SKIP.none), lane: new Int32Array(tables.length),
    fromRcu: of((i) => tables[i].rcu), toRcu: of((i) => (raises(i) ? wanted[i].toRcu : tables[i].rcu)), readRcu: of((i) => Math.max(5, wanted[i].toRcu / 2)),
    boostAt: of((i) => (raises(i) ? nowAt : NaN)), startAt: of(() => nowAt), suspends: Uint8Array.from(tables, (table, i) => Number(raises(i) && table.target !== null)),
    forecastSeconds: of(() => 60), forecastEndAt: of(() => nowAt + 600), forecastUsd: of(() => 0.01),
  };
}

function laneOf(tables: readonly LiveTable[], nowAt: At, engine: EngineName): Lane {
  const numbers = tables.map(({ index }) => index);
  switch (engine) {
    case 'scan': return scanLane(numbers, 1, nowAt, SETTINGS);
    case 'emr': return emrLane(numbers, nowAt, SETTINGS);
    case 'data-pipeline': return pipelineLane(numbers, 32, 200, nowAt, SETTINGS);
    case 'export': return exportLane(numbers, nowAt, SETTINGS);
  }
}
