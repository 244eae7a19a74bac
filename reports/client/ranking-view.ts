// Sorting of the ranking, and choosing a run in it.

import { rankingRows } from '../ranking.js';
import { head } from './data.js';
import { make, say } from './dom.js';
import { change, chosenRun, current } from './store.js';
import { isEdited } from '../what-if.js';
import { pricedRuns } from './what-if-view.js';

function cellValue(row: HTMLTableRowElement, column: number): number | string {
  const cell = row.cells[column];
  return column === 0 ? cell.textContent : Number(cell.dataset['value']);
}

/** Turns the headings into buttons and rows into choices. */
export function startRanking(): void {
  const table = document.getElementById('ranking') as HTMLTableElement | null;
  const headings = [...(table?.tHead?.rows[0].cells ?? [])];
  const body = table?.tBodies[0];
  if (body === undefined) return;
  headings.forEach((heading, column) => {
    const name = heading.querySelector('.head');
    const button = make('button', { type: 'button', class: 'sorter' }, name?.textContent ?? '');
    name?.replaceWith(button);
    button.addEventListener('click', () => {
      const up = heading.getAttribute('aria-sort') !== 'ascending';
      for (const each of headings) each.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const sorted = [...body.rows].sort((a, b) => {
        const [x, y] = [cellValue(a, column), cellValue(b, column)];
        return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
      });
      body.append(...sorted);
      say(`sorted by ${button.textContent}, ${up ? 'ascending' : 'descending'}`);
    });
  });
  body.addEventListener('click', (event) => {
    const run = (event.target as HTMLElement).closest('tr')?.dataset['run'];
    if (run !== undefined) change({ run });
  });
}

/** Writes the rows again at the prices in force, in their order. */
export function drawRanking(): void {
  const table = document.getElementById('ranking') as HTMLTableElement | null;
  const body = table?.tBodies[0];
  if (table == null || body === undefined) return;
  for (const heading of table.tHead?.rows[0].cells ?? []) heading.removeAttribute('aria-sort');
  const known = new Map(Array.from(body.rows, (row) => [row.dataset['run'], row]));
  const edited = isEdited(current().prices);
  for (const { run, words, cells } of rankingRows(pricedRuns(), head.baseline)) {
    const row = known.get(run.id);
    if (row === undefined) continue;
    const best = words.includes('recommended');
    row.className = best ? 'best' : run.baseline ? 'base' : '';
    const remark = row.cells[0].querySelector('small');
    if (remark !== null) remark.textContent = edited ? words.replace('recommended', 'first at these prices') : words;
    cells.forEach((cell, i) => {
      row.cells[i + 1].textContent = cell.text;
      row.cells[i + 1].dataset['value'] = String(cell.value);
    });
    body.append(row);
  }
}

/** Fills and follows the choice of a run. */
export function drawRunChoice(select: HTMLSelectElement): void {
  select.value = chosenRun();
}
