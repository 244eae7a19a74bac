// Tables: those in trouble as plain HTML, and the empty shell of the searchable list that the script fills.

import type { TableSummary } from '../core/results/summary.js';
import { put, type Pen } from './draw.js';
import { bytes, duration, number, plural, usdColumn } from './format.js';

const TROUBLE_MAX = 10;

/** Tables with a night that was not ok, worst first. */
export function troubled(rows: readonly TableSummary[]): TableSummary[] {
  const weight = (row: TableSummary): number => row.failed * 1e6 + row.missed * 1e4 + row.late * 100 + row.skipped;
  return rows.filter((row) => weight(row) > 0).sort((a, b) => weight(b) - weight(a) || b.sizeBytesLast - a.sizeBytesLast || (a.table < b.table ? -1 : 1));
}

/** Appends the list of troubled tables of one run. */
export function drawTroubled(section: Pen, run: string, rows: readonly TableSummary[]): void {
  if (rows.length > 0 && rows.every((row) => row.skipped === row.nights)) {
    put(section, 'h3', {}, `No table was in a plan under ${run}`);
    put(section, 'p', { class: 'note' }, `${plural(rows.length, 'table')} skipped on every night.`);
    return;
  }
  const bad = troubled(rows);
  const title = bad.length === 0 ? `No table failed, was missed, late or skipped under ${run}` : `${plural(bad.length, 'table')} failed, missed, late or skipped under ${run}`;
  put(section, 'h3', {}, title);
  if (bad.length === 0) return;
  const wrap = put(section, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `tables in trouble under ${run}` });
  const table = put(wrap, 'table', { class: 'numbers trouble' });
  const head = put(put(table, 'thead'), 'tr');
  for (const [i, name] of ['table', '\u2716 failed', '\u25c7 missed', '\u25b2 late', '\u2013 skipped', 'nights', 'size', 'longest', '$, all nights'].entries()) {
    put(head, 'th', { scope: 'col', class: i === 0 ? 'first' : '' }, name);
  }
  const money = usdColumn(bad.map((row) => row.costUsd));
  const body = put(table, 'tbody');
  for (const row of bad.slice(0, TROUBLE_MAX)) {
    const line = put(body, 'tr');
    put(put(line, 'th', { scope: 'row', class: 'first' }), 'bdi', {}, row.table);
    for (const text of [number(row.failed), number(row.missed), number(row.late), number(row.skipped), number(row.nights), bytes(row.sizeBytesLast), duration(row.secondsMax), money(row.costUsd)]) {
      put(line, 'td', {}, text);
    }
  }
  if (bad.length > TROUBLE_MAX) put(section, 'p', { class: 'note' }, `${plural(bad.length - TROUBLE_MAX, 'further table')} in tables.csv, and in the list below.`);
}

/** Appends the controls and the empty grid of the list of all tables. */
export function drawTableShell(section: Pen): void {
  const bar = put(section, 'div', { class: 'bar js' });
  const label = put(bar, 'label', { class: 'grow', for: 'q' });
  put(label, 'span', {}, 'Search');
  put(bar, 'input', { id: 'q', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'name, status:late, engine:emr, size:>1gib', 'aria-describedby': 'matches' });
  put(bar, 'button', { id: 'reset', type: 'button' }, 'Reset');
  put(bar, 'button', { id: 'csv', type: 'button' }, 'CSV');
  put(bar, 'button', { id: 'json', type: 'button' }, 'JSON');
  put(section, 'p', { id: 'matches', class: 'note js', 'aria-live': 'polite' });
  put(section, 'div', { id: 'tables', class: 'js' });
  put(section, 'div', { id: 'table-detail', class: 'js', 'aria-live': 'polite' });
}
