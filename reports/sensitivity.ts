// How far the monthly cost of a run moves when one price moves, or when AWS bills by another rule: arithmetic on the bill
// that was simulated, as a chart of bars to both sides of it.

import type { RunDocument } from '../core/results/summary.js';
import { NIGHTS_PER_MONTH } from '../core/units.js';
import type { Caption } from './captions.js';
import { fit, frame, put, type Frame } from './draw.js';
import { percent, usd, usdDelta } from './format.js';
import { round } from './palette.js';

/** How far each price is moved, up and down. */
export const PRICE_STEP_SHARE = 0.2;

/** One line: differences in US dollars a month from the run's own cost. */
export interface Swing {
  readonly name: string;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** What the ends are, e.g. names of billing rules. */
  readonly low: string;
  readonly high: string;
}

const PRICES = [['readCapacity', 'price of read capacity'], ['engine', 'price of machines'], ['export', 'price of export'], ['storage', 'price of storage'], ['requests', 'price of requests']] as const;

/** Widest first; parts that the run does not buy are left out. */
export function sensitivity(run: RunDocument): Swing[] {
  const monthly = NIGHTS_PER_MONTH / Math.max(1, run.nights);
  const step = percent(PRICE_STEP_SHARE);
  const swings: Swing[] = PRICES.filter(([key]) => run.costUsd[key] > 0).map(([key, name]) => {
    const change = run.costUsd[key] * monthly * PRICE_STEP_SHARE;
    return { name, lowUsd: -change, highUsd: change, low: `\u2212${step}`, high: `+${step}` };
  });
  const rules = Object.entries(run.totalUsdByBillingRule).map(([rule, total]) => ({ rule, by: (total - run.costUsd.total) * monthly }));
  if (rules.length > 1) {
    const low = rules.reduce((a, each) => (each.by < a.by ? each : a));
    const high = rules.reduce((a, each) => (each.by > a.by ? each : a));
    swings.push({ name: 'rule of billing', lowUsd: Math.min(0, low.by), highUsd: Math.max(0, high.by), low: low.rule, high: high.rule });
  }
  return swings.sort((a, b) => b.highUsd - b.lowUsd - (a.highUsd - a.lowUsd));
}

/** The finding: what moves the month most. */
export function sensitivityCaption(run: RunDocument): Caption {
  const [most, next] = sensitivity(run);
  const sub = `US dollars a month from ${usd(run.costUsdPerMonth)}, prices ${percent(PRICE_STEP_SHARE)} down and up, and the rules by which AWS may bill an hour in which capacity changes. Arithmetic on the simulated bill: the plans stay as they were.`;
  if (most === undefined) return { title: `${run.id} buys nothing whose price could change`, sub };
  const wide = (swing: Swing): string => (swing.highUsd === -swing.lowUsd ? `\u00b1${usd(swing.highUsd)}` : [swing.lowUsd, swing.highUsd].filter((by) => by !== 0).map(usdDelta).join(' to '));
  const second = next === undefined ? '' : `, then the ${next.name} (${wide(next)})`;
  return { title: `${run.id}: the ${most.name} moves the month most (${wide(most)})${second}`, sub };
}

const STEP = 34;
const BAR = 14;
const TOP = 6;

/** Draws a bar to each side of the run's own cost, widest at the top. */
export function drawSensitivity({ svg, width, d3 }: Frame, run: RunDocument): void {
  const swings = sensitivity(run);
  const beside = width >= 620;
  const left = beside ? 232 : 0;
  const step = beside ? STEP : STEP + 14;
  const margin = width < 480 ? 96 : 150;
  const height = TOP + swings.length * step + 6;
  const most = Math.max(1e-9, ...swings.map((swing) => Math.max(-swing.lowUsd, swing.highUsd)));
  const x = d3.scaleLinear().domain([-most, most]).range([left + margin, width - margin]);
  frame(svg, width, height, `What moves the month of ${run.id}: ${swings.map((swing) => `${swing.name} ${usdDelta(swing.lowUsd)} to ${usdDelta(swing.highUsd)}`).join('; ')}`);
  const paths = { down: '', up: '' };
  swings.forEach((swing, row) => {
    const y = TOP + row * step + (beside ? 8 : 22);
    put(svg, 'text', { class: 'label', x: beside ? left - 12 : 0, y: beside ? y + 11 : y - 7, 'text-anchor': beside ? 'end' : 'start' }, fit(swing.name, beside ? left - 12 : width));
    if (swing.lowUsd < 0) paths.down += bar(x(swing.lowUsd), x(0) - 0.5, y);
    if (swing.highUsd > 0) paths.up += bar(x(0) + 0.5, x(swing.highUsd), y);
    const narrow = width < 480;
    const words = (by: number, what: string): string => (by === 0 ? '' : narrow ? usdDelta(by) : `${usdDelta(by)} (${what})`);
    put(svg, 'text', { class: 'value', x: round(x(swing.lowUsd) - 8), y: y + 11, 'text-anchor': 'end' }, words(swing.lowUsd, swing.low));
    put(svg, 'text', { class: 'value', x: round(x(swing.highUsd) + 8), y: y + 11 }, words(swing.highUsd, swing.high));
  });
  for (const [css, d] of Object.entries(paths)) if (d !== '') put(svg, 'path', { class: `swing-${css}`, d });
  put(svg, 'path', { class: 'axis', d: `M${round(x(0))},${TOP}V${height - 4}` });
}

function bar(from: number, to: number, y: number): string {
  return `M${round(from)},${y}H${round(to)}v${BAR}H${round(from)}Z`;
}
