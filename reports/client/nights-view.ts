// The charts over nights: cost line, window fit and calendar. They follow the chosen run and night; each can be
// clicked, and the calendar is walked with the arrow keys.

import { calendarCaption, fitCaption, lineCaption } from '../captions.js';
import { calendarGrid, chosenCell, dayAt, drawCalendar, type CalendarGrid } from '../calendar.js';
import { drawCostLine, lineMargins, linesOf } from '../cost-line.js';
import { usd } from '../format.js';
import { nightText, usualWindow, type NightRow } from '../night-rows.js';
import { AS_SIMULATED, editedNight, isEdited, type PriceFactors } from '../what-if.js';
import { drawWindowFit, fitCursor, fitDays } from '../window-fit.js';
import { head } from './data.js';
import { byId, caption, chartWidth, redraw, tip } from './dom.js';
import { keepNights, rowsAsSimulated } from './nights-data.js';
import { change, chosenRun, current } from './store.js';
import { marked } from './what-if-view.js';

/** Nights at edited prices, by run, for the prices they were made for. */
let edited = new Map<string, NightRow[]>();
let editedFor: PriceFactors = AS_SIMULATED;
let grid: CalendarGrid | null = null;

/** Nights of the chosen run. */
export function rows(): NightRow[] {
  return rowsOf(chosenRun());
}

/** Nights of any run, at the prices in force. */
export function rowsOf(run: string): NightRow[] {
  const { prices } = current();
  if (!isEdited(prices)) return rowsAsSimulated(run);
  if (prices !== editedFor) [edited, editedFor] = [new Map(), prices];
  const known = edited.get(run) ?? rowsAsSimulated(run).map((row) => editedNight(row, prices));
  edited.set(run, known);
  return known;
}

/** The chosen night's row, or the last. */
export function chosenRow(): NightRow | undefined {
  const list = rows();
  return list.find((row) => row.night === current().night) ?? list.at(-1);
}

function zone(): string {
  return head.runs.find((run) => run.id === chosenRun())?.window.zone ?? 'UTC';
}

/** Draws the cost of every night. */
export function drawLine(): void {
  const run = chosenRun();
  const list = rows();
  const line = redraw('line');
  if (line === null || list.length === 0) return;
  const base = rowsOf(head.baseline);
  drawCostLine(line, linesOf(run, list, head.baseline, base));
  caption('line', marked(lineCaption(run, list, head.baseline, base)));
}

/** Draws the three charts again. */
export function drawNightCharts(): void {
  const run = chosenRun();
  const list = rows();
  const night = chosenRow()?.night ?? '';
  if (list.length === 0) return;
  drawLine();
  const fit = redraw('fit');
  if (fit !== null) {
    drawWindowFit(fit, list, { zone: zone(), night });
    caption('fit', fitCaption(run, list, zone()));
  }
  const calendar = redraw('calendar');
  if (calendar !== null) {
    grid = drawCalendar(calendar, list, night);
    caption('calendar', calendarCaption(run, list));
  }
  describe();
}

/** The charts as the file brought them: only what the pointer needs to know of them is worked out. */
export function adoptNightCharts(): void {
  const list = rows();
  if (list.length === 0) return;
  grid = calendarGrid(list[0].day, list[list.length - 1].day, chartWidth());
  describe();
}

/** Moves the marks of the chosen night, and nothing else. */
export function markNight(): void {
  const list = rows();
  const night = chosenRow()?.night ?? '';
  const fit = document.querySelector('#chart-fit svg');
  fit?.querySelector('.cursor')?.setAttribute('d', fitCursor(list, night, Number(fit.getAttribute('width'))));
  if (grid !== null) document.querySelector('#chart-calendar svg .chosen')?.setAttribute('d', chosenCell(grid, list, night));
  describe();
}

/** Says the chosen night to those who do not see the frame around it. */
function describe(): void {
  const row = chosenRow();
  const list = rows();
  const chart = byId('chart-calendar');
  if (row === undefined) return;
  chart.setAttribute('aria-valuemax', String(list.length));
  chart.setAttribute('aria-valuenow', String(list.indexOf(row) + 1));
  chart.setAttribute('aria-valuetext', nightText(row, usualWindow(list)));
}

/** Moves the choice by so many days, to the nearest night that there is in that direction. */
export function moveNight(days: number): void {
  const row = chosenRow();
  if (row === undefined) return;
  const list = rows();
  const wanted = row.day + days;
  const found = days > 0 ? (list.find((each) => each.day >= wanted) ?? list.at(-1)) : (list.findLast((each) => each.day <= wanted) ?? list[0]);
  if (found !== undefined) change({ night: found.night });
}

function onKey(event: KeyboardEvent): void {
  const [day, week] = grid?.vertical === true ? ['Right', 'Down'] : ['Down', 'Right'];
  const back = day === 'Right' ? 'Left' : 'Up';
  const weekBack = week === 'Down' ? 'Up' : 'Left';
  const moves: Readonly<Record<string, number>> = {
    [`Arrow${day}`]: 1, [`Arrow${back}`]: -1, [`Arrow${week}`]: 7, [`Arrow${weekBack}`]: -7, PageDown: 30, PageUp: -30, Home: -100_000, End: 100_000,
  };
  if (event.key === 'Enter') byId('night').scrollIntoView();
  else if (event.key === 'Escape') byId('chart-calendar').blur();
  else if (event.key in moves && !event.ctrlKey && !event.metaKey && !event.altKey) moveNight(moves[event.key]);
  else return;
  event.preventDefault();
}

/** The night under the pointer on a chart whose x axis is days. */
function nightUnder(id: string, event: PointerEvent | MouseEvent): NightRow | undefined {
  const svg = byId(`chart-${id}`).querySelector('svg');
  const list = rows();
  if (svg === null || list.length === 0) return undefined;
  const box = svg.getBoundingClientRect();
  if (id === 'calendar') {
    const day = grid === null ? null : dayAt(grid, event.clientX - box.left, event.clientY - box.top);
    return list.find((row) => row.day === day);
  }
  const margins = lineMargins(box.width);
  const { left, right } = id === 'fit' ? fitDays(list, box.width) : { left: margins.left, right: box.width - margins.right };
  const share = (event.clientX - box.left - left) / Math.max(1, right - left);
  const day = list[0].day + share * Math.max(1, list[list.length - 1].day - list[0].day);
  return list.reduce((a, row) => (Math.abs(row.day - day) < Math.abs(a.day - day) ? row : a));
}

/** Wires pointer and keys. */
export function startNightCharts(loaded: Map<string, NightRow[]>): void {
  keepNights(loaded);
  for (const id of ['line', 'fit', 'calendar']) {
    const chart = document.getElementById(`chart-${id}`);
    if (chart === null) continue;
    chart.addEventListener('pointermove', (event) => {
      const row = nightUnder(id, event);
      if (row === undefined) return tip('');
      const base = rowsOf(head.baseline).find((each) => each.night === row.night);
      const against = id === 'line' && base !== undefined && chosenRun() !== head.baseline ? `\n${head.baseline}: ${usd(base.usd)}` : '';
      tip(nightText(row, usualWindow(rows())) + against, event.clientX, event.clientY);
    });
    chart.addEventListener('pointerleave', () => tip(''));
    chart.addEventListener('click', (event) => {
      const row = nightUnder(id, event);
      if (row !== undefined) change({ night: row.night });
    });
  }
  const calendar = document.getElementById('chart-calendar');
  if (calendar === null) return;
  for (const [name, value] of Object.entries({ role: 'slider', tabindex: '0', 'aria-label': 'night', 'aria-valuemin': '1', 'aria-valuemax': '1', 'aria-valuenow': '1' })) calendar.setAttribute(name, value);
  calendar.addEventListener('keydown', onKey);
}
