// One table: its numbers, and every night of it: how long, how large, with how much capacity, for how much, and how it went.

import { bytes, duration, number, plural, usd } from '../format.js';
import { put } from '../draw.js';
import { LOOKS, round, shapePath } from '../palette.js';
import { BYTES_SCALE, fromLog, RCU_SCALE, SECONDS_SCALE, USD_SCALE } from '../pack.js';
import { TABLE_STATE } from '../../core/results/summary.js';
import { select } from 'd3-selection';
import type { Pen } from '../draw.js';
import { tableNights } from './data.js';
import { byId, kit, make, say } from './dom.js';
import { current } from './store.js';
import { numbersOf } from './tables-view.js';

/** Heights of a chart and of the strip of states. */
const SPARK = 64;
const STRIP = 36;

/** Fills the panel under the list, or empties it. */
export async function drawTableDetail(): Promise<void> {
  const panel = byId('table-detail');
  const { table } = current();
  const numbers = table === '' ? null : numbersOf(table);
  if (numbers === null) {
    panel.replaceChildren();
    panel.className = 'js';
    return;
  }
  const charts = await history(numbers.run, table);
  if (current().table !== table) return;
  const copy = make('button', { type: 'button' }, 'Copy name');
  copy.addEventListener('click', () => void navigator.clipboard?.writeText(table).then(() => say('name copied')));
  const { value } = numbers;
  panel.className = 'panel';
  panel.replaceChildren(
    make('p', {}, make('strong', {}, make('bdi', {}, table)), ' ', copy),
    make('p', {}, [
      `${numbers.run}, last by ${numbers.engine || 'no engine'}`, bytes(value('sizeBytesLast')), `${duration(value('secondsMean'))} on average, ${duration(value('secondsMax'))} at most`,
      `up to ${number(value('toRcuMax'))} RCU`, `${usd(value('costUsd'))} over ${plural(value('nights'), 'night')}`, `${number(value('throttledReadUnits'))} application reads throttled`,
    ].join('; ')),
  );
  if (charts !== null) panel.append(charts);
}

/** What is drawn of a table over its nights, a chart each. */
const TRACKS = [
  { name: 'seconds', title: 'duration', scale: SECONDS_SCALE, text: duration },
  { name: 'bytes', title: 'size', scale: BYTES_SCALE, text: bytes },
  { name: 'rcu', title: 'read capacity', scale: RCU_SCALE, text: (value: number): string => `${number(value)} RCU` },
  { name: 'usd', title: 'cost', scale: USD_SCALE, text: usd },
] as const;

async function history(run: string, table: string): Promise<Node | null> {
  const parts = await Promise.all(TRACKS.map(async (track) => ({ track, found: await tableNights(run, table, track.name) })));
  const first = parts[0].found;
  if (first === null) return null;
  const room = Math.max(280, byId('table-detail').clientWidth - 32);
  const width = room < 640 ? room : Math.floor((room - 24) / 2);
  const charts = parts.filter(({ found }) => found?.values != null).map(({ track, found }) => spark(width, track, found?.values ?? []));
  return make('div', {}, make('div', { class: 'tracks' }, ...charts), ...strip(room, table, first.nights, first.state));
}

function svgOf(width: number, height: number, label: string): { element: SVGSVGElement; svg: Pen } {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const svg = select(element) as unknown as Pen;
  svg.attr('viewBox', `0 0 ${width} ${height}`).attr('width', width).attr('height', height).attr('role', 'img').attr('aria-label', label).attr('class', 'spark');
  return { element, svg };
}

/** A line from zero to the most there was; a night without a value breaks it. */
function spark(width: number, track: (typeof TRACKS)[number], values: ArrayLike<number>): Node {
  const amounts = Array.from(values, (byte) => fromLog(byte, track.scale));
  const most = amounts.reduce((a, b) => Math.max(a, b), 0);
  const label = `${track.title}, at most about ${track.text(most)}`;
  const { element, svg } = svgOf(width, SPARK, label);
  const x = kit.scaleLinear().domain([0, Math.max(1, amounts.length - 1)]).range([6, width - 6]);
  const y = kit.scaleLinear().domain([0, most || 1]).range([SPARK - 6, 20]);
  put(svg, 'path', { class: 'grid', d: `M6,${SPARK - 6}H${width - 6}` });
  put(svg, 'path', { class: 'line run', d: kit.line<number>().defined((_, i) => values[i] > 0).x((_, i) => x(i)).y((each) => y(each)).digits(1)(amounts) ?? '' });
  put(svg, 'text', { class: 'tick', x: 6, y: 11 }, label);
  return element;
}

/** The state of every night, and in words which were not ok. */
function strip(width: number, table: string, nights: readonly string[], state: ArrayLike<number>): Node[] {
  const bad = nights.filter((_, i) => state[i] !== TABLE_STATE.ok && state[i] !== TABLE_STATE.absent);
  const label = `${table}: ${bad.length === 0 ? 'ok on every night' : `not ok on ${bad.slice(0, 8).join(', ')}${bad.length > 8 ? ` and ${bad.length - 8} more` : ''}`}`;
  const { element, svg } = svgOf(width, STRIP, label);
  const x = kit.scaleLinear().domain([0, Math.max(1, nights.length - 1)]).range([6, width - 6]);
  LOOKS.forEach((look, number) => {
    const d = nights.map((_, i) => (state[i] === number && number !== TABLE_STATE.absent ? shapePath(look.shape, x(i), 10, Math.min(8, Math.max(3, (width / nights.length) * 0.8))) : '')).join('');
    if (d !== '') put(svg, 'path', { class: `mark ${look.css}`, d });
  });
  put(svg, 'text', { class: 'tick', x: 0, y: STRIP - 4 }, nights[0]);
  put(svg, 'text', { class: 'tick', x: round(width), y: STRIP - 4, 'text-anchor': 'end' }, nights.at(-1) ?? '');
  return [element, make('p', { class: 'note' }, label)];
}
