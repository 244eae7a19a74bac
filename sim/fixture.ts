// A hand-made night for tests: a few tables, their traffic, a plan that copies them, and a log of what was told.

import type { Autoscaling, Survey, Table } from '../core/table.js';
import { ENGINE, type EngineName, type Lane, type Plan } from '../core/plan.js';
import { DEFAULTS, type Settings, type SettingsChange, withSettings } from '../core/settings.js';
import { HOUR } from '../core/units.js';
import { MOVE, OUTCOMES, Records, SIGHTS } from '../core/world.js';
import type { TrafficColumns } from '../core/history/history.js';
import { SimCloud } from './cloud.js';

/** 2026-06-01T00:00:00Z. */
export const OPENS_AT = 1_780_272_000;

/** No chance: updates take 30 s, boots and exports their medians, nothing fails. */
export const CALM: SettingsChange = {
  updateTable: { medianSeconds: 30, p95Seconds: 30, aboveWarmTail: 1 },
  weather: { copyFailureShare: 0, throttleShare: 0, bootSpread: 0, bootFailureShare: 0 },
  export: { tail: 1 },
  control: { lookSeconds: 1 },
};

export interface TableSketch {
  readonly name?: string;
  readonly sizeBytes?: number;
  readonly onDemand?: boolean;
  readonly rcu?: number;
  readonly ownRcu?: number;
  readonly wcu?: number;
  readonly warmRcu?: number;
  readonly gsiRcu?: number;
  readonly decreasesToday?: number;
  readonly forecastPeakRcu?: number;
  readonly autoscaling?: Autoscaling;
  /** Application read rates, one a period from the start of the window; the period is `periodSeconds`. */
  readonly traffic?: readonly number[];
  readonly periodSeconds?: number;
  /** Plan. */
  readonly engine?: EngineName;
  readonly toRcu?: number;
  readonly readRcu?: number;
  readonly lane?: number;
}

export interface NightSketch {
  readonly tables: readonly TableSketch[];
  /** One lane for all tables unless said otherwise. */
  readonly lanes?: readonly Partial<Lane>[];
  readonly settings?: SettingsChange;
  readonly seed?: number;
  readonly nightNumber?: number;
  readonly opensAt?: number;
  readonly accountRcuQuota?: number;
  readonly trafficScale?: number;
}

export interface Told {
  readonly at: number;
  readonly sight: string;
  readonly subject: number;
  readonly value: number;
}

/** A simulated cloud with an open night; times are seconds from the opening. */
export class TestNight {
  readonly cloud: SimCloud;
  readonly settings: Settings;
  readonly opensAt: number;
  readonly plan: Plan;
  readonly told: Told[] = [];
  readonly #sights = new Records();

  constructor(sketch: NightSketch) {
    this.settings = withSettings(withSettings(DEFAULTS, CALM), sketch.settings ?? {});
    this.opensAt = sketch.opensAt ?? OPENS_AT;
    const names = sketch.tables.map((table, i) => table.name ?? `t${i}`);
    const survey = surveyOf(sketch.tables, names, this.opensAt);
    this.plan = planOf(sketch, this.opensAt);
    this.cloud = new SimCloud(sketch.tables.length, this.settings, sketch.seed ?? 1, names);
    this.cloud.open({
      survey, plan: this.plan, traffic: trafficOf(sketch.tables, this.opensAt), trafficOf: Int32Array.from(names, (_, i) => i),
      trafficScale: sketch.trafficScale ?? 1, nightNumber: sketch.nightNumber ?? 0, accountRcuQuota: sketch.accountRcuQuota ?? 80_000,
    });
  }

  /** Makes a move; returns the name of its outcome. */
  act(move: keyof typeof MOVE, subject: number, value = 0): string {
    return OUTCOMES[this.cloud.act(MOVE[move], subject, value)];
  }

  /** Launches lane 0 and starts the copies of all its tables as soon as it is ready. */
  startAll(): void {
    this.act('startLane', 0);
    while (!this.told.some(({ sight }) => sight === 'laneReady')) this.lookOnce(DAY_SECONDS);
    for (const table of this.plan.lanes[0].tables) this.act('startCopy', table, this.plan.columns.readRcu[table]);
  }

  lookOnce(untilSeconds: number): number {
    const at = this.cloud.look(this.opensAt + untilSeconds, this.#sights);
    this.#log();
    return at - this.opensAt;
  }

  /** Looks until so many seconds after the opening. */
  run(untilSeconds: number): this {
    while (this.lookOnce(untilSeconds) < untilSeconds);
    return this;
  }

  finish(horizonSeconds: number): this {
    this.cloud.finish(this.opensAt + horizonSeconds, this.#sights);
    this.#log();
    return this;
  }

  #log(): void {
    const { at, kind, subject, value } = this.#sights;
    for (let i = 0; i < this.#sights.length; i++) {
      this.told.push({ at: at[i] - this.opensAt, sight: SIGHTS[kind[i]], subject: subject[i], value: value[i] });
    }
    this.#sights.clear();
  }

  /** What was told of one kind (about one subject). */
  of(sight: string, subject?: number): Told[] {
    return this.told.filter((told) => told.sight === sight && (subject === undefined || told.subject === subject));
  }

  /** When something was told first, in seconds from the opening; NaN if it was not. */
  when(sight: string, subject = 0): number {
    return this.of(sight, subject)[0]?.at ?? NaN;
  }

  /** The value that was told first; NaN if it was not. */
  value(sight: string, subject = 0): number {
    return this.of(sight, subject)[0]?.value ?? NaN;
  }
}

const DAY_SECONDS = 24 * HOUR;

function surveyOf(sketches: readonly TableSketch[], names: readonly string[], opensAt: number): Survey {
  const tables = sketches.map((sketch, index): Table => ({
    index, name: names[index], sizeBytes: sketch.sizeBytes ?? 0, itemCount: 1, onDemand: sketch.onDemand ?? false,
    rcu: sketch.onDemand === true ? 0 : sketch.rcu ?? 100, ownRcu: sketch.ownRcu ?? sketch.rcu ?? 100, wcu: sketch.wcu ?? 0,
    warmRcu: sketch.warmRcu ?? 12_000, autoscaling: sketch.autoscaling ?? null, decreasesToday: sketch.decreasesToday ?? 0,
    gsiRcu: sketch.gsiRcu ?? 0, pitr: null, infrequentAccess: false, forecastPeakRcu: sketch.forecastPeakRcu ?? 0,
  }));
  const window = { night: '2026-06-01', opensAt, closesAt: opensAt + 7 * HOUR };
  return { window, tables, forecastRcu: new Float32Array(tables.length * 7), slots: 7 };
}

function planOf({ tables, lanes = [{}] }: NightSketch, opensAt: number): Plan {
  const column = (value: (sketch: TableSketch) => number): Float64Array => Float64Array.from(tables, value);
  const own = (sketch: TableSketch): number => (sketch.onDemand === true ? 0 : sketch.rcu ?? 100);
  const full = lanes.map((lane, index): Lane => ({
    engine: 'scan', tables: tables.flatMap((table, i) => ((table.lane ?? 0) === index ? [i] : [])), concurrency: Infinity, machines: [],
    bytesPerSecond: Infinity, launchAt: opensAt, terminateAfterSeconds: Infinity, selfOrdered: lane.engine === 'data-pipeline',
    mappersMax: 1, activities: 0, pipelineObjects: 0, ...lane,
  }));
  return {
    policy: 'test', night: '2026-06-01', opensAt, closesAt: opensAt + 7 * HOUR, lanes: full, forecastUsd: 0, crashed: null,
    columns: {
      engine: Uint8Array.from(tables, (table) => ENGINE[full[table.lane ?? 0].engine]), skip: new Uint8Array(tables.length),
      lane: Int32Array.from(tables, (table) => table.lane ?? 0), fromRcu: column(own), toRcu: column((table) => table.toRcu ?? own(table)),
      readRcu: column((table) => table.readRcu ?? 50), boostAt: column(() => NaN), startAt: column(() => opensAt),
      suspends: new Uint8Array(tables.length), forecastSeconds: column(() => 0), forecastEndAt: column(() => opensAt), forecastUsd: column(() => 0),
    },
    conduct: {
      awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 3, resumes: 'after-revert', keepsLeases: true,
    },
  };
}

/** One run of periods a table, from the opening on. */
export function trafficOf(sketches: readonly TableSketch[], opensAt: number): TrafficColumns {
  const values = sketches.map((sketch) => sketch.traffic ?? []);
  const runsFrom = new Uint32Array(sketches.length + 1);
  const valuesFrom: number[] = [];
  let total = 0;
  values.forEach((rates, i) => {
    runsFrom[i + 1] = runsFrom[i] + (rates.length > 0 ? 1 : 0);
    if (rates.length > 0) valuesFrom.push(total);
    total += rates.length;
  });
  const some = sketches.filter((_, i) => values[i].length > 0);
  return {
    runsFrom, startAt: Float64Array.from(some, () => opensAt), periodSeconds: Uint32Array.from(some, (sketch) => sketch.periodSeconds ?? 300),
    count: Uint32Array.from(some, (sketch) => sketch.traffic?.length ?? 0), valuesFrom: Uint32Array.from(valuesFrom), rcu: Float32Array.from(values.flat()),
  };
}
