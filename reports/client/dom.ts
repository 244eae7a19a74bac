// Making elements. Text always goes through textContent, so nothing in the data can become markup.

import { ticks } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { select } from 'd3-selection';
import { area, curveStepAfter, line } from 'd3-shape';

import type { D3Kit, Pen } from '../draw.js';

/** The part of d3 that the charts use; from its modules, since d3 as a whole brings transitions and drags along. */
export const kit: D3Kit = { area, curveStepAfter, line, scaleLinear, scaleLog, ticks };

/** The element with an id, which must be there. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`bug: no element #${id}`);
  return found as T;
}

/** An element with attributes and children; strings become text. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string | number>> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

let width = 0;

/** Pixels that a chart may take: all have the width of the page. Asked of the page once, because an answer costs a layout. */
export function chartWidth(): number {
  if (width === 0) {
    const main = document.querySelector('main');
    const style = main === null ? null : getComputedStyle(main);
    width = Math.max(240, (main?.clientWidth ?? 0) - (parseFloat(style?.paddingLeft ?? '') || 0) - (parseFloat(style?.paddingRight ?? '') || 0));
  }
  return width;
}

/** The page has another width now. */
export function forgetWidth(): void {
  width = 0;
}

/** Empties the svg of a chart and returns a pen for it and the width that it may take. */
export function redraw(id: string): { svg: Pen; width: number; element: SVGSVGElement; d3: D3Kit } | null {
  const chart = document.getElementById(`chart-${id}`);
  const element = chart?.querySelector('svg');
  if (chart == null || element == null) return null;
  element.replaceChildren();
  return { svg: select(element) as unknown as Pen, width: chartWidth(), element, d3: kit };
}

/** Is a chart, as the file brought it, already as wide as its place? Then it need not be drawn again at the start. */
export function fitsAlready(id: string): boolean {
  const chart = document.getElementById(`chart-${id}`);
  const element = chart?.querySelector('svg');
  return chart != null && element != null && Number(element.getAttribute('width')) === chartWidth();
}

/** Replaces the words above a chart. */
export function caption(id: string, words: { readonly title: string; readonly sub: string }): void {
  byId(`title-${id}`).textContent = words.title;
  byId(`sub-${id}`).textContent = words.sub;
}

/** Says something to those who listen. */
export function say(text: string): void {
  byId('said').textContent = text;
}

/** Hands out a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = make('a', { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Shows a note beside the pointer; an empty text hides it. */
export function tip(text: string, x = 0, y = 0): void {
  const box = byId('tip');
  box.hidden = text === '';
  if (text === '') return;
  box.textContent = text;
  const left = Math.min(x + 14, document.documentElement.clientWidth - box.offsetWidth - 8);
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${Math.max(8, y + 18 + box.offsetHeight > innerHeight ? y - box.offsetHeight - 12 : y + 18)}px`;
}
