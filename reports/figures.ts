// A figure of the page: the finding as its caption, the drawing, a legend, and room for the data as a table.

import type { Caption } from './captions.js';
import { put, type Pen } from './draw.js';
import { LOOKS } from './palette.js';

export interface LegendItem {
  readonly css: string;
  readonly sign: string;
  readonly text: string;
}

/** Appends a figure; returns the svg to draw in. `data` names the table that the script fills when it is opened. */
export function figure(section: Pen, id: string, caption: Caption, legend: readonly LegendItem[] = [], data = true): Pen {
  const made = put(section, 'figure', { id: `figure-${id}` });
  const words = put(made, 'figcaption');
  put(words, 'h3', { id: `title-${id}` }, caption.title);
  put(words, 'p', { class: 'note', id: `sub-${id}` }, caption.sub);
  const chart = put(made, 'div', { class: 'chart', id: `chart-${id}` });
  const svg = put(chart, 'svg');
  drawLegend(made, id, legend);
  if (data) {
    const details = put(made, 'details', { class: 'data js', id: `data-${id}` });
    put(details, 'summary', {}, 'Data as a table');
    put(details, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `data of: ${caption.title}` });
  }
  return svg;
}

function drawLegend(parent: Pen, id: string, items: readonly LegendItem[]): void {
  if (items.length === 0) return;
  const list = put(parent, 'p', { class: 'legend', id: `legend-${id}` });
  for (const item of items) {
    const key = put(list, 'span');
    put(key, 'i', { class: item.css, 'aria-hidden': 'true' }, item.sign);
    put(key, 'span', {}, item.text);
  }
}

/** Legend of the states of tables or nights. */
export function stateLegend(states: readonly number[]): LegendItem[] {
  return states.map((state) => ({ css: `sign ${LOOKS[state].css}`, sign: LOOKS[state].sign, text: `${LOOKS[state].name}: ${LOOKS[state].what}` }));
}
