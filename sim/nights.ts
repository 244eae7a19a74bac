// The nights of a history as surveys: what a planner would have known when each window opened.

import { unknownRcu } from '../core/history/application-forecast.js';
import type { History } from '../core/history/history.js';
import type { Settings } from '../core/settings.js';
import type { Autoscaling, Survey, Table, Window } from '../core/table.js';
import { DAY, HOUR, type Rcu } from '../core/units.js';
import { SlotForecast, SlotReader } from '../core/history/slot-peaks.js';

export interface PreparedNight {
  readonly number: number;
  readonly survey: Survey;
  /** Number in the history of each table of the survey. */
  readonly trafficOf: Int32Array;
  /** The highest rate recorded of each table of the survey in the hours of the window, unscaled. */
  readonly peakRcu: Float32Array;
  /** Opening of the next night: until then this night's bill runs. */
  readonly horizonAt: number;
}

/** Walks through a history night by night; to be asked for the nights in ascending order, once each. */
export class HistoryNights {
  readonly windows: readonly Window[];
  readonly accountRcuQuota: Rcu;
  readonly #history: History;
  readonly #settings: Settings;
  readonly #growth: number;
  readonly #slots: number;
  readonly #reader: SlotReader;
  readonly #forecast: SlotForecast;
  readonly #peaks: Float32Array;
  readonly #nights: readonly number[];

  /**
   * @param nights numbers of the nights to replay, ascending; `windows` are theirs
   * @param growth multiplies sizes, items, traffic and capacity alike: an owner whose traffic doubles provisions twice as much
   */
  constructor(history: History, nights: readonly number[], windows: readonly Window[], settings: Settings, growth: number) {
    this.windows = windows;
    this.#history = history;
    this.#nights = nights;
    this.#settings = settings;
    this.#growth = growth;
    this.#slots = Math.max(1, ...windows.map((window) => Math.ceil((window.closesAt - window.opensAt) / HOUR)));
    const tables = history.tables.length;
    this.#reader = new SlotReader(history.traffic, tables);
    this.#peaks = new Float32Array(tables * this.#slots);
    this.#forecast = new SlotForecast(settings.forecast.nights, tables * this.#slots);
    this.accountRcuQuota = settings.quotas.accountRcu > 0 ? settings.quotas.accountRcu : assumedAccountQuota(history, growth);
    this.#lookBack();
  }

  prepare(number: number): PreparedNight {
    const { tables, columns } = this.#history;
    const window = this.windows[number];
    const row = this.#nights[number] * tables.length;
    this.#readPeaks(window.opensAt);
    const surveyed: Table[] = [];
    const trafficOf = new Int32Array(tables.length);
    const peakRcu = new Float32Array(tables.length);
    const forecastRcu = new Float32Array(tables.length * this.#slots);
    for (let t = 0; t < tables.length; t++) {
      if (columns.present[row + t] === 0) continue;
      const index = surveyed.length;
      const peak = this.#forecastTable(number, t, row + t, forecastRcu, index * this.#slots);
      trafficOf[index] = t;
      peakRcu[index] = this.#peak(t);
      surveyed.push(this.#table(index, t, row + t, peak));
    }
    this.#forecast.add(this.#peaks);
    const next = this.windows[number + 1];
    return {
      number,
      survey: { window, tables: surveyed, forecastRcu, slots: this.#slots },
      trafficOf,
      peakRcu,
      // A day has up to 25 h; longer to the next means that nights are missing, of which nothing is known.
      horizonAt: next !== undefined && next.opensAt <= window.opensAt + DAY + HOUR ? next.opensAt : window.opensAt + DAY,
    };
  }

  /** The days before the first night count as its past, where their traffic is recorded. */
  #lookBack(): void {
    if (this.windows.length === 0) return;
    for (let days = this.#forecast.nights; days >= 1; days--) {
      this.#readPeaks(this.windows[0].opensAt - days * DAY);
      this.#forecast.add(this.#peaks);
    }
  }

  #readPeaks(opensAt: number): void {
    for (let t = 0; t < this.#history.tables.length; t++) this.#reader.read(t, opensAt, this.#slots, this.#peaks, t * this.#slots);
  }

  /** The highest of the night's own peaks of a table. */
  #peak(t: number): Rcu {
    const peaks = this.#peaks;
    let peak = 0;
    for (let i = t * this.#slots; i < (t + 1) * this.#slots; i++) if (peaks[i] > peak) peak = peaks[i];
    return peak;
  }

  /** Fills the forecast of one table and returns its peak. */
  #forecastTable(number: number, t: number, cell: number, out: Float32Array, from: number): Rcu {
    const { rcu, onDemand } = this.#history.columns;
    const unknown = unknownRcu(rcu[cell], onDemand[cell] === 1);
    let peak = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      const past = this.#forecast.at(t * this.#slots + slot);
      // The first night of a history has no past unless its traffic starts earlier: its own recording stands in.
      const own = number === 0 ? this.#peaks[t * this.#slots + slot] : -1;
      const known = past >= 0 ? past : own;
      const value = known >= 0 ? known * this.#growth : unknown;
      out[from + slot] = value;
      if (value > peak) peak = value;
    }
    return peak;
  }

  #table(index: number, t: number, cell: number, forecastPeakRcu: Rcu): Table {
    const { columns, tables } = this.#history;
    const onDemand = columns.onDemand[cell] === 1;
    const growth = this.#growth;
    const rcu = onDemand ? 0 : grown(columns.rcu[cell], growth);
    const warmRcu = grown(columns.warmRcu[cell], growth);
    const pitr = columns.pitr[cell];
    return {
      index,
      name: tables[t],
      sizeBytes: columns.sizeBytes[cell] * this.#growth,
      itemCount: columns.itemCount[cell] * this.#growth,
      onDemand,
      rcu,
      ownRcu: rcu,
      wcu: grown(columns.wcu[cell], growth),
      warmRcu: Math.max(rcu, warmRcu === warmRcu ? warmRcu : this.#settings.reading.warmRcu),
      autoscaling: this.#autoscaling(cell, onDemand),
      decreasesToday: orZero(columns.decreasesToday[cell]),
      gsiRcu: orZero(grown(columns.gsiRcu[cell], growth)),
      pitr: pitr === 255 ? null : pitr === 1,
      infrequentAccess: columns.infrequentAccess[cell] === 1,
      forecastPeakRcu,
    };
  }

  #autoscaling(cell: number, onDemand: boolean): Autoscaling | null {
    const { autoscalingMinRcu, autoscalingMaxRcu, autoscalingTargetShare } = this.#history.columns;
    const targetShare = autoscalingTargetShare[cell];
    if (onDemand || targetShare !== targetShare) return null;
    return { minRcu: grown(autoscalingMinRcu[cell], this.#growth), maxRcu: grown(autoscalingMaxRcu[cell], this.#growth), targetShare };
  }
}

/** Capacity in whole units after growth. */
function grown(units: number, growth: number): number {
  return growth === 1 ? units : Math.ceil(units * growth);
}

function orZero(value: number): number {
  return value === value ? value : 0;
}

/**
 * The account's quota of provisioned RCU when none is given: AWS's default, or, where the history shows that more is
 * provisioned (the quota must have been raised), 1.25 times the most that it shows.
 * Source of 80,000: AWS docs, Service, account, and table quotas in Amazon DynamoDB.
 */
function assumedAccountQuota(history: History, growth: number): Rcu {
  const { tables, columns } = history;
  let most = 0;
  for (let night = 0; night < history.nights.length; night++) {
    let sum = 0;
    for (let cell = night * tables.length; cell < (night + 1) * tables.length; cell++) {
      if (columns.present[cell] === 1 && columns.onDemand[cell] === 0) sum += columns.rcu[cell] + orZero(columns.gsiRcu[cell]);
    }
    most = Math.max(most, sum * growth);
  }
  return most <= DEFAULT_ACCOUNT_RCU ? DEFAULT_ACCOUNT_RCU : Math.ceil(most * 1.25);
}

const DEFAULT_ACCOUNT_RCU = 80_000;
