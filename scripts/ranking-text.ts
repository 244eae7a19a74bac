// The ranking as a table for people.

import { isLowerBound, plans, rankRuns } from '../core/results/ranking.js';
import type { OutputDocument, RunDocument } from '../core/results/summary.js';
import type { Terminal } from './terminal.js';
import { inert } from './terminal.js';

const CENT = 0.01;

interface Column {
  readonly head: string;
  readonly left?: boolean;
  readonly cell: (run: RunDocument) => string;
}

/** All runs, best first, against the baseline run of the same scenario where there is one. Ends in a line feed. */
export function rankingText(output: OutputDocument, { bold, dim }: Pick<Terminal, 'bold' | 'dim'>): string {
  const columns = columnsOf(output);
  const runs = rankRuns(output.runs);
  const rows = runs.map((run) => columns.map((column) => inert(column.cell(run))));
  const widths = columns.map((column, i) => Math.max(column.head.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (columns[i].left ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd();
  const lines = [bold(line(columns.map(({ head }) => head)))];
  rows.forEach((row, i) => lines.push(runs[i].nightsFit === runs[i].nights ? line(row) : dim(line(row))));
  return `${lines.join('\n')}\n`;
}

function columnsOf(output: OutputDocument): Column[] {
  const varies = (of: (run: RunDocument) => unknown): boolean => new Set(output.runs.map(of)).size > 1;
  const windowOf = ({ window }: RunDocument): string => `${window.opens}-${window.closes} ${window.zone}`;
  const axes: (Column | false)[] = [
    varies((run) => run.region) && { head: 'region', left: true, cell: (run) => run.region },
    varies(windowOf) && { head: 'window', left: true, cell: windowOf },
    varies((run) => run.growth) && { head: 'growth', cell: (run) => `x${run.growth}` },
    varies((run) => run.seed) && { head: 'seed', cell: (run) => String(run.seed) },
  ];
  return [
    { head: 'policy', left: true, cell: (run) => (run.baseline ? `${run.policy} (baseline)` : run.policy) },
    ...axes.filter((column) => column !== false),
    { head: '$/night', cell: (run) => atLeast(run) + usd(run.costUsdPerNight) },
    { head: '$/month', cell: (run) => atLeast(run) + usd(run.costUsdPerMonth) },
    { head: 'nights that fit', cell: (run) => `${run.nightsFit}/${run.nights}` },
    { head: 'tables late', cell: (run) => whole(run.tablesLate) },
    { head: 'makespan p50', cell: (run) => (plans(run) ? duration(run.makespanSeconds.p50) : 'no plan') },
    { head: 'p95', cell: (run) => (plans(run) ? duration(run.makespanSeconds.p95) : 'no plan') },
    { head: 'throttled app reads', cell: (run) => whole(run.throttledReadUnits) },
    { head: '$/night vs baseline', cell: (run) => against(run, baselineFor(run, output)) },
  ];
}

/** The run of the baseline's policy in the same scenario. */
export function baselineFor(run: RunDocument, { runs, baseline }: OutputDocument): RunDocument | undefined {
  const chosen = runs.find((other) => other.id === baseline);
  const scenario = (of: RunDocument): string => JSON.stringify([of.region, of.window, of.growth, of.seed]);
  return runs.find((other) => other.policy === chosen?.policy && scenario(other) === scenario(run)) ?? chosen;
}

/** Dollars a night, and the share where the baseline costs enough for one to mean something; nothing against a baseline that copied nothing. */
function against(run: RunDocument, baseline: RunDocument | undefined): string {
  if (baseline === undefined || baseline === run) return '-';
  if (!plans(baseline)) return 'no plan';
  if (isLowerBound(run) || isLowerBound(baseline)) return 'not priced';
  const more = run.costUsdPerNight - baseline.costUsdPerNight;
  const sign = more < 0 ? '-' : '+';
  const dollars = `${sign}${usd(Math.abs(more))}`;
  const percent = Math.round((100 * Math.abs(more)) / baseline.costUsdPerNight);
  return baseline.costUsdPerNight >= CENT && percent < 1000 ? `${dollars} (${sign}${percent}%)` : dollars;
}

/** Marks a cost of which a part has no price. */
function atLeast(run: RunDocument): string {
  return isLowerBound(run) ? '>= ' : '';
}

function usd(value: number): string {
  return value.toFixed(2).replace(/\B(?=(\d{3})+(?=\.))/g, ',');
}

function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Hours and minutes: 6h 05m. */
function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}
