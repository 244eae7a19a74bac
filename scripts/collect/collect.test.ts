// From a loopback account to a history folder, and what may not happen on the way.

import test from 'ava';
import { gzipSync } from 'node:zlib';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nightAt } from '../../core/calendar.js';
import { UserError } from '../../core/errors.js';
import { filledPolicy } from '../../core/live/iam-policy.js';
import { DAY } from '../../core/units.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { Iam } from '../../fixtures/aws/iam/iam.js';
import { readPolicy, type Statement } from '../../fixtures/aws/iam/policy.js';
import { NOW_AT, useAccount } from '../../fixtures/aws/testing.js';
import { loadHistory } from '../history/load.js';
import { packageRoot } from '../package.js';
import { runMain } from '../run-main.js';
import { collect, type Collected, type CollectRequest } from './collect.js';

const account = await useAccount();
const { aws, dynamo, watch } = account;
const root = mkdtempSync(join(tmpdir(), 'hippolyte-collect-'));
process.env.XDG_CACHE_HOME = join(root, 'cache');
let folders = 0;
const folder = (): string => join(root, String(++folders), 'history');
test.beforeEach(() => account.reset());
test.after.always(async () => {
  rmSync(root, { recursive: true, force: true });
  await account.close();
});

const costs: (readonly [number, number | null])[] = [];
function run(outDir: string, more: Partial<CollectRequest> = {}, nowAt = NOW_AT): Promise<Collected> {
  const request = {
    outDir, region: null, window: { opens: '00:00', closes: '07:00', zone: 'UTC' }, night: null, include: [], exclude: [], days: 2, finestSeconds: 60,
    allowEmpty: false, dryRun: false,
  };
  costs.length = 0;
  return collect({ ...request, ...more }, nowAt, { progress: () => undefined, cost: (metrics, usd) => costs.push([metrics, usd]) });
}
const text = (dir: string, name: string): string => readFileSync(join(dir, name), 'utf8');
const GET = 'cloudwatch:GetMetricData';

test.serial('a first run makes a history that loads, with tonight and the traffic before it', async (t) => {
  const dir = folder();
  const done = await run(dir);
  t.like(done, { night: '2026-06-10', region: 'eu-west-1', tables: { listed: 5, recorded: 5, added: 5 }, skipped: [], excluded: [], warnings: [] });
  t.is(text(dir, 'tables.csv').split('\n')[3], '2026-06-10,orders,5000000000,1000000,PROVISIONED,100,50,STANDARD,12000,5,400,0.7,2,30,true');
  const history = await loadHistory(dir, { cacheDir: null });
  t.deepEqual(history.nights, ['2026-06-10']);
  t.deepEqual(history.tables, ['-rf', '__proto__', 'orders', 'orders-staging', 'users']);
  // Every other minute of two days, for the four tables that are read.
  t.is(done.traffic.added, 4 * 2 * 720);
  t.is(done.traffic.toAt, Date.UTC(2026, 5, 9, 23) / 1000);
  t.regex(text(dir, 'traffic.csv'), /^timestamp,table,period_seconds,consumed_rcu_sum,provisioned_rcu\n2026-06-07T23:00:00Z,-rf,60,12\.5,100\n2026-06-07T23:02:00Z,-rf,60,12\.5,\n/);
  // Two metrics of each provisioned table and one of the other; eu-west-1 bills 0.01 $ for 1,000.
  t.deepEqual(costs, [[4 * 2 + 1, (9 * 0.01) / 1000]]);
  t.deepEqual(readdirSync(join(dir, '..')), ['history'], 'no draft is left');
});

test.serial('the same night again gives the same bytes, whatever became of the tables meanwhile', async (t) => {
  const dir = folder();
  await run(dir);
  const before = [text(dir, 'tables.csv'), text(dir, 'traffic.csv')];
  dynamo.tables.set('orders', loopbackTable(6e9, 2e6, 4_000));
  for (const hours of [0, 1, 6]) {
    const again = await run(dir, {}, NOW_AT + hours * 3600);
    t.like(again, { night: '2026-06-10', tables: { recorded: 5, added: 0 }, traffic: { added: 0 } });
    t.deepEqual([text(dir, 'tables.csv'), text(dir, 'traffic.csv')], before, 'capacity that was raised for the backup is not what the night found');
  }
});

test.serial('the next night adds its rows and only the traffic that is new', async (t) => {
  const dir = folder();
  await run(dir);
  aws.heal();
  watch.nowAt = NOW_AT + DAY;
  const next = await run(dir, {}, NOW_AT + DAY);
  t.like(next, { night: '2026-06-11', tables: { added: 5 }, traffic: { added: 4 * 720 } });
  const history = await loadHistory(dir, { cacheDir: null });
  t.deepEqual(history.nights, ['2026-06-10', '2026-06-11']);
  const starts = aws.calls.filter(({ action }) => action === GET).map(({ input }) => input.StartTime);
  t.true(starts.includes(Date.UTC(2026, 5, 9) / 1000), 'from the day of the last point on');
  // A table that is never read has no point to begin behind.
  t.is(starts.filter((at) => at === Date.UTC(2026, 5, 8, 23) / 1000).length, 1);
});

test.serial('a longer look back fills what lies before', async (t) => {
  const dir = folder();
  await run(dir, { days: 1 });
  t.is((await run(dir, { days: 3 })).traffic.added, 4 * 2 * 720);
  const whole = folder();
  await run(whole, { days: 3 });
  const sorted = (from: string): string[] => text(from, 'traffic.csv').split('\n').sort();
  t.deepEqual(sorted(dir), sorted(whole));
});

test.serial('old traffic comes by the hour, and rows of another period are left alone', async (t) => {
  const dir = folder();
  const done = await run(dir, { days: 70, include: ['users'] });
  const history = await loadHistory(dir, { cacheDir: null });
  t.deepEqual([...new Set(history.traffic.periodSeconds)], [3600, 300, 60]);
  t.true(done.traffic.added < 7 * 24 + 49 * 288 + 15 * 720);
  watch.nowAt = NOW_AT + 2 * DAY;
  await run(dir, { days: 70, include: ['users'] }, NOW_AT + 2 * DAY);
  t.is((await loadHistory(dir, { cacheDir: null })).nights.length, 2);
});

test.serial('a history of another hand is continued in its own columns, line ends and packing', async (t) => {
  const dir = folder();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'tables.csv.gz'), gzipSync('rcu,owner,night,table,size_bytes,item_count,billing_mode,wcu\r\n7,me,2026-06-09,orders,10,1,PROVISIONED,5'));
  writeFileSync(join(dir, 'traffic.csv'), 'timestamp,table,period_seconds,consumed_rcu_sum\n2026-06-09T01:00:00Z,orders,3600,17\n');
  chmodSync(join(dir, 'traffic.csv'), 0o660);
  const done = await run(dir, { include: ['orders'], days: 1 });
  t.is(statSync(join(dir, 'traffic.csv')).mode & 0o777, 0o660);
  t.deepEqual(readdirSync(dir).sort(), ['tables.csv.gz', 'traffic.csv']);
  t.like(done.tables, { added: 1 });
  const traffic = text(dir, 'traffic.csv').split('\n');
  t.deepEqual(traffic.slice(0, 3), ['timestamp,table,period_seconds,consumed_rcu_sum', '2026-06-09T01:00:00Z,orders,3600,17', '2026-06-08T23:00:00Z,orders,60,12.5']);
  t.is(done.traffic.added, 23 * 30, 'the hour that was known is not counted twice');
  t.true(done.warnings.includes('tables.csv.gz has no column pitr: it is not recorded'));
  t.true(done.warnings.includes('traffic.csv has no column provisioned_rcu: it is not recorded'));
  const history = await loadHistory(dir, { cacheDir: null });
  t.deepEqual([...history.columns.rcu], [7, 100]);
});

test.serial('a history that does not load is not continued, and Parquet is not either', async (t) => {
  const dir = folder();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'tables.csv'), 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n2026-06-09,orders,10,0,PROVISIONED,5,5\n');
  writeFileSync(join(dir, 'traffic.csv'), 'timestamp,table,period_seconds,consumed_rcu_sum\n');
  const bad = await t.throwsAsync(run(dir), { instanceOf: UserError, message: /tables\.csv:2: item_count: 0 items cannot hold 10 bytes/ });
  t.is(bad.exitCode, 65);
  t.is(aws.calls.length, 0, 'AWS is not asked for it');
  const good = folder();
  await run(good, { days: 1 });
  t.is((await runMain(['convert', good, '--to', 'parquet', '--out', join(good, '..', 'parquet')])).code, 0);
  const refused = await t.throwsAsync(run(join(good, '..', 'parquet')), { instanceOf: UserError, message: /rows cannot be added to Parquet; .*hippolyte convert .* --to csv\.gz/ });
  t.is(refused.exitCode, 78);
});

test.serial('a failure in the middle leaves the files as they were, and no draft', async (t) => {
  const dir = folder();
  await run(dir, { days: 1 });
  const before = [text(dir, 'tables.csv'), text(dir, 'traffic.csv')];
  process.env.AWS_MAX_ATTEMPTS = '1';
  watch.nowAt = NOW_AT + DAY;
  for (const kind of ['throttle', 'html', 'denied'] as const) {
    aws.heal();
    aws.fail(GET, kind);
    await t.throwsAsync(run(dir, {}, NOW_AT + DAY), { instanceOf: UserError }, kind);
    t.deepEqual([text(dir, 'tables.csv'), text(dir, 'traffic.csv')], before);
    t.deepEqual(readdirSync(join(dir, '..')), ['history']);
  }
});

test.serial('somebody else who writes the folder meanwhile is not overwritten', async (t) => {
  const dir = folder();
  await run(dir, { days: 1 });
  let theirs = '';
  watch.bend = (page) => {
    if (theirs === '') {
      theirs = `${text(dir, 'tables.csv')}2026-06-11,orders,10,1,PROVISIONED,5,5,,,,,,,,\n`;
      writeFileSync(join(dir, 'tables.csv'), theirs);
    }
    return page;
  };
  watch.nowAt = NOW_AT + DAY;
  const error = await t.throwsAsync(run(dir, {}, NOW_AT + DAY), { instanceOf: UserError, message: /was changed by somebody else meanwhile; nothing was written/ });
  t.is(error.exitCode, 75);
  t.is(text(dir, 'tables.csv'), theirs);
});

test.serial('traffic of tables that the history did not name is told, not doubled', async (t) => {
  const dir = folder();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'tables.csv'), 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n2026-06-09,users,10,1,PROVISIONED,5,5\n');
  writeFileSync(join(dir, 'traffic.csv'), 'timestamp,table,period_seconds,consumed_rcu_sum\n2026-06-09T01:00:00Z,orders,3600,17\n');
  const error = await t.throwsAsync(run(dir), { instanceOf: UserError, message: /traffic ignored of tables that tables\.csv does not have: orders; remove their rows/ });
  t.is(error.exitCode, 65);
});

test.serial('without tables nothing is written, and only --allow-empty calls that no mistake', async (t) => {
  const dir = folder();
  const none = await t.throwsAsync(run(dir, { include: ['ghosts*'] }), { instanceOf: UserError, message: /no table is left: of 5 tables 5 are excluded/ });
  t.is(none.exitCode, 78);
  const allowed = await run(dir, { include: ['ghosts*'], allowEmpty: true });
  t.like(allowed, { tables: { recorded: 0 }, metrics: { asked: 0 }, warnings: ['no table fits --include ghosts*'] });
  t.is(allowed.excluded.length, 5);
  t.false(existsSync(dir));
  dynamo.tables.clear();
  t.is((await t.throwsAsync(run(dir), { instanceOf: UserError, message: /^region: eu-west-1 has no table/ })).exitCode, 78);
});

test.serial('a dry run asks for nothing that costs money and writes nothing', async (t) => {
  const dir = folder();
  const done = await run(dir, { dryRun: true, exclude: ['*-staging'] });
  t.like(done, { dryRun: true, tables: { recorded: 4, added: 0 }, metrics: { asked: 3 * 2 + 1 }, excluded: [{ table: 'orders-staging', why: 'fits --exclude *-staging' }] });
  t.is(aws.count(GET), 0);
  t.false(existsSync(dir));
});

test.serial('a night that is not tonight is warned of; its traffic ends where it opened', async (t) => {
  const done = await run(folder(), { night: '2026-06-08', days: 1 });
  t.deepEqual(done.warnings, ['night 2026-06-08 is not tonight: its rows hold the tables as they are now']);
  t.is(done.traffic.toAt, Date.UTC(2026, 5, 7, 23) / 1000);
});

test.serial('the page names each action of the published policy, and with no other it works', async (t) => {
  const places = { account: '000000000000', region: 'eu-west-1', destination: null, state: null, topicArn: null };
  const policy = readPolicy(filledPolicy(readFileSync(join(packageRoot(), 'docs', 'iam', 'collect.json'), 'utf8'), places));
  const actions = (policy.Statement as Statement[]).flatMap(({ Action = [] }) => Action);
  const iam = new Iam(account, [policy]);
  aws.iam = iam;
  await run(folder());
  t.deepEqual([...new Set(iam.asked.map(({ action }) => action))].sort(), [...actions].sort());
  const page = readFileSync(join(packageRoot(), 'docs', 'commands', 'collect.md'), 'utf8');
  for (const action of actions) t.true(page.includes(`\`${action}\``), action);
  aws.iam = new Iam(account, [readPolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"cloudwatch:*","Resource":"*"}]}')]);
  const error = await t.throwsAsync(run(folder()), { instanceOf: UserError });
  t.is(error.exitCode, 77);
  t.regex(error.message, /^cloudwatch:GetMetricData: the credentials may not do this; allow cloudwatch:GetMetricData \(docs\/iam\/collect\.json\): /);
});

test.serial('the command prints lines or one document, tells the cost first and the reasons at the end', async (t) => {
  watch.nowAt = Date.now() / 1000;
  const typed = ['collect', '--out', folder(), '--days', '1', '--exclude', '*-staging,none*', '--window', '00:00-07:00'];
  const plain = await runMain(typed);
  t.is(plain.code, 0, plain.err);
  t.regex(plain.out, /^night 20\d\d-\d\d-\d\d, eu-west-1: 4 of 5 tables recorded, 1 excluded, 0 skipped\ntraffic \S+Z to \S+Z: 2160 rows added\nmetrics asked for: 7 metrics, less than \$0\.01\naccount quota: 80000 RCU/);
  t.regex(plain.out, /\nexcluded: orders-staging fits --exclude \*-staging\n$/);
  t.regex(plain.err, /^CloudWatch: 7 metrics, less than \$0\.01, in 1 calls\nwarning: no table fits --exclude none\*\n$/);
  dynamo.tables.set('strange', loopbackTable(1, 1, 1, { TableStatus: 'FROBNICATING' }));
  const json = await runMain([...typed, '--json', '--quiet']);
  t.is(json.code, 3, 'a table that nobody understands is told by the exit code');
  const document = JSON.parse(json.out) as Collected;
  t.deepEqual(document.skipped, [{ table: 'strange', why: 'has the status "FROBNICATING", which this version does not know', unexpected: true }]);
  t.is(json.err, '');
});

test.serial('by a configuration: its window, and the folder where it says the history is', async (t) => {
  const dir = folder();
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'hippolyte.yaml');
  writeFileSync(config, 'window: { opens: "22:00", closes: "05:00", zone: Europe/Warsaw }\nlive: { history: nights }\n');
  const ran = await runMain(['collect', '--config', config, '--days', '1', '--json', '--quiet']);
  t.is(ran.code, 0, ran.err);
  t.is((JSON.parse(ran.out) as Collected).night, nightAt(Date.now() / 1000, { opens: '22:00', closes: '05:00', zone: 'Europe/Warsaw' }).night);
  t.true(existsSync(join(dir, 'nights', 'tables.csv')), 'beside the configuration, not in the folder one is in');
});

test.serial('mistakes in the flags are told before AWS is asked', async (t) => {
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 64, /^--out: is required/],
    [['--out', 'x', '--include', 'prod-['], 64, /^--include: must be 1 to 255 of a-z .*got "prod-\["/],
    [['--out', 'x', '--exclude', 'a,,b'], 64, /^--exclude: must be names separated by commas/],
    [['--out', 'x', '--days', '0'], 64, /^--days: must be a whole number from 1 to 454/],
    [['--out', 'x', '--period', '10'], 64, /^--period: must be one of 60, 300, 3600/],
    [['--out', 'x', '--night', '2026-02-30'], 64, /^--night: must be a date/],
    [['--out', 'x', '--zone', 'Mars/Base'], 78, /^--zone: /],
    [['--out', 'x', '--region', 'mars'], 78, /^--region: /],
    [['--out', join(packageRoot(), 'package.json')], 73, /is a file, not a folder/],
  ];
  for (const [flags, code, message] of cases) {
    const ran = await runMain(['collect', ...flags]);
    t.is(ran.code, code, flags.join(' '));
    t.regex(ran.err, message);
  }
  t.is(aws.calls.length, 0);
});
