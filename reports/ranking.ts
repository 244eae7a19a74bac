// The ranking: every run in one line, with its difference from the baseline.

import { rankRuns } from '../core/ranking.js';
import type { OutputDocument, RunDocument } from '../core/summary.js';
import { put, type Pen } from './draw.js';
import { hoursMinutes, number, percentDelta, plural, usd, usdDelta } from './format.js';
import { comparable, MONTH_NOTE, remarks } from './verdict.js';

/** Rows drawn; an experiment may hold a thousand runs, and runs.csv lists them all. */
const ROWS_MAX = 24;

interface Column {
  readonly key: string;
  readonly name: string;
  /** What the header says when one asks; units included. */
  readonly unit: string;
  readonly text: (run: RunDocument, baseline: RunDocument | undefined) => string;
  readonly sort: (run: RunDocument, baseline: RunDocument | undefined) => number;
}

const COLUMNS: readonly Column[] = [
  column('night', '$/night', 'mean', (run) => usd(run.costUsdPerNight), (run) => run.costUsdPerNight),
  column('range', 'p10\u2013p90', '$/night', (run) => `${usd(run.costUsdNightP10)}\u2013${usd(run.costUsdNightP90)}`, (run) => run.costUsdNightP90),
  column('month', '$/month', 'mean', (run) => usd(run.costUsdPerMonth), (run) => run.costUsdPerMonth),
  column('delta', '\u0394 $/month', 'to the baseline', (run, base) => (base === undefined || run.baseline ? '\u2013' : usdDelta(run.costUsdPerMonth - base.costUsdPerMonth)), (run, base) => run.costUsdPerMonth - (base?.costUsdPerMonth ?? 0)),
  column('share', '\u0394 %', 'to the baseline', (run, base) => (base === undefined || run.baseline || base.costUsdPerMonth === 0 ? '\u2013' : percentDelta(run.costUsdPerMonth / base.costUsdPerMonth - 1)), (run, base) => run.costUsdPerMonth / (base?.costUsdPerMonth ?? 1)),
  column('fit', 'nights that fit', 'every table ok', (run) => `${number(run.nightsFit)} / ${number(run.nights)}`, (run) => run.nightsFit / Math.max(1, run.nights)),
  column('late', 'tables late', 'all nights', (run) => number(run.tablesLate), (run) => run.tablesLate),
  column('end', 'end p50 / p95', 'h:min after opening', (run) => `${hoursMinutes(run.makespanSeconds.p50)} / ${hoursMinutes(run.makespanSeconds.p95)}`, (run) => run.makespanSeconds.p95),
  column('throttled', 'throttled reads', 'of the application', (run) => number(run.throttledReadUnits), (run) => run.throttledReadUnits),
];

function column(key: string, name: string, unit: string, text: Column['text'], sort: Column['sort']): Column {
  return { key, name, unit, text, sort };
}

/** Appends the table to a section. */
export function drawRanking(section: Pen, output: OutputDocument): void {
  const ranked = rankRuns(output.runs);
  const baseline = output.runs.find((run) => run.id === output.baseline);
  const shown = shownRuns(ranked, baseline);
  const words = remarks(output.runs);
  const against = comparable(baseline);
  put(section, 'p', { class: 'note', id: 'ranking-note' }, `Ranked by nights that fit, then by cost. ${MONTH_NOTE}. Dollars are what the backup adds to the bill.`);
  const wrap = put(section, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'ranking of all runs' });
  const table = put(wrap, 'table', { id: 'ranking', class: 'numbers', 'aria-describedby': 'ranking-note' });
  const head = put(put(table, 'thead'), 'tr');
  headCell(head, 'policy', 'run', 'policy and setting', 'first');
  for (const each of COLUMNS) headCell(head, each.key, each.name, each.unit, '');
  const body = put(table, 'tbody');
  for (const run of shown) row(body, run, against, words.get(run.id) ?? '');
  if (shown.length < ranked.length) put(section, 'p', { class: 'note' }, `${plural(ranked.length - shown.length, 'further run')} in runs.csv.`);
}

/** The first of the ranking, the baseline among them. */
export function shownRuns(ranked: readonly RunDocument[], baseline: RunDocument | undefined): RunDocument[] {
  const shown = ranked.slice(0, ROWS_MAX);
  if (baseline !== undefined && !shown.includes(baseline)) shown[shown.length - 1] = baseline;
  return shown;
}

function headCell(head: Pen, key: string, name: string, unit: string, css: string): void {
  const cell = put(head, 'th', { scope: 'col', 'data-sort': key, class: css });
  put(cell, 'span', { class: 'head' }, name);
  put(cell, 'small', {}, unit);
}

function row(body: Pen, run: RunDocument, baseline: RunDocument | undefined, words: string): void {
  const line = put(body, 'tr', { 'data-run': run.id, class: words.includes('recommended') ? 'best' : run.baseline ? 'base' : '' });
  const name = put(line, 'th', { scope: 'row', class: 'first' });
  put(name, 'bdi', {}, run.id);
  if (words !== '') put(name, 'small', {}, words);
  for (const each of COLUMNS) {
    put(line, 'td', { 'data-value': Number(each.sort(run, baseline).toPrecision(9)) }, each.text(run, baseline));
  }
}
