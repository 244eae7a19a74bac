// Where everything of a night's timeline stands, before anything is drawn: lanes under each other, copies in rows.

import { TABLE_STATE } from '../core/results/summary.js';
import type { Timeline, TimelineLane } from './input.js';

/** Lanes shown one by one; the others are drawn together. */
const LANES_MAX = 20;
/** More copies at once than this are shown as an area of how many there were. */
const ROWS_MAX = 14;
/** Copies drawn one by one above such an area: the ones that end last. */
const SHOWN_MAX = 8;

export interface LaneLayout {
  readonly title: string;
  readonly lanes: readonly TimelineLane[];
  /** Bars of the lane by start. */
  readonly bars: readonly number[];
  /** Row of each of `bars`; -1 where only the area shows it. */
  readonly rows: readonly number[];
  readonly rowCount: number;
  /** Tallest number of copies at once; the area is drawn where `dense`. */
  readonly peak: number;
  readonly dense: boolean;
  /** Tables that never started. */
  readonly neverStarted: readonly number[];
  readonly y: number;
  readonly height: number;
  readonly rowHeight: number;
}

export interface GanttLayout {
  readonly lanes: readonly LaneLayout[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** All that can be shown, in seconds after the window opened. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Lays out a timeline for a width, with a row for the chosen bar; lane headers stand left on wide pages and above on narrow ones. */
export function layoutGantt(timeline: Timeline, width: number, chosen = -1): GanttLayout {
  const beside = width >= 760;
  const headerHeight = beside ? 0 : 40;
  const groups = groupLanes(timeline);
  const laneHeightMin = beside ? 48 : 16;
  let y = 30;
  const lanes = groups.map((group): LaneLayout => {
    const packed = packRows(timeline, group.numbers);
    const dense = packed.rowCount > ROWS_MAX;
    const rows = dense ? keepLast(timeline, packed, chosen) : packed.rows;
    const rowCount = dense ? Math.min(SHOWN_MAX, packed.bars.length) : packed.rowCount;
    const rowHeight = rowCount <= 2 ? 20 : rowCount <= 8 ? 18 : 12;
    const content = rowCount * rowHeight + (dense ? 76 : 0) + (packed.neverStarted.length > 0 ? 18 : 0);
    const height = Math.max(laneHeightMin, content) + headerHeight;
    const lane = { title: group.title, lanes: group.numbers.map((number) => timeline.lanes[number]), ...packed, rows, rowCount, dense, y: y + headerHeight, height: height - headerHeight, rowHeight };
    y += height + 12;
    return lane;
  });
  const window = timeline.closesAt - timeline.opensAt;
  const ends = timeline.bars.endSeconds.reduce((most, end) => (end > most ? end : most), 0);
  const launches = timeline.lanes.reduce((least, lane) => Math.min(least, lane.launchSeconds), 0);
  const last = Math.max(window * 1.03, ends * 1.02, 60);
  return { lanes, left: beside ? 212 : 8, right: width - 14, top: 22, bottom: y, height: y + 30, fromSeconds: launches, toSeconds: last };
}

/** Lanes in their order; of many, those with trouble and those that end last, and the rest as one. */
function groupLanes(timeline: Timeline): { title: string; numbers: number[] }[] {
  const all = timeline.lanes.map((_, number) => number);
  if (all.length <= LANES_MAX) return all.map((number) => ({ title: `lane ${number + 1}`, numbers: [number] }));
  const bad = new Uint32Array(all.length);
  timeline.bars.lane.forEach((lane, i) => {
    if (timeline.bars.state[i] !== TABLE_STATE.ok) bad[lane]++;
  });
  const shown = new Set([...all].sort((a, b) => bad[b] - bad[a] || timeline.lanes[b].endSeconds - timeline.lanes[a].endSeconds || a - b).slice(0, LANES_MAX - 1));
  const rest = all.filter((number) => !shown.has(number));
  return [
    ...all.filter((number) => shown.has(number)).map((number) => ({ title: `lane ${number + 1}`, numbers: [number] })),
    { title: `${rest.length} other lanes`, numbers: rest },
  ];
}

interface Packed { bars: number[]; rows: number[]; rowCount: number; peak: number; neverStarted: number[] }

/** First row that is free when a copy starts; no rows where more copies run at once than are shown one by one. */
function packRows(timeline: Timeline, numbers: readonly number[]): Packed {
  const { lane, startSeconds, endSeconds } = timeline.bars;
  const wanted = new Set(numbers);
  const bars: number[] = [];
  const neverStarted: number[] = [];
  lane.forEach((number, i) => {
    if (wanted.has(number)) (Number.isNaN(startSeconds[i]) ? neverStarted : bars).push(i);
  });
  bars.sort((a, b) => startSeconds[a] - startSeconds[b] || a - b);
  const peak = mostAtOnce(timeline, bars);
  if (peak > ROWS_MAX) return { bars, rows: [], rowCount: peak, peak, neverStarted };
  const freeAt: number[] = [];
  const rows = bars.map((bar) => {
    let row = 0;
    while (row < freeAt.length && freeAt[row] > startSeconds[bar]) row++;
    freeAt[row] = endSeconds[bar];
    return row;
  });
  return { bars, rows, rowCount: freeAt.length, peak, neverStarted };
}

/** The largest number of copies that were under way together. */
function mostAtOnce({ bars: { startSeconds, endSeconds } }: Timeline, byStart: readonly number[]): number {
  const ends = Float64Array.from(byStart, (bar) => endSeconds[bar]).sort();
  let ended = 0;
  let most = 0;
  byStart.forEach((bar, started) => {
    while (ended < ends.length && ends[ended] <= startSeconds[bar]) ended++;
    most = Math.max(most, started + 1 - ended);
  });
  return most;
}

/** In a dense lane: a row each for the chosen copy and those that failed or end last, latest at the top; -1 for all others. */
function keepLast(timeline: Timeline, packed: Packed, chosen: number): number[] {
  const { state, endSeconds } = timeline.bars;
  const bad = (bar: number): number => (bar === chosen ? 2 : state[bar] === TABLE_STATE.ok ? 0 : 1);
  const kept = [...packed.bars].sort((a, b) => bad(b) - bad(a) || endSeconds[b] - endSeconds[a] || a - b).slice(0, SHOWN_MAX);
  const rowOf = new Map(kept.map((bar, row) => [bar, row]));
  return packed.bars.map((bar) => rowOf.get(bar) ?? -1);
}

/** The bar under a point of the drawing, or -1. `seconds` is the time under the point. */
export function barAt(layout: GanttLayout, timeline: Timeline, seconds: number, y: number, slackSeconds: number): number {
  for (const lane of layout.lanes) {
    const row = Math.floor((y - lane.y) / lane.rowHeight);
    if (row < 0 || row >= lane.rowCount) continue;
    for (let k = 0; k < lane.bars.length; k++) {
      const bar = lane.bars[k];
      if (lane.rows[k] !== row) continue;
      if (timeline.bars.startSeconds[bar] - slackSeconds <= seconds && seconds <= timeline.bars.endSeconds[bar] + slackSeconds) return bar;
    }
  }
  return -1;
}

/** Has a bar a row of its own? False for bars that only an area counts, and for -1. */
export function hasRow(layout: GanttLayout, bar: number): boolean {
  return layout.lanes.some((lane) => (lane.rows[lane.bars.indexOf(bar)] ?? -1) >= 0);
}
