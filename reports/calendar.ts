// A calendar of nights: weeks by weekdays, the worst state of each night as shape and colour, missing nights hatched.

import { monthName, nightOf, weekday } from './dates.js';
import { frame, put, type Frame } from './draw.js';
import type { NightRow } from './night-rows.js';
import { LOOKS, round, shapePath } from './palette.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export interface CalendarGrid {
  /** Pixels from a cell to the next. */
  readonly pitch: number;
  readonly left: number;
  readonly top: number;
  /** Weeks run down on narrow pages. */
  readonly vertical: boolean;
  readonly firstDay: number;
  readonly weeks: number;
  readonly width: number;
  readonly height: number;
}

/** Where the cells are, for a first and last day and a width. */
export function calendarGrid(firstDay: number, lastDay: number, width: number): CalendarGrid {
  const monday = firstDay - weekday(firstDay);
  const weeks = Math.floor((lastDay - monday) / 7) + 1;
  const vertical = width < 560;
  const left = vertical ? 76 : 44;
  const top = 24;
  const pitch = vertical ? Math.min(34, (width - left - 2) / 7) : Math.max(13, Math.min(30, (width - left - 2) / weeks));
  return {
    pitch, left, top, vertical, firstDay: monday, weeks,
    width: vertical ? width : Math.max(width, left + weeks * pitch + 2), height: top + (vertical ? weeks : 7) * pitch + 4,
  };
}

/** Upper left corner of a day's cell. */
export function cellAt(grid: CalendarGrid, day: number): { x: number; y: number } {
  const week = Math.floor((day - grid.firstDay) / 7);
  const [column, row] = grid.vertical ? [weekday(day), week] : [week, weekday(day)];
  return { x: grid.left + column * grid.pitch, y: grid.top + row * grid.pitch };
}

/** The day under a point, or null. */
export function dayAt(grid: CalendarGrid, x: number, y: number): number | null {
  const column = Math.floor((x - grid.left) / grid.pitch);
  const row = Math.floor((y - grid.top) / grid.pitch);
  const [week, day] = grid.vertical ? [row, column] : [column, row];
  return week < 0 || week >= grid.weeks || day < 0 || day > 6 ? null : grid.firstDay + week * 7 + day;
}

/** Draws the calendar of some nights; `chosen` gets a frame. Returns where its cells are. */
export function drawCalendar({ svg, width }: Frame, rows: readonly NightRow[], chosen: string): CalendarGrid {
  const first = rows[0]?.day ?? 0;
  const last = rows.at(-1)?.day ?? 0;
  const grid = calendarGrid(first, last, width);
  frame(svg, grid.width, grid.height, `Calendar of ${rows.length} nights from ${rows[0]?.night ?? ''} to ${rows.at(-1)?.night ?? ''}: ${calendarCounts(rows)}`);
  const hatch = put(put(svg, 'defs'), 'pattern', { id: 'no-data', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
  put(hatch, 'path', { class: 'hatch', d: 'M0,0V5' });
  labels(svg, grid, first, last);
  const size = grid.pitch - 2;
  const square = (day: number): string => cellPath(grid, day);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const missing: number[] = [];
  for (let day = first; day <= last; day++) if (!byDay.has(day)) missing.push(day);
  if (missing.length > 0) put(svg, 'path', { class: 'no-data', d: missing.map(square).join('') });
  LOOKS.forEach((look, state) => {
    const days = rows.filter((row) => row.state === state).map((row) => row.day);
    if (days.length === 0) return;
    put(svg, 'path', { class: `cell ${look.css}`, d: days.map(square).join('') });
    const glyphs = days.map((day) => {
      const { x, y } = cellAt(grid, day);
      return shapePath(look.shape, x + size / 2, y + size / 2, Math.min(10, size * (look.shape === 'dot' ? 0.34 : 0.62)));
    });
    put(svg, 'path', { class: `glyph ${look.css}`, d: glyphs.join('') });
  });
  put(svg, 'path', { class: 'chosen', d: chosenCell(grid, rows, chosen) });
  return grid;
}

function cellPath(grid: CalendarGrid, day: number): string {
  const { x, y } = cellAt(grid, day);
  const size = round(grid.pitch - 2);
  return `M${round(x)},${round(y)}h${size}v${size}h${-size}Z`;
}

/** The frame around the chosen night. */
export function chosenCell(grid: CalendarGrid, rows: readonly NightRow[], night: string): string {
  const chosen = rows.find((row) => row.night === night);
  return chosen === undefined ? '' : cellPath(grid, chosen.day);
}

/** Names of weekdays and months, and a line where a month begins. */
function labels(svg: Frame['svg'], grid: CalendarGrid, first: number, last: number): void {
  WEEKDAYS.forEach((name, day) => {
    if (grid.vertical) put(svg, 'text', { class: 'tick', x: grid.left + (day + 0.5) * grid.pitch - 1, y: 14, 'text-anchor': 'middle' }, grid.pitch < 30 ? name.slice(0, 2) : name);
    else if (grid.pitch >= 15 || day % 2 === 0) put(svg, 'text', { class: 'tick', x: grid.left - 10, y: grid.top + (day + 0.5) * grid.pitch + 3, 'text-anchor': 'end' }, name);
  });
  const months: { at: number; x: number; night: string }[] = [];
  let borders = '';
  for (let day = first; day <= last; day++) {
    const night = nightOf(day);
    if (day !== first && !night.endsWith('-01')) continue;
    const { x, y } = cellAt(grid, day);
    months.push({ at: grid.vertical ? y : x, x, night });
    if (day !== first) borders += border(grid, day);
  }
  drawMonths(svg, grid, months);
  if (borders !== '') put(svg, 'path', { class: 'border', d: borders });
}

/** Names of months, the year with January and with the first that has room for it. */
function drawMonths(svg: Frame['svg'], grid: CalendarGrid, months: readonly { readonly at: number; readonly x: number; readonly night: string }[]): void {
  const room = (text: string): number => (grid.vertical ? 18 : text.length * 7 + 6);
  let free = -Infinity;
  let year = '';
  months.forEach(({ at, x, night }, i) => {
    if (at < free) return;
    const next = months[i + 1]?.at ?? (grid.vertical ? Infinity : grid.width);
    const long = monthName(night, true);
    const name = night.slice(0, 4) !== year && at + room(long) <= next ? long : monthName(night, false);
    if (!grid.vertical && at + room(name) > grid.width) return;
    if (name === long) year = night.slice(0, 4);
    put(svg, 'text', { class: 'tick', x: grid.vertical ? 0 : x, y: grid.vertical ? at + 14 : 14 }, name);
    free = at + room(name);
  });
}

/** The stepped line before the first day of a month. */
function border(grid: CalendarGrid, day: number): string {
  const { x, y } = cellAt(grid, day);
  const p = grid.pitch;
  if (weekday(day) === 0) return grid.vertical ? `M${round(grid.left - 1)},${round(y - 1)}h${round(7 * p)}` : `M${round(x - 1)},${round(grid.top - 1)}v${round(7 * p)}`;
  if (grid.vertical) {
    const end = grid.left + 7 * p;
    return `M${round(grid.left - 1)},${round(y + p - 1)}H${round(x - 1)}V${round(y - 1)}H${round(end - 1)}`;
  }
  const end = grid.top + 7 * p;
  return `M${round(x + p - 1)},${round(grid.top - 1)}V${round(y - 1)}H${round(x - 1)}V${round(end - 1)}`;
}

/** `88 ok, 2 late`. */
export function calendarCounts(rows: readonly NightRow[]): string {
  return LOOKS.map((look, state) => ({ look, count: rows.filter((row) => row.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ look, count }) => `${count} ${look.name}`)
    .join(', ');
}
