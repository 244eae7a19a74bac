// Prices that the reader edits, and the runs at those prices: everything that shows money asks here.

import type { RunDocument } from '../../core/results/summary.js';
import { number } from '../format.js';
import { AS_SIMULATED, EDITED_NOTE, editedRun, editedSentence, FACTORS, isEdited, PRICE_KEYS, type PriceFactors } from '../what-if.js';
import { head } from './data.js';
import { byId } from './dom.js';
import { rowsAsSimulated } from './nights-data.js';
import { change, current } from './store.js';

let made: { readonly prices: PriceFactors; readonly runs: readonly RunDocument[] } = { prices: AS_SIMULATED, runs: head.runs };

/** The runs at the prices in force, in the order of the simulated ranking. */
export function pricedRuns(): readonly RunDocument[] {
  const { prices } = current();
  if (made.prices !== prices) made = { prices, runs: isEdited(prices) ? head.runs.map((run) => editedRun(run, rowsAsSimulated(run.id), prices)) : head.runs };
  return made.runs;
}

/** A caption, marked when prices are edited. */
export function marked<T extends { readonly sub: string }>(words: T): T {
  return isEdited(current().prices) ? { ...words, sub: `${EDITED_NOTE} ${words.sub}` } : words;
}

function nearest(factor: number): number {
  return FACTORS.reduce((best, each, i) => (Math.abs(each - factor) < Math.abs(FACTORS[best] - factor) ? i : best), 0);
}

/** Puts sliders and words in line with the prices in force. */
export function showPrices(): void {
  const { prices } = current();
  const edited = isEdited(prices);
  for (const key of PRICE_KEYS) {
    const slider = byId<HTMLInputElement>(`price-${key}`);
    const text = `\u00d7 ${number(prices[key], 2).replace(/\.?0+$/, '')}`;
    slider.value = String(nearest(prices[key]));
    slider.setAttribute('aria-valuetext', text);
    byId(`factor-${key}`).textContent = text;
  }
  byId('prices-answer').textContent = `${edited ? `${EDITED_NOTE} ` : ''}${editedSentence(head.runs, pricedRuns(), prices)}`;
  byId<HTMLButtonElement>('prices-reset').disabled = !edited;
  byId('edited').hidden = !edited;
  byId('ranking-edited').textContent = edited ? EDITED_NOTE : '';
  document.documentElement.classList.toggle('repriced', edited);
}

/** Wires sliders, the way back, and the choice of axes. */
export function startPrices(): void {
  for (const key of PRICE_KEYS) {
    byId<HTMLInputElement>(`price-${key}`).addEventListener('input', (event) => {
      change({ prices: { ...current().prices, [key]: FACTORS[Number((event.target as HTMLInputElement).value)] } });
    });
  }
  for (const id of ['prices-reset', 'edited']) byId(id).addEventListener('click', () => change({ prices: AS_SIMULATED }));
  byId<HTMLSelectElement>('scale').addEventListener('change', (event) => change({ scale: (event.target as HTMLSelectElement).value as '' | 'linear' | 'log' }));
}
