// Draws the timeline of one night: lanes, copies, boosts, what failed and what never started. One path a kind of mark,
// so that ten thousand copies are a few dozen elements; bars thinner than two pixels become blocks.

import { frame, fit, put, type Frame, type Pen } from './draw.js';
import { clock, offsetMinutes } from './dates.js';
import { number, percent, plural, usd } from './format.js';
import { layoutGantt, type GanttLayout, type LaneLayout } from './gantt-layout.js';
import type { Timeline } from './input.js';
import { LOOKS, retryPath, round, shapePath } from './palette.js';
import { TABLE_STATE } from '../core/results/summary.js';

export interface GanttView {
  readonly zone: string;
  /** What is shown, in seconds after the window opened; all of it when equal. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** The chosen bar, or -1. */
  readonly chosen: number;
}

type X = (seconds: number) => number;
/** Paths under way, by CSS class. */
type Paths = Map<string, string[]>;

const LABELS_MAX = 60;
/** The plan is drawn where the night went otherwise by more than this. */
const GHOST_PIXELS = 6;

/** Draws and returns the layout, for hit tests; a layout of the same timeline and width may be given again. */
export function drawGantt({ svg, width, d3 }: Frame, timeline: Timeline, view: GanttView, known?: GanttLayout): GanttLayout {
  const layout = known ?? layoutGantt(timeline, width, view.chosen);
  const [from, to] = view.toSeconds > view.fromSeconds ? [view.fromSeconds, view.toSeconds] : [layout.fromSeconds, layout.toSeconds];
  const scale = d3.scaleLinear().domain([from, to]).range([layout.left, layout.right]).clamp(true);
  const x: X = (seconds) => scale(seconds);
  frame(svg, width, layout.height, ganttSummary(timeline));
  const defs = put(svg, 'defs');
  for (const [id, turn] of [['boot', 45], ['failure', -45], ['lease', -45]] as const) {
    const hatch = put(defs, 'pattern', { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${turn})` });
    put(hatch, 'path', { class: id === 'boot' ? 'hatch' : 'hatch bad', d: 'M0,0V5' });
  }
  const window = timeline.closesAt - timeline.opensAt;
  put(svg, 'rect', { class: 'window', x: round(x(0)), y: layout.top, width: round(Math.max(0, x(window) - x(0))), height: layout.bottom - layout.top });
  timeAxis(svg, layout, timeline, view.zone, from, to, x);
  const paths: Paths = new Map();
  const labels: { x: number; y: number; text: string }[] = [];
  for (const lane of layout.lanes) {
    header(svg, layout, lane, width);
    drawLane(lane, timeline, x, [from, to], paths, labels);
    if (lane.dense) drawArea({ svg, width, d3 }, lane, timeline, x, layout);
    neverStarted(svg, lane, x(window), window > from && window < to);
  }
  if (window >= from && window <= to) {
    put(svg, 'path', { class: 'deadline', d: `M${round(x(window))},${layout.top}V${layout.bottom}` });
    const flip = x(window) > layout.right - 120;
    put(svg, 'text', { class: 'label strong', x: round(x(window) + (flip ? -6 : 6)), y: 14, 'text-anchor': flip ? 'end' : 'start' }, `window closes ${clock(timeline.closesAt, view.zone)}`);
  }
  // What was planned, and what is marked, stand above the bars.
  const above = ['ghost', 'retry-disc', 'retry'];
  const order = [...paths].sort(([a], [b]) => above.indexOf(a) - above.indexOf(b));
  for (const [css, parts] of order) put(svg, 'path', { class: css, d: parts.join('') });
  for (const label of labels.slice(0, LABELS_MAX)) put(svg, 'text', { class: 'inside', x: round(label.x), y: round(label.y) }, label.text);
  drawChosen(svg, layout, timeline, view.chosen, x);
  return layout;
}

function timeAxis(svg: Pen, layout: GanttLayout, timeline: Timeline, zone: string, from: number, to: number, x: X): void {
  for (const seconds of timeTicks(timeline.opensAt, zone, from, to, layout.right - layout.left)) {
    put(svg, 'text', { class: 'tick', x: round(x(seconds)), y: layout.bottom + 18, 'text-anchor': 'middle' }, clock(timeline.opensAt + seconds, zone));
  }
  const lines = timeTicks(timeline.opensAt, zone, from, to, layout.right - layout.left);
  put(svg, 'path', { class: 'grid', d: lines.map((seconds) => `M${round(x(seconds))},${layout.top}V${layout.bottom + 4}`).join('') });
}

/** Whole local hours (or parts of them) between two times, at least 64 px apart. */
export function timeTicks(opensAt: number, zone: string, from: number, to: number, pixels: number): number[] {
  const step = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].find((each) => ((to - from) / each) * 64 <= pixels) ?? 172_800;
  const shift = opensAt + offsetMinutes(opensAt, zone) * 60;
  const ticks: number[] = [];
  for (let seconds = Math.ceil((shift + from) / step) * step - shift; seconds <= to; seconds += step) ticks.push(seconds);
  return ticks;
}

function header(svg: Pen, layout: GanttLayout, lane: LaneLayout, width: number): void {
  const beside = layout.left > 100;
  const y = beside ? lane.y + 12 : lane.y - 24;
  const engines = [...new Set(lane.lanes.map((each) => each.engine))].join(', ');
  const tables = lane.lanes.reduce((sum, each) => sum + each.tables, 0);
  const busy = lane.lanes.reduce((sum, each) => sum + each.busyShare, 0) / Math.max(1, lane.lanes.length);
  const cost = lane.lanes.reduce((sum, each) => sum + each.forecastUsd, 0);
  const room = beside ? layout.left - 14 : width - 16;
  const machines = lane.lanes.length === 1 ? lane.lanes[0].machines : '';
  put(svg, 'path', { class: 'grid', d: `M${beside ? 0 : layout.left},${lane.y - (beside ? 6 : 38)}H${layout.right}` });
  put(svg, 'text', { class: 'label strong', x: beside ? 0 : layout.left, y }, fit(`${lane.lanes.length === 1 ? engines : lane.title}${machines === '' ? '' : ` ${machines}`}`, room));
  put(svg, 'text', { class: 'tick', x: beside ? 0 : layout.left, y: y + 16 }, fit(`${plural(tables, 'table')}, ${percent(busy)} busy${beside ? '' : `, ${usd(cost)}`}`, room));
  if (beside) put(svg, 'text', { class: 'tick', x: 0, y: y + 32 }, fit(`${usd(cost)} planned${lane.peak > 1 ? `, ${number(lane.peak)} at once` : ''}`, room));
}

function push(paths: Paths, css: string, d: string): void {
  const list = paths.get(css);
  if (list === undefined) paths.set(css, [d]);
  else list.push(d);
}

/** Start-up, copies and boosts of a lane; copies that touch within two pixels merge into one block of their worst state. */
function drawLane(lane: LaneLayout, timeline: Timeline, x: X, [from, to]: readonly [number, number], paths: Paths, labels: { x: number; y: number; text: string }[]): void {
  const { bars } = timeline;
  for (const each of lane.lanes.length === 1 ? lane.lanes : []) {
    if (each.readySeconds > each.launchSeconds && each.launchSeconds < to && each.readySeconds > from) {
      const wide = round(x(each.readySeconds) - x(each.launchSeconds));
      push(paths, 'boot', `M${round(x(each.launchSeconds))},${lane.y + 3}h${wide}v${Math.min(14, lane.height - 6)}h${-wide}Z`);
    }
  }
  const block = lane.rows.map(() => -1).slice(0, lane.rowCount);
  const blockEnd = new Float64Array(lane.rowCount);
  const high = lane.rowHeight - 5;
  lane.bars.forEach((bar, k) => {
    const row = lane.rows[k];
    if (row < 0 || bars.startSeconds[bar] > to || bars.endSeconds[bar] < from) return;
    const x0 = x(bars.startSeconds[bar]);
    const x1 = Math.max(x0 + 1, x(bars.endSeconds[bar]) - 0.5);
    const y = lane.y + row * lane.rowHeight + 2;
    const thin = x1 - x0 < 2;
    if (thin && block[row] === bars.state[bar] && x0 - blockEnd[row] < 1) {
      if (x1 > blockEnd[row]) push(paths, `dense ${LOOKS[bars.state[bar]].css}`, rect(blockEnd[row], y, x1 - blockEnd[row], high));
    } else {
      push(paths, `${thin ? 'dense' : 'bar'} ${LOOKS[bars.state[bar]].css}`, rect(x0, y, x1 - x0, high));
    }
    block[row] = bars.state[bar];
    blockEnd[row] = Math.max(x1, blockEnd[row]);
    drawMarks(bars, bar, { x0, x1, y, high, thin }, x, paths);
    if (!Number.isNaN(bars.boostFromSeconds[bar]) && lane.rowHeight >= 12) {
      const b0 = x(bars.boostFromSeconds[bar]);
      push(paths, bars.leaseOpen[bar] === 1 ? 'lease-open' : 'boost', rect(b0, y + high + 0.5, Math.max(1, x(bars.boostToSeconds[bar]) - b0), 2.5));
    }
    const name = timeline.tables[bar];
    const text = fit(name, x1 - x0 - 10);
    if (lane.rowHeight >= 18 && text.length >= Math.min(name.length, 9)) labels.push({ x: x0 + 5, y: y + high - 3, text });
  });
}

interface Box { readonly x0: number; readonly x1: number; readonly y: number; readonly high: number; readonly thin: boolean }

/** What a copy is marked with: how it went wrong, where it was tried again, and where the plan had seen it. */
function drawMarks({ state, retrySeconds, planFromSeconds, planToSeconds }: Timeline['bars'], bar: number, box: Box, x: X, paths: Paths): void {
  const middle = box.y + box.high / 2;
  if (state[bar] === TABLE_STATE.failed) push(paths, `glyph ${LOOKS[TABLE_STATE.failed].css}`, shapePath('cross', box.x1 + 7, middle, 9));
  if (state[bar] === TABLE_STATE.late) push(paths, `mark ${LOOKS[TABLE_STATE.late].css}`, shapePath('triangle', box.x1 + 7, middle, 9));
  if (state[bar] === TABLE_STATE.missed) push(paths, `mark ${LOOKS[TABLE_STATE.missed].css}`, shapePath('diamond', box.x1 + 7, middle, 10));
  if (!Number.isNaN(retrySeconds[bar]) && box.high >= 7) {
    push(paths, 'retry-disc', shapePath('dot', x(retrySeconds[bar]), middle, 13));
    push(paths, 'retry', retryPath(x(retrySeconds[bar]), middle));
  }
  const from = x(planFromSeconds[bar]);
  const to = x(planToSeconds[bar]);
  const differs = Math.abs(from - box.x0) > GHOST_PIXELS || Math.abs(to - box.x1) > GHOST_PIXELS;
  if (!box.thin && differs && to - from > 2) push(paths, 'ghost', rect(from, box.y - 1, to - from, box.high + 2));
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${round(x)},${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
}

/** How many copies of a dense lane were under way, a value every two pixels. */
function drawArea({ svg, d3 }: Frame, lane: LaneLayout, timeline: Timeline, x: X, layout: GanttLayout): void {
  const slots = Math.ceil((layout.right - layout.left) / 2) + 2;
  const change = new Float64Array(slots + 1);
  for (const bar of lane.bars) {
    const first = Math.floor((x(timeline.bars.startSeconds[bar]) - layout.left) / 2);
    const last = Math.floor((x(timeline.bars.endSeconds[bar]) - layout.left) / 2);
    change[Math.max(0, first)]++;
    change[Math.min(slots, Math.max(0, last) + 1)]--;
  }
  let running = 0;
  const counts = Array.from(change, (value) => (running += value));
  const base = lane.y + lane.rowCount * lane.rowHeight + 70;
  const y = d3.scaleLinear().domain([0, Math.max(1, ...counts)]).range([base, base - 58]);
  const area = d3.area<number>().x((_, i) => Math.min(layout.right, layout.left + i * 2)).y0(base).y1((count) => y(count)).curve(d3.curveStepAfter).digits(1);
  put(svg, 'path', { class: 'many', d: area(counts.slice(0, slots)) ?? '' });
}

function neverStarted(svg: Pen, lane: LaneLayout, closeX: number, shown: boolean): void {
  const count = lane.neverStarted.length;
  if (count === 0 || !shown) return;
  const y = lane.y + lane.height - 9;
  put(svg, 'path', { class: `mark ${LOOKS[TABLE_STATE.missed].css}`, d: shapePath('diamond', closeX, y, 12) });
  put(svg, 'text', { class: 'label', x: round(closeX - 12), y: y + 4, 'text-anchor': 'end' }, `${number(count)} never started`);
}

function drawChosen(svg: Pen, layout: GanttLayout, timeline: Timeline, chosen: number, x: X): void {
  for (const lane of layout.lanes) {
    const k = lane.bars.indexOf(chosen);
    if (k < 0 || lane.rows[k] < 0) continue;
    const x0 = x(timeline.bars.startSeconds[chosen]);
    put(svg, 'path', { class: 'chosen', d: rect(x0 - 2, lane.y + lane.rows[k] * lane.rowHeight, Math.max(2, x(timeline.bars.endSeconds[chosen]) - x0) + 4, lane.rowHeight - 1) });
  }
}

/** The finding of a night. */
export function ganttSummary(timeline: Timeline): string {
  const counts = LOOKS.map(() => 0);
  for (const state of timeline.bars.state) counts[state]++;
  const parts = LOOKS.map((look, state) => ({ look, count: counts[state] })).filter(({ count }) => count > 0).map(({ look, count }) => `${number(count)} ${look.name}`);
  if (timeline.skipped.length > 0) parts.push(`${number(timeline.skipped.length)} skipped`);
  if (timeline.lanes.length === 0) return `Nothing was planned on ${timeline.night}: ${parts.join(', ')}`;
  return `${plural(timeline.tables.length, 'table')} in ${plural(timeline.lanes.length, 'lane')} on ${timeline.night}: ${parts.join(', ')}`;
}
