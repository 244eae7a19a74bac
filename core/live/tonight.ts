// Tonight as a survey: the tables of an account as they were found, and what their applications are expected to read in
// what is left of the window.

import { unknownRcu, type TrafficForecast } from '../history/application-forecast.js';
import { windowsOf } from '../calendar.js';
import type { TableRecord } from '../history/collected.js';
import { dateDay, dayDate } from '../history/history-text.js';
import type { OpenLease } from '../journal/journal-debts.js';
import type { LiveTable, ScalingTarget } from './live-table.js';
import type { Settings } from '../settings.js';
import type { Survey, Window } from '../table.js';
import { HOUR, type At, type Rcu } from '../units.js';

/** A table as an account told it now. */
export interface FoundTable {
  readonly record: TableRecord;
  readonly tableId: string;
  readonly arn: string;
  readonly target: ScalingTarget | null;
}

export interface Tonight {
  readonly survey: Survey;
  /** The survey's tables, with what must be the same when they are touched. */
  readonly tables: readonly LiveTable[];
}

/** What is left of a window: a night that starts late has less. */
export function restOf(window: Window, nowAt: At): Window {
  return nowAt <= window.opensAt ? window : { ...window, opensAt: Math.min(nowAt, window.closesAt) };
}

/** Hours of a window, the last one perhaps in part. */
export function slotsOf({ opensAt, closesAt }: Window): number {
  return Math.max(1, Math.ceil((closesAt - opensAt) / HOUR));
}

/**
 * When the windows of the nights before opened, ascending, each moved by as much as tonight's plan starts late.
 * @param whole tonight's window as the settings have it; `rest` what is left of it
 */
export function openingsBefore(whole: Window, rest: Window, { forecast, window }: Settings): At[] {
  const day = dateDay(whole.night);
  const nights = Array.from({ length: forecast.nights }, (_, k) => dayDate(day + k - forecast.nights));
  return windowsOf(nights, window).map(({ opensAt }) => opensAt + rest.opensAt - whole.opensAt);
}

/** Tables sorted by name with their numbers, and the forecast by table and hour. */
export function tonightOf(found: readonly FoundTable[], window: Window, forecast: TrafficForecast, settings: Settings): Tonight {
  const { slots } = forecast;
  const forecastRcu = new Float32Array(found.length * slots);
  const sorted = [...found].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  const tables = sorted.map((one, index): LiveTable => {
    const { name, rcu, onDemand } = one.record;
    const known = forecast.of(name);
    let peak = 0;
    for (let slot = 0; slot < slots; slot++) {
      const value = known === null || known[slot] < 0 ? unknownRcu(rcu, onDemand) : known[slot];
      forecastRcu[index * slots + slot] = value;
      peak = Math.max(peak, value);
    }
    return liveTable(one, index, peak, settings);
  });
  return { survey: { window, tables, forecastRcu, slots }, tables };
}

function liveTable({ record, tableId, arn, target }: FoundTable, index: number, forecastPeakRcu: Rcu, settings: Settings): LiveTable {
  const { name, sizeBytes, itemCount, onDemand, rcu, wcu, warmRcu, autoscaling, decreasesToday, gsiRcu, pitr, tableClass } = record;
  return {
    index, name, sizeBytes, itemCount, onDemand, rcu, ownRcu: rcu, wcu, warmRcu: Math.max(rcu, warmRcu ?? settings.reading.warmRcu), autoscaling,
    // Where it is not told, the four of the first hour are taken as used up.
    decreasesToday: decreasesToday ?? 4, gsiRcu, pitr, infrequentAccess: tableClass === 'STANDARD_INFREQUENT_ACCESS', forecastPeakRcu, tableId, arn, target,
  };
}

/** What an earlier run still owes a table. */
export type Owed = Pick<OpenLease, 'table' | 'tableId' | 'originalRcu' | 'raisedToRcu' | 'suspended'>;

/** A table as it will be when an earlier run has handed back what it owes: a plan may not take our own raise for its capacity. */
export function asHandedBack(found: readonly FoundTable[], owed: readonly Owed[]): FoundTable[] {
  const leases = new Map(owed.map((lease) => [lease.table, lease]));
  return found.map((one) => {
    const lease = leases.get(one.record.name);
    if (lease === undefined || lease.tableId !== one.tableId) return one;
    const { record, target } = one;
    const ours = lease.raisedToRcu !== null && record.rcu === lease.raisedToRcu;
    return {
      ...one, record: ours ? { ...record, rcu: lease.originalRcu } : record,
      target: target !== null && lease.suspended !== null ? { ...target, suspended: lease.suspended } : target,
    };
  });
}
