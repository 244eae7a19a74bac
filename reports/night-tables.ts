// The tables of one night: predicted against actual, and how each was left. Those in trouble first.

import { put, type Pen } from './draw.js';
import { clock } from './dates.js';
import { bytes, duration, number, plural } from './format.js';
import type { ComparedTable } from './night-compare.js';
import type { NightPageInput } from './night-input.js';

/** More rows make a page heavy and are read by nobody; the journal has them all. */
const ROWS_MAX = 200;
const HEADS = ['table', 'state', 'start', 'end', 'predicted end', 'apart', 'RCU while copied', 'items', 'size', 'RCU before', 'RCU after', 'autoscaling before', 'after'];

export function drawNightTables(section: Pen, tables: readonly ComparedTable[], input: NightPageInput): void {
  const bad = (table: ComparedTable): number => (table.handedBack ? 0 : 2) + (table.state === 'ok' ? 0 : 1);
  const apart = (table: ComparedTable): number => Math.abs(table.actualEnd - table.predictedEnd) || 0;
  const sorted = [...tables].sort((a, b) => bad(b) - bad(a) || apart(b) - apart(a) || (a.table < b.table ? -1 : 1));
  const owed = sorted.filter(({ handedBack }) => !handedBack).length;
  put(section, 'p', { class: 'note' }, owed === 0 ? 'Every table has the capacity and the autoscaling that it had before.' : `${plural(owed, 'table is not as it was and stands', 'tables are not as they were and stand')} first.`);
  const wrap = put(section, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'tables of the night' });
  const table = put(wrap, 'table', { class: 'numbers' });
  const head = put(put(table, 'thead'), 'tr');
  HEADS.forEach((name, i) => put(head, 'th', { scope: 'col', class: i === 0 ? 'first' : '' }, name));
  const body = put(table, 'tbody');
  for (const row of sorted.slice(0, ROWS_MAX)) drawRow(body, row, input);
  if (sorted.length > ROWS_MAX) put(section, 'p', { class: 'note' }, `${plural(sorted.length - ROWS_MAX, 'further table')} in the journal of the run.`);
}

function drawRow(body: Pen, row: ComparedTable, { plan, zone }: NightPageInput): void {
  const line = put(body, 'tr');
  const name = put(line, 'th', { scope: 'row', class: 'first' });
  put(name, 'bdi', {}, row.table);
  if (row.why !== '') put(name, 'small', {}, row.why);
  const at = (seconds: number): string => (Number.isNaN(seconds) ? '\u2013' : clock(plan.opensAt + seconds, zone));
  const difference = row.actualEnd - row.predictedEnd;
  const rcu = (value: number | null): string => (value === null ? '\u2013' : number(value));
  for (const text of [
    row.state, at(row.actualStart), at(row.actualEnd), at(row.predictedEnd), Number.isNaN(difference) ? '\u2013' : duration(difference), row.toRcu === 0 ? '\u2013' : number(row.toRcu),
    row.items === null ? '\u2013' : number(row.items), row.bytes === null ? '\u2013' : bytes(row.bytes), rcu(row.rcuBefore), rcu(row.rcuAfter), row.scalingBefore, row.scalingAfter,
  ]) put(line, 'td', {}, text);
}
