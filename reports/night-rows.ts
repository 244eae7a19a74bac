// One line per night of a run: all that the charts over nights need.

import type { NightSummary } from '../core/results/summary.js';
import { dayNumber, longNight, monthName, nightOf, weekday } from './dates.js';
import { duration, number, plural, usd } from './format.js';
import { LOOKS, worstState } from './palette.js';

export interface NightRow {
  readonly night: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly opensAt: number;
  readonly windowSeconds: number;
  readonly makespanSeconds: number;
  readonly usd: number;
  /** Parts of `usd` whose prices a reader may edit. */
  readonly readUsd: number;
  readonly machinesUsd: number;
  readonly exportUsd: number;
  readonly fits: boolean;
  /** The worst number of TABLE_STATE. */
  readonly state: number;
  readonly ok: number;
  readonly late: number;
  readonly failed: number;
  readonly skipped: number;
  readonly missed: number;
  readonly crashed: boolean;
  readonly throttledReadUnits: number;
}

/** The row of a summary. */
export function nightRow(summary: NightSummary): NightRow {
  return {
    night: summary.night, day: dayNumber(summary.night), opensAt: summary.opensAt, windowSeconds: summary.closesAt - summary.opensAt,
    makespanSeconds: summary.makespanSeconds, usd: summary.costUsd.total,
    readUsd: summary.costUsd.readCapacity, machinesUsd: summary.costUsd.engine, exportUsd: summary.costUsd.export, fits: summary.fits,
    state: worstState(summary.tables, summary.crashed !== null), ...summary.tables, crashed: summary.crashed !== null,
    throttledReadUnits: summary.throttledReadUnits,
  };
}

/** Seconds between the last copy and the close of the window; negative when it ended after it. */
export function slackSeconds(row: NightRow): number {
  return row.windowSeconds - row.makespanSeconds;
}

/** All of a night in words: `Tue 2026-03-29: late, 3 of 412 tables not ok, finished 48 min after the close, $6.32`. */
export function nightText(row: NightRow, usualWindowSeconds = row.windowSeconds): string {
  const tables = row.ok + row.late + row.failed + row.skipped + row.missed;
  const bad = tables - row.ok;
  const slack = slackSeconds(row);
  const parts = [
    row.crashed ? 'could not be planned' : LOOKS[row.state].name,
    bad === 0 ? `all ${plural(tables, 'table')} ok` : `${number(bad)} of ${plural(tables, 'table')} not ok`,
    slack >= 0 ? `finished ${duration(slack)} before the close` : `ended ${duration(-slack)} after the close`,
    usd(row.usd),
  ];
  if (row.windowSeconds !== usualWindowSeconds) parts.push(`window of ${duration(row.windowSeconds)}`);
  return `${longNight(row.night)}: ${parts.join(', ')}`;
}

/** The length that most windows have: other nights are those on which clocks change. */
export function usualWindow(rows: readonly NightRow[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.windowSeconds, (counts.get(row.windowSeconds) ?? 0) + 1);
  let usual = 0;
  for (const [seconds, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = seconds;
  return usual;
}

/** Ticks for an axis of days: weeks for a month, months for a year. */
export function dayTicks(rows: readonly NightRow[], x: (day: number) => number): { at: number; text: string }[] {
  if (rows.length === 0) return [];
  const ticks: { at: number; text: string }[] = [];
  const first = rows[0].day;
  const last = rows[rows.length - 1].day;
  const months = last - first > 100;
  for (let day = first; day <= last; day++) {
    const night = nightOf(day);
    if (months ? !night.endsWith('-01') : weekday(day) !== 0 && last - first >= 8) continue;
    const month = monthName(night, months && night.slice(5, 7) === '01');
    ticks.push({ at: x(day), text: months ? month : `${Number(night.slice(8))} ${month}` });
  }
  return ticks;
}
