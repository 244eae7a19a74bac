// The list of all tables: only the rows in sight exist. Search, sort, choose, hand out.

import { csvText } from '../csv-text.js';
import { number, plural } from '../format.js';
import { findTables, LIST_COLUMNS, sortTables, type TableData } from '../table-list.js';
import { head, keysOf, loadTables } from './data.js';
import { byId, download, make } from './dom.js';
import { change, chosenRun, current } from './store.js';

const ROW = 36;
const EXTRA = 2;
/** Height of the list, as in the style sheet: asking the page would cost a layout. */
const HEIGHT = 432;

let data: TableData | null = null;
let run = '';
let found: Uint32Array = new Uint32Array(0);
let scroller: HTMLElement | null = null;
let body: HTMLElement | null = null;

/** The tables on show are those of the chosen run, or of the recommended one where the file lacks them. */
export async function loadList(): Promise<void> {
  const wanted = keysOf(`tables:${chosenRun()}`).includes(`tables:${chosenRun()}`) ? chosenRun() : head.winner;
  if (wanted !== run || data === null) {
    data = await loadTables(wanted);
    run = wanted;
  }
  byId('tables-title').textContent = data === null ? 'The list of all tables is in tables.csv' : `All tables under ${run}`;
  if (data !== null) refresh();
}

/** Finds and sorts again. */
export function refresh(): void {
  if (data === null) return;
  const { q, sort } = current();
  found = sortTables(data, findTables(data, q), sort === '' ? '-costUsd' : sort);
  const words = found.length === data.tables.length ? plural(found.length, 'table') : `${number(found.length)} of ${plural(data.tables.length, 'table')} found`;
  byId('matches').textContent = found.length === 0 ? `No table matches ${q}. Reset shows all.` : words;
  build();
  drawHead();
  drawRows();
}

function build(): void {
  if (scroller !== null) return;
  scroller = make('div', { class: 'grid-table', role: 'grid', tabindex: 0, 'aria-label': 'all tables', 'aria-describedby': 'matches' });
  const headRow = make('div', { class: 'grid-row grid-head', role: 'row', 'aria-rowindex': 1 });
  for (const [key, name] of [['table', 'table'], ['engine', 'engine'], ...LIST_COLUMNS.map((column) => [column.key, column.name])]) {
    const button = make('button', { type: 'button', class: 'sorter', tabindex: -1 }, name);
    button.addEventListener('click', () => sortBy(key));
    headRow.append(make('div', { role: 'columnheader', 'data-key': key, 'aria-sort': 'none' }, button));
  }
  body = make('div', { class: 'grid-body', role: 'rowgroup' });
  scroller.append(make('div', { role: 'rowgroup', class: 'grid-top' }, headRow), body);
  scroller.addEventListener('scroll', drawRows, { passive: true });
  scroller.addEventListener('keydown', onKey);
  byId('tables').replaceChildren(scroller);
}

/** Sorts by a column: numbers from the largest first, the same column again turns round. */
export function sortBy(key: string): void {
  const now = current().sort === '' ? '-costUsd' : current().sort;
  const words = key === 'table' || key === 'engine';
  change({ sort: now === `-${key}` ? key : now === key ? `-${key}` : words ? key : `-${key}` });
}

function drawHead(): void {
  const now = current().sort === '' ? '-costUsd' : current().sort;
  for (const cell of scroller?.querySelectorAll<HTMLElement>('[role=columnheader]') ?? []) {
    const key = cell.dataset['key'] ?? '';
    cell.setAttribute('aria-sort', now === key ? 'ascending' : now === `-${key}` ? 'descending' : 'none');
  }
}

function drawRows(): void {
  if (scroller === null || body === null || data === null) return;
  scroller.setAttribute('aria-rowcount', String(found.length + 1));
  body.style.height = `${found.length * ROW}px`;
  const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - EXTRA);
  const last = Math.min(found.length, first + Math.ceil(HEIGHT / ROW) + 2 * EXTRA);
  const rows: Node[] = [];
  for (let position = first; position < last; position++) rows.push(rowAt(data, position));
  body.replaceChildren(...rows);
  const at = chosenPosition();
  if (at >= first && at < last) scroller.setAttribute('aria-activedescendant', `row-${at}`);
  else scroller.removeAttribute('aria-activedescendant');
}

function rowAt(tables: TableData, position: number): HTMLElement {
  const i = found[position];
  const name = tables.tables[i];
  const mine = name === current().table;
  const row = make('div', { class: mine ? 'grid-row plain chosen' : 'grid-row plain', role: 'row', id: `row-${position}`, 'aria-rowindex': position + 2, 'aria-selected': String(mine) });
  row.style.top = `${position * ROW}px`;
  row.append(make('div', { role: 'rowheader' }, make('bdi', {}, name)), make('div', { role: 'gridcell' }, tables.engines[i]));
  for (const column of LIST_COLUMNS) row.append(make('div', { role: 'gridcell' }, column.text(tables.columns.get(column.key)?.[i] ?? NaN)));
  row.addEventListener('click', () => change({ table: name }));
  return row;
}

function chosenPosition(): number {
  return data === null ? -1 : found.indexOf(data.tables.indexOf(current().table));
}

function onKey(event: KeyboardEvent): void {
  if (data === null || scroller === null || event.target !== scroller) return;
  const page = Math.max(1, Math.floor(scroller.clientHeight / ROW) - 2);
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -found.length, End: found.length };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const at = Math.max(0, Math.min(found.length - 1, chosenPosition() + steps[event.key]));
  if (found.length === 0) return;
  show(at);
  change({ table: data.tables[found[at]] });
}

function show(position: number): void {
  if (scroller === null) return;
  const top = position * ROW;
  const room = scroller.clientHeight - 44 - ROW;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
}

/** The chosen table's numbers, by field; null when it is not in the list. */
export function numbersOf(table: string): { run: string; engine: string; value: (key: string) => number } | null {
  const i = data?.tables.indexOf(table) ?? -1;
  if (data === null || i < 0) return null;
  const { columns, engines } = data;
  return { run, engine: engines[i], value: (key) => columns.get(key)?.[i] ?? NaN };
}

/** Wires search and export. */
export function startList(): void {
  const input = byId<HTMLInputElement>('q');
  input.addEventListener('input', () => change({ q: input.value }));
  byId('reset').addEventListener('click', () => {
    input.value = '';
    change({ q: '', sort: '' });
    input.focus();
  });
  const keys = ['table', 'engine', ...(LIST_COLUMNS.map((column) => column.key)), 'throttledReadUnits', 'nights'];
  const values = (i: number): (string | number)[] => keys.map((key) => (key === 'table' ? data?.tables[i] : key === 'engine' ? data?.engines[i] : data?.columns.get(key)?.[i]) ?? '');
  const name = (): string => `tables-${run}-${head.digest.slice(0, 8)}`;
  byId('csv').addEventListener('click', () => download(`${name()}.csv`, 'text/csv', csvText(keys, Array.from(found, values))));
  byId('json').addEventListener('click', () => {
    const list = Array.from(found, (i) => Object.fromEntries(values(i).map((value, k) => [keys[k], value])));
    download(`${name()}.json`, 'application/json', JSON.stringify({ run, history: head.digest, tables: list }, null, 1));
  });
}

/** Marks the chosen row. */
export function redrawRows(): void {
  drawRows();
}
