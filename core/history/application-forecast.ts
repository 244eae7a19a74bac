// What an application is taken to read, by hour of the window: the rule that the simulator and the live night share.

import type { History } from './history.js';
import type { At, Rcu } from '../units.js';
import { SlotForecast, SlotReader } from './slot-peaks.js';

/** Share of its capacity that an application without any past is assumed to need (the fixed share of the 2017 system). */
const UNKNOWN_APPLICATION_SHARE = 0.5;

/** What an application without any record is assumed to read: half of what is provisioned, nothing on demand. */
export function unknownRcu(rcu: Rcu, onDemand: boolean): Rcu {
  return onDemand ? 0 : rcu * UNKNOWN_APPLICATION_SHARE;
}

/** The expected read rates of tables in the hours of one window, by table name. */
export interface TrafficForecast {
  readonly slots: number;
  /** Rate in each hour, -1 where nothing is recorded; null for a table that the history does not know. */
  of(table: string): Float32Array | null;
  /** YYYY-MM-DD of the last night recorded; null: none. */
  readonly lastNight: string | null;
}

/** What is assumed without any history. */
export function noForecast(slots: number): TrafficForecast {
  return { slots, of: () => null, lastNight: null };
}

/**
 * Nearest-rank p95 of the same hours of the nights before, as the simulator forecasts its nights (sim/nights.ts).
 * @param openings when the windows of the nights before opened, ascending; moved by as much as tonight's plan starts late
 * @param slots hours of the window, the last one perhaps in part
 */
export function forecastFrom(history: History, openings: readonly At[], slots: number): TrafficForecast {
  const { tables, nights } = history;
  const numbers = new Map(tables.map((name, number) => [name, number]));
  const reader = new SlotReader(history.traffic, tables.length);
  const forecast = new SlotForecast(Math.max(1, openings.length), tables.length * slots);
  const peaks = new Float32Array(tables.length * slots);
  for (const opensAt of openings) {
    for (let table = 0; table < tables.length; table++) reader.read(table, opensAt, slots, peaks, table * slots);
    forecast.add(peaks);
  }
  return {
    slots, lastNight: nights.at(-1) ?? null,
    of: (name) => {
      const number = numbers.get(name);
      return number === undefined ? null : Float32Array.from({ length: slots }, (_, slot) => forecast.at(number * slots + slot));
    },
  };
}
