// What each chart found, in a sentence: written above it, and read out where it cannot be seen.

import { plans, undominated } from '../core/results/ranking.js';
import type { RunDocument } from '../core/results/summary.js';
import { calendarCounts } from './calendar.js';
import { clock, longNight, offsetMinutes, offsetText } from './dates.js';
import { duration, number, percent, plural, usd } from './format.js';
import { ganttSummary } from './gantt.js';
import type { GanttLayout } from './gantt-layout.js';
import type { Timeline } from './input.js';
import { usualWindow, type NightRow } from './night-rows.js';
import { fitSummary } from './window-fit.js';

export interface Caption { readonly title: string; readonly sub: string }

/** Cost per policy; `runs` in the order of the ranking. */
export function barsCaption(runs: readonly RunDocument[], logarithmic = false): Caption {
  const [best] = runs;
  const dearest = runs.reduce((a, run) => (run.costUsdPerNight > a.costUsdPerNight ? run : a), best);
  const ratio = best.costUsdPerNight > 0 ? dearest.costUsdPerNight / best.costUsdPerNight : NaN;
  const title = ratio > 1.05
    ? `${best.id} costs ${usd(best.costUsdPerNight)} a night; ${dearest.id}, the dearest, ${ratio >= 2 ? `${number(ratio, ratio < 10 ? 1 : 0)} times as much` : usd(dearest.costUsdPerNight)}`
    : `All policies cost about ${usd(best.costUsdPerNight)} a night`;
  const marks = logarithmic ? 'A dot is the mean of all nights; on a logarithmic axis parts have no length.' : 'Mean of all nights, from zero, by what is bought.';
  return { title, sub: `US dollars a night that the backup adds to the bill. ${marks} The thin line spans p10 to p90.` };
}

/** Cost of every night. */
export function lineCaption(run: string, rows: readonly NightRow[], baseline: string, base: readonly NightRow[]): Caption {
  const costs = new Map(base.filter((row) => !row.crashed).map((row) => [row.night, row.usd]));
  const common = rows.filter((row) => costs.has(row.night));
  const cheaper = common.filter((row) => row.usd < (costs.get(row.night) ?? 0)).length;
  const title = run === baseline || common.length === 0
    ? `${run}: ${usd(Math.min(...rows.map((row) => row.usd)))} to ${usd(Math.max(...rows.map((row) => row.usd)))} a night, dearest on ${rows.reduce((a, row) => (row.usd > a.usd ? row : a), rows[0]).night}`
    : cheaper === 0 ? `${run} is cheaper than ${baseline} on no night`
    : `${run} is cheaper than ${baseline} on ${cheaper === common.length ? 'every night' : `${percent(cheaper / common.length)} of nights`}`;
  const against = run === baseline ? '' : costs.size === 0 ? ` ${baseline}, the baseline, made no plan and is not drawn.` : ` Dashed: ${baseline}.`;
  return { title, sub: `US dollars of each night. Solid: ${run}.${against}` };
}

/** Cost against misses; `runs` in the order of the ranking. */
export function scatterCaption(runs: readonly RunDocument[]): Caption {
  const [best] = runs;
  const cheaper = runs.filter((run) => plans(run) && run.costUsdPerNight < best.costUsdPerNight).length;
  const misses = best.nightsFit === best.nights ? 'misses no night' : 'misses the fewest nights';
  const title = cheaper === 0 ? `${best.id} is the cheapest of all and ${misses}` : `${best.id} ${misses}; ${plural(cheaper, 'cheaper policy misses', 'cheaper policies miss')} more`;
  const line = undominated(runs).length;
  return { title, sub: `Lower left is better. ${line === 1 ? 'The diamond' : 'Diamonds on the line'}: no other run is cheaper and misses as few. Hollow: dominated.` };
}

/** Window fit of one run. */
export function fitCaption(run: string, rows: readonly NightRow[], zone: string): Caption {
  const usual = usualWindow(rows);
  const odd = rows.filter((row) => row.windowSeconds !== usual);
  const lengths = [...new Set(odd.map((row) => duration(row.windowSeconds)))].join(' or ');
  const clocks = odd.length === 0 ? '' : ` On ${odd.slice(0, 4).map((row) => row.night).join(', ')}${odd.length > 4 ? ', \u2026' : ''} the window is ${lengths} long instead of ${duration(usual)}: the clocks change.`;
  return { title: `${run}: ${lower(fitSummary(rows))}`, sub: `A mark at the end of the last copy of each night, ${zone} time; the shaded band is the window.${clocks}` };
}

/** Calendar of one run. */
export function calendarCaption(run: string, rows: readonly NightRow[]): Caption {
  const ok = rows.filter((row) => row.ok > 0 && row.late + row.failed + row.skipped + row.missed === 0 && !row.crashed).length;
  const title = ok === rows.length ? `${run}: every table was copied on every night` : `${run}: every table was copied on ${number(ok)} of ${plural(rows.length, 'night')}`;
  return { title, sub: `${calendarCounts(rows)}. The worst state of any table that night. Hatched: no data. Arrow keys move by day and week, Page Up and Down by month.` };
}

/** Timeline of one night. */
export function nightCaption(timeline: Timeline, zone: string, layout: GanttLayout): Caption {
  const from = offsetMinutes(timeline.opensAt, zone);
  const held = timeline.bars.throttledUnits.reduce((count, units) => count + Number(units > 0), 0);
  const waits = held === 0 ? '' : ` Copies took reads from the application on ${plural(held, 'table')}.`;
  const dense = layout.lanes.some((lane) => lane.dense) ? ' The area counts the copies that run together; above it stand those that failed or ended last, and the one that is chosen: with \u2191 \u2193, or in the list of tables.' : '';
  const rest = layout.lanes.some((lane) => lane.lanes.length > 1) ? ' Lanes without trouble are drawn as one.' : '';
  const jump = from === offsetMinutes(timeline.closesAt, zone) ? '' : ' The clocks change in this window: the axis jumps.';
  return {
    title: `${timeline.run}, ${longNight(timeline.night)}: ${lower(ganttSummary(timeline).replace(` on ${timeline.night}`, ''))}`,
    sub: `Window ${clock(timeline.opensAt, zone)} to ${clock(timeline.closesAt, zone)} ${zone} (${offsetText(from)}).${jump} Bars are copies, a thin line under a bar is bought capacity, grey hatching is start-up.${dense}${rest}${waits}`,
  };
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
