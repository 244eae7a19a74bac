// Cost of every night: the chosen run against the baseline, each named at the end of its line.

import { fit, frame, put, xAxis, yAxis, type Frame } from './draw.js';
import { usd } from './format.js';
import { dayTicks, type NightRow } from './night-rows.js';

export interface CostLine {
  readonly name: string;
  readonly rows: readonly NightRow[];
  /** CSS class of the line. */
  readonly css: string;
}

const HEIGHT = 260;

/** Pixels that the lines leave free at their left and right. */
export function lineMargins(width: number): { readonly left: number; readonly right: number } {
  return { left: 64, right: width < 560 ? 16 : 190 };
}

/** The chosen run and, unless it is the same or never made a plan, the baseline behind it. */
export function linesOf(run: string, rows: readonly NightRow[], baseline: string, base: readonly NightRow[]): CostLine[] {
  const own = { name: run, rows, css: 'line run' };
  return run === baseline || base.every((row) => row.crashed) ? [own] : [{ name: baseline, rows: base, css: 'line base' }, own];
}

/** Draws one line a run from zero; a missing night breaks the line. */
export function drawCostLine({ svg, width, d3 }: Frame, lines: readonly CostLine[]): void {
  const rows = lines.flatMap((line) => line.rows);
  const { left, right } = lineMargins(width);
  const bottom = HEIGHT - 30;
  const days = rows.map((row) => row.day);
  const first = days.reduce((a, b) => Math.min(a, b), Infinity);
  const last = days.reduce((a, b) => Math.max(a, b), -Infinity);
  const highest = rows.reduce((most, row) => Math.max(most, row.usd), 0) || 1;
  const x = d3.scaleLinear().domain([first, Math.max(last, first + 1)]).range([left, width - right]);
  const y = d3.scaleLinear().domain([0, highest]).nice(4).range([bottom, 16]);
  frame(svg, width, HEIGHT, `Cost of every night. ${lines.map((line) => `${line.name}: ${range(line.rows)}`).join('; ')}`);
  yAxis(svg, y.ticks(4).map((tick) => ({ at: y(tick), text: usd(tick).replace(/\.00$/, '') })), left, width - right);
  const longest = lines.reduce<readonly NightRow[]>((a, line) => (line.rows.length > a.length ? line.rows : a), []);
  xAxis(svg, dayTicks(longest, x), bottom, width - right);
  const ends = lines.map((line) => y(line.rows.at(-1)?.usd ?? 0) + 4);
  if (ends.length === 2 && Math.abs(ends[0] - ends[1]) < 18) {
    const up = ends[0] < ends[1] ? 0 : 1;
    ends[up] = Math.min(ends[up], ends[1 - up]) - 10;
    ends[1 - up] = ends[up] + 18;
  }
  lines.forEach((line, i) => {
    const path = d3.line<NightRow | null>().defined((row) => row !== null).x((row) => x(row!.day)).y((row) => y(row!.usd)).digits(1);
    put(svg, 'path', { class: line.css, d: path(withGaps(line.rows)) ?? '' });
    if (right > 100) put(svg, 'text', { class: 'label', x: width - right + 10, y: Math.min(bottom, ends[i]) }, fit(line.name, right - 16));
  });
}

/** The rows with a null wherever a date is missing. */
function withGaps(rows: readonly NightRow[]): (NightRow | null)[] {
  const list: (NightRow | null)[] = [];
  rows.forEach((row, i) => {
    if (i > 0 && row.day - rows[i - 1].day > 1) list.push(null);
    list.push(row);
  });
  return list;
}

function range(rows: readonly NightRow[]): string {
  if (rows.length === 0) return 'no nights';
  const low = rows.reduce((least, row) => Math.min(least, row.usd), Infinity);
  const high = rows.reduce((most, row) => Math.max(most, row.usd), 0);
  return `${usd(low)} to ${usd(high)}`;
}
