// One table: its numbers, and every night of it as a strip of states over a line of durations.

import { bytes, duration, number, plural, usd } from '../format.js';
import { put } from '../draw.js';
import { LOOKS, round, shapePath } from '../palette.js';
import { fromLog, SECONDS_SCALE } from '../pack.js';
import { TABLE_STATE } from '../../core/summary.js';
import { select } from 'd3-selection';
import type { Pen } from '../draw.js';
import { tableNights } from './data.js';
import { byId, kit, make, say } from './dom.js';
import { current } from './store.js';
import { numbersOf } from './tables-view.js';

const HEIGHT = 96;

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
  const nights = await tableNights(numbers.run, table, 'seconds');
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
  if (nights !== null) panel.append(history(table, nights));
}

function history(table: string, { nights, state, values }: NonNullable<Awaited<ReturnType<typeof tableNights>>>): Node {
  const width = Math.max(280, byId('table-detail').clientWidth - 32);
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const svg = select(element) as unknown as Pen;
  const bad = nights.filter((_, i) => state[i] !== TABLE_STATE.ok && state[i] !== TABLE_STATE.absent);
  const label = `${table}: ${bad.length === 0 ? 'ok on every night' : `not ok on ${bad.slice(0, 8).join(', ')}${bad.length > 8 ? ` and ${bad.length - 8} more` : ''}`}`;
  svg.attr('viewBox', `0 0 ${width} ${HEIGHT}`).attr('width', width).attr('height', HEIGHT).attr('role', 'img').attr('aria-label', label).attr('class', 'spark');
  const x = kit.scaleLinear().domain([0, Math.max(1, nights.length - 1)]).range([6, width - 6]);
  if (values !== null) {
    const seconds = Array.from(values, (byte) => fromLog(byte, SECONDS_SCALE));
    const most = Math.max(1, ...seconds);
    const y = kit.scaleLinear().domain([0, most]).range([58, 20]);
    put(svg, 'path', { class: 'line run', d: kit.line<number>().defined((_, i) => values[i] > 0).x((_, i) => x(i)).y((each) => y(each)).digits(1)(seconds) ?? '' });
    put(svg, 'text', { class: 'tick', x: 0, y: 11 }, `duration, at most about ${duration(most)}`);
  }
  LOOKS.forEach((look, number) => {
    const d = nights.map((_, i) => (state[i] === number && number !== TABLE_STATE.absent ? shapePath(look.shape, x(i), 72, Math.min(8, Math.max(3, (width / nights.length) * 0.8))) : '')).join('');
    if (d !== '') put(svg, 'path', { class: `mark ${look.css}`, d });
  });
  put(svg, 'text', { class: 'tick', x: 0, y: HEIGHT - 4 }, nights[0]);
  put(svg, 'text', { class: 'tick', x: round(width), y: HEIGHT - 4, 'text-anchor': 'end' }, nights.at(-1) ?? '');
  return make('div', {}, element, make('p', { class: 'note' }, label));
}
