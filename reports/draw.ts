// The pen that every chart draws with: a d3 selection, of d3-node's document when the report is written and of the
// page when its reader chooses another night. The same code draws both, so they cannot disagree.

import type * as d3 from 'd3';

/** The part of a d3 selection that is used. */
export interface Pen {
  append(tag: string): Pen;
  attr(name: string, value: string | number): Pen;
  text(value: string): Pen;
}

/** The part of d3 that charts use; given by d3-node on the server, bundled into the script in the page. */
export type D3Kit = Pick<typeof d3, 'scaleLinear' | 'scaleLog' | 'line' | 'area' | 'curveStepAfter' | 'ticks'>;

/** Where a chart is drawn. */
export interface Frame {
  readonly d3: D3Kit;
  /** An empty svg element. */
  readonly svg: Pen;
  readonly width: number;
}

export type Attributes = Readonly<Record<string, string | number>>;

/** Appends an element with attributes and text. */
export function put(pen: Pen, tag: string, attributes: Attributes = {}, text?: string): Pen {
  const made = pen.append(tag);
  for (const [name, value] of Object.entries(attributes)) made.attr(name, value);
  if (text !== undefined) made.text(text);
  return made;
}

/** Gives the svg its size and its name for those who do not see it. */
export function frame(svg: Pen, width: number, height: number, label: string): void {
  svg.attr('viewBox', `0 0 ${width} ${height}`).attr('width', width).attr('height', height).attr('role', 'img').attr('aria-label', label);
}

export interface AxisTick {
  readonly at: number;
  readonly text: string;
}

/** Horizontal grid lines with labels at their left, and labels under vertical ticks: quiet, without boxes. */
export function yAxis(svg: Pen, ticks: readonly AxisTick[], x0: number, x1: number): void {
  const path = ticks.map((tick) => `M${x0},${tick.at.toFixed(1)}H${x1}`).join('');
  put(svg, 'path', { class: 'grid', d: path });
  for (const tick of ticks) put(svg, 'text', { class: 'tick', x: x0 - 8, y: tick.at + 4, 'text-anchor': 'end' }, tick.text);
}

/** Labels along the bottom, leaving out those that would touch their neighbour. */
export function xAxis(svg: Pen, ticks: readonly AxisTick[], y: number, x1: number, grid?: { readonly y0: number }): void {
  let free = -Infinity;
  let path = '';
  for (const tick of ticks) {
    const half = (tick.text.length * 7) / 2;
    if (tick.at - half < free || tick.at + half > x1 + 24) continue;
    free = tick.at + half + 10;
    path += grid === undefined ? `M${tick.at.toFixed(1)},${y}v5` : `M${tick.at.toFixed(1)},${grid.y0}V${y + 5}`;
    put(svg, 'text', { class: 'tick', x: tick.at, y: y + 19, 'text-anchor': 'middle' }, tick.text);
  }
  put(svg, 'path', { class: 'grid', d: path });
}

/** Shortens a text to about so many pixels of 12 px type. */
export function fit(text: string, pixels: number): string {
  const room = Math.floor(pixels / 6.9);
  return text.length <= room ? text : room < 2 ? '' : `${text.slice(0, room - 1)}\u2026`;
}
