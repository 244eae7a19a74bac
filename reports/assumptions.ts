// What the figures stand on: assumptions, gaps in the history, what is not priced, and how
// far the answer depends on a rule of billing that AWS does not publish.

import { rankRuns } from '../core/results/ranking.js';
import type { OutputDocument } from '../core/results/summary.js';
import { put, type Pen } from './draw.js';
import { number, usdColumn } from './format.js';

const GAPS_MAX = 12;
const RULE_ROWS_MAX = 6;

/** Appends the lists to a section. */
export function drawAssumptions(section: Pen, output: OutputDocument, left: readonly string[]): void {
  const columns = put(section, 'div', { class: 'columns' });
  list(columns, 'Assumptions', output.assumptions);
  list(columns, 'Gaps in the history', gapLines(output));
  list(columns, 'Not priced', unpricedLines(output), 'Everything that was used has a price.');
  if (output.history.notes.length > 0) list(columns, 'Notes', output.history.notes.slice(0, GAPS_MAX));
  if (left.length > 0) list(columns, 'Left out for the size of this file', left);
  drawRules(section, output);
}

function list(parent: Pen, title: string, lines: readonly string[], none = 'None.'): void {
  const box = put(parent, 'div');
  put(box, 'h3', {}, title);
  if (lines.length === 0) {
    put(box, 'p', {}, none);
    return;
  }
  const items = put(box, 'ul');
  for (const line of lines) put(items, 'li', {}, line);
}

function gapLines({ history }: OutputDocument): string[] {
  const lines = history.gaps.slice(0, GAPS_MAX).map((gap) => `${gap.table === '' ? '' : `${gap.table}: `}${gap.what}`);
  const more = history.gaps.length - lines.length + history.gapsMore;
  if (more > 0) lines.push(`and ${number(more)} more`);
  return lines;
}

function unpricedLines({ runs }: OutputDocument): string[] {
  const found = new Map<string, { what: string; runs: string[] }>();
  for (const run of runs) {
    for (const { meter, what } of run.unpriced) {
      const known = found.get(meter) ?? { what, runs: [] };
      known.runs.push(run.id);
      found.set(meter, known);
    }
  }
  const names = (ids: readonly string[]): string => ids.slice(0, 3).join(', ') + (ids.length > 3 ? ` and ${number(ids.length - 3)} more` : '');
  return [...found].map(([meter, each]) => `${meter}: ${each.what} (${names(each.runs)})`);
}

function drawRules(section: Pen, output: OutputDocument): void {
  const runs = rankRuns(output.runs).slice(0, RULE_ROWS_MAX);
  const rules = [...new Set(runs.flatMap((run) => Object.keys(run.totalUsdByBillingRule)))];
  if (rules.length === 0) return;
  put(section, 'h3', {}, 'The same nights under each rule for hours with changing capacity');
  put(section, 'p', { class: 'note' }, 'US dollars a night. AWS does not publish how it bills an hour in which capacity changes.');
  const wrap = put(section, 'div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'cost by billing rule' });
  const table = put(wrap, 'table', { class: 'numbers' });
  const head = put(put(table, 'thead'), 'tr');
  put(head, 'th', { scope: 'col', class: 'first' }, 'run');
  for (const rule of rules) put(head, 'th', { scope: 'col' }, rule);
  const money = usdColumn(runs.map((run) => run.costUsdPerNight));
  const body = put(table, 'tbody');
  for (const run of runs) {
    const row = put(body, 'tr');
    put(put(row, 'th', { scope: 'row', class: 'first' }), 'bdi', {}, run.id);
    for (const rule of rules) put(row, 'td', {}, money((run.totalUsdByBillingRule[rule] ?? NaN) / Math.max(1, run.nights)));
  }
}
