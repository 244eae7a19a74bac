// The page of one live night: was it good, is production as it was, and did it go as predicted. One static file without
// a script.

import { D3Node } from 'd3-node';

import { TABLE_STATE } from '../core/results/summary.js';
import type { Caption } from './captions.js';
import { hashSource } from './csp.js';
import { clock, longNight } from './dates.js';
import { put, type D3Kit, type Pen } from './draw.js';
import { figure, stateLegend, type LegendItem } from './figures.js';
import { bytes, duration, number, plural, usd } from './format.js';
import { drawGantt, ganttSummary } from './gantt.js';
import { layoutGantt } from './gantt-layout.js';
import type { Timeline } from './input.js';
import { compareNight, type Compared } from './night-compare.js';
import type { NightPageInput } from './night-input.js';
import { drawNightTables } from './night-tables.js';
import { drawRcuStrip, quotaOf, rcuSteps } from './rcu-strip.js';
import { STYLE } from './style.js';

const WIDTH = 1184;
const SKELETON = `<!doctype html>
<html lang="en" class="complete"><head><meta charset="utf-8"><meta id="policy" http-equiv="Content-Security-Policy"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title></title><style></style></head>
<body><a class="skip" href="#verdict">Skip to the verdict</a>
<header><p class="brand">Hippolyte</p><p class="kind">One night: predicted against actual</p></header>
<main></main>
<footer><p></p></footer></body></html>`;
const RCU_LEGEND: readonly LegendItem[] = [
  { css: 'key own', sign: '\u2504', text: 'own capacity of the tables' },
  { css: 'key boost-line', sign: '\u2014', text: 'in force, boosts included' },
  { css: 'key consumed', sign: '\u2014', text: 'consumed by copies' },
];

/** Renders the page. Pure: the same input gives the same bytes. */
export function renderNight(input: NightPageInput): string {
  const page = new D3Node({ container: SKELETON });
  const pick = (selector: string): Pen => page.d3.select((page as unknown as { document: { querySelector(selector: string): unknown } }).document.querySelector(selector));
  const compared = compareNight(input);
  const main = pick('main');
  drawVerdict(main, input, compared);
  drawWorlds(section(main, 'worlds', 'Predicted and actual'), page.d3, input, compared);
  drawNightTables(section(main, 'tables', 'Tables'), compared.tables, input);
  if (input.notes.length > 0) {
    const list = put(section(main, 'ground', 'What this stands on'), 'ul');
    for (const note of input.notes) put(list, 'li', {}, note);
  }
  pick('title').text(`Backup of ${input.plan.night}: predicted against actual`);
  pick('style').text(STYLE);
  pick('#policy').attr('content', `default-src 'none'; style-src ${hashSource(STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`);
  pick('footer p').text(`hippolyte ${input.version} \u00b7 run ${input.runId} \u00b7 plan ${input.planDigest.slice(0, 16)}`);
  return `${page.html()}\n`;
}

function section(main: Pen, id: string, title: string): Pen {
  const made = put(main, 'section', { id, 'aria-labelledby': `${id}-title` });
  put(made, 'h2', { id: `${id}-title` }, title);
  return made;
}

function drawVerdict(main: Pen, input: NightPageInput, compared: Compared): void {
  const { tables } = compared;
  const ok = tables.filter(({ state }) => state === 'ok').length;
  const owed = tables.filter(({ handedBack }) => !handedBack);
  const good = input.verdict === 'success' && owed.length === 0;
  const made = put(main, 'section', { id: 'verdict', class: good ? 'good' : owed.length > 0 ? 'bad' : 'warning', 'aria-labelledby': 'answer' });
  const status = put(made, 'p', { class: 'status' });
  put(status, 'span', { 'aria-hidden': 'true' }, good ? '\u25cf' : owed.length > 0 ? '\u2716' : '\u25b2');
  put(status, 'span', {}, input.verdict);
  const copied = ok === tables.length ? `All ${plural(tables.length, 'table')} copied and verified` : `${number(ok)} of ${plural(tables.length, 'table')} copied and verified`;
  const back = owed.length === 0 ? 'capacity and autoscaling are exactly as they were' : `${plural(owed.length, 'table is', 'tables are')} not as before`;
  put(made, 'h1', { id: 'answer' }, `${copied}; ${back}`);
  const window = `${clock(input.plan.opensAt, input.zone)} to ${clock(input.plan.closesAt, input.zone)} ${input.zone}`;
  put(made, 'p', { class: 'lead' }, `${longNight(input.plan.night)}, window ${window}, policy ${input.plan.policy}. A copy is a scan, not a snapshot at one instant.`);
  const figures = put(made, 'dl', { class: 'figures' });
  for (const [name, value, note] of figuresOf(input, compared)) {
    const box = put(figures, 'div');
    put(box, 'dt', {}, name);
    put(box, 'dd', { class: 'value' }, value);
    put(box, 'dd', { class: 'note' }, note);
  }
  const facts = put(made, 'dl', { class: 'facts' });
  for (const [name, value] of [
    ['account', `${input.account}, ${input.region}`], ['run', input.runId], ['plan', input.planDigest.slice(0, 16)], ['exit code', String(input.exitCode)],
    ...(input.acceleration === 1 ? [] : [['time', `ran ${number(input.acceleration)} times as fast: a demonstration`]]),
  ]) {
    const box = put(facts, 'div');
    put(box, 'dt', {}, name);
    put(box, 'dd', {}, value);
  }
}

function figuresOf(input: NightPageInput, compared: Compared): [string, string, string][] {
  const sum = (of: (table: Compared['tables'][number]) => number | null): number => compared.tables.reduce((total, table) => total + (of(table) ?? 0), 0);
  const window = input.plan.closesAt - input.plan.opensAt;
  return [
    ['makespan', duration(compared.actualMakespan), `predicted ${duration(compared.predictedMakespan)}`],
    ['slack', duration(window - compared.actualMakespan), 'left to the end of the window'],
    ['ends apart', duration(compared.endsApartP50), `median; at most ${duration(compared.endsApartMax)}`],
    ['copied', bytes(sum((table) => table.bytes)), plural(sum((table) => table.items), 'item')],
    ['read units', number(sum((table) => table.actualUnits || 0)), `predicted ${number(sum((table) => table.predictedUnits || 0))}`],
    ['cost', input.actualUsd === null ? '\u2013' : usd(input.actualUsd), input.predictedUsd === null ? 'predicted: not known' : `predicted ${usd(input.predictedUsd)}`],
  ];
}

function drawWorlds(made: Pen, d3: D3Kit, input: NightPageInput, compared: Compared): void {
  const end = Math.max(60, compared.predictedMakespan || 0, compared.actualMakespan || 0) * 1.05;
  // The window may be far longer than the night: what happened is worth the width.
  const view = { zone: input.zone, fromSeconds: 0, toSeconds: end, chosen: -1 };
  const states = stateLegend([TABLE_STATE.ok, TABLE_STATE.late, TABLE_STATE.missed, TABLE_STATE.failed]);
  const plan: LegendItem = { css: 'plan', sign: '', text: 'as planned, where it went otherwise' };
  for (const [id, timeline, what] of [
    ['predicted', compared.predicted, 'The same plan in the simulated world.'], ['actual', compared.actual, 'The journal of the run.'],
  ] as const) {
    const layout = layoutGantt(timeline, WIDTH);
    const svg = figure(made, id, worldCaption(id, timeline, what), [...states, plan], false);
    drawGantt({ svg, width: WIDTH, d3 }, timeline, view, layout);
    const strip = figure(made, `${id}-rcu`, { title: `Read capacity, ${id}`, sub: stripText(timeline, end) }, RCU_LEGEND, false);
    drawRcuStrip({ svg: strip, width: WIDTH, d3 }, timeline, { left: layout.left, right: layout.right, from: 0, to: end, quotaRcu: quotaOf(timeline, 0) });
  }
}

function worldCaption(id: string, timeline: Timeline, what: string): Caption {
  return { title: `${id === 'actual' ? 'Actual' : 'Predicted'}: ${ganttSummary(timeline)}`, sub: `${what} Bars are copies, a thin line under a bar is bought capacity, grey hatching is start-up.` };
}

function stripText(timeline: Timeline, end: number): string {
  const { own, inForce } = rcuSteps(timeline, 0, end, 400);
  const most = inForce.reduce((a, b) => Math.max(a, b), 0);
  return most > own ? `At most ${number(most - own)} RCU above what the tables own, handed back.` : 'Nothing was bought.';
}
