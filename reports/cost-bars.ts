// Cost of a night by policy: stacked bars from zero, or dots on a logarithmic axis where costs differ too much for
// lengths; the mean is written beside, p10 to p90 is a thin line.

import { plans } from '../core/results/ranking.js';
import type { RunDocument } from '../core/results/summary.js';
import { fit, frame, put, xAxis, type Frame } from './draw.js';
import { usd } from './format.js';
import { COST_PARTS, round, shapePath } from './palette.js';
import { logTicks } from './ticks.js';

const BAR = 14;
const TOP = 8;

type X = (usd: number) => number;

/** Draws at most so many runs as are given, in their order; a run that never made a plan has its words instead of a bar. */
export function drawCostBars({ svg, width, d3 }: Frame, runs: readonly RunDocument[], logarithmic = false): void {
  const beside = width >= 620;
  const left = beside ? 232 : 0;
  const right = width < 480 ? 72 : 96;
  const step = beside ? 32 : 44;
  const bottom = TOP + runs.length * step;
  const able = runs.filter(plans);
  const highest = Math.max(1e-9, ...able.map((run) => Math.max(run.costUsdPerNight, run.costUsdNightP90)));
  const least = Math.min(highest, ...able.flatMap((run) => [run.costUsdNightP10, run.costUsdPerNight]).filter((value) => value > 0)) / 1.5;
  const x: X = logarithmic ? d3.scaleLog().domain([least, highest * 1.2]).range([left, width - right]).clamp(true) : d3.scaleLinear().domain([0, highest]).range([left, width - right]);
  frame(svg, width, bottom + (logarithmic ? 28 : 4), `Cost of a night by policy: ${runs.map((run) => `${run.id} ${plans(run) ? usd(run.costUsdPerNight) : 'no plan'}`).join(', ')}`);
  if (logarithmic) xAxis(svg, logTicks(least, highest * 1.2).map((tick) => ({ at: x(tick), text: usd(tick).replace(/\.00$/, '') })), bottom, width - right, { y0: TOP });
  put(svg, 'path', { class: 'axis', d: `M${left},${TOP}V${bottom}` });
  const paths = new Map<string, string>();
  const add = (css: string, d: string): unknown => paths.set(css, (paths.get(css) ?? '') + d);
  runs.forEach((run, row) => {
    const y = TOP + row * step + (beside ? 8 : 20);
    const name = run.baseline ? `${run.id} (baseline)` : run.id;
    put(svg, 'text', {
      class: run.baseline ? 'label strong' : 'label', x: beside ? left - 12 : 0, y: beside ? y + 11 : y - 6, 'text-anchor': beside ? 'end' : 'start',
    }, fit(name, beside ? left - 12 : width));
    if (!plans(run)) {
      put(svg, 'text', { class: 'tick', x: left + 8, y: y + 11 }, 'no plan on any night');
      return;
    }
    const low = round(x(run.costUsdNightP10));
    const high = round(x(run.costUsdNightP90));
    if (logarithmic) {
      add('whisker', `M${low},${y + BAR / 2}H${high}`);
      add('mark full', shapePath('dot', x(run.costUsdPerNight), y + BAR / 2, 11));
    } else {
      drawBar(run, x, y, add);
      add('whisker', `M${low},${y + BAR + 3}v4M${low},${y + BAR + 5}H${high}M${high},${y + BAR + 3}v4`);
    }
    put(svg, 'text', { class: 'value', x: round(Math.max(x(run.costUsdPerNight), logarithmic ? high : 0) + (logarithmic ? 12 : 8)), y: y + 11 }, usd(run.costUsdPerNight));
  });
  for (const [css, d] of paths) put(svg, 'path', { class: css, d });
}

/** Adds the parts of one bar to the paths of their kinds, with a gap of a pixel between neighbours. */
function drawBar(run: RunDocument, x: X, y: number, add: (css: string, d: string) => unknown): void {
  const scale = run.costUsd.total > 0 ? run.costUsdPerNight / run.costUsd.total : 0;
  let from = 0;
  for (const part of COST_PARTS) {
    const value = run.costUsd[part.key] * scale;
    if (!(value > 0)) continue;
    const x0 = x(from);
    const x1 = x(from + value);
    from += value;
    const wide = Math.max(0.8, x1 - x0 - (x1 - x0 > 3 ? 1 : 0));
    add(part.css, `M${round(x0)},${y}h${round(wide)}v${BAR}h${round(-wide)}Z`);
  }
}

/** Kinds of cost that any run has: what the legend must name. */
export function partsUsed(runs: readonly RunDocument[]): (typeof COST_PARTS)[number][] {
  return COST_PARTS.filter((part) => runs.some((run) => run.costUsd[part.key] > 0));
}
