// The plan of one night of a history, made again to be explained.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowsOf } from '../core/calendar.js';
import { EXIT, refuse } from '../core/errors.js';
import { explainTable } from '../core/planning/explain.js';
import type { History } from '../core/history/history.js';
import { POLICIES } from '../core/policies/index.js';
import { makePlan } from '../core/planning/planner.js';
import { priceBook } from '../core/money/price-books.js';
import { rankRuns } from '../core/results/ranking.js';
import { withSettings, type Settings } from '../core/settings.js';
import { didYouMean } from '../core/config/suggest.js';
import type { OutputDocument, RunDocument } from '../core/results/summary.js';
import { HistoryNights } from '../sim/nights.js';
import type { Args } from './args.js';
import { loadHistory } from './history/load.js';
import { packageRoot } from './package.js';
import { plainRecipe, policyOf } from './policy-choice.js';
import { settingsOf } from './settings-choice.js';
import { pricesOf } from './simulate-request.js';

/** Explained when no simulation says which policy is best. */
const POLICY = 'headroom-first';

export interface Explained {
  readonly night: string;
  readonly table: string;
  readonly policy: string;
  readonly sentences: readonly string[];
}

/** @throws UserError: usage for a policy, data for a night or a table that the history does not have */
export async function explainNight(args: Args, night: string, table: string, onProgress: (line: string) => void): Promise<Explained> {
  const past = lastOutput(args.text('out') ?? 'out');
  if (past === null && args.text('out') !== undefined) refuse(EXIT.data, args.text('out') as string, 'is not the output of a simulation (no run.json); make one with hippolyte simulate --out DIR');
  const run = runOf(past, args.text('policy'));
  const policy = await policyOf(plainRecipe(args.text('policy') ?? run?.policy ?? POLICY));
  const dir = args.text('history') ?? historyOf(past);
  const prices = await pricesOf(args);
  const settings = await settingsOf(args, args.text('config') === undefined && past !== null ? { ...past.settings, ...(run === undefined ? {} : { window: run.window, region: run.region, seed: run.seed }) } : {});
  onProgress(`reading ${dir}`);
  const history = await loadHistory(dir);
  if (past !== null && args.text('history') === undefined && history.digest !== past.history.digest) {
    refuse(EXIT.data, dir, 'is not the history that the last simulation replayed (its content differs); name that with --history');
  }
  const index = tableOn(history, night, table, dir);
  const nights = new HistoryNights(history, history.nights.map((_, number) => number), windowsOf(history.nights, settings.window), settings, run?.growth ?? 1);
  const { survey } = preparedNight(nights, history.nights.indexOf(night));
  const resolved: Settings = withSettings(settings, { quotas: { accountRcu: nights.accountRcuQuota } });
  const book = prices?.region === settings.region ? prices : priceBook(settings.region);
  const plan = makePlan(survey, policy, resolved, book);
  const position = survey.tables.findIndex(({ name }) => name === history.tables[index]);
  return { night, table, policy: policy.name, sentences: explainTable(survey, plan, policy, resolved, book, position) };
}

/** Forecasts look back: the nights before are walked through first. */
function preparedNight(nights: HistoryNights, number: number): ReturnType<HistoryNights['prepare']> {
  let prepared = nights.prepare(0);
  for (let i = 1; i <= number; i++) prepared = nights.prepare(i);
  return prepared;
}

function tableOn(history: History, night: string, table: string, dir: string): number {
  const { nights, tables } = history;
  const number = nights.indexOf(night);
  if (number === -1) refuse(EXIT.data, '--night', `${night} is not in ${dir}, which has ${nights.length} nights from ${nights[0]} to ${nights[nights.length - 1]}`);
  const index = tables.indexOf(table);
  if (index === -1) refuse(EXIT.data, '--table', `"${table}" is not in ${dir}${didYouMean(table, tables)}`);
  if (history.columns.present[number * tables.length + index] === 0) refuse(EXIT.data, '--table', `"${table}" has no row on ${night} in ${dir}: it did not exist, or was not recorded`);
  return index;
}

/** What the last simulation wrote, or null where there was none. @throws UserError (65) for a file that is not one of ours */
function lastOutput(dir: string): OutputDocument | null {
  const path = join(dir, 'run.json');
  if (!existsSync(path)) return null;
  let read: Partial<OutputDocument> | null = null;
  try {
    read = JSON.parse(readFileSync(path, 'utf8')) as Partial<OutputDocument> | null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (read?.hippolyte?.format !== 1) refuse(EXIT.data, path, 'is not what a simulation writes; run it again, or name another folder with --out');
  return read as OutputDocument;
}

/** The best run of the last simulation, of the named policy where one is named: a user's own rule is not known any more. */
function runOf(past: OutputDocument | null, policy: string | undefined): RunDocument | undefined {
  return rankRuns(past?.runs ?? []).find((run) => (policy === undefined ? POLICIES.some(({ name }) => name === run.policy) : run.policy === policy));
}

/** The history of the last simulation where it is still found, else the bundled one. */
function historyOf(past: OutputDocument | null): string {
  const bundled = join(packageRoot(), 'fixtures');
  if (past === null) return join(bundled, 'history-demo');
  const { name } = past.history;
  const found = [name, join(bundled, name)].find((dir) => existsSync(dir));
  return found ?? refuse(EXIT.usage, '--history', `is required: the last simulation replayed "${name}", which is not here`);
}
