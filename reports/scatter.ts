// Cost against misses: what more safety costs. The line joins the runs that no other run beats on both.

import { plans, undominated } from '../core/ranking.js';
import type { RunDocument } from '../core/summary.js';
import { frame, put, xAxis, yAxis, fit, type Frame } from './draw.js';
import { percent, usd } from './format.js';
import { round, shapePath } from './palette.js';

const HEIGHT = 320;

/** Share of nights on which not every table was copied in time. */
export function missShare(run: RunDocument): number {
  return run.nights === 0 ? 1 : (run.nights - run.nightsFit) / run.nights;
}

/**
 * Draws a mark a run: filled on the Pareto line, hollow when dominated. The cost axis is logarithmic when costs differ
 * twentyfold. Runs that never made a plan are left out.
 */
export function drawScatter({ svg, width, d3 }: Frame, all: readonly RunDocument[]): void {
  const runs = all.filter(plans);
  const left = 64;
  const right = 24;
  const bottom = HEIGHT - 46;
  const costs = runs.map((run) => run.costUsdPerMonth).filter((cost) => cost > 0);
  const low = Math.min(...costs);
  const high = Math.max(...costs, 1);
  const logarithmic = costs.length === runs.length && high / low > 20;
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
  placeLabels(frameLabels(points), width).forEach((label) => {
    put(svg, 'text', { class: label.strong ? 'label strong' : 'label', x: round(label.x), y: round(label.y), 'text-anchor': label.anchor }, label.text);
  });
}

interface Label { readonly text: string; readonly x: number; readonly y: number; readonly strong: boolean; readonly anchor: 'start' | 'end' }

function frameLabels(points: readonly { run: RunDocument; x: number; y: number; best: boolean }[]): Label[] {
  return [...points]
    .sort((a, b) => Number(b.best) - Number(a.best) || a.y - b.y || a.x - b.x)
    .map((point) => ({ text: fit(point.run.id, 200), x: point.x, y: point.y, strong: point.best, anchor: 'start' as const }));
}

/** Puts labels right or left of their marks, moves them up or down while they touch another, and leaves out what finds no room. */
function placeLabels(labels: readonly Label[], width: number): Label[] {
  const placed: { x0: number; x1: number; y: number; label: Label }[] = [];
  for (const label of labels) {
    const long = label.text.length * 7;
    const places = [4, -12, 20, -28, -44].flatMap((shift) => [label.x + 12, label.x - 12 - long].map((x0) => ({ x0, y: label.y + shift })));
    const free = places.find(({ x0, y }) =>
      x0 >= 0 && x0 + long <= width && y >= 28 && y <= HEIGHT - 50
      && !placed.some((other) => Math.abs(other.y - y) < 15 && x0 < other.x1 + 6 && other.x0 < x0 + long + 6));
    if (free === undefined) continue;
    const left = free.x0 < label.x;
    placed.push({ x0: free.x0, x1: free.x0 + long, y: free.y, label: { ...label, x: left ? label.x - 12 : label.x + 12, y: free.y, anchor: left ? 'end' : 'start' } });
  }
  return placed.map((each) => each.label);
}

/** 1, 2, 5 x 10^n between two bounds; only the powers of ten when there are many. */
function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  const steps = high / low > 1000 ? [1] : high / low > 100 ? [1, 3] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
