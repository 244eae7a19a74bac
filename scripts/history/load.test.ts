import test, { type ExecutionContext } from 'ava';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { EXIT, UserError } from '../../core/errors.js';
import { dateDay } from '../../core/history/history-text.js';
import type { History } from '../../core/history/history.js';
import { ioFailure } from './files.js';
import { loadHistory } from './load.js';

const TABLES = 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n';
const TRAFFIC = 'timestamp,table,period_seconds,consumed_rcu_sum\n';
const ROW = '2026-06-01,orders,1000,10,PROVISIONED,5,5\n';
const POINT = '2026-06-01T00:00:00Z,orders,3600,7200\n';

type Files = Readonly<Record<string, string | Buffer>>;

async function folder(t: ExecutionContext, files: Files): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'history-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
  return dir;
}

async function load(t: ExecutionContext, tables: string | Buffer, traffic: string | Buffer): Promise<History> {
  return loadHistory(await folder(t, { 'tables.csv': tables, 'traffic.csv': traffic }), { cacheDir: null });
}

async function refusal(t: ExecutionContext, work: Promise<unknown>): Promise<UserError> {
  const error = await t.throwsAsync(work, { instanceOf: UserError });
  if (error === undefined) throw new Error('nothing was thrown');
  return error;
}

/** The lines of the message for these files; each must be an exit 65. */
async function lines(t: ExecutionContext, tables: string | Buffer, traffic: string | Buffer): Promise<string[]> {
  const error = await refusal(t, load(t, tables, traffic));
  t.is(error.exitCode, EXIT.data);
  return error.message.split('\n');
}

test('a history is columns over nights and sorted tables, and runs of traffic', async (t) => {
  const history = await load(t,
    `${TABLES}2026-06-02,orders,2000,20,PROVISIONED,6,5\n2026-06-01,carts,0,0,PAY_PER_REQUEST,0,0\n${ROW}`,
    `${TRAFFIC}2026-06-01T02:00:00Z,orders,300,30\n${POINT}2026-06-01T01:00:00Z,orders,3600,36\n2026-06-01T02:05:00Z,orders,300,60\n`);
  t.deepEqual(history.tables, ['carts', 'orders']);
  t.deepEqual(history.nights, ['2026-06-01', '2026-06-02']);
  t.deepEqual([...history.columns.present], [1, 1, 0, 1]);
  t.deepEqual([...history.columns.sizeBytes], [0, 1000, NaN, 2000]);
  t.deepEqual([...history.columns.onDemand], [1, 0, 0, 0]);
  const { traffic } = history;
  const midnight = dateDay('2026-06-01') * 86_400;
  t.deepEqual([...traffic.runsFrom], [0, 0, 2]);
  t.deepEqual([...traffic.startAt], [midnight, midnight + 2 * 3600]);
  t.deepEqual([...traffic.periodSeconds], [3600, 300]);
  t.deepEqual([...traffic.count], [2, 2]);
  t.deepEqual([...traffic.valuesFrom], [0, 2]);
  t.deepEqual([...traffic.rcu], [7200 / 3600, 36 / 3600, 30 / 300, 60 / 300].map(Math.fround));
  t.true(traffic.rcu.buffer instanceof SharedArrayBuffer);
});

test('optional columns are kept; a cell left empty is not recorded', async (t) => {
  const header = 'pitr,night,table,size_bytes,item_count,billing_mode,rcu,wcu,table_class,warm_rcu,autoscaling_min_rcu,autoscaling_max_rcu,autoscaling_target,decreases_today,gsi_rcu\n';
  const { columns, gaps } = await load(t,
    `${header}true,2026-06-01,aaa,1,1,PROVISIONED,5,5,STANDARD_INFREQUENT_ACCESS,12000,5,50,0.7,3,7\n,2026-06-01,bbb,1,1,PROVISIONED,5,5,,,,,,,\n`, TRAFFIC + POINT);
  t.deepEqual([columns.pitr[0], columns.infrequentAccess[0], columns.warmRcu[0], columns.autoscalingMinRcu[0]], [1, 1, 12000, 5]);
  t.deepEqual([columns.autoscalingMaxRcu[0], columns.autoscalingTargetShare[0], columns.decreasesToday[0], columns.gsiRcu[0]], [50, 0.7, 3, 7]);
  t.deepEqual([columns.pitr[1], columns.infrequentAccess[1], columns.warmRcu[1], columns.autoscalingTargetShare[1]], [255, 0, NaN, NaN]);
  t.false(gaps.some((gap) => gap.kind === 'not-recorded'));
});

test('the order of rows and columns, line ends, a BOM, quotes, gzip and a missing last line end change nothing', async (t) => {
  const rows = [ROW, '2026-06-02,orders,1500,12,PROVISIONED,5,5\n', '2026-06-01,Orders,1,1,PAY_PER_REQUEST,0,0\n'];
  const points = [POINT, '2026-06-01T01:00:00Z,orders,3600,1.5\n', '2026-06-01T00:00:00Z,Orders,300,9\n', '2026-06-01T02:00:00Z,orders,60,9\n'];
  const straight = await load(t, TABLES + rows.join(''), TRAFFIC + points.join(''));
  const variants: [string | Buffer, string | Buffer][] = [
    [TABLES + rows.toReversed().join(''), TRAFFIC + points.toReversed().join('')],
    [`\uFEFF${TABLES}${rows.join('')}`.trimEnd(), `\uFEFF${TRAFFIC}${points.join('')}`.trimEnd()],
    [(TABLES + rows.join('')).replaceAll('\n', '\r\n'), (TRAFFIC + points.join('')).replaceAll('\n', '\r\n')],
    [(TABLES + rows.join('')).replaceAll('orders', '"orders"'), (TRAFFIC + points.join('')).replaceAll('orders', '"orders"')],
    [TABLES + rows.join(''), (TRAFFIC + points.join('')).replaceAll(/^(.*),(.*)$/gm, '$2,$1')],
  ];
  for (const [tables, traffic] of variants) t.is((await load(t, tables, traffic)).digest, straight.digest);
  const dir = await folder(t, { 'tables.csv.gz': gzipSync(TABLES + rows.join('')), 'traffic.csv.gz': gzipSync(TRAFFIC + points.join('')) });
  t.is((await loadHistory(dir, { cacheDir: null })).digest, straight.digest);
  const other = await load(t, TABLES + rows.join(''), TRAFFIC + points.join('').replace('7200', '7201'));
  t.not(other.digest, straight.digest);
});

test('ranges read by several threads give what one thread gives, issues with their lines included', async (t) => {
  const many = Array.from({ length: 3000 }, (_, i) => `2026-06-${String(1 + Math.floor(i / 288)).padStart(2, '0')}T${String(Math.floor((i % 288) / 12)).padStart(2, '0')}:${String((i % 12) * 5).padStart(2, '0')}:00Z,orders,300,${i}\n`);
  const dir = await folder(t, { 'tables.csv': TABLES + ROW, 'traffic.csv': TRAFFIC + many.join('') });
  const one = await loadHistory(dir, { cacheDir: null, threads: 1 });
  let seen = 0;
  t.is((await loadHistory(dir, { cacheDir: null, threads: 3, onProgress: (rows) => (seen = rows) })).digest, one.digest);
  t.is(seen, 3000);
  await writeFile(join(dir, 'traffic.csv'), TRAFFIC + many.join('').replaceAll('orders', '"orders"'));
  t.is((await loadHistory(dir, { cacheDir: null, threads: 3 })).digest, one.digest, 'a double quote makes it one thread');
  many[2900] = many[2900].replace(/\d+\n/, '1,5\n');
  many[2999] = many[2998];
  await writeFile(join(dir, 'traffic.csv'), TRAFFIC + many.join(''));
  const error = await refusal(t, loadHistory(dir, { cacheDir: null, threads: 3 }));
  t.deepEqual(error.issues.map((issue) => issue.where), ['traffic.csv:2902', 'traffic.csv:3001: timestamp']);
  t.regex(error.issues[1].what, /overlaps the 300 s from 2026-06-11T09:50:00Z of line 3000/);
});

const bad = test.macro(async (t, tables: string | Buffer, traffic: string | Buffer, expected: readonly RegExp[]) => {
  const found = await lines(t, tables, traffic);
  t.is(found.length, expected.length, found.join('\n'));
  expected.forEach((pattern, i) => t.regex(found[i], pattern));
});

/** A bad row of tables.csv at line 3. */
function badRow(title: string, row: string, ...expected: RegExp[]): void {
  test(`tables: ${title}`, bad, `${TABLES}${ROW}${row}\n`, TRAFFIC + POINT, expected);
}

badRow('a date that does not exist', '2026-02-30,carts,1,1,PROVISIONED,5,5', /^tables\.csv:3: night: expected a date YYYY-MM-DD that exists, got "2026-02-30"$/);
badRow('a name too short', '2026-06-01,ab,1,1,PROVISIONED,5,5', /^tables\.csv:3: table: expected 3 to 255 of .*got "ab"$/);
badRow('a name that is not ASCII', '2026-06-01,tïble,1,1,PROVISIONED,5,5', /^tables\.csv:3: table: /);
badRow('a comma for a point', '2026-06-01,carts,"1,5",1,PROVISIONED,5,5', /^tables\.csv:3: size_bytes: expected a whole number of at least 0 in plain digits, got "1,5"$/);
badRow('an exponent', '2026-06-01,carts,1.5e3,1,PROVISIONED,5,5', /size_bytes: .*got "1\.5e3"$/);
badRow('blanks', '2026-06-01,carts, 7 ,1,PROVISIONED,5,5', /size_bytes: .*got " 7 "$/);
badRow('hexadecimal', '2026-06-01,carts,1,0x10,PROVISIONED,5,5', /item_count: .*got "0x10"$/);
badRow('NaN', '2026-06-01,carts,1,1,PROVISIONED,NaN,5', /rcu: .*got "NaN"$/);
badRow('a fraction of a unit', '2026-06-01,carts,1,1,PROVISIONED,0.1,5', /rcu: .*got "0\.1"$/);
badRow('a negative size', '2026-06-01,carts,-1,1,PROVISIONED,5,5', /size_bytes: .*got "-1"$/);
badRow('bytes without items', '2026-06-01,carts,9,0,PROVISIONED,5,5', /item_count: 0 items cannot hold 9 bytes/);
badRow('items without bytes', '2026-06-01,carts,0,9,PROVISIONED,5,5', /size_bytes: 9 items cannot be 0 bytes/);
badRow('provisioned without capacity', '2026-06-01,carts,1,1,PROVISIONED,0,5', /rcu: PROVISIONED needs at least 1, got 0/);
badRow('on demand with capacity', '2026-06-01,carts,1,1,PAY_PER_REQUEST,5,0', /rcu: PAY_PER_REQUEST has no provisioned capacity: expected 0, got 5/);
badRow('an unknown billing mode', '2026-06-01,carts,1,1,ON_DEMAND,5,5', /billing_mode: expected PROVISIONED or PAY_PER_REQUEST, got "ON_DEMAND"/);
badRow('an empty cell', '2026-06-01,carts,,1,PROVISIONED,5,5', /size_bytes: .*got ""$/);
badRow('a cell too few', '2026-06-01,carts,1,1,PROVISIONED,5', /^tables\.csv:3: expected 7 cells, got 6$/);
badRow('an empty line', '', /^tables\.csv:3: the line is empty; remove it$/);
badRow('a row given twice', ROW.trimEnd(), /^tables\.csv:3: night: a second row for table orders on 2026-06-01/);
badRow('all faults of a row', '2026-06-31,a,x,y,z,u,v', /night/, /table/, /size_bytes/, /item_count/, /: rcu/, /wcu/, /billing_mode/);

const EXTRA = `${TABLES.trimEnd()},table_class,pitr,autoscaling_min_rcu,autoscaling_max_rcu,autoscaling_target,decreases_today\n`;
for (const [title, cells, pattern] of [
  ['an unknown class', 'GLACIER,,,,,', /table_class: expected STANDARD or STANDARD_INFREQUENT_ACCESS, or nothing, got "GLACIER"/],
  ['yes for true', ',yes,,,,', /pitr: expected false or true, or nothing, got "yes"/],
  ['autoscaling given in part', ',,5,,0.7,', /autoscaling_target: give all of/],
  ['a target in percent', ',,5,50,70,', /autoscaling_target: expected a share 0\.2 to 0\.9, such as 0\.7 for 70 %, got "70"/],
  ['a maximum below the minimum', ',,50,5,0.7,', /autoscaling_max_rcu: expected at least autoscaling_min_rcu \(50\), got 5/],
  ['28 decreases', ',,,,,28', /decreases_today: expected a whole number 0 to 27 .*got "28"/],
] as const) test(`tables: ${title}`, bad, `${EXTRA}${ROW.trimEnd()},${cells}\n`, TRAFFIC + POINT, [pattern]);

/** A bad row of traffic.csv at line 3. */
function badPoint(title: string, row: string, ...expected: RegExp[]): void {
  test(`traffic: ${title}`, bad, TABLES + ROW, `${TRAFFIC}${POINT}${row}\n`, expected);
}

badPoint('a local time', '2026-06-01T02:00:00,orders,3600,1', /^traffic\.csv:3: timestamp: expected an instant in UTC such as .*got "2026-06-01T02:00:00"$/);
badPoint('another zone', '2026-06-01T02:00:00+02:00,orders,3600,1', /timestamp: expected an instant in UTC/);
badPoint('no start of a period', '2026-06-01T02:05:00Z,orders,3600,1', /timestamp: expected the start of a period of 3600 s/);
badPoint('a period of 900 s', '2026-06-01T02:00:00Z,orders,900,1', /period_seconds: expected 60, 300 or 3600, got "900"/);
badPoint('a negative sum', '2026-06-01T02:00:00Z,orders,3600,-1', /consumed_rcu_sum: expected a number of at least 0/);
badPoint('a name that is none', '2026-06-01T02:00:00Z,or ders,3600,1', /table: expected 3 to 255/);
badPoint('the same period twice', POINT.trimEnd(), /^traffic\.csv:3: timestamp: the 3600 s from 2026-06-01T00:00:00Z of table orders overlaps .* of line 2; keep one$/);
badPoint('a period inside another', '2026-06-01T00:55:00Z,orders,300,1', /^traffic\.csv:3: timestamp: the 300 s from 2026-06-01T00:55:00Z .*overlaps the 3600 s/);
badPoint('periods inside another', '2026-06-01T00:10:00Z,orders,300,1\n2026-06-01T00:05:00Z,orders,300,1\n2026-06-01T01:00:00Z,orders,300,1', /^traffic\.csv:4: .*overlaps the 3600 s/, /^traffic\.csv:3: .*overlaps the 3600 s/);
badPoint('a period around another', '2026-05-31T23:00:00Z,orders,3600,1\n2026-05-31T23:55:00Z,orders,300,1', /^traffic\.csv:4: timestamp: /);
badPoint('all faults of a row', 'x,y,z,w', /timestamp/, /table/, /period_seconds/, /consumed_rcu_sum/);
badPoint('a NUL byte', '2026-06-01T02:00:00Z,orders,3600,1\0', /^traffic\.csv:3: cell 4: expected text, got a NUL byte/);
badPoint('lines that end in CR in a file of LF', '2026-06-01T02:00:00Z,orders,3600,1\r', /consumed_rcu_sum: .*got "1\\r"/);
badPoint('a quote that is never closed', '2026-06-01T02:00:00Z,"orders,3600,1', /^traffic\.csv:3: a double quote is opened in this row and never closed/);
badPoint('a quote inside a cell', '2026-06-01T02:00:00Z,or"ders,3600,1', /^traffic\.csv:3: a double quote stands inside a cell/);
badPoint('a quote closed too early', '2026-06-01T02:00:00Z,"or"ders,3600,1', /^traffic\.csv:3: a double quote closes before the end of its cell/);

const EXTRA_TRAFFIC = `${TRAFFIC.trimEnd()},provisioned_rcu,throttled_reads\n`;
test('traffic: faults in the optional columns', bad, TABLES + ROW, `${EXTRA_TRAFFIC}${POINT.trimEnd()},x,-1\n`, [/provisioned_rcu: .*got "x"/, /throttled_reads: .*got "-1"/]);

test('a file that is not UTF-8', bad, TABLES + ROW, Buffer.from(`${TRAFFIC.trimEnd()},note\n${POINT.trimEnd()},caf\xe9\n`, 'latin1'), [/^traffic\.csv:2: cell 5: expected UTF-8 text/]);
test('UTF-16', bad, Buffer.from(`\uFEFF${TABLES}`, 'utf16le'), TRAFFIC, [/^tables\.csv: the file is UTF-16; save it as UTF-8$/]);
test('an empty file', bad, '', TRAFFIC, [/^tables\.csv: the file is empty; expected a header row$/]);
test('no rows', bad, TABLES, TRAFFIC, [/^tables\.csv: expected at least one row below the header, got none$/]);
test('no header', bad, ROW, TRAFFIC, [/^tables\.csv:1: expected a header row with night,table,.*, got "2026-06-01,orders/]);
test('semicolons', bad, TABLES.replaceAll(',', ';'), TRAFFIC, [/^tables\.csv:1: expected columns separated by commas, got ";" as separator/]);
test('CR alone', bad, `${TABLES}${ROW}`.replaceAll('\n', '\r'), TRAFFIC, [/^tables\.csv:1: lines end in CR alone/]);
test('columns missing in both files', bad, TABLES.replace('rcu,', ''), TRAFFIC.replace('table,', ''), [/^tables\.csv:1: rcu: the column is missing/, /^traffic\.csv:1: table: the column is missing/]);
test('a column twice', bad, `${TABLES.trimEnd()},rcu\n${ROW}`, TRAFFIC, [/^tables\.csv:1: rcu: the column stands twice/]);
test('autoscaling columns in part', bad, `${TABLES.trimEnd()},autoscaling_target\n${ROW}`, TRAFFIC, [/autoscaling_min_rcu: the column is missing; give all of/, /autoscaling_max_rcu/]);

test('all issues are counted, as many as asked for are listed', async (t) => {
  const dir = await folder(t, { 'tables.csv': TABLES + ROW, 'traffic.csv': TRAFFIC + '2026-06-01T00:00:00Z,orders,3600,x\n'.repeat(50) });
  const error = await refusal(t, loadHistory(dir, { cacheDir: null, issueLimit: 3 }));
  t.is(error.issues.length, 3);
  t.regex(error.message, /\nand 47 more$/);
});

test('a quote that is never closed in a large file ends within bounded memory', async (t) => {
  const found = await lines(t, TABLES + ROW, `${TRAFFIC}"${POINT.repeat(200_000)}`);
  t.regex(found[0], /^traffic\.csv:2: the row is longer than \d+ bytes/);
});

test('missing and doubled files, and what is no folder', async (t) => {
  const dir = await folder(t, { 'tables.csv': TABLES + ROW });
  t.regex((await refusal(t, loadHistory(dir))).message, /traffic\.csv: not found; a history folder holds/);
  await writeFile(join(dir, 'tables.csv.gz'), '');
  const error = await refusal(t, loadHistory(dir));
  t.is(error.exitCode, EXIT.data);
  t.regex(error.message, /holds tables\.csv and tables\.csv\.gz; keep one of them/);
  t.regex((await refusal(t, loadHistory(join(dir, 'none')))).message, /none: history folder not found$/);
  t.regex((await refusal(t, loadHistory(join(dir, 'tables.csv')))).message, /tables\.csv: expected a folder$/);
});

test('damaged gzip', async (t) => {
  const good = gzipSync(TRAFFIC + POINT);
  for (const damaged of [Buffer.from('not gzip at all'), good.subarray(0, good.length - 12)]) {
    const dir = await folder(t, { 'tables.csv': TABLES + ROW, 'traffic.csv.gz': damaged });
    const error = await refusal(t, loadHistory(dir, { cacheDir: null }));
    t.is(error.exitCode, EXIT.data);
    t.regex(error.message, /traffic\.csv\.gz: damaged gzip data/);
  }
});

test('what the system refuses is exit 74, what is not there exit 65', (t) => {
  const told = (code: string): UserError | undefined =>
    t.throws(() => ioFailure(Object.assign(new Error('refused'), { code }), 'h/traffic.csv', 'file'), { instanceOf: UserError });
  t.is(told('EACCES')?.exitCode, EXIT.io);
  t.is(told('EACCES')?.message, 'h/traffic.csv: file cannot be read (EACCES)');
  t.is(told('ENOENT')?.exitCode, EXIT.data);
  t.throws(() => ioFailure(new TypeError('a bug'), 'x', 'file'), { instanceOf: TypeError });
});

test('gaps say what is missing and what is assumed', async (t) => {
  const history = await load(t,
    `${TABLES}${ROW}2026-06-02,orders,1,1,PROVISIONED,5,5\n2026-06-02,gone,1,1,PROVISIONED,5,5\n2026-06-02,late,1,1,PROVISIONED,5,5\n` +
    '2026-06-05,orders,1,1,PROVISIONED,5,5\n2026-06-05,late,1,1,PROVISIONED,5,5\n2026-06-06,orders,1,1,PROVISIONED,5,5\n2026-06-01,__proto__,1,1,PROVISIONED,5,5\n2026-06-05,__proto__,1,1,PROVISIONED,5,5\n2026-06-06,__proto__,1,1,PROVISIONED,5,5\n',
    `${TRAFFIC}${POINT}2026-06-01T04:00:00Z,orders,3600,1\n2026-06-06T23:00:00Z,orders,3600,1\n`);
  const told = history.gaps.map((gap) => `${gap.kind} ${gap.table} ${gap.from} ${gap.to}`);
  t.true(told.includes('missing-night  2026-06-03 2026-06-04'));
  t.true(told.includes('appears late 2026-06-01 2026-06-01'));
  t.true(told.includes('vanishes late 2026-06-06 2026-06-06'));
  t.true(told.includes('missing-night __proto__ 2026-06-02 2026-06-02'));
  t.true(told.includes('no-traffic gone 2026-06-01 2026-06-06'));
  t.true(told.includes('traffic-hole orders 2026-06-01T00:00:00Z 2026-06-07T00:00:00Z'));
  t.regex(history.gaps.find((gap) => gap.kind === 'traffic-hole')?.what ?? '', /^2 holes of 141 h in all without a point; assumed 0/);
  t.deepEqual(history.gaps.filter((gap) => gap.kind === 'not-recorded').map((gap) => gap.what.split(':')[0]),
    ['table_class', 'warm_rcu', 'autoscaling_target', 'decreases_today', 'gsi_rcu', 'pitr']);
});

test('traffic that begins late or ends early is a gap of all tables', async (t) => {
  const { gaps } = await load(t, TABLES + ROW, `${TRAFFIC}2026-06-01T05:00:00Z,orders,3600,1\n`);
  t.deepEqual(gaps.filter((gap) => gap.kind === 'traffic-hole').map((gap) => [gap.from, gap.to]),
    [['2026-06-01T00:00:00Z', '2026-06-01T05:00:00Z'], ['2026-06-01T06:00:00Z', '2026-06-02T00:00:00Z']]);
});

test('unknown columns, unused columns and traffic of unknown tables are notes', async (t) => {
  const { notes } = await load(t, `${TABLES.trimEnd()},owner\n${ROW.trimEnd()},"a\nb"\n`,
    `${EXTRA_TRAFFIC.trimEnd()},unit\n${POINT.trimEnd()},5,,Count\n2026-06-01T00:00:00Z,stranger,300,1,,,Count\n`);
  t.deepEqual(notes, [
    'tables.csv: unknown columns ignored: owner',
    'traffic.csv: unknown columns ignored: unit',
    'traffic.csv: checked but not used by the simulation: provisioned_rcu, throttled_reads',
    'traffic.csv: traffic ignored of tables that tables.csv does not have: stranger',
  ]);
});

test('a line end inside quotes counts as a line', async (t) => {
  const found = await lines(t, `${TABLES.trimEnd()},owner\n${ROW.trimEnd()},"a\nb"\n2026-06-31,orders,1,1,PROVISIONED,5,5,x\n`, TRAFFIC);
  t.regex(found[0], /^tables\.csv:4: night/);
});

test('the second load comes from the cache, and never from a stale or damaged one', async (t) => {
  const dir = await folder(t, { 'tables.csv': TABLES + ROW, 'traffic.csv': TRAFFIC + POINT });
  const cacheDir = join(dir, 'cache');
  const read = async (): Promise<{ history: History; rows: number }> => {
    let rows = 0;
    const history = await loadHistory(dir, { cacheDir, onProgress: (seen) => (rows = seen) });
    return { history, rows };
  };
  await sleep(80);
  const first = await read();
  t.is(first.rows, 1);
  const second = await read();
  t.is(second.rows, 0, 'not read again');
  t.deepEqual(second.history, first.history);
  t.true(second.history.traffic.rcu.buffer instanceof SharedArrayBuffer);

  await writeFile(join(dir, 'traffic.csv'), TRAFFIC + POINT.replace('7200', '7201'));
  await sleep(80);
  const changed = await read();
  t.is(changed.rows, 1, 'same size, other content');
  t.not(changed.history.digest, first.history.digest);

  const [name] = await readdir(cacheDir);
  const copy = await readFile(join(cacheDir, name));
  copy[copy.length - 1] ^= 1;
  await writeFile(join(cacheDir, name), copy);
  t.deepEqual((await read()).history, changed.history, 'a flipped bit');
  await truncate(join(cacheDir, name), 300);
  t.deepEqual(await read(), changed, 'a copy cut short');
  await writeFile(join(cacheDir, name), 'nonsense');
  t.deepEqual(await read(), changed, 'nonsense');
  t.is((await read()).rows, 0, 'written anew');
  t.deepEqual(await readdir(cacheDir), [name], 'no drafts left');
});

test('a cache that cannot be written is no failure; files stamped now or later are not cached', async (t) => {
  const dir = await folder(t, { 'tables.csv': TABLES + ROW, 'traffic.csv': TRAFFIC + POINT });
  const cacheDir = join(dir, 'tables.csv', 'cache');
  await sleep(80);
  t.is((await loadHistory(dir, { cacheDir })).nights.length, 1);
  await mkdir(join(dir, 'cache'));
  const soon = Date.now() / 1000 + 3600;
  await utimes(join(dir, 'traffic.csv'), soon, soon);
  await loadHistory(dir, { cacheDir: join(dir, 'cache') });
  t.deepEqual(await readdir(join(dir, 'cache')), []);
});
