// Sorting of the ranking, and choosing a run in it.

import { make, say } from './dom.js';
import { change, chosenRun } from './store.js';

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

/** Fills and follows the choice of a run. */
export function drawRunChoice(select: HTMLSelectElement): void {
  select.value = chosenRun();
}
