// The charts of all runs, fitted to the page, and notes beside the pointer.

import { plans, rankRuns } from '../../core/results/ranking.js';
import type { RunDocument } from '../../core/results/summary.js';
import { barsCaption, scatterCaption } from '../captions.js';
import { drawCostBars } from '../cost-bars.js';
import { percent, usd } from '../format.js';
import { COST_PARTS } from '../palette.js';
import { drawScatter, missShare } from '../scatter.js';
import { drawSensitivity, sensitivityCaption } from '../sensitivity.js';
import { byId, caption, redraw, tip } from './dom.js';
import { chosenRun, current } from './store.js';
import { marked, pricedRuns } from './what-if-view.js';

const BARS_MAX = 24;

function barRuns(): RunDocument[] {
  return rankRuns(pricedRuns()).slice(0, BARS_MAX);
}

/** Draws the charts of all runs for the width and the prices that they have now. */
export function drawCostCharts(): void {
  drawBars();
  drawScatterAndSwings();
}

/** Draws the cost of a night by policy. */
export function drawBars(): void {
  const { scale } = current();
  const runs = barRuns();
  const bars = redraw('bars');
  if (bars !== null) drawCostBars(bars, runs, scale === 'log');
  caption('bars', marked(barsCaption(runs, scale === 'log')));
}

/** Draws cost against misses, and what moves the month. */
export function drawScatterAndSwings(): void {
  const { scale } = current();
  const scatter = redraw('scatter');
  const ranked = rankRuns(pricedRuns());
  if (scatter !== null) drawScatter(scatter, ranked, scale);
  caption('scatter', marked(scatterCaption(ranked)));
  drawSwings();
}

/** Draws what moves the month of the chosen run. */
export function drawSwings(): void {
  const run = pricedRuns().find((each) => each.id === chosenRun());
  const chart = redraw('swings');
  if (chart === null || run === undefined) return;
  drawSensitivity(chart, run);
  caption('swings', marked(sensitivityCaption(run)));
}

/** A bill of a night in words. */
function billText(run: RunDocument): string {
  if (!plans(run)) return `${run.id} made no plan on any night${run.crashed === null ? '' : `\n${run.crashed}`}`;
  const scale = run.costUsd.total > 0 ? run.costUsdPerNight / run.costUsd.total : 0;
  const parts = COST_PARTS.filter((part) => run.costUsd[part.key] > 0).map((part) => `${part.name} ${usd(run.costUsd[part.key] * scale)}`);
  return [`${run.id}: ${usd(run.costUsdPerNight)} a night`, ...parts, `p10 to p90 ${usd(run.costUsdNightP10)} to ${usd(run.costUsdNightP90)}`, `${percent(missShare(run))} of nights do not fit`].join('\n');
}

/** Wires the notes. */
export function startCostCharts(): void {
  const chart = byId('chart-bars');
  chart.addEventListener('pointermove', (event) => {
    const svg = chart.querySelector('svg');
    if (svg === null) return;
    const box = svg.getBoundingClientRect();
    const runs = barRuns();
    const step = (box.height - (current().scale === 'log' ? 36 : 12)) / runs.length;
    const run = runs[Math.floor((event.clientY - box.top - 8) / step)];
    tip(run === undefined ? '' : billText(run), event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', () => tip(''));
}
