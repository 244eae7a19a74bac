// How fast a large history is loaded, against csv-parse alone on the same file. Every case runs in a process of its own,
// so that its peak memory is its own; the cases take turns, and medians are compared within one run.
//
//   node dist/scripts/bench/history.js [--rows 10000000] [--repeats 3] [--json]

import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import { parse } from 'csv-parse';
import { assert } from '../../core/errors.js';
import { instantText } from '../../core/history/history-text.js';
import { loadHistory } from '../history/load.js';
import { convertHistory } from '../history/write.js';
import { median } from './options.js';

const CASES = ['bare', 'load', 'load-1-thread', 'cached', 'parquet'] as const;
type Case = (typeof CASES)[number];

export interface CaseResult {
  readonly rowsPerSecond: number;
  readonly medianSeconds: number;
  /** Of all threads: what remains comparable when the machine is busy with other work. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** Against csv-parse alone. */
  readonly ratio: number;
}

export interface HistoryBench {
  readonly rows: number;
  readonly repeats: number;
  readonly cases: Readonly<Record<Case, CaseResult>>;
}

interface Once {
  readonly seconds: number;
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

/** Generates a history of so many traffic rows in a temporary folder and times every case on it. */
export async function benchHistory(rows: number, repeats: number): Promise<HistoryBench> {
  const root = await mkdtemp(join(tmpdir(), 'hippolyte-bench-'));
  try {
    await generate(join(root, 'csv'), rows);
    await convertHistory(join(root, 'csv'), join(root, 'parquet'), { format: 'parquet' });
    await loadHistory(join(root, 'csv'), { cacheDir: join(root, 'cache') });
    const runs = new Map<Case, Once[]>(CASES.map((name) => [name, []]));
    for (let i = 0; i < repeats; i++) {
      for (const name of CASES) runs.get(name)?.push(await inOwnProcess(name, root));
    }
    const seconds = (name: Case): number => median((runs.get(name) ?? []).map((run) => run.seconds));
    const results = CASES.map((name): [Case, CaseResult] => {
      const all = runs.get(name) ?? [];
      assert(all.every((run) => run.rows === rows), `${name} read another number of rows than ${rows}`);
      return [name, {
        rowsPerSecond: rows / seconds(name), medianSeconds: seconds(name),
        cpuSeconds: median(all.map((run) => run.cpuSeconds)),
        peakRssBytes: Math.max(...all.map((run) => run.peakRssBytes)), ratio: seconds('bare') / seconds(name),
      }];
    });
    return { rows, repeats, cases: Object.fromEntries(results) as Record<Case, CaseResult> };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Up to 10,000 points of 300 s a table, table by table. */
async function generate(dir: string, rows: number): Promise<void> {
  const points = 10_000;
  const tables = Math.ceil(rows / points);
  await mkdir(dir, { recursive: true });
  const stamps = Array.from({ length: points }, (_, i) => instantText(1_772_323_200 + i * 300));
  const name = (t: number): string => `prd-orders-t${String(t).padStart(5, '0')}`;
  function* traffic(): Generator<string> {
    yield 'timestamp,table,period_seconds,consumed_rcu_sum\n';
    for (let t = 0; t < tables; t++) {
      let text = '';
      for (let i = 0; i < Math.min(points, rows - t * points); i++) text += `${stamps[i]},${name(t)},300,${((t * 7919 + i * 104_729) % 600_000) / 2}\n`;
      yield text;
    }
  }
  await pipeline(Readable.from(traffic(), { objectMode: false }), createWriteStream(join(dir, 'traffic.csv')));
  const table = (t: number): string => `2026-03-02,${name(t)},1000000,1000,PROVISIONED,100,10\n`;
  await writeFile(join(dir, 'tables.csv'), `night,table,size_bytes,item_count,billing_mode,rcu,wcu\n${Array.from({ length: tables }, (_, t) => table(t)).join('')}`);
}

async function inOwnProcess(name: Case, root: string): Promise<Once> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, import.meta.filename, '--case', name, '--root', root]);
  return JSON.parse(stdout) as Once;
}

async function runCase(name: Case, root: string): Promise<Once> {
  const started = performance.now();
  const rows = name === 'bare' ? await countBare(join(root, 'csv', 'traffic.csv')) : (await load(name, root)).traffic.rcu.length;
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage();
  return { seconds, rows, cpuSeconds: (cpu.user + cpu.system) / 1e6, peakRssBytes: peakRssBytes() };
}

/** Linux carries the parent's peak into a child's resource usage, but not into its VmHWM. */
function peakRssBytes(): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (kib !== null) return Number(kib[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

async function load(name: Exclude<Case, 'bare'>, root: string): ReturnType<typeof loadHistory> {
  if (name === 'parquet') return loadHistory(join(root, 'parquet'), { cacheDir: null });
  if (name === 'cached') return loadHistory(join(root, 'csv'), { cacheDir: join(root, 'cache') });
  return loadHistory(join(root, 'csv'), { cacheDir: null, ...(name === 'load-1-thread' && { threads: 1 }) });
}

/** csv-parse with its own defaults, rows counted and thrown away; the header is no row. */
async function countBare(path: string): Promise<number> {
  let rows = -1;
  const parser = parse();
  parser.on('data', () => rows++);
  await pipeline(createReadStream(path), parser);
  return rows;
}

function table(bench: HistoryBench): string {
  const lines = CASES.map((name) => {
    const { rowsPerSecond, medianSeconds, cpuSeconds, ratio, peakRssBytes } = bench.cases[name];
    return `${name.padEnd(15)}${(rowsPerSecond / 1e6).toFixed(2).padStart(8)} M rows/s${medianSeconds.toFixed(2).padStart(9)} s${cpuSeconds.toFixed(2).padStart(9)} s CPU` +
      `${ratio.toFixed(2).padStart(9)} x bare${(peakRssBytes / 2 ** 20).toFixed(0).padStart(7)} MiB`;
  });
  return `history, ${bench.rows} traffic rows, median of ${bench.repeats}\n${lines.join('\n')}\n`;
}

/** Runs from the command line: the whole bench, or one case for it. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000000' }, repeats: { type: 'string', default: '3' }, json: { type: 'boolean', default: false },
      case: { type: 'string' }, root: { type: 'string' },
    },
  });
  const name = CASES.find((known) => known === values.case);
  if (name !== undefined && values.root !== undefined) {
    process.stdout.write(JSON.stringify(await runCase(name, values.root)));
    return;
  }
  const bench = await benchHistory(Number(values.rows), Number(values.repeats));
  process.stdout.write(values.json ? `${JSON.stringify(bench)}\n` : table(bench));
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
