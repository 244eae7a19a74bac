// The timeline of a night: which night, which hours of it, and which copy is chosen. Zoom by buttons, keys, wheel with
// Ctrl, or by dragging over the hours wanted.

import { nightCaption } from '../captions.js';
import { clock } from '../dates.js';
import { duration, number, usd } from '../format.js';
import { drawGantt } from '../gantt.js';
import { barAt, hasRow, layoutGantt, type GanttLayout } from '../gantt-layout.js';
import type { Timeline } from '../input.js';
import { LOOKS } from '../palette.js';
import { drawRcuStrip, quotaOf } from '../rcu-strip.js';
import { head, loadTimeline, timelineNights } from './data.js';
import { byId, caption, chartWidth, fitsAlready, make, redraw, tip } from './dom.js';
import { change, chosenRun, current } from './store.js';

let timeline: Timeline | null = null;
let layout: GanttLayout | null = null;
/** What the layout was made for. */
let layoutOf: Timeline | null = null;
let layoutWidth = 0;
let order: number[] = [];
let chosen = -1;
/** The night on show; empty until the first is. */
let drawn = '';

/** The timeline on show. */
export function shownTimeline(): Timeline | null {
  return timeline;
}

function zoneOf(run: string): string {
  return head.runs.find((each) => each.id === run)?.window.zone ?? 'UTC';
}

/** A copy in words. */
export function barText(night: Timeline, bar: number): string {
  const { bars, lanes, tables } = night;
  const zone = zoneOf(night.run);
  const at = (seconds: number): string => clock(night.opensAt + seconds, zone);
  const lane = lanes[bars.lane[bar]];
  const lines = [`${tables[bar]}: ${LOOKS[bars.state[bar]].name}`];
  if (Number.isNaN(bars.startSeconds[bar])) lines.push('never started');
  else {
    const utc = zone === 'UTC' ? '' : ` (${clock(night.opensAt + bars.startSeconds[bar], 'UTC')}\u2013${clock(night.opensAt + bars.endSeconds[bar], 'UTC')} UTC)`;
    lines.push(`${at(bars.startSeconds[bar])}\u2013${at(bars.endSeconds[bar])}${utc}, ${duration(bars.endSeconds[bar] - bars.startSeconds[bar])}`);
  }
  lines.push(`${lane?.engine ?? 'no engine'}, lane ${bars.lane[bar] + 1}, attempt ${bars.attempts[bar]}${Number.isNaN(bars.retrySeconds[bar]) ? '' : ` from ${at(bars.retrySeconds[bar])}`}`);
  if (!Number.isNaN(bars.planFromSeconds[bar])) lines.push(`planned ${at(bars.planFromSeconds[bar])}\u2013${at(bars.planToSeconds[bar])}`);
  if (bars.leaseOpen[bar] === 1) lines.push('its capacity was still raised at the end');
  if (bars.toRcu[bar] !== bars.fromRcu[bar]) lines.push(`${number(bars.fromRcu[bar])} \u2192 ${number(bars.toRcu[bar])} RCU`);
  if (bars.throttledUnits[bar] > 0) lines.push(`${number(bars.throttledUnits[bar])} application reads throttled`);
  if (lane !== undefined) lines.push(`its lane was expected to cost ${usd(lane.forecastUsd)}`);
  return lines.join('\n');
}

/** Draws the night and the strip under it. */
export function drawNight(): void {
  const chart = redraw('gantt');
  if (chart === null || timeline === null) return;
  const [from, to] = current().zoom;
  const zone = zoneOf(timeline.run);
  const same = layout !== null && layoutOf === timeline && layoutWidth === chart.width && (chosen < 0 || hasRow(layout, chosen));
  layout = drawGantt(chart, timeline, { zone, fromSeconds: from, toSeconds: to, chosen }, same ? (layout ?? undefined) : undefined);
  [layoutOf, layoutWidth] = [timeline, chart.width];
  caption('gantt', nightCaption(timeline, zone, layout));
  const strip = redraw('rcu');
  const [shownFrom, shownTo] = shown();
  if (strip !== null) drawRcuStrip(strip, timeline, { left: layout.left, right: layout.right, from: shownFrom, to: shownTo, quotaRcu: quotaOf(timeline, head.accountRcu) });
}

/** The hours on show. */
function shown(): readonly [number, number] {
  const { zoom } = current();
  return zoom[1] > zoom[0] || layout === null ? zoom : [layout.fromSeconds, layout.toSeconds];
}

/** Shows other hours; never less than a minute, never more than the night. */
export function zoomTo(from: number, to: number): void {
  if (layout === null) return;
  const wide = Math.min(Math.max(60, to - from), layout.toSeconds - layout.fromSeconds);
  const start = Math.min(Math.max(from, layout.fromSeconds), layout.toSeconds - wide);
  const all = wide >= layout.toSeconds - layout.fromSeconds - 1;
  change({ zoom: all ? [0, 0] : [Math.round(start), Math.round(start + wide)] });
}

/** Zooms by a factor around a share of the width. */
export function zoomBy(factor: number, around = 0.5): void {
  const [from, to] = shown();
  const fixed = from + (to - from) * around;
  zoomTo(fixed - (fixed - from) / factor, fixed + (to - fixed) / factor);
}

function pan(share: number): void {
  const [from, to] = shown();
  zoomTo(from + (to - from) * share, to + (to - from) * share);
}

/** Loads the timeline of the chosen run and night, or the last one of that run. */
export async function loadNight(): Promise<void> {
  const select = document.getElementById('timeline') as HTMLSelectElement | null;
  if (select === null) return;
  const own = timelineNights().filter((each) => each.run === chosenRun());
  const wanted = own.find((each) => each.night === current().night) ?? own.at(-1);
  if (wanted === undefined) return;
  select.replaceChildren(...own.map((each) => make('option', { value: each.night }, each.night)));
  select.value = wanted.night;
  if (timeline?.run === wanted.run && timeline.night === wanted.night) return;
  timeline = await loadTimeline(wanted.run, wanted.night);
  chosen = timeline?.tables.indexOf(current().table) ?? -1;
  const starts = timeline?.bars.startSeconds ?? new Float32Array(0);
  order = Array.from(starts.keys()).filter((bar) => !Number.isNaN(starts[bar])).sort((a, b) => starts[a] - starts[b]);
  byId('chart-gantt').setAttribute('aria-valuemax', String(order.length));
  const asBrought = drawn === '' && wanted.run === head.winner && wanted.night === own.at(-1)?.night && current().zoom[1] === 0 && chosen < 0 && fitsAlready('gantt');
  drawn = `${wanted.run}:${wanted.night}`;
  if (asBrought && timeline !== null) layout = layoutGantt(timeline, chartWidth());
  else drawNight();
}

/** Shows the hours of the chosen copy, with a fifth of them before and after. */
export function zoomToChosen(): void {
  if (timeline === null || chosen < 0 || Number.isNaN(timeline.bars.startSeconds[chosen])) return;
  const { startSeconds, endSeconds } = timeline.bars;
  const around = Math.max(60, (endSeconds[chosen] - startSeconds[chosen]) / 5);
  zoomTo(startSeconds[chosen] - around, endSeconds[chosen] + around);
}

/** Chooses the copy of a table, where this night has one. */
export function chooseTable(table: string): void {
  const bar = timeline?.tables.indexOf(table) ?? -1;
  if (bar >= 0 && bar !== chosen) choose(bar);
}

function choose(bar: number): void {
  chosen = bar;
  drawNight();
  if (timeline === null || bar < 0) return;
  byId('chart-gantt').setAttribute('aria-valuenow', String(order.indexOf(bar) + 1));
  byId('chart-gantt').setAttribute('aria-valuetext', barText(timeline, bar));
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = order.indexOf(chosen);
  const acts: Readonly<Record<string, () => void>> = {
    ArrowDown: () => choose(order[Math.min(order.length - 1, at + 1)]), ArrowUp: () => choose(order[Math.max(0, at - 1)]),
    Home: () => choose(order[0]), End: () => choose(order[order.length - 1]), ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2),
    Enter: () => timeline !== null && chosen >= 0 && change({ table: timeline.tables[chosen] }), Escape: () => choose(-1),
  };
  if (!(event.key in acts)) return;
  acts[event.key]();
  if (chosen >= 0 && timeline !== null && event.key !== 'Escape') {
    const box = byId('chart-gantt').getBoundingClientRect();
    tip(barText(timeline, chosen), box.left + 180, Math.max(8, box.top));
  } else tip('');
  event.preventDefault();
}

/** Seconds under a pixel of the drawing. */
function secondsAt(x: number): number {
  if (layout === null) return 0;
  const [from, to] = shown();
  return from + ((x - layout.left) / (layout.right - layout.left)) * (to - from);
}

function startPointer(chart: HTMLElement): void {
  let pressed: number | null = null;
  const offset = (event: MouseEvent): { x: number; y: number } => {
    const box = (chart.querySelector('svg') ?? chart).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  chart.addEventListener('pointerdown', (event) => (pressed = event.pointerType === 'mouse' ? offset(event).x : null));
  chart.addEventListener('pointerup', (event) => {
    const { x, y } = offset(event);
    if (pressed !== null && Math.abs(x - pressed) > 12) zoomTo(Math.min(secondsAt(pressed), secondsAt(x)), Math.max(secondsAt(pressed), secondsAt(x)));
    else if (layout !== null && timeline !== null) {
      const bar = barAt(layout, timeline, secondsAt(x), y, secondsAt(2) - secondsAt(0));
      choose(bar);
      if (bar >= 0) change({ table: timeline.tables[bar] });
    }
    pressed = null;
  });
  chart.addEventListener('pointermove', (event) => {
    if (layout === null || timeline === null) return;
    const { x, y } = offset(event);
    const bar = barAt(layout, timeline, secondsAt(x), y, secondsAt(2) - secondsAt(0));
    tip(bar < 0 ? '' : barText(timeline, bar), event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', () => tip(''));
  chart.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.4 : 1 / 1.4, (offset(event).x - (layout?.left ?? 0)) / Math.max(1, (layout?.right ?? 1) - (layout?.left ?? 0)));
  }, { passive: false });
}

/** Wires buttons, keys and pointer. */
export function startNight(): void {
  const chart = document.getElementById('chart-gantt');
  if (chart === null) return;
  for (const [name, value] of Object.entries({ role: 'slider', tabindex: '0', 'aria-label': 'copies by their start', 'aria-valuemin': '0', 'aria-valuemax': '0', 'aria-valuenow': '0', 'aria-valuetext': 'no copy chosen' })) chart.setAttribute(name, value);
  chart.addEventListener('keydown', onKey);
  startPointer(chart);
  byId('zoom-in').addEventListener('click', () => zoomBy(2));
  byId('zoom-out').addEventListener('click', () => zoomBy(0.5));
  byId('zoom-all').addEventListener('click', () => change({ zoom: [0, 0] }));
  byId('zoom-fit').addEventListener('click', zoomToChosen);
  byId('pan-left').addEventListener('click', () => pan(-0.4));
  byId('pan-right').addEventListener('click', () => pan(0.4));
  byId<HTMLSelectElement>('timeline').addEventListener('change', (event) => change({ night: (event.target as HTMLSelectElement).value }));
}
