// The data behind a chart as a table, made when it is opened and dropped when it is closed. Only the first rows are
// shown; the rest is in the file that the button hands out.

import { csvText } from '../csv-text.js';
import { clock } from '../dates.js';
import { rankRuns } from '../../core/results/ranking.js';
import { duration, number, plural, usd, usdDelta } from '../format.js';
import { slackSeconds, type NightRow } from '../night-rows.js';
import { COST_PARTS, LOOKS } from '../palette.js';
import { missShare } from '../scatter.js';
import { sensitivity } from '../sensitivity.js';
import { head } from './data.js';
import { byId, download, make } from './dom.js';
import { shownTimeline } from './gantt-view.js';
import { rows, rowsOf } from './nights-view.js';
import { chosenRun } from './store.js';
import { pricedRuns } from './what-if-view.js';

/** Rows at most, and elements that the whole page should not pass. */
const ROWS_MAX = 100;
const NODES_MAX = 1400;

interface Sheet { readonly header: readonly string[]; readonly rows: readonly (readonly (string | number)[])[]; readonly text: readonly ((value: never) => string)[] }

const plain = (value: string): string => value;

function barsSheet(): Sheet {
  return {
    header: ['run', ...COST_PARTS.map((part) => part.name), 'total'], text: [plain, ...COST_PARTS.map(() => usd), usd],
    rows: rankRuns(pricedRuns()).map((run) => [run.id, ...COST_PARTS.map((part) => run.costUsd[part.key] / Math.max(1, run.nights)), run.costUsdPerNight]),
  };
}

function scatterSheet(): Sheet {
  return {
    header: ['run', '$/month', 'nights that do not fit'], text: [plain, usd, (share: number) => `${number(share * 100, 1)} %`],
    rows: rankRuns(pricedRuns()).map((run) => [run.id, run.costUsdPerMonth, missShare(run)]),
  };
}

function swingsSheet(): Sheet {
  const run = pricedRuns().find((each) => each.id === chosenRun());
  return {
    header: ['what', 'low', '$/month', 'high', '$/month '], text: [plain, plain, usdDelta, plain, usdDelta],
    rows: run === undefined ? [] : sensitivity(run).map((swing) => [swing.name, swing.low, swing.lowUsd, swing.high, swing.highUsd]),
  };
}

function lineSheet(): Sheet {
  const base = new Map(rowsOf(head.baseline).map((row) => [row.night, row.usd]));
  return { header: ['night', chosenRun(), head.baseline], text: [plain, usd, usd], rows: latest(rows()).map((row) => [row.night, row.usd, base.get(row.night) ?? NaN]) };
}

function fitSheet(): Sheet {
  const zone = head.runs.find((run) => run.id === chosenRun())?.window.zone ?? 'UTC';
  return {
    header: ['night', 'worst', `ended, ${zone}`, 'slack', 'tables not ok'], text: [plain, plain, plain, duration, number],
    rows: [...rows()].sort((a, b) => slackSeconds(a) - slackSeconds(b)).map((row) => [row.night, LOOKS[row.state].name, clock(row.opensAt + row.makespanSeconds, zone), slackSeconds(row), row.late + row.failed + row.missed + row.skipped]),
  };
}

function ganttSheet(): Sheet {
  const night = shownTimeline();
  const order = night === null ? [] : Array.from(night.tables.keys()).sort((a, b) => (night.bars.endSeconds[b] || 0) - (night.bars.endSeconds[a] || 0));
  return {
    header: ['table', 'lane', 'state', 'start after opening', 'end after opening', 'own RCU', 'RCU'], text: [plain, number, plain, duration, duration, number, number],
    rows: night === null ? [] : order.map((i) => [night.tables[i], night.bars.lane[i] + 1, LOOKS[night.bars.state[i]].name, night.bars.startSeconds[i], night.bars.endSeconds[i], night.bars.fromRcu[i], night.bars.toRcu[i]]),
  };
}

function latest(list: readonly NightRow[]): NightRow[] {
  return [...list].reverse();
}

const SHEETS: Readonly<Record<string, () => Sheet>> = { bars: barsSheet, line: lineSheet, scatter: scatterSheet, swings: swingsSheet, fit: fitSheet, gantt: ganttSheet };

/** A page of many elements is slow, whatever they are: an open table takes what room is left. */
function rowsThatFit(columns: number): number {
  const room = NODES_MAX - document.querySelectorAll('*').length;
  return Math.max(8, Math.min(ROWS_MAX, Math.floor(room / (columns + 1))));
}

function fill(id: string, box: Element): void {
  box.replaceChildren();
  const sheet = SHEETS[id]();
  const table = make('table', { class: 'numbers' });
  const headRow = make('tr');
  sheet.header.forEach((name, i) => headRow.append(make('th', i === 0 ? { scope: 'col', class: 'first' } : { scope: 'col' }, name)));
  const body = make('tbody');
  for (const row of sheet.rows.slice(0, rowsThatFit(sheet.header.length))) {
    const line = make('tr');
    row.forEach((value, i) => line.append(i === 0 ? make('th', { scope: 'row', class: 'first' }, String(value)) : make('td', {}, sheet.text[i](value as never))));
    body.append(line);
  }
  table.append(make('thead', {}, headRow), body);
  const button = make('button', { type: 'button' }, `CSV, ${plural(sheet.rows.length, 'row')}`);
  button.addEventListener('click', () => download(`${id}-${head.digest.slice(0, 8)}.csv`, 'text/csv', csvText(sheet.header, sheet.rows)));
  box.replaceChildren(make('p', {}, button), table);
}

/** Wires every "Data as a table"; only one is open at a time, so that the page stays light. */
export function startDataTables(): void {
  for (const id of Object.keys(SHEETS)) {
    const details = document.getElementById(`data-${id}`) as HTMLDetailsElement | null;
    const box = details?.querySelector('.scroll');
    if (details === null || box == null) continue;
    details.addEventListener('toggle', () => {
      if (!details.open) return box.replaceChildren();
      for (const other of Object.keys(SHEETS)) if (other !== id && document.getElementById(`data-${other}`) !== null) byId<HTMLDetailsElement>(`data-${other}`).open = false;
      fill(id, box);
    });
  }
}

/** Fills the open one again, after another run was chosen. */
export function refreshDataTables(): void {
  for (const id of Object.keys(SHEETS)) {
    const details = document.getElementById(`data-${id}`) as HTMLDetailsElement | null;
    const box = details?.querySelector('.scroll');
    if (details?.open === true && box != null) fill(id, box);
  }
}
