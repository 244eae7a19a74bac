// Cost of a night by policy: stacked bars from zero, the total written at their end, p10 to p90 as a thin line.

import type { RunDocument } from '../core/summary.js';
import { fit, frame, put, type Frame } from './draw.js';
import { usd } from './format.js';
import { COST_PARTS, round } from './palette.js';

const BAR = 14;
const TOP = 8;

/** Draws at most so many runs as are given, in their order. */
export function drawCostBars({ svg, width, d3 }: Frame, runs: readonly RunDocument[]): void {
  const beside = width >= 620;
  const left = beside ? 232 : 0;
  const right = width < 480 ? 72 : 96;
  const step = beside ? 32 : 44;
  const height = TOP + runs.length * step + 4;
  const highest = Math.max(1e-9, ...runs.map((run) => Math.max(run.costUsdPerNight, run.costUsdNightP90)));
  const x = d3.scaleLinear().domain([0, highest]).range([left, width - right]);
  frame(svg, width, height, `Cost of a night by policy: ${runs.map((run) => `${run.id} ${usd(run.costUsdPerNight)}`).join(', ')}`);
  put(svg, 'path', { class: 'axis', d: `M${left},${TOP}V${height - 4}` });
  const paths = new Map<string, string>();
  runs.forEach((run, row) => {
    const y = TOP + row * step + (beside ? 8 : 20);
    const name = run.baseline ? `${run.id} (baseline)` : run.id;
    put(svg, 'text', {
      class: run.baseline ? 'label strong' : 'label', x: beside ? left - 12 : 0, y: beside ? y + 11 : y - 6, 'text-anchor': beside ? 'end' : 'start',
    }, fit(name, beside ? left - 12 : width));
    drawBar(run, x, y, paths);
    const lowX = x(run.costUsdNightP10);
    const highX = x(run.costUsdNightP90);
    const whisker = `M${round(lowX)},${y + BAR + 3}v4M${round(lowX)},${y + BAR + 5}H${round(highX)}M${round(highX)},${y + BAR + 3}v4`;
    paths.set('whisker', (paths.get('whisker') ?? '') + whisker);
    put(svg, 'text', { class: 'value', x: round(x(run.costUsdPerNight) + 8), y: y + 11 }, usd(run.costUsdPerNight));
  });
  for (const [css, d] of paths) put(svg, 'path', { class: css, d });
}

/** Adds the parts of one bar to the paths of their kinds, with a gap of a pixel between neighbours. */
function drawBar(run: RunDocument, x: (usd: number) => number, y: number, paths: Map<string, string>): void {
  const scale = run.costUsd.total > 0 ? run.costUsdPerNight / run.costUsd.total : 0;
  let from = 0;
  for (const part of COST_PARTS) {
    const value = run.costUsd[part.key] * scale;
    if (!(value > 0)) continue;
    const x0 = x(from);
    const x1 = x(from + value);
    from += value;
    const wide = Math.max(0.8, x1 - x0 - (x1 - x0 > 3 ? 1 : 0));
    paths.set(part.css, `${paths.get(part.css) ?? ''}M${round(x0)},${y}h${round(wide)}v${BAR}h${round(-wide)}Z`);
  }
}

/** Kinds of cost that any run has: what the legend must name. */
export function partsUsed(runs: readonly RunDocument[]): (typeof COST_PARTS)[number][] {
  return COST_PARTS.filter((part) => runs.some((run) => run.costUsd[part.key] > 0));
}
