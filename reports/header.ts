// The head of the page: the verdict, its figures, and where all of it comes from.

import type { OutputDocument } from '../core/results/summary.js';
import { put, type Pen } from './draw.js';
import { bytes, number, plural } from './format.js';
import { completeness, type Verdict } from './verdict.js';

const SIGNS = { good: '\u25cf', warning: '\u25b2', bad: '\u2716' } as const;
const WORDS = { good: 'fits', warning: 'fits most nights', bad: 'does not fit' } as const;

/** Appends the verdict. `nights` are those of the run that was chosen. */
export function drawHeader(main: Pen, output: OutputDocument, verdict: Verdict, nights: readonly string[]): void {
  const section = put(main, 'section', { id: 'verdict', class: verdict.level, 'aria-labelledby': 'answer' });
  const status = put(section, 'p', { class: 'status' });
  put(status, 'span', { 'aria-hidden': 'true' }, SIGNS[verdict.level]);
  put(status, 'span', {}, WORDS[verdict.level]);
  put(section, 'h1', { id: 'answer' }, verdict.sentence);
  put(section, 'p', { class: 'lead' }, verdict.detail);
  const figures = put(section, 'dl', { class: 'figures' });
  for (const each of verdict.figures) {
    const box = put(figures, 'div');
    put(box, 'dt', {}, each.name);
    put(box, 'dd', { class: 'value' }, each.value);
    if (each.note !== '') put(box, 'dd', { class: 'note' }, each.note);
  }
  const facts = put(section, 'dl', { class: 'facts' });
  for (const [name, value] of factsOf(output, nights)) {
    const box = put(facts, 'div');
    put(box, 'dt', {}, name);
    put(box, 'dd', {}, value);
  }
}

function factsOf(output: OutputDocument, nights: readonly string[]): [string, string][] {
  const { history, settings } = output;
  const zones = distinct(output.runs.map((run) => `${run.window.opens}\u2013${run.window.closes} ${run.window.zone}`));
  const seeds = distinct(output.runs.map((run) => String(run.seed)));
  return [
    ['history', `${history.name}, ${plural(history.tables, 'table')}, ${bytes(history.sizeBytesLast)}`],
    ['nights', history.nights === 0 ? 'none' : `${history.firstNight} to ${history.lastNight}; ${completeness(history, nights)}`],
    ['window', zones.slice(0, 3).join('; ') || `${settings.window.opens}\u2013${settings.window.closes} ${settings.window.zone}`],
    ['prices', output.prices.map((price) => `${price.region} of ${price.date}`).join('; ') || 'none'],
    ['seed', seeds.slice(0, 6).join(', ')],
    ['digest', history.digest.slice(0, 16)],
    ['made by', `hippolyte ${output.hippolyte.version}, ${plural(output.runs.length, 'run')}`],
    ['meaning', `simulated from ${number(history.nights)} recorded nights; a copy is a scan, not a snapshot at one instant`],
  ];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
