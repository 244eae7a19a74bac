// What the parts of the simulated AWS share: the time, what is to happen, what is to be told, and columns over the tables.

import type { Plan } from '../core/plan.js';
import type { Settings } from '../core/settings.js';
import type { Survey } from '../core/table.js';
import type { At, Rcu } from '../core/units.js';
import { Records } from '../core/world.js';
import type { TrafficColumns } from '../core/history.js';
import { Decreases } from './decreases.js';
import { Events } from './events.js';
import { onDemandLimitRcu } from './flow.js';
import { TrafficReader } from './traffic.js';
import { Weather } from './weather.js';

/** Kinds of events. */
export const EVENT = { active: 0, laneReady: 1, laneTimeout: 2, reading: 3, legEnds: 4, retry: 5, exported: 6, scales: 7 } as const;

/**
 * Where each number of a table's copy stands in its row. A row is two cache lines: the events of a night come to the
 * tables in no order, and columns would cost a cache miss for each number.
 */
export const ROW = {
  /** Units a second that a reading copy asks for; 0 for a table that is not being read. */
  paceRcu: 0,
  /** What the leg still had to read at `at`. A leg is an attempt up to its end or its failure. */
  leftUnits: 1,
  at: 2,
  /** Application units refused because of the copy, and what they will be at the computed end of the leg. */
  refusedUnits: 3,
  endRefusedUnits: 4,
  /** Burst credit at `creditAt`, where it is known, and at the computed end of the leg. */
  creditUnits: 5,
  creditAt: 6,
  endCreditUnits: 7,
  /** The event that ends the leg, and any other event of the copy; others are stale. */
  legEvent: 8,
  event: 9,
  /** The pace that was asked for. */
  readRcu: 10,
  /** Units of the leg, what legs before have read for good, and what all have consumed. */
  legUnits: 11,
  keptUnits: 12,
  consumedUnits: 13,
  grantedBytesPerSecond: 14,
  /** When the leg ends as things are. */
  endAt: 15,
  size: 16,
} as const;

/** A night to be simulated. */
export interface SimulatedNight {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly traffic: TrafficColumns;
  /** The table's number in the history, by its index in the survey. */
  readonly trafficOf: Int32Array;
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
  trafficOf!: Int32Array;
  /** A row of ROW a table. */
  readonly rows: Float64Array;
  /** Provisioned read capacity in force; 0 when on demand. */
  readonly rcu: Float64Array;
  readonly wcu: Float64Array;
  readonly sizeBytes: Float64Array;
  /** Capacity that a running UpdateTable sets; 0 when the table is ACTIVE. */
  readonly updatingTo: Float64Array;
  /** What the table serves at once; raised for good by provisioning more. */
  readonly warmRcu: Float64Array;
  /** Tables whose warm throughput was raised tonight. */
  readonly warmed: number[] = [];
  /** Capacity before the last change, and when that was: the burst credit depends on it. */
  readonly rcuBefore: Float64Array;
  readonly changedAt: Float64Array;
  /** Autoscaling's updates so far, to number the draws. */
  readonly scalings: Uint16Array;
  /** Read rate limit of an on-demand table; 0 for a provisioned one. */
  readonly onDemandRcu: Float64Array;

  constructor(tables: number, settings: Settings, seed: number, names: readonly string[]) {
    this.settings = settings;
    this.#lookSeconds = settings.control.lookSeconds;
    this.weather = new Weather(seed, settings, names);
    this.decreases = new Decreases(tables);
    this.rows = new Float64Array(tables * ROW.size);
    this.rcu = new Float64Array(tables);
    this.wcu = new Float64Array(tables);
    this.sizeBytes = new Float64Array(tables);
    this.updatingTo = new Float64Array(tables);
    this.warmRcu = new Float64Array(tables);
    this.rcuBefore = new Float64Array(tables);
    this.changedAt = new Float64Array(tables);
    this.scalings = new Uint16Array(tables);
    this.onDemandRcu = new Float64Array(tables);
  }

  open(night: SimulatedNight): void {
    const { survey, plan } = night;
    const { tables } = survey;
    const { settings, rcu, wcu, sizeBytes, warmRcu, onDemandRcu } = this;
    const opensAt = survey.window.opensAt;
    this.plan = plan;
    this.survey = survey;
    this.trafficOf = night.trafficOf;
    this.now = opensAt;
    this.events.clear(opensAt);
    this.pending.clear();
    this.warmed.length = 0;
    this.traffic.open(night.traffic, night.trafficScale);
    this.weather.open(night.nightNumber);
    this.rows.fill(0, 0, tables.length * ROW.size);
    this.updatingTo.fill(0, 0, tables.length);
    this.changedAt.fill(-Infinity, 0, tables.length);
    for (let i = 0; i < tables.length; i++) {
      const table = tables[i];
      rcu[i] = table.rcu;
      wcu[i] = table.wcu;
      sizeBytes[i] = table.sizeBytes;
      warmRcu[i] = Math.max(table.warmRcu, table.rcu);
      onDemandRcu[i] = table.onDemand ? onDemandLimitRcu(table.warmRcu, table.forecastPeakRcu, settings) : 0;
      this.decreases.open(i, opensAt, table.decreasesToday);
    }
  }

  /** Capacity in force above the warm throughput raises it for good. */
  warm(table: number): void {
    if (this.rcu[table] <= this.warmRcu[table]) return;
    this.warmRcu[table] = this.rcu[table];
    this.warmed.push(table);
  }

  /** Notes something to be told, at the first multiple of the look interval from `at` on. */
  tell(at: At, sight: number, subject: number, value: number): void {
    const lookSeconds = this.#lookSeconds;
    this.pending.push(Math.ceil(at / lookSeconds) * lookSeconds, sight, subject, value);
  }
}
