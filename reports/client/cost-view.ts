// The charts of all runs, fitted to the page, and notes beside the pointer.

import { drawCostBars } from '../cost-bars.js';
import { percent, usd } from '../format.js';
import { COST_PARTS } from '../palette.js';
import { drawScatter, missShare } from '../scatter.js';
import type { RunDocument } from '../../core/summary.js';
import { head } from './data.js';
import { byId, redraw, tip } from './dom.js';

const BARS_MAX = 24;

/** Draws both charts for the width that they have now. */
export function drawCostCharts(): void {
  const bars = redraw('bars');
  if (bars !== null) drawCostBars(bars, head.runs.slice(0, BARS_MAX));
  const scatter = redraw('scatter');
  if (scatter !== null) drawScatter(scatter, head.runs);
}

/** A bill of a night in words. */
function billText(run: RunDocument): string {
  const scale = run.costUsd.total > 0 ? run.costUsdPerNight / run.costUsd.total : 0;
  const parts = COST_PARTS.filter((part) => run.costUsd[part.key] > 0).map((part) => `${part.name} ${usd(run.costUsd[part.key] * scale)}`);
  return [`${run.id}: ${usd(run.costUsdPerNight)} a night`, ...parts, `${percent(missShare(run))} of nights do not fit`].join('\n');
}

/** Wires the notes. */
export function startCostCharts(): void {
  const chart = byId('chart-bars');
  chart.addEventListener('pointermove', (event) => {
    const svg = chart.querySelector('svg');
    if (svg === null) return;
    const box = svg.getBoundingClientRect();
    const runs = head.runs.slice(0, BARS_MAX);
    const step = (box.height - 12) / runs.length;
    const run = runs[Math.floor((event.clientY - box.top - 8) / step)];
    tip(run === undefined ? '' : billText(run), event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', () => tip(''));
}
