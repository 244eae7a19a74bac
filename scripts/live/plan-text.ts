// A plan for people: one line a table with what would happen to it, the worst first, and one line for all of it.

import { localTime } from '../../core/calendar.js';
import type { At } from '../../core/units.js';
import { bytes, duration, usd } from '../../reports/format.js';
import { inert, type Terminal } from '../terminal.js';
import type { PlannedTable, PlanResult } from './plan-result.js';

/** Tables whose capacity is not touched, and tables that are left out, are named up to this number; --json names all. */
const NAMED_MAX = 40;

/** Signs as in a plan of terraform: `~` is changed, `+` only adds a backup, `!` will be missed. */
export function planText(result: PlanResult, { bold, dim }: Pick<Terminal, 'bold' | 'dim'>): string {
  const { window, tables, excluded, skipped } = result;
  const changed = tables.filter((table) => table.boostAt !== null || table.suspendsScaling || table.late);
  const others = tables.filter((table) => !changed.includes(table));
  const shown = [...changed, ...others.slice(0, NAMED_MAX)];
  return [
    bold(`plan for the night ${result.night} in account ${result.account}, ${result.region}, by ${result.policy}`),
    windowLine(result), ...(shown.length > 0 ? [''] : []),
    ...table(shown.map((one) => cells(one, window.zone)), (line, i) => (shown[i].late ? bold(line) : line)),
    ...more(others.length - NAMED_MAX, 'tables that are copied as they are'),
    ...(excluded.length + skipped.length > 0 ? [''] : []),
    ...skipped.slice(0, NAMED_MAX).map(({ table: name, why }) => `skipped: ${inert(name)}: ${inert(why)}`),
    ...more(skipped.length - NAMED_MAX, 'skipped'),
    ...excluded.slice(0, NAMED_MAX).map(({ table: name, why }) => dim(`excluded: ${inert(name)} ${inert(why)}`)),
    ...more(excluded.length - NAMED_MAX, 'excluded'),
    '', totalLine(result), costLine(result), dim('* a forecast; the ceiling is what it can cost if everything goes wrong (docs/live.md)'), '',
  ].join('\n');
}

function windowLine({ window, madeAt }: PlanResult): string {
  const { openedAt, opensAt, closesAt, zone } = window;
  const when = madeAt < openedAt ? `opens in ${duration(openedAt - madeAt)}` : `has been open for ${duration(madeAt - openedAt)}, ${duration(closesAt - opensAt)} are left`;
  return `window ${localTime(openedAt, zone)} to ${localTime(closesAt, zone)} ${zone}; ${when}`;
}

function cells(one: PlannedTable, zone: string): string[] {
  const sign = one.late ? '!' : one.boostAt !== null || one.suspendsScaling ? '~' : '+';
  const capacity = one.onDemand ? 'on demand' : one.toRcu === one.fromRcu ? `${one.fromRcu} RCU` : `${one.fromRcu} -> ${one.toRcu} RCU at ${clock(one.boostAt ?? one.startAt, zone)}`;
  const reads = one.engine === 'export' ? 'reads nothing' : `reads ${Number(one.readRcu.toFixed(1))} RCU`;
  const ends = `${clock(one.startAt, zone)} to ${one.late ? `${localTime(one.endAt, zone)}, after the close` : clock(one.endAt, zone)}`;
  return [sign, inert(one.table), one.engine, bytes(one.sizeBytes), capacity, reads, ends, `${usd(one.forecastUsd)}*`, one.suspendsScaling ? 'autoscaling suspended' : ''];
}

function table(rows: readonly string[][], dress: (line: string, i: number) => string): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column].length))) ?? [];
  return rows.map((row, i) => dress(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}`, i));
}

function more(count: number, what: string): string[] {
  return count > 0 ? [`  and ${count} more ${what}; --json names them`] : [];
}

/** What is done to how many tables. */
export function totalLine({ tables, raised, late, excluded, skipped }: PlanResult): string {
  return `plan: ${tables.length} to copy, ${raised.tables === 0 ? 'none raised' : `${raised.tables} raised by ${raised.rcu} RCU in all`}, ${raised.suspended} with autoscaling suspended; ${late} late, ${skipped.length} skipped, ${excluded.length} excluded`;
}

/** What it costs, and what it can cost. */
export function costLine({ forecast, ceiling, window }: PlanResult): string {
  const budget = ceiling.budgetUsd === null ? 'no budget is set (live.budgetUsd), run will refuse' : `budget ${usd(ceiling.budgetUsd)}`;
  return `cost: ${usd(forecast.usd)}* until ${forecast.endAt > window.closesAt ? localTime(forecast.endAt, window.zone) : clock(forecast.endAt, window.zone)}, at most ${usd(ceiling.usd)}; ${budget}; every hour that nothing is handed back: ${usd(ceiling.raisedUsdPerHour)}`;
}

/** HH:MM of the zone. */
function clock(at: At, zone: string): string {
  return localTime(at, zone).slice(-5);
}
