// When every night finished, against the close of its window: one mark a night, shaped by its worst state.

import { clock } from './dates.js';
import { frame, put, xAxis, yAxis, type Frame } from './draw.js';
import { duration } from './format.js';
import { dayTicks, slackSeconds, type NightRow } from './night-rows.js';
import { LOOKS, round, shapePath } from './palette.js';

const HEIGHT = 300;
const LEFT = 64;

export interface WindowFitLook {
  /** IANA zone for the labels. */
  readonly zone: string;
  /** The chosen night, marked by a line. */
  readonly night: string;
}

/** Where the days stand: the first and the last between these pixels. */
export function fitDays(rows: readonly NightRow[], width: number): { readonly left: number; readonly right: number; readonly x: (day: number) => number } {
  const left = LEFT + 8;
  const right = width - rightMargin(width) - 8;
  const first = rows[0]?.day ?? 0;
  const last = Math.max(rows.at(-1)?.day ?? 1, first + 1);
  return { left, right, x: (day) => left + ((day - first) / (last - first)) * (right - left) };
}

function rightMargin(width: number): number {
  return width < 560 ? 16 : 120;
}

/** The line through the chosen night. */
export function fitCursor(rows: readonly NightRow[], night: string, width: number): string {
  const chosen = rows.find((row) => row.night === night);
  return chosen === undefined ? '' : `M${round(fitDays(rows, width).x(chosen.day))},16V${HEIGHT - 30}`;
}

/** Draws the window as a shaded band, the close as a labelled line, and a mark at the end of the last copy of each night. */
export function drawWindowFit({ svg, width, d3 }: Frame, rows: readonly NightRow[], look: WindowFitLook): void {
  const left = LEFT;
  const right = rightMargin(width);
  const bottom = HEIGHT - 30;
  const first = rows[0]?.day ?? 0;
  const close = rows.reduce((most, row) => Math.max(most, row.windowSeconds), 3600);
  const worst = rows.reduce((most, row) => Math.max(most, row.makespanSeconds), 0);
  const top = Math.min(Math.max(close * 1.12, worst * 1.04), close * 2.5);
  const { x } = fitDays(rows, width);
  const y = d3.scaleLinear().domain([0, top]).range([bottom, 16]);
  frame(svg, width, HEIGHT, fitSummary(rows));
  const steps = rows.flatMap((row): [number, number][] => [[row.day - 0.5, row.windowSeconds], [row.day + 0.5, row.windowSeconds]]);
  const edge = d3.line<[number, number]>().x((step) => Math.min(width - right, Math.max(left, x(step[0])))).y((step) => y(step[1])).digits(1)(steps) ?? '';
  if (edge !== '') put(svg, 'path', { class: 'window', d: `${edge}V${bottom}H${round(Math.max(left, x(first - 0.5)))}Z` });
  const opensAt = rows[0]?.opensAt ?? 0;
  const step = [1, 2, 3, 4, 6, 12].find((each) => top / 3600 / each <= 6) ?? 24;
  const hours = Array.from({ length: Math.floor(top / 3600 / step) + 1 }, (_, i) => i * step);
  yAxis(svg, hours.map((hour) => ({ at: y(hour * 3600), text: clock(opensAt + hour * 3600, look.zone) })), left, width - right);
  xAxis(svg, dayTicks(rows, x), bottom, width - right);
  put(svg, 'path', { class: 'deadline', d: edge });
  if (right > 100) put(svg, 'text', { class: 'label strong', x: width - right + 8, y: y(rows.at(-1)?.windowSeconds ?? close) + 4 }, 'window closes');
  drawMarks(svg, rows, x, (row) => y(Math.min(row.makespanSeconds, top)), rows.length > 120 ? 6 : 9);
  put(svg, 'path', { class: 'cursor', d: fitCursor(rows, look.night, width) });
}

function drawMarks(svg: Frame['svg'], rows: readonly NightRow[], x: (day: number) => number, y: (row: NightRow) => number, size: number): void {
  LOOKS.forEach((state, number) => {
    const d = rows.filter((row) => row.state === number).map((row) => shapePath(state.shape, x(row.day), y(row), size)).join('');
    if (d !== '') put(svg, 'path', { class: `mark ${state.css}`, d });
  });
}

/** The finding: least slack, or how many nights passed the close. */
export function fitSummary(rows: readonly NightRow[]): string {
  if (rows.length === 0) return 'No nights';
  if (rows.every((row) => row.crashed)) return 'No night could be planned';
  const tightest = rows.reduce((a, row) => (slackSeconds(row) < slackSeconds(a) ? row : a));
  const over = rows.filter((row) => !row.fits).length;
  const slack = slackSeconds(tightest);
  const words = slack >= 0 ? `the tightest, ${tightest.night}, has ${duration(slack)} to spare` : `the worst, ${tightest.night}, ended ${duration(-slack)} after the close`;
  return `${over === 0 ? 'Every night fits' : `${over} of ${rows.length} nights do not fit`}; ${words}`;
}
