// Cost against misses: what more safety costs. The line joins the runs that no other run beats on both.

import { plans, undominated } from '../core/results/ranking.js';
import type { RunDocument } from '../core/results/summary.js';
import { frame, put, xAxis, yAxis, fit, type Frame } from './draw.js';
import { percent, usd } from './format.js';
import { round, shapePath } from './palette.js';
import { logTicks } from './ticks.js';

const HEIGHT = 320;

/** Share of nights on which not every table was copied in time. */
export function missShare(run: RunDocument): number {
  return run.nights === 0 ? 1 : (run.nights - run.nightsFit) / run.nights;
}

/**
 * Draws a mark a run: filled on the Pareto line, hollow when dominated. The cost axis is logarithmic when costs differ
 * twentyfold, unless the reader wants one or the other. Runs that never made a plan are left out.
 */
export function drawScatter({ svg, width, d3 }: Frame, all: readonly RunDocument[], scale: '' | 'linear' | 'log' = ''): void {
  const runs = all.filter(plans);
  const left = 64;
  const right = 24;
  const bottom = HEIGHT - 46;
  const costs = runs.map((run) => run.costUsdPerMonth).filter((cost) => cost > 0);
  const low = Math.min(...costs);
  const high = Math.max(...costs, 1);
  const logarithmic = scale !== 'linear' && costs.length > 0 && costs.length === runs.length && (scale === 'log' || high / low > 20);
  const x = logarithmic
    ? d3.scaleLog().domain([low / 1.4, high * 1.4]).range([left, width - right])
    : d3.scaleLinear().domain([0, high * 1.08]).range([left, width - right]);
  const most = Math.max(0.05, ...runs.map(missShare));
  const y = d3.scaleLinear().domain([0, most]).nice(4).range([bottom, 34]);
  frame(svg, width, HEIGHT, `Cost a month against nights missed: ${runs.map((run) => `${run.id} ${usd(run.costUsdPerMonth)}, ${percent(missShare(run))}`).join('; ')}`);
  yAxis(svg, y.ticks(4).map((tick) => ({ at: y(tick), text: percent(tick) })), left, width - right);
  const ticks = logarithmic ? logTicks(low / 1.4, high * 1.4) : x.ticks(5);
  xAxis(svg, ticks.map((tick) => ({ at: x(tick), text: usd(tick).replace(/\.00$/, '') })), bottom, width - right);
  put(svg, 'text', { class: 'tick', x: width - right, y: HEIGHT - 6, 'text-anchor': 'end' }, `US dollars a month${logarithmic ? ' (logarithmic)' : ''}`);
  put(svg, 'text', { class: 'tick', x: 0, y: 12 }, 'nights that do not fit');
  const best = new Set(undominated(runs));
  const points = runs.map((run) => ({ run, x: x(Math.max(run.costUsdPerMonth, logarithmic ? low : 0)), y: y(missShare(run)), best: best.has(run.id) }));
  const front = points.filter((point) => point.best).sort((a, b) => a.x - b.x);
  put(svg, 'path', { class: 'pareto', d: front.map((point, i) => (i === 0 ? `M${round(point.x)},${round(point.y)}` : `H${round(point.x)}V${round(point.y)}`)).join('') });
  put(svg, 'path', { class: 'mark hollow', d: points.filter((point) => !point.best).map((point) => shapePath('dot', point.x, point.y, 9)).join('') });
  put(svg, 'path', { class: 'mark full', d: front.map((point) => shapePath('diamond', point.x, point.y, 13)).join('') });
  for (const label of placeLabels(points, width)) {
    const y = round(label.y);
    if (label.leader) put(svg, 'path', { class: 'leader', d: `M${round(label.markX)},${round(label.markY)}L${round(label.anchor === 'end' ? label.x + 3 : label.x - 3)},${y - 4}` });
    put(svg, 'text', { class: label.strong ? 'label strong halo' : 'label halo', x: round(label.x), y, 'text-anchor': label.anchor }, label.text);
  }
}

interface Point { readonly run: RunDocument; readonly x: number; readonly y: number; readonly best: boolean }
interface Label { readonly text: string; readonly x: number; readonly y: number; readonly markX: number; readonly markY: number; readonly strong: boolean; readonly anchor: 'start' | 'end'; readonly leader: boolean }

/**
 * Puts labels right or left of their marks, further up or down while they touch another label or a mark, then with a line
 * to the mark; what finds no room is left out (the table behind the chart has all).
 */
function placeLabels(points: readonly Point[], width: number): Label[] {
  const boxes: { x0: number; x1: number; y0: number; y1: number }[] = points.map(({ x, y }) => ({ x0: x - 6, x1: x + 6, y0: y - 6, y1: y + 6 }));
  const labels: Label[] = [];
  for (const point of [...points].sort((a, b) => Number(b.best) - Number(a.best) || a.y - b.y || b.x - a.x)) {
    const text = fit(point.run.id, 200);
    const long = text.length * 6.9;
    const places = [4, -12, 20, -28, 36, -44, 52, 68, 84].flatMap((shift) => [point.x + 12, point.x - 12 - long].map((x0) => ({ x0, y: point.y + shift, shift })));
    const free = places.find(({ x0, y }) =>
      x0 >= 0 && x0 + long <= width && y >= 24 && y <= HEIGHT - 50
      && !boxes.some((box) => x0 < box.x1 + 3 && box.x0 < x0 + long + 3 && y - 11 < box.y1 && box.y0 < y + 3));
    if (free === undefined) continue;
    const left = free.x0 < point.x;
    boxes.push({ x0: free.x0, x1: free.x0 + long, y0: free.y - 11, y1: free.y + 3 });
    labels.push({ text, x: left ? point.x - 12 : point.x + 12, y: free.y, markX: point.x, markY: point.y, strong: point.best, anchor: left ? 'end' : 'start', leader: Math.abs(free.shift) > 20 });
  }
  return labels;
}
