import test, { type ExecutionContext } from 'ava';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EXIT, UserError } from '../../core/errors.js';
import { withDuck } from './duck.js';
import { loadHistory } from './load.js';
import { convertHistory, writeSynth } from './write.js';

const OPTIONS = { tables: 12, nights: 3, seed: 5, oddNames: true };

async function folder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'history-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

const load = (dir: string): ReturnType<typeof loadHistory> => loadHistory(dir, { cacheDir: null });

async function refusal(t: ExecutionContext, work: Promise<unknown>): Promise<UserError> {
  const error = await t.throwsAsync(work, { instanceOf: UserError });
  if (error === undefined) throw new Error('nothing was thrown');
  return error;
}

test('an invented history is written whole, loads without gaps in its columns, and is the same each time', async (t) => {
  const dir = await folder(t);
  await writeSynth(OPTIONS, join(dir, 'a', 'deep'));
  await writeSynth(OPTIONS, join(dir, 'b'), { format: 'csv.gz' });
  t.deepEqual((await readdir(join(dir, 'a', 'deep'))).sort(), ['tables.csv', 'traffic.csv']);
  t.deepEqual((await readdir(dir)).sort(), ['a', 'b'], 'no drafts left');
  for (const name of ['tables.csv', 'traffic.csv']) {
    t.deepEqual(gunzipSync(await readFile(join(dir, 'b', `${name}.gz`))), await readFile(join(dir, 'a', 'deep', name)));
  }
  const history = await load(join(dir, 'b'));
  t.is(history.tables.length, 12);
  t.true(history.tables.includes('__proto__'));
  t.false(history.gaps.some((gap) => gap.kind === 'not-recorded'));
  await writeSynth({ ...OPTIONS, seed: 6 }, join(dir, 'c'));
  t.not((await load(join(dir, 'c'))).digest, history.digest);
});

test('every format holds the same history, back and forth', async (t) => {
  const dir = await folder(t);
  const at = (name: string): string => join(dir, name);
  await writeSynth(OPTIONS, at('csv'));
  await convertHistory(at('csv'), at("par'quet[1]"), { format: 'parquet' });
  await convertHistory(at("par'quet[1]"), at('gz'), { format: 'csv.gz' });
  await convertHistory(at('gz'), at('csv again'), { format: 'csv' });
  await convertHistory(at('csv again'), at('gz again'), { format: 'csv.gz' });
  const { digest } = await load(at('csv'));
  for (const name of ["par'quet[1]", 'gz', 'csv again', 'gz again']) t.is((await load(at(name))).digest, digest, name);
  t.deepEqual((await readdir(at("par'quet[1]"))).sort(), ['tables.parquet', 'traffic.parquet']);
});

test('a folder that holds something is left alone unless forced', async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, 'mine.txt'), 'mine');
  const error = await refusal(t, writeSynth(OPTIONS, dir));
  t.is(error.exitCode, EXIT.refusesToOverwrite);
  t.deepEqual(await readdir(dir), ['mine.txt']);
  await writeSynth(OPTIONS, dir, { force: true });
  const { digest } = await load(dir);
  t.is((await refusal(t, convertHistory(dir, dir, { format: 'parquet' }))).exitCode, EXIT.refusesToOverwrite);
  await convertHistory(dir, dir, { format: 'parquet', force: true });
  t.deepEqual((await readdir(dir)).sort(), ['mine.txt', 'tables.parquet', 'traffic.parquet'], 'the other format is out of date');
  t.is((await load(dir)).digest, digest);
  t.is((await refusal(t, writeSynth(OPTIONS, join(dir, 'mine.txt')))).exitCode, EXIT.data);
});

test('a history with faults is not converted', async (t) => {
  const dir = await folder(t);
  await writeSynth(OPTIONS, join(dir, 'in'));
  await writeFile(join(dir, 'in', 'tables.csv'), `${await readFile(join(dir, 'in', 'tables.csv'), 'utf8')}x\n`);
  t.is((await refusal(t, convertHistory(join(dir, 'in'), join(dir, 'out'), { format: 'parquet' }))).exitCode, EXIT.data);
  t.deepEqual(await readdir(dir), ['in']);
});

/** A history of one table whose traffic.parquet holds what an SQL query gives. */
async function parquetOf(t: ExecutionContext, query: string): Promise<string> {
  const dir = await folder(t);
  await writeFile(join(dir, 'tables.csv'), 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n2026-06-01,orders,1000,10,PROVISIONED,5,5\n');
  await withDuck(dir, async (connection) => {
    await connection.run(`COPY (${query}) TO '${join(dir, 'traffic.parquet')}' (FORMAT parquet)`);
  });
  return dir;
}

const point = (stamp: string, table: string, period: string, sum: string): string =>
  `SELECT ${stamp} AS "timestamp", ${table} AS "table", ${period} AS period_seconds, ${sum} AS consumed_rcu_sum`;
const NOON = "TIMESTAMP '2026-06-01 12:00:00'";

test('Parquet of another hand: types that fit are read, in any order of rows', async (t) => {
  const dir = await parquetOf(t, `${point(`${NOON} + INTERVAL 1 HOUR`, "'orders'", '3600::SMALLINT', '3600::DECIMAL(12,2)')} UNION ALL ${point(NOON, "'orders'", '3600', '7200')}`);
  t.deepEqual([...(await load(dir)).traffic.rcu], [7200 / 3600, 3600 / 3600]);
});

test('Parquet of another hand: what is wrong is told by row and column', async (t) => {
  const rows = [
    point(NOON, "'orders'", '900', '1'), point(NOON, "'or ders'", '300', '1'), point(NOON, "'orders'", '300', '-1'), point('NULL', "'orders'", '300', '1'),
    point(`${NOON} + INTERVAL 7 SECOND`, "'orders'", '300', '1'), point(NOON, 'NULL', '300', '1'), point(NOON, "'orders'", '300', "'nan'::DOUBLE"),
  ];
  const error = await refusal(t, load(await parquetOf(t, rows.join(' UNION ALL '))));
  t.deepEqual(error.issues.map((issue) => issue.where), [
    'traffic.parquet:1: period_seconds', 'traffic.parquet:2: table', 'traffic.parquet:3: consumed_rcu_sum', 'traffic.parquet:4: timestamp',
    'traffic.parquet:5: timestamp', 'traffic.parquet:6: table', 'traffic.parquet:7: consumed_rcu_sum',
  ]);
});

test('Parquet of another hand: columns of other types are refused', async (t) => {
  const error = await refusal(t, load(await parquetOf(t, point("'2026-06-01T00:00:00Z'", "'orders'", "'300'", '1'))));
  t.deepEqual(error.issues.map((issue) => issue.where), ['traffic.parquet: timestamp', 'traffic.parquet: period_seconds']);
  t.regex(error.message, /expected a column of type TIMESTAMP in UTC, got VARCHAR/);
});

test('a file that is not Parquet', async (t) => {
  const dir = await parquetOf(t, point(NOON, "'orders'", '300', '1'));
  await writeFile(join(dir, 'traffic.parquet'), 'not parquet at all');
  const error = await refusal(t, load(dir));
  t.is(error.exitCode, EXIT.data);
  t.regex(error.message, /traffic\.parquet: DuckDB cannot read it: /);
});
