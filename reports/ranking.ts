// The ranking: every run in one line, with its difference from the baseline.

import { plans, rankRuns } from '../core/results/ranking.js';
import type { OutputDocument, RunDocument } from '../core/results/summary.js';
import { put, type Pen } from './draw.js';
import { hoursMinutes, number, percentDelta, plural, usdColumn } from './format.js';
import { comparable, MONTH_NOTE, noDifference, remarks } from './verdict.js';

/** Rows drawn; an experiment may hold a thousand runs, and runs.csv lists them all. */
const ROWS_MAX = 24;

interface Column {
  readonly key: string;
  readonly name: string;
  /** What the header says when one asks; units included. */
  readonly unit: string;
  readonly text: (run: RunDocument, baseline: RunDocument | undefined, usd: (value: number) => string) => string;
  readonly sort: (run: RunDocument, baseline: RunDocument | undefined) => number;
}

const TO_BASELINE = 'to the baseline';

const COLUMNS: readonly Column[] = [
  column('night', '$/night', 'mean', (run, _, usd) => (plans(run) ? usd(run.costUsdPerNight) : 'no plan'), (run) => run.costUsdPerNight),
  column('range', 'p10\u2013p90', '$/night', (run, _, usd) => (plans(run) ? `${usd(run.costUsdNightP10)}\u2013${usd(run.costUsdNightP90)}` : '\u2013'), (run) => run.costUsdNightP90),
  column('month', '$/month', 'mean', (run, _, usd) => (plans(run) ? usd(run.costUsdPerMonth) : '\u2013'), (run) => run.costUsdPerMonth),
  column('delta', '\u0394 $/month', TO_BASELINE, (run, base, usd) => (base === undefined || run.baseline ? '\u2013' : signed(run.costUsdPerMonth - base.costUsdPerMonth, usd)), (run, base) => run.costUsdPerMonth - (base?.costUsdPerMonth ?? 0)),
  column('share', '\u0394 %', TO_BASELINE, (run, base) => (base === undefined || run.baseline || base.costUsdPerMonth === 0 ? '\u2013' : percentDelta(run.costUsdPerMonth / base.costUsdPerMonth - 1)), (run, base) => run.costUsdPerMonth / (base?.costUsdPerMonth ?? 1)),
  column('fit', 'nights that fit', 'every table ok', (run) => `${number(run.nightsFit)} / ${number(run.nights)}`, (run) => run.nightsFit / Math.max(1, run.nights)),
  column('late', 'tables late', 'all nights', (run) => number(run.tablesLate), (run) => run.tablesLate),
  column('end', 'end p50 / p95', 'h:min after opening', (run) => `${hoursMinutes(run.makespanSeconds.p50)} / ${hoursMinutes(run.makespanSeconds.p95)}`, (run) => run.makespanSeconds.p95),
  column('throttled', 'throttled reads', 'of the application', (run) => number(run.throttledReadUnits), (run) => run.throttledReadUnits),
];

function column(key: string, name: string, unit: string, text: Column['text'], sort: Column['sort']): Column {
  return { key, name, unit, text, sort };
}

function signed(value: number, usd: (value: number) => string): string {
  const text = usd(Math.abs(value));
  return /[1-9]/.test(text) ? `${value < 0 ? '\u2212' : '+'}${text}` : text;
}

/** The row of a run as it is written: the words beside its name, then text and value by column. */
export interface RankingRow { readonly run: RunDocument; readonly words: string; readonly cells: readonly { readonly text: string; readonly value: number }[] }

/** Rows in the order of the ranking: the first of it, the baseline always among them. Amounts of a column share their decimals. */
export function rankingRows(runs: readonly RunDocument[], baselineId: string): RankingRow[] {
  const baseline = runs.find((run) => run.id === baselineId);
  const shown = shownRuns(rankRuns(runs), baseline);
  const words = remarks(runs);
  const against = comparable(baseline);
  const money = usdColumn(shown.map((run) => run.costUsdPerNight));
  return shown.map((run) => ({
    run, words: words.get(run.id) ?? '',
    cells: COLUMNS.map((each) => ({ text: each.text(run, against, money), value: Number(each.sort(run, against).toPrecision(9)) })),
  }));
}

/** Appends the table to a section. */
export function drawRanking(section: Pen, output: OutputDocument): void {
  const rows = rankingRows(output.runs, output.baseline);
  const missing = noDifference(output.runs.find((run) => run.id === output.baseline));
  put(section, 'p', { class: 'note', id: 'ranking-note' }, `Ranked by nights that fit, then by cost. ${MONTH_NOTE}. Dollars are what the backup adds to the bill.${missing === '' ? '' : ` ${missing}`}`);
  put(section, 'p', { class: 'edited js', id: 'ranking-edited' });
  const wrap = put(section, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'ranking of all runs' });
  const table = put(wrap, 'table', { id: 'ranking', class: 'numbers', 'aria-describedby': 'ranking-note' });
  const head = put(put(table, 'thead'), 'tr');
  headCell(head, 'policy', 'run', 'policy and setting', 'first');
  for (const each of COLUMNS) headCell(head, each.key, each.name, missing !== '' && each.unit === TO_BASELINE ? 'baseline has no plan' : each.unit, '');
  const body = put(table, 'tbody');
  for (const each of rows) row(body, each);
  if (rows.length < output.runs.length) put(section, 'p', { class: 'note' }, `${plural(output.runs.length - rows.length, 'further run')} in runs.csv.`);
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

function row(body: Pen, { run, words, cells }: RankingRow): void {
  const line = put(body, 'tr', { 'data-run': run.id, class: words.includes('recommended') ? 'best' : run.baseline ? 'base' : '' });
  const name = put(line, 'th', { scope: 'row', class: 'first' });
  put(name, 'bdi', {}, run.id);
  put(name, 'small', {}, words);
  for (const cell of cells) put(line, 'td', { 'data-value': cell.value }, cell.text);
}
