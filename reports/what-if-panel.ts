// The empty panel of price sliders that the script of the page fills with life; without a script it is not shown.

import { put, type Pen } from './draw.js';
import { FACTORS, PRICE_KEYS, PRICE_NAMES } from './what-if.js';

/** Appends sliders, the sentence about what they do, and the way back. */
export function drawPricePanel(section: Pen): void {
  const panel = put(section, 'div', { id: 'prices', class: 'panel js', role: 'group', 'aria-labelledby': 'prices-title' });
  put(panel, 'h3', { id: 'prices-title' }, 'What if prices were different?');
  put(panel, 'p', { class: 'note', id: 'prices-note' }, 'Totals, ranking and charts are worked out again from the parts of the simulated bill. The plans stay as they were.');
  const sliders = put(panel, 'div', { class: 'sliders' });
  for (const key of PRICE_KEYS) {
    const label = put(sliders, 'label', { for: `price-${key}` });
    put(label, 'span', {}, PRICE_NAMES[key]);
    put(label, 'output', { id: `factor-${key}`, for: `price-${key}` }, '\u00d7 1');
    put(sliders, 'input', { id: `price-${key}`, type: 'range', min: 0, max: FACTORS.length - 1, step: 1, value: FACTORS.indexOf(1), 'aria-describedby': 'prices-note' });
  }
  const answer = put(panel, 'p', { class: 'answer' });
  put(answer, 'span', { id: 'prices-answer', 'aria-live': 'polite' }, 'Prices as simulated.');
  put(panel, 'button', { id: 'prices-reset', type: 'button', disabled: '' }, 'Prices as simulated');
}

/** Appends the choice of the axes of cost. */
export function drawScaleChoice(section: Pen): void {
  const bar = put(section, 'div', { class: 'bar js' });
  const label = put(bar, 'label', { for: 'scale' });
  put(label, 'span', {}, 'Cost axes');
  const select = put(bar, 'select', { id: 'scale' });
  for (const [value, name] of [['', 'as suits each chart'], ['linear', 'linear'], ['log', 'logarithmic']]) put(select, 'option', { value }, name);
}
