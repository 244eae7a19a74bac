import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import test from 'ava';
import { execa } from 'execa';

import { UserError } from '../../core/errors.js';
import { sampleInput } from '../../reports/sample.js';
import { packageRoot } from '../package.js';
import { readCells } from './cells.js';
import { nightsToTell, readOutput } from './read.js';
import { writeReport } from './write.js';

const sample = sampleInput({ nights: 4, tables: 3, runs: 4, names: ['__proto__', '-rf', 'CON'] });
const run = 'hippolyte-classic';

/** An output folder with one run, as a simulation leaves it. */
async function outFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hippolyte-out-'));
  const output = { ...sample.output, runs: sample.output.runs.filter((each) => each.id === run), ledgers: [{ run, nights: ['2026-01-05'] }] };
  await mkdir(join(dir, 'runs', run), { recursive: true });
  await mkdir(join(dir, 'ledgers', run), { recursive: true });
  await writeFile(join(dir, 'run.json'), JSON.stringify(output));
  await writeFile(join(dir, 'runs', run, 'nights.jsonl'), (sample.nights.get(run) ?? []).map((night) => `${JSON.stringify(night)}\n`).join(''));
  const rows = sample.tables.get(run) ?? [];
  const guarded = (value: string | number): string | number => (value === '-rf' ? "'-rf" : value);
  await writeFile(join(dir, 'runs', run, 'tables.csv'), [Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map(guarded))].map((row) => row.join(',')).join('\n'));
  await writeFile(join(dir, 'runs', run, 'cells.bin'), cellsFile());
  const plan = { policy: run, night: '2026-01-05', opensAt: 0, closesAt: 25_200, crashed: null, forecast: { usd: 0, makespanSeconds: 0, late: 0 }, lanes: [{ engine: 'emr', concurrency: 1, machines: [], launchAt: 0, steps: [{ table: '__proto__', fromRcu: 1, toRcu: 1, forecastUsd: 1 }] }], skipped: [] };
  const lines = [{ plan }, { at: 60, entry: 'saw', sight: 'copyStarted', table: '__proto__', value: 1 }, { at: 160, entry: 'saw', sight: 'copyDone', table: '__proto__', value: 9 }, { at: 200, entry: 'closed' }];
  await writeFile(join(dir, 'ledgers', run, '2026-01-05.jsonl.gz'), gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
  return dir;
}

/** One night and three tables: the state column is padded by a byte. */
function cellsFile(): Buffer {
  const columns = ['state:u8', ...['startSeconds', 'seconds', 'toRcu', 'bytes', 'usd'].map((name) => `${name}:f32`)];
  const floats = [0, 1, 2, 3, 4].map((column) => Buffer.from(new Float32Array([column, column + 0.5, NaN]).buffer));
  return Buffer.concat([Buffer.from(`${JSON.stringify({ nights: ['2026-01-05'], tables: ['__proto__', '-rf', 'CON'], columns })}\n`), Buffer.from([1, 2, 0, 0]), ...floats]);
}

test('an output folder becomes a report, in one step', async (t) => {
  const dir = await outFolder();
  const input = await readOutput(dir);
  t.deepEqual(input.tables.get(run)?.map((row) => row.table), ['__proto__', '-rf', 'CON']);
  t.deepEqual(input.tables.get(run), sample.tables.get(run));
  t.deepEqual(input.nights.get(run), sample.nights.get(run));
  t.is(input.timelines.length, 1);
  t.deepEqual([input.timelines[0].bars.startSeconds[0], input.timelines[0].bars.endSeconds[0]], [60, 160]);
  t.is(await writeReport(dir), join(dir, 'report.html'));
  t.regex(await readFile(join(dir, 'report.html'), 'utf8'), /^<!DOCTYPE html>/i);
  t.deepEqual((await readdir(dir)).sort(), ['ledgers', 'report.html', 'run.json', 'runs']);
  await rm(dir, { recursive: true });
});

test('cells are read column by column', (t) => {
  const cells = readCells(run, cellsFile(), 'cells.bin');
  t.deepEqual([[...cells.state], [...cells.startSeconds], [...cells.usd]], [[1, 2, 0], [0, 0.5, NaN], [4, 4.5, NaN]]);
  t.throws(() => readCells(run, cellsFile().subarray(0, -1), 'cells.bin'), { message: /^cells.bin: ends before column usd; run the simulation again$/ });
  t.throws(() => readCells(run, Buffer.from('no'), 'cells.bin'), { message: /does not begin with a header/ });
});

test('a folder that is damaged is told by its file', async (t) => {
  const dir = await outFolder();
  const fails = async (file: string, text: string, message: RegExp): Promise<void> => {
    const path = join(dir, file);
    const whole = await readFile(path);
    await writeFile(path, text);
    await t.throwsAsync(readOutput(dir), { instanceOf: UserError, message });
    await writeFile(path, whole);
  };
  await fails(`runs/${run}/nights.jsonl`, '{}\n{"a":', /nights\.jsonl:2: is not JSON; run the simulation again$/);
  await fails('run.json', '{"hippolyte":{"format":2}}', /run\.json: hippolyte\.format must be 1, got 2; /);
  await rm(join(dir, 'run.json'));
  await t.throwsAsync(readOutput(dir), { message: /run\.json: cannot be read \(ENOENT\)/ });
  await rm(dir, { recursive: true });
});

test('of many nights the last, the worst and the dearest are told', (t) => {
  const nights = sampleInput({ nights: 20, tables: 50 }).nights.get(run) ?? [];
  const changed = nights.map((night, i) => ({ ...night, tables: { ...night.tables, failed: i === 4 ? 9 : 0, late: 0, missed: 0 }, costUsd: { ...night.costUsd, total: i === 7 ? 1e6 : 1 } }));
  const written = nights.map((night) => night.night);
  t.deepEqual(nightsToTell(written, changed), [written[4], written[7], written[written.length - 1]]);
  t.deepEqual(nightsToTell([written[2]], changed), [written[2]]);
});

test('the script of the page passes the type checker', async (t) => {
  const { stdout, exitCode } = await execa('npx', ['tsc', '-p', 'reports/client', '--noEmit'], { cwd: packageRoot(), reject: false });
  t.is(exitCode, 0, stdout);
});
