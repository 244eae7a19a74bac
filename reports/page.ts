// The sections of the page in the order in which they are read.

import { rankRuns } from '../core/results/ranking.js';
import { TABLE_STATE } from '../core/results/summary.js';
import { drawAssumptions } from './assumptions.js';
import { calendarCaption, barsCaption, fitCaption, lineCaption, nightCaption, scatterCaption } from './captions.js';
import { drawCalendar } from './calendar.js';
import { drawCostBars, partsUsed } from './cost-bars.js';
import { drawCostLine, linesOf } from './cost-line.js';
import { put, type D3Kit, type Pen } from './draw.js';
import { figure, stateLegend, type LegendItem } from './figures.js';
import { drawGantt } from './gantt.js';
import { layoutGantt } from './gantt-layout.js';
import { drawHeader } from './header.js';
import type { ReportInput } from './input.js';
import { nightRow, type NightRow } from './night-rows.js';
import { drawRanking, shownRuns } from './ranking.js';
import { drawRcuStrip, quotaOf } from './rcu-strip.js';
import { drawScatter } from './scatter.js';
import { drawSensitivity, sensitivityCaption } from './sensitivity.js';
import { drawTableShell, drawTroubled } from './tables.js';
import { plural } from './format.js';
import { verdictOf } from './verdict.js';
import { drawPricePanel, drawScaleChoice } from './what-if-panel.js';
import { drawWindowFit } from './window-fit.js';

/** Width for which the charts are drawn before the script fits them to the page. */
const WIDTH = 1184;
const BARS_MAX = 24;

const NIGHT_LEGEND: readonly LegendItem[] = [
  { css: 'plan', sign: '', text: 'as planned, where it went otherwise' },
  { css: '', sign: '\u27f3', text: 'another attempt' },
];
const RCU_LEGEND: readonly LegendItem[] = [
  { css: 'key own', sign: '\u2504', text: 'own capacity of the tables' },
  { css: 'key boost-line', sign: '\u2014', text: 'in force, boosts included' },
  { css: 'key consumed', sign: '\u2014', text: 'consumed by copies' },
];

/** Draws everything into the main element; `left` names what the file does not hold for the script, for its size. */
export function drawPage(main: Pen, d3: D3Kit, input: ReportInput, left: readonly string[]): void {
  const { output } = input;
  const verdict = verdictOf(input);
  const run = verdict.winner;
  const rows = (input.nights.get(run?.id ?? '') ?? []).map(nightRow);
  drawHeader(main, output, verdict, rows.map((row) => row.night));
  if (run === undefined) return;
  const ranked = rankRuns(output.runs);
  drawRanking(section(main, 'runs', 'Ranking'), output);
  drawCosts(main, d3, input, run.id, rows);
  const zone = run.window.zone;
  drawNights(main, d3, run.id, rows, zone);
  drawTimeline(main, d3, input, run.id, zone);
  const tables = section(main, 'tables-view', 'Tables');
  for (const each of new Set([run.id, output.baseline])) drawTroubled(tables, each, input.tables.get(each) ?? []);
  put(tables, 'h3', { class: 'js', id: 'tables-title' }, 'All tables');
  drawTableShell(tables);
  drawAssumptions(section(main, 'ground', `What this stands on`), { ...output, runs: ranked }, left);
}

function section(main: Pen, id: string, title: string): Pen {
  const made = put(main, 'section', { id, 'aria-labelledby': `${id}-title` });
  put(made, 'h2', { id: `${id}-title` }, title);
  return made;
}

function drawCosts(main: Pen, d3: D3Kit, input: ReportInput, run: string, rows: readonly NightRow[]): void {
  const { output } = input;
  const ranked = rankRuns(output.runs);
  const shown = shownRuns(ranked, output.runs.find((each) => each.id === output.baseline)).slice(0, BARS_MAX);
  const costs = section(main, 'cost', 'Cost');
  drawPricePanel(costs);
  drawScaleChoice(costs);
  const legend = partsUsed(shown).map((part) => ({ css: `key ${part.css}`, sign: '\u25a0', text: part.name }));
  drawCostBars({ svg: figure(costs, 'bars', barsCaption(shown), legend), width: WIDTH, d3 }, shown);
  const base = (input.nights.get(output.baseline) ?? []).map(nightRow);
  if (rows.length > 0) {
    const line = figure(costs, 'line', lineCaption(run, rows, output.baseline, base));
    drawCostLine({ svg: line, width: WIDTH, d3 }, linesOf(run, rows, output.baseline, base));
  }
  drawScatter({ svg: figure(costs, 'scatter', scatterCaption(ranked)), width: WIDTH, d3 }, ranked.slice(0, 60));
  const recommended = ranked.find((each) => each.id === run);
  if (recommended !== undefined) drawSensitivity({ svg: figure(costs, 'swings', sensitivityCaption(recommended)), width: WIDTH, d3 }, recommended);
}

function drawNights(main: Pen, d3: D3Kit, run: string, rows: readonly NightRow[], zone: string): void {
  const window = section(main, 'window', 'Window');
  const states = [TABLE_STATE.ok, TABLE_STATE.late, TABLE_STATE.missed, TABLE_STATE.failed, TABLE_STATE.skipped];
  if (rows.length === 0) {
    put(window, 'p', {}, 'The nights of this run are not in the output folder.');
    return;
  }
  const night = rows.at(-1)?.night ?? '';
  drawWindowFit({ svg: figure(window, 'fit', fitCaption(run, rows, zone), stateLegend(states)), width: WIDTH, d3 }, rows, { zone, night });
  const calendar = section(main, 'calendar', 'Calendar');
  drawCalendar({ svg: figure(calendar, 'calendar', calendarCaption(run, rows), stateLegend(states), false), width: WIDTH, d3 }, rows, night);
  put(calendar, 'div', { id: 'night-detail', class: 'js panel', 'aria-live': 'polite' });
}

function drawTimeline(main: Pen, d3: D3Kit, input: ReportInput, run: string, zone: string): void {
  const made = section(main, 'night', 'A night');
  const own = input.timelines.filter((each) => each.run === run);
  const timeline = own.reduce<(typeof own)[number] | undefined>((last, each) => (last === undefined || each.night > last.night ? each : last), undefined);
  if (timeline === undefined) {
    put(made, 'p', {}, 'No ledger of this run was written: run the simulation with --ledgers shown to see its nights.');
    return;
  }
  const bar = put(made, 'div', { class: 'bar js' });
  const label = put(bar, 'label', { for: 'timeline' });
  put(label, 'span', {}, 'Night');
  put(bar, 'select', { id: 'timeline' });
  for (const [id, sign, name] of [['zoom-in', '+', 'zoom in'], ['zoom-out', '\u2212', 'zoom out'], ['pan-left', '\u2190', 'earlier'], ['pan-right', '\u2192', 'later'], ['zoom-all', 'All', 'show all of the night'], ['zoom-fit', 'Fit', 'show the hours of the chosen copy']]) {
    put(bar, 'button', { id, type: 'button', 'aria-label': name }, sign);
  }
  const layout = layoutGantt(timeline, WIDTH);
  const legend = [...stateLegend([TABLE_STATE.ok, TABLE_STATE.late, TABLE_STATE.missed, TABLE_STATE.failed]), ...NIGHT_LEGEND];
  const svg = figure(made, 'gantt', nightCaption(timeline, zone, layout), legend);
  drawGantt({ svg, width: WIDTH, d3 }, timeline, { zone, fromSeconds: 0, toSeconds: 0, chosen: -1 }, layout);
  const strip = figure(made, 'rcu', { title: 'Read capacity over the same hours', sub: 'Summed over the tables of the plan.' }, RCU_LEGEND, false);
  drawRcuStrip({ svg: strip, width: WIDTH, d3 }, timeline, { left: layout.left, right: layout.right, from: layout.fromSeconds, to: layout.toSeconds, quotaRcu: quotaOf(timeline, input.output.settings.quotas.accountRcu) });
  if (timeline.skipped.length > 0) {
    put(made, 'p', { class: 'note' }, `${plural(timeline.skipped.length, 'table')} skipped: ${timeline.skipped.slice(0, 8).map((each) => `${each.table} (${each.why})`).join(', ')}${timeline.skipped.length > 8 ? ', \u2026' : ''}`);
  }
}
