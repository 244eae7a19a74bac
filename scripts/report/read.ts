// Reads an output folder into what a report is drawn from.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { parse } from 'csv-parse/sync';

import { EXIT, refuse } from '../../core/errors.js';
import type { EntryDocument } from '../../core/ledger.js';
import type { PlanDocument } from '../../core/plan-document.js';
import { winnerOf } from '../../core/results/ranking.js';
import type { NightSummary, OutputDocument, TableSummary } from '../../core/results/summary.js';
import type { CellColumns, ReportInput, Timeline } from '../../reports/input.js';
import { buildTimeline } from '../../reports/timeline.js';
import { readCells } from './cells.js';

/** Nights of a run whose timeline goes into the report. */
const TIMELINES_MAX = 3;
/** An apostrophe before what a spreadsheet would take for a formula. */
const GUARDED = /^'(?=[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20])/;
const TEXT_FIELDS: readonly string[] = ['table', 'engineLast'];

/**
 * Reads run.json, the nights of every run, and tables, cells and chosen nights of the winner and the baseline.
 * @throws UserError (65) for a folder or file that is not what a simulation writes
 */
export async function readOutput(outDir: string): Promise<ReportInput> {
  const output = parseJson<OutputDocument>(await text(join(outDir, 'run.json')), join(outDir, 'run.json'));
  if (output.hippolyte?.format !== 1) refuse(EXIT.data, join(outDir, 'run.json'), `hippolyte.format must be 1, got ${JSON.stringify(output.hippolyte?.format)}; run the simulation again`);
  const nights = new Map<string, NightSummary[]>();
  for (const run of output.runs) {
    const path = join(outDir, 'runs', run.id, 'nights.jsonl');
    nights.set(run.id, lines<NightSummary>(await text(path), path));
  }
  const tables = new Map<string, TableSummary[]>();
  const cells: CellColumns[] = [];
  const timelines: Timeline[] = [];
  for (const run of new Set([winnerOf(output.runs)?.id, output.baseline])) {
    if (run === undefined) continue;
    const path = join(outDir, 'runs', run, 'tables.csv');
    tables.set(run, readTables(await text(path)));
    const cellsPath = join(outDir, 'runs', run, 'cells.bin');
    if (existsSync(cellsPath)) cells.push(readCells(run, await readFile(cellsPath), cellsPath));
    const written = output.ledgers.find((each) => each.run === run)?.nights ?? [];
    for (const night of nightsToTell(written, nights.get(run) ?? [])) {
      const ledger = join(outDir, 'ledgers', run, `${night}.jsonl.gz`);
      if (existsSync(ledger)) timelines.push(readTimeline(run, await readFile(ledger), ledger));
    }
  }
  return { output, nights, tables, cells, timelines };
}

async function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => refuse(EXIT.data, path, `cannot be read (${error.code ?? error.message}); run the simulation again`));
}

function parseJson<T>(json: string, where: string): T {
  try {
    return JSON.parse(json) as T;
  } catch {
    return refuse(EXIT.data, where, 'is not JSON; run the simulation again');
  }
}

function lines<T>(jsonl: string, path: string): T[] {
  return jsonl.split('\n').flatMap((line, i) => (line === '' ? [] : [parseJson<T>(line, `${path}:${i + 1}`)]));
}

/** Rows of tables.csv; names stay texts, without the apostrophe that made them harmless to spreadsheets. */
function readTables(csv: string): TableSummary[] {
  return parse<TableSummary>(csv, {
    columns: true,
    cast: (value, { column, header }) => (header ? value : TEXT_FIELDS.includes(String(column)) ? value.replace(GUARDED, '') : Number(value)),
  });
}

/** The last night, the one that went worst and the one that cost most, of those whose ledgers were written. */
export function nightsToTell(written: readonly string[], nights: readonly NightSummary[]): string[] {
  const there = nights.filter((night) => written.includes(night.night));
  if (there.length <= TIMELINES_MAX) return [...written].slice(0, TIMELINES_MAX);
  const trouble = (night: NightSummary): number => night.tables.failed + night.tables.missed + night.tables.late;
  const worst = there.reduce((a, night) => (trouble(night) > trouble(a) ? night : a));
  const dearest = there.reduce((a, night) => (night.costUsd.total > a.costUsd.total ? night : a));
  return [...new Set([there[there.length - 1].night, worst.night, dearest.night])].sort();
}

function readTimeline(run: string, gz: Buffer, path: string): Timeline {
  const [first, ...rest] = lines<EntryDocument | { plan: PlanDocument }>(gunzipSync(gz).toString('utf8'), path);
  if (first === undefined || !('plan' in first)) return refuse(EXIT.data, `${path}:1`, 'must be the plan; run the simulation again');
  return buildTimeline(run, first.plan, rest as EntryDocument[]);
}
