// What the parts of the simulated AWS share: the time, what is to happen, what is to be told, and columns over the tables.

import type { Plan } from '../core/plan.js';
import type { Settings } from '../core/settings.js';
import type { Survey } from '../core/table.js';
import { TABLE_FLAG, tableColumns, type TableColumns } from '../core/table-columns.js';
import type { At, Rcu } from '../core/units.js';
import { Records } from '../core/world.js';
import type { TrafficColumns } from '../core/history/history.js';
import { Decreases } from './decreases.js';
import { Events } from './events.js';
import { onDemandLimitRcu } from './flow.js';
import { TrafficReader } from './traffic.js';
import { Weather } from './weather.js';

/** Kinds of events. */
export const EVENT = { active: 0, laneReady: 1, laneTimeout: 2, reading: 3, legEnds: 4, retry: 5, exported: 6, scales: 7 } as const;

/**
 * Where each number of a table stands in its row. The events of a night come to the tables in no order, and columns would
 * cost a cache miss, and a look at another array, for each number. A row is a few cache lines (of eight numbers), each of
 * what is needed together.
 */
export const ROW = {
  // While a copy reads.
  /** Units a second that a reading copy asks for; 0 for a table that is not being read. */
  paceRcu: 0,
  /** What the leg still had to read at `at`. A leg is an attempt up to its end or its failure. */
  leftUnits: 1,
  at: 2,
  /** When the leg ends as things are. */
  endAt: 3,
  /** The event that ends the leg, and any other event of the copy; others are stale. */
  legEvent: 4,
  event: 5,
  /** Provisioned read capacity in force; 0 when on demand. */
  rcu: 6,
  /** Read rate limit of an on-demand table; 0 for a provisioned one. */
  onDemandRcu: 7,
  // What is copied, and how far the copy is.
  phase: 8,
  attempt: 9,
  lane: 10,
  sizeBytes: 11,
  /** Number of the table in the history, and what its draws of the night have in common. */
  traffic: 12,
  luck: 13,
  /** The highest recorded rate in the window, unscaled; Infinity where it is not known. */
  peakRcu: 14,
  /** Whether autoscaling is followed (cloud-scaling.ts). */
  scaling: 15,
  /** The pace that was asked for. */
  readRcu: 16,
  /** Units of the leg, what legs before have read for good, and what all have consumed. */
  legUnits: 17,
  keptUnits: 18,
  consumedUnits: 19,
  grantedBytesPerSecond: 20,
  /** 1 when the leg ends in a failure. */
  legFails: 21,
  /** Application units refused because of the copy, and what they will be at the computed end of the leg. */
  refusedUnits: 22,
  endRefusedUnits: 23,
  // Changes of capacity.
  /** Capacity that a running UpdateTable sets; 0 when the table is ACTIVE. */
  updatingTo: 24,
  /** What the table serves at once; raised for good by provisioning more. */
  warmRcu: 25,
  /** Capacity before the last change, and when that was: the burst credit depends on it. */
  rcuBefore: 26,
  changedAt: 27,
  /** Calls and updates of the brain, and updates of autoscaling so far, to number the draws. */
  calls: 28,
  updates: 29,
  scalings: 30,
  /** 1 while nothing can be throttled at the capacity in force. */
  free: 31,
  // Where the copy may throttle.
  /** Burst credit at `creditAt`, where it is known, and at the computed end of the leg. */
  creditUnits: 32,
  creditAt: 33,
  endCreditUnits: 34,
  wcu: 35,
  size: 40,
} as const;

/** A night to be simulated. */
export interface SimulatedNight {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly traffic: TrafficColumns;
  /** The table's number in the history, by its index in the survey. */
  readonly trafficOf: Int32Array;
  /** The highest recorded rate of each table in the `slots` hours of its survey, unscaled: spares looking at its traffic. */
  readonly peakRcu?: Float32Array;
  /** Recorded rates are multiplied by this. */
  readonly trafficScale: number;
  /** Names the night for the draws: the same number, the same luck. */
  readonly nightNumber: number;
  readonly accountRcuQuota: Rcu;
}

export class CloudState {
  readonly settings: Settings;
  readonly events = new Events();
  readonly traffic = new TrafficReader();
  readonly weather: Weather;
  readonly decreases: Decreases;
  /** Told at the next look; `at` is when it is noticed. */
  readonly pending = new Records();
  readonly #lookSeconds: number;
  now: At = 0;
  plan!: Plan;
  survey!: Survey;
  tables!: TableColumns;
  trafficOf!: Int32Array;
  /** A row of ROW a table. */
  readonly rows: Float64Array;
  /** Tables whose warm throughput was raised tonight. */
  readonly warmed: number[] = [];

  constructor(tables: number, settings: Settings, seed: number, names: readonly string[]) {
    this.settings = settings;
    this.#lookSeconds = settings.control.lookSeconds;
    this.weather = new Weather(seed, settings, names);
    this.decreases = new Decreases(tables);
    this.rows = new Float64Array(tables * ROW.size);
  }

  open(night: SimulatedNight): void {
    const { survey, plan } = night;
    const opensAt = survey.window.opensAt;
    this.plan = plan;
    this.survey = survey;
    this.tables = tableColumns(survey.tables);
    this.trafficOf = night.trafficOf;
    this.now = opensAt;
    this.events.clear(opensAt);
    this.pending.clear();
    this.warmed.length = 0;
    this.traffic.open(night.traffic, night.trafficScale);
    this.weather.open(night.nightNumber);
    this.#fill(night);
  }

  /** Fills the rows of all tables. */
  #fill({ survey: { tables: { length }, window }, plan, trafficOf, peakRcu }: SimulatedNight): void {
    const { rows, settings, weather, tables } = this;
    const { lane } = plan.columns;
    const { rcu, warmRcu, sizeBytes, wcu, forecastPeakRcu, decreasesToday, flags } = tables;
    rows.fill(0, 0, length * ROW.size);
    for (let i = 0; i < length; i++) {
      const r = i * ROW.size;
      rows[r + ROW.rcu] = rcu[i];
      rows[r + ROW.onDemandRcu] = (flags[i] & TABLE_FLAG.onDemand) !== 0 ? onDemandLimitRcu(warmRcu[i], forecastPeakRcu[i], settings) : 0;
      rows[r + ROW.lane] = lane[i];
      rows[r + ROW.sizeBytes] = sizeBytes[i];
      rows[r + ROW.traffic] = trafficOf[i];
      rows[r + ROW.luck] = weather.luckOf(trafficOf[i]);
      rows[r + ROW.peakRcu] = peakRcu === undefined ? Infinity : peakRcu[i];
      rows[r + ROW.warmRcu] = Math.max(warmRcu[i], rcu[i]);
      rows[r + ROW.changedAt] = -Infinity;
      rows[r + ROW.wcu] = wcu[i];
      this.decreases.open(i, window.opensAt, decreasesToday[i]);
    }
  }

  /** What the draws of a table in this night have in common. */
  luckOf(table: number): number {
    return this.rows[table * ROW.size + ROW.luck];
  }

  /** Capacity in force above the warm throughput raises it for good. */
  warm(table: number): void {
    const { rows } = this;
    const r = table * ROW.size;
    if (rows[r + ROW.rcu] <= rows[r + ROW.warmRcu]) return;
    rows[r + ROW.warmRcu] = rows[r + ROW.rcu];
    this.warmed.push(table);
  }

  /** Notes something to be told, at the first multiple of the look interval from `at` on. */
  tell(at: At, sight: number, subject: number, value: number): void {
    const lookSeconds = this.#lookSeconds;
    this.pending.push(Math.ceil(at / lookSeconds) * lookSeconds, sight, subject, value);
  }
}
