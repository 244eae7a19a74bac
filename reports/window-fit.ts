// When every night finished, against the close of its window: one mark a night, shaped by its worst state.

import { clock } from './dates.js';
import { frame, put, xAxis, yAxis, type Frame } from './draw.js';
import { duration } from './format.js';
import { dayTicks, slackSeconds, type NightRow } from './night-rows.js';
import { LOOKS, round, shapePath } from './palette.js';

const HEIGHT = 300;

export interface WindowFitLook {
  /** IANA zone for the labels. */
  readonly zone: string;
  /** The chosen night, marked by a line. */
  readonly night: string;
}

/** Draws the window as a shaded band, the close as a labelled line, and a mark at the end of the last copy of each night. */
export function drawWindowFit({ svg, width, d3 }: Frame, rows: readonly NightRow[], look: WindowFitLook): void {
  const left = 64;
  const right = width < 560 ? 16 : 120;
  const bottom = HEIGHT - 30;
  const first = rows[0]?.day ?? 0;
  const last = rows.at(-1)?.day ?? 1;
  const close = rows.reduce((most, row) => Math.max(most, row.windowSeconds), 3600);
  const worst = rows.reduce((most, row) => Math.max(most, row.makespanSeconds), 0);
  const top = Math.min(Math.max(close * 1.12, worst * 1.04), close * 2.5);
  const x = d3.scaleLinear().domain([first, Math.max(last, first + 1)]).range([left + 8, width - right - 8]);
  const y = d3.scaleLinear().domain([0, top]).range([bottom, 16]);
  frame(svg, width, HEIGHT, fitSummary(rows));
  const steps = rows.flatMap((row): [number, number][] => [[row.day - 0.5, row.windowSeconds], [row.day + 0.5, row.windowSeconds]]);
  const edge = d3.line<[number, number]>().x((step) => Math.min(width - right, Math.max(left, x(step[0])))).y((step) => y(step[1])).digits(1)(steps) ?? '';
  if (edge !== '') put(svg, 'path', { class: 'window', d: `${edge}V${bottom}H${round(Math.max(left, x(first - 0.5)))}Z` });
  const opensAt = rows[0]?.opensAt ?? 0;
  const hours = d3.ticks(0, top / 3600, 5).filter((hour) => Number.isInteger(hour));
  yAxis(svg, hours.map((hour) => ({ at: y(hour * 3600), text: clock(opensAt + hour * 3600, look.zone) })), left, width - right);
  xAxis(svg, dayTicks(rows, x), bottom, width - right);
  put(svg, 'path', { class: 'deadline', d: edge });
  if (right > 100) put(svg, 'text', { class: 'label strong', x: width - right + 8, y: y(rows.at(-1)?.windowSeconds ?? close) + 4 }, 'window closes');
  drawMarks(svg, rows, x, (row) => y(Math.min(row.makespanSeconds, top)), rows.length > 120 ? 6 : 9);
  const chosen = rows.find((row) => row.night === look.night);
  if (chosen !== undefined) put(svg, 'path', { class: 'cursor', d: `M${round(x(chosen.day))},16V${bottom}` });
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
  const tightest = rows.reduce((a, row) => (slackSeconds(row) < slackSeconds(a) ? row : a));
  const over = rows.filter((row) => !row.fits).length;
  const slack = slackSeconds(tightest);
  const words = slack >= 0 ? `${duration(slack)} to spare` : `${duration(-slack)} too late`;
  return `${over === 0 ? 'Every night fits' : `${over} of ${rows.length} nights do not fit`}; the tightest is ${tightest.night} with ${words}`;
}
