// Every input that a user may get wrong ends in its exit code and lines that say where, what and how to mend it.

import test from 'ava';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from './package.js';
import { runMain } from './run-main.js';

const dir = mkdtempSync(join(tmpdir(), 'hippolyte-bad-input-'));
test.after.always(() => rmSync(dir, { recursive: true, force: true }));

let files = 0;
/** Writes a file of its own and returns its path. */
function file(name: string, content: string | Buffer): string {
  const folder = join(dir, String(++files));
  mkdirSync(folder);
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const SMALL = join(packageRoot(), 'fixtures', 'history-small');
const withHistory = (...flags: string[]): string[] => ['simulate', '--history', SMALL, '--policy', 'headroom-first', ...flags];
const config = (content: string | Buffer, name = 'hippolyte.yaml'): string[] => withHistory('--config', file(name, content));
const experiment = (content: string): string[] => ['simulate', '--history', SMALL, '--experiment', file('what-if.yaml', content)];
const prices = (content: string): string[] => withHistory('--prices', file('prices.json', content));

const TABLES = 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n';
const TRAFFIC = 'timestamp,table,period_seconds,consumed_rcu_sum\n';
const GOOD_ROW = '2026-06-01,orders,1000,10,PROVISIONED,5,5\n';
const GOOD_POINT = '2026-06-01T00:00:00Z,orders,3600,10\n';
/** A history of two files; the traffic is sound where none is given. */
function history(tables: string | Buffer, traffic: string | Buffer = TRAFFIC + GOOD_POINT): string[] {
  const folder = join(dir, String(++files));
  mkdirSync(folder);
  writeFileSync(join(folder, 'tables.csv'), tables);
  writeFileSync(join(folder, 'traffic.csv'), traffic);
  return ['simulate', '--history', folder, '--policy', 'headroom-first'];
}
const row = (text: string): string[] => history(`${TABLES}${text}\n`);

type Case = readonly [string, () => string[], number, RegExp];

const CONFIG: readonly Case[] = [
  ['config missing', () => withHistory('--config', join(dir, 'none.yaml')), 78, /^config not found: .*none\.yaml/],
  ['config empty', () => config(''), 78, /hippolyte\.yaml: is empty/],
  ['config only a byte order mark', () => config('\uFEFF'), 78, /is empty/],
  ['config is a folder', () => withHistory('--config', dir), 78, /must be a file, is a folder/],
  ['config is a pipe', () => withHistory('--config', fifo()), 78, /must be a file, is a pipe or device/],
  ['config of 11 MB', () => config(`# ${'x'.repeat(11 * 2 ** 20)}`), 78, /has \d+ bytes, more than the limit of 10485760/],
  ['config 200 deep', () => config('{"a":'.repeat(200)), 78, /hippolyte\.yaml:1:\d+: is nested deeper than 64 levels/],
  ['JSON with a comment', () => config('{"seed": 1 // one\n}', 'c.json'), 78, /c\.json:1:12: is not JSON here/],
  ['JSON with a trailing comma', () => config('{"seed": 1,}', 'c.json'), 78, /c\.json:1:12: is not JSON here/],
  ['a key twice', () => config('seed: 1\nseed: 2'), 78, /hippolyte\.yaml:2:1: seed is given twice, first at .*hippolyte\.yaml:1:1/],
  ['not UTF-8', () => config(Buffer.from([0x61, 0x3a, 0x20, 0xff])), 78, /is not UTF-8 at byte 3/],
  ['UTF-16', () => config(Buffer.from([0xff, 0xfe, 0x61, 0])), 78, /is UTF-16 at byte 0/],
  ['a NUL', () => config('seed: \0'), 78, /has a NUL at byte 6/],
  ['unknown key', () => config('windowStrat: 1'), 78, /unknown key windowStrat; did you mean window\?|unknown key windowStrat; known: /],
  ['__proto__ as key', () => config('scan: { __proto__: 1 }'), 78, /scan\.__proto__: this key is not allowed/],
  ['a number as text', () => config('seed: "7"'), 78, /seed must be a whole number .*, got "7"/],
  ['NaN', () => config('reading: { sizeTruth: .nan }'), 78, /reading\.sizeTruth must be a number .*, got NaN/],
  ['infinity', () => config('reading: { sizeTruth: 1e309 }'), 78, /got Infinity/],
  ['negative zero', () => config('seed: -0'), 78, /seed must .*, got -0/],
  ['2^53 + 1', () => config('seed: 9007199254740993'), 78, /seed must be a whole number/],
  ['0.1 RCU', () => config('billing: { reservedRcu: 0.1 }'), 78, /billing\.reservedRcu must be a whole number .*, got 0\.1/],
  ['window of zero length', () => withHistory('--window', '07:00-07:00'), 78, /--window: window 07:00-07:00 has zero length/],
  ['24:00', () => withHistory('--window', '24:00-07:00'), 78, /--window: window\.opens must be a time HH:MM .*, got "24:00"/],
  ['7:5', () => withHistory('--window', '00:00-7:5'), 78, /--window: window\.closes must be a time HH:MM .*, got "7:5"/],
  ['noon', () => withHistory('--window', 'noon'), 78, /--window: must be two times HH:MM such as 22:00-05:00, got "noon"/],
  ['zone CET+1', () => withHistory('--zone', 'CET+1'), 78, /--zone: window\.zone must be an IANA time zone such as UTC or Europe\/Warsaw, got "CET\+1"/],
  ['zone Mars/Base', () => withHistory('--zone', 'Mars/Base'), 78, /got "Mars\/Base"/],
  ['zone empty', () => config('window: { zone: "" }'), 78, /window\.zone must be an IANA time zone .*, got ""/],
  ['a share of 1.5', () => config('weather: { throttleShare: 1.5 }'), 78, /weather\.throttleShare must be a number from 0 to 1/],
  ['a share of -0.1', () => config('weather: { throttleShare: -0.1 }'), 78, /got -0\.1/],
  ['region us-west-9', () => withHistory('--region', 'us-west-9'), 78, /no price book for "us-west-9"; did you mean us-west-/],
  ['region ../', () => withHistory('--region', '../'), 78, /--region: region must be an AWS region such as us-east-1, got "\.\.\/"/],
  ['region empty', () => config('region: ""'), 78, /region must be an AWS region .*, got ""/],
  ['region with a blank', () => withHistory('--region', 'eu-west-1 '), 78, /got "eu-west-1 "/],
  ['growth of 0', () => withHistory('--growth', '0'), 78, /--growth: must be a number from 0\.01 to 1000 \(a factor\), got 0/],
];

const EXPERIMENTS: readonly Case[] = [
  ['unknown policy', () => experiment('policies: [cheapes]'), 78, /unknown policy "cheapes"; did you mean cheapest\?/],
  ['too many runs', () => experiment(`policies: [cheapest]\nseeds: [${Array.from({ length: 600 }, (_, i) => i).join(', ')}]`), 78, /2 policies .* 600 seeds are 1200 runs, more than 1000/],
  ['a window twice', () => experiment('windows: [00:00-07:00, {opens: "00:00", closes: "07:00"}]'), 78, /what-if\.yaml:1:\d+: windows\[1\] repeats windows\[0\] \(00:00-07:00\); keep one/],
  ['an axis without values', () => experiment('seeds: []'), 78, /what-if\.yaml:1:8: seeds must have at least one value/],
  ['missing', () => ['simulate', '--experiment', join(dir, 'none.yaml')], 78, /^experiment not found/],
];

const PRICES: readonly Case[] = [
  ['no region', () => prices('{"date": "2026-01-01", "meters": {}}'), 78, /region: must be an AWS region .*, got nothing/],
  ['a negative price', () => prices('{"region": "us-east-1", "date": "2026-01-01", "meters": {"dynamodb.rcu-hour": -1}}'), 78, /dynamodb\.rcu-hour.*zero or more.*got -1/],
  ['another currency', () => prices('{"region": "us-east-1", "date": "2026-01-01", "currency": "EUR", "meters": {}}'), 78, /currency: must be "USD", got "EUR"/],
  ['an unknown meter', () => prices('{"region": "us-east-1", "date": "2026-01-01", "meters": {"dynamodb.rcu-hours": 1}}'), 78, /unknown meter; did you mean dynamodb\.rcu-hour/],
  ['of a region that is not simulated', () => prices('{"region": "eu-west-1", "date": "2026-01-01", "meters": {}}'), 78, /^--prices: holds prices of eu-west-1, where nothing is simulated; add --region eu-west-1/],
  ['no JSON', () => prices('{"region": "us-east-1",}'), 78, /prices\.json:1:\d+: is not JSON here/],
  ['missing', () => withHistory('--prices', join(dir, 'none.json')), 78, /^price file not found/],
];

const HISTORIES: readonly Case[] = [
  ['folder missing', () => ['simulate', '--history', join(dir, 'none')], 65, /none: history folder not found/],
  ['folder empty', () => ['simulate', '--history', mkdtempSync(join(dir, 'empty-'))], 65, /tables\.csv: not found/],
  ['file empty', () => history(''), 65, /tables\.csv/],
  ['no header', () => history(GOOD_ROW), 65, /tables\.csv:1: /],
  ['column missing', () => history('night,table,size_bytes,item_count,billing_mode,rcu\n'), 65, /tables\.csv:1: .*wcu/],
  ['semicolons', () => history((TABLES + GOOD_ROW).replaceAll(',', ';')), 65, /tables\.csv:1: .*(;|semicolon|comma)/],
  ['unbalanced quotes', () => history(`${TABLES}${GOOD_ROW}2026-06-01,"people,1000,10,PROVISIONED,5,5\n`), 65, /tables\.csv:\d+: /],
  ['carriage returns only', () => history((TABLES + GOOD_ROW).replaceAll('\n', '\r')), 65, /tables\.csv/],
  ['a NUL', () => row('2026-06-01,ord\0ers,1000,10,PROVISIONED,5,5'), 65, /tables\.csv:2: /],
  ['not UTF-8', () => history(Buffer.concat([Buffer.from(`${TABLES}2026-06-01,ord`), Buffer.from([0xff]), Buffer.from('ers,1,1,PROVISIONED,5,5\n')])), 65, /tables\.csv:2: /],
  ['2026-02-30', () => row('2026-02-30,orders,1000,10,PROVISIONED,5,5'), 65, /tables\.csv:2: night: /],
  ['decimal comma', () => row('2026-06-01,orders,"1,5",10,PROVISIONED,5,5'), 65, /tables\.csv:2: size_bytes: /],
  ['exponent', () => row('2026-06-01,orders,1.5e3,10,PROVISIONED,5,5'), 65, /tables\.csv:2: size_bytes: /],
  ['blanks around a number', () => row('2026-06-01,orders, 7 ,10,PROVISIONED,5,5'), 65, /tables\.csv:2: size_bytes: /],
  ['hexadecimal', () => row('2026-06-01,orders,0x10,10,PROVISIONED,5,5'), 65, /tables\.csv:2: size_bytes: /],
  ['negative size', () => row('2026-06-01,orders,-1,10,PROVISIONED,5,5'), 65, /tables\.csv:2: size_bytes: /],
  ['bytes without items', () => row('2026-06-01,orders,1000,0,PROVISIONED,5,5'), 65, /tables\.csv:2: item_count: /],
  ['items without bytes', () => row('2026-06-01,orders,0,10,PROVISIONED,5,5'), 65, /tables\.csv:2: (size_bytes|item_count): /],
  ['provisioned without capacity', () => row('2026-06-01,orders,1000,10,PROVISIONED,0,5'), 65, /tables\.csv:2: rcu: /],
  ['on demand with capacity', () => row('2026-06-01,orders,1000,10,PAY_PER_REQUEST,5,0'), 65, /tables\.csv:2: rcu: /],
  ['table name of 2 characters', () => row('2026-06-01,ab,1000,10,PROVISIONED,5,5'), 65, /tables\.csv:2: table: /],
  ['table name with a slash', () => row('2026-06-01,a/b,1000,10,PROVISIONED,5,5'), 65, /tables\.csv:2: table: /],
  ['table name with an escape sequence', () => row('2026-06-01,\u001b[31mred,1000,10,PROVISIONED,5,5'), 65, /^[^\u001b]*$/],
  ['the same row twice', () => history(TABLES + GOOD_ROW + GOOD_ROW), 65, /tables\.csv:3: /],
  ['timestamp without zone', () => history(TABLES + GOOD_ROW, `${TRAFFIC}2026-06-01T00:00:00,orders,3600,10\n`), 65, /traffic\.csv:2: timestamp: /],
  ['period of 17 s', () => history(TABLES + GOOD_ROW, `${TRAFFIC}2026-06-01T00:00:00Z,orders,17,10\n`), 65, /traffic\.csv:2: period_seconds: /],
  ['periods that overlap', () => history(TABLES + GOOD_ROW, `${TRAFFIC}${GOOD_POINT}2026-06-01T00:05:00Z,orders,300,10\n`), 65, /traffic\.csv/],
];

const FLAGS: readonly Case[] = [
  ['no command', () => [], 64, /usage: hippolyte COMMAND/],
  ['unknown command', () => ['simulat'], 64, /^unknown command simulat; did you mean simulate\?/],
  ['unknown flag', () => withHistory('--polcy', 'x'), 64, /^--polcy: unknown flag; did you mean --policy\?\nusage: hippolyte simulate/],
  ['unknown short flag', () => withHistory('-x'), 64, /^-x: unknown flag/],
  ['__proto__ as flag', () => withHistory('--__proto__', '1'), 64, /unknown flag/],
  ['flag twice', () => withHistory('--seed', '1', '--seed', '2'), 64, /^--seed: is given more than once/],
  ['switch twice', () => withHistory('--json', '--json'), 64, /^--json: is given more than once/],
  ['value missing', () => withHistory('--seed'), 64, /^--seed: needs a value: --seed N/],
  ['value empty', () => withHistory('--seed='), 64, /^--seed: needs a value/],
  ['value for a switch', () => withHistory('--json=false'), 64, /^--json: takes no value/],
  ['no number', () => withHistory('--seed', 'abc'), 64, /^--seed: must be a number such as 12 or 1\.5, got "abc"/],
  ['NaN', () => withHistory('--growth', 'NaN'), 64, /^--growth: must be a number/],
  ['argument too many', () => withHistory('more'), 64, /"more" is one argument too many/],
  ['argument missing', () => ['report'], 64, /^OUTDIR is missing\nusage: hippolyte report OUTDIR/],
  ['no history', () => ['simulate'], 64, /^--history: is required/],
  ['policy unknown', () => withHistory('--pack', 'first-fit-decreasin'), 64, /unknown pack "first-fit-decreasin"; did you mean first-fit-decreasing\?/],
  ['baseline unknown', () => withHistory('--baseline', 'native-exprot'), 64, /^--baseline: unknown policy "native-exprot"; did you mean native-export\?/],
  ['policy twice', () => ['simulate', '--history', SMALL, '--policy', 'cheapest,cheapest'], 64, /--policy: names cheapest twice/],
  ['policies with a hole', () => ['simulate', '--history', SMALL, '--policy', 'cheapest,,'], 64, /--policy: must be names separated by commas/],
  ['billing rule unknown', () => withHistory('--billing-rule', 'cheap'), 78, /--billing-rule: billing\.rule must be one of max-in-clock-hour, prorated, sampled, got "cheap"/],
  ['nights backwards', () => withHistory('--nights', '2026-06-02..2026-06-01'), 64, /--nights: must not end before it starts/],
  ['nights that do not exist', () => withHistory('--nights', '2026-02-28..2026-02-30'), 64, /--nights: must be dates FROM\.\.TO/],
  ['nights outside of the history', () => withHistory('--nights', '2031-01-01..2031-01-02'), 65, /no night of the history lies in 2031-01-01\.\.2031-01-02/],
  ['night 2026-02-30', () => ['explain', '--night', '2026-02-30', '--table', 'orders'], 64, /--night: must be a date YYYY-MM-DD from 1970 on, got "2026-02-30"/],
  ['night in 1969', () => ['explain', '--night', '1969-12-31', '--table', 'orders'], 64, /--night: must be a date/],
  ['night in the future', () => ['explain', '--night', '2099-01-01', '--table', 'orders', '--history', SMALL], 65, /--night: 2099-01-01 is not in .*history-small/],
  ['table unknown', () => ['explain', '--night', '2026-06-01', '--table', 'ordesr', '--history', SMALL], 65, /--table: "ordesr" is not in .*did you mean orders\?/],
  ['ledgers without a folder', () => withHistory('--ledgers', 'all'), 64, /--ledgers: means nothing without --out/],
  ['ledgers unknown', () => withHistory('--ledgers', 'some', '--out', join(dir, 'o')), 64, /--ledgers: must be one of all, shown, none, got "some"/],
  ['no workers', () => withHistory('--workers', '0'), 64, /--workers: must be a whole number from 1 to 64, got "0"/],
  ['folder of somebody else', () => withHistory('--out', join(packageRoot(), 'core')), 73, /core: is not empty and not the output of a simulation \(no run\.json\)/],
  ['folder is a file', () => withHistory('--out', join(packageRoot(), 'package.json')), 73, /is a file, not a folder/],
  ['report of no output', () => ['report', dir], 65, /no run\.json/],
  ['report of a damaged output', () => ['report', damagedOutput()], 65, /run\.json: is not JSON/],
  ['report of an output without its nights', () => ['report', outputOf('x', ['headroom-first'])], 65, /headroom-first.nights\.jsonl: cannot be read \(ENOENT\); run the simulation again/],
  ['explain from a damaged output', () => ['explain', '--night', '2026-06-01', '--table', 'orders', '--out', damagedOutput()], 65, /run\.json: is not what a simulation writes/],
  ['explain from a folder without output', () => ['explain', '--night', '2026-06-01', '--table', 'orders', '--out', dir], 65, /is not the output of a simulation \(no run\.json\)/],
  ['explain with another history of the same name', () => ['explain', '--night', '2026-06-01', '--table', 'orders', '--out', outputOf('history-small')], 65, /history-small: is not the history that the last simulation replayed/],
  ...(existsSync('/proc/self') ? ([['a folder that cannot be made', () => withHistory('--out', '/proc/hippolyte'), 74, /ENOENT.*\/proc\/hippolyte.*check the path/]] as const) : []),
  ['format unknown', () => ['convert', SMALL, '--to', 'xlsx', '--out', join(dir, 'x')], 64, /--to: must be one of csv, csv\.gz, parquet, got "xlsx"/],
  ['synth without folder', () => ['synth', '--tables', '3'], 64, /--out: is required/],
  ['synth of no tables', () => ['synth', '--tables', '0', '--out', join(dir, 's')], 64, /--tables: must be a whole number from 1 to/],
  ['synth over files', () => ['synth', '--tables', '3', '--nights', '2', '--out', packageRoot()], 73, /hippolyte|not empty/],
];

const PACKS: readonly Case[] = [
  ['missing', () => withHistory('--pack', './none.js'), 78, /--pack: no such file: .*none\.js; give the path of an ES module/],
  ['does not load', () => withHistory('--pack', file('rule.mjs', 'export const = 1')), 78, /does not load: /],
  ['exports nothing', () => withHistory('--pack', file('rule.mjs', 'export const a = 1')), 78, /exports no packing rule .*\["a"\]/],
  ['no summary', () => withHistory('--pack', file('rule.mjs', "export default { name: 'mine', lanes: () => [] }")), 78, /summary must be a text, got nothing/],
  ['loses a copy', () => withHistory('--pack', file('rule.mjs', "export default { name: 'mine', summary: 's', source: 's', lanes: () => [] }")), 78, /must return each position from 0 to 0 once, got \[\]/],
  ['sorts in place', () => withHistory('--pack', file('rule.mjs', "export default { name: 'mine', summary: 's', source: 's', lanes: (d) => (d.sort(), Array.from(d, (_, i) => [i])) }")), 78, /changed the array it was given/],
  ['loses a copy only of a whole night', () => withPack("lanes: (d) => Array.from(d, (_, i) => [i]).slice(0, 20)"), 78, /--pack .*: lanes\(\d+ durations, .*\) must return each position from 0 to \d+ once/],
  ['gives no lanes', () => withPack('lanes: () => () => 1'), 78, /must return a list of lanes that are not empty, got function/],
  ['TypeScript', () => withHistory('--pack', file('rule.ts', 'export const a = 1')), 78, /rule\.ts: is TypeScript, which Node does not load; compile it to \.js/],
  ['overfills', () => withHistory('--pack', file('rule.mjs', "export default { name: 'mine', summary: 's', source: 's', lanes: (d) => d.length ? [Array.from(d, (_, i) => i)] : [] }")), 78, /more than countMax 3/],
];

/** A packing rule of this body in a policy that packs. */
function withPack(body: string): string[] {
  return ['simulate', '--history', SMALL, '--policy', 'emr-first-fit', '--nights', '2026-06-01', '--pack', file('rule.mjs', `export default { name: 'mine', summary: 's', source: 's', ${body} }`)];
}

function damagedOutput(): string {
  return dirname(file('run.json', '{'));
}

/** What a simulation of a history of that name, but of other content, left. */
function outputOf(name: string, runs: readonly string[] = []): string {
  const output = { hippolyte: { version: '0', format: 1 }, history: { name, digest: 'another' }, settings: {}, runs: runs.map((id) => ({ id })) };
  return dirname(file('run.json', JSON.stringify(output)));
}

function fifo(): string {
  const path = join(dir, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

/** A command that meets an account, with a configuration that is refused before anything is asked of AWS. */
const live = (content: string, command = 'plan'): string[] => [command, '--config', file('hippolyte.yaml', content)];

const LIVE: readonly Case[] = [
  ['no configuration', () => ['plan'], 78, /^config not found: hippolyte\.yaml; run hippolyte init, or name one with --config/],
  ['configuration missing', () => ['plan', '--config', join(dir, 'none.yaml')], 78, /^config not found: .*none\.yaml; check the path, or run hippolyte init/],
  ['a policy that forgets what it owes', () => live('live: { policy: hippolyte-classic }'), 78, /hippolyte\.yaml:1:17: live\.policy must be a policy that hands back what it took/],
  ['a table that is included and excluded', () => live('live: { tables: { include: [orders], exclude: [orders] } }'), 78, /live\.tables\.include\[0\] names orders, which live\.tables\.exclude "orders" leaves out/],
  ['an empty pattern', () => live('live: { tables: { exclude: [""] } }'), 78, /live\.tables\.exclude\[0\] must be 1 to 255 of/],
  ['a regular expression that takes for ever', () => live('live: { tables: { exclude: ["(a+)+$"] } }'), 78, /live\.tables\.exclude\[0\] must be 1 to 255 of/],
  ['a required name that no table can have', () => live('live: { tables: { always: [".."] } }'), 78, /live\.tables\.always\[0\] must be the name of a table/],
  ['a budget in euro', () => live('live: { budgetUsd: "€5" }'), 78, /live\.budgetUsd must be a number .*, got "€5"/],
  ['a bucket that is none', () => live('live: { destination: "s3://b/../x" }'), 78, /live\.destination must name a bucket/],
  ['a bucket by its ARN', () => live('live: { state: "arn:aws:s3:::bucket" }'), 78, /live\.state must be a folder or s3:\/\/bucket\/prefix/],
  ['a role that is none', () => live('live: { emr: { serviceRole: "arn:aws:iam::1:user/x" } }'), 78, /live\.emr\.serviceRole must be the name of a role/],
  ['a region that is none', () => [...live('live: {}'), '--region', '../'], 78, /--region: region must be an AWS region/],
  ['a window of zero length', () => [...live('live: {}'), '--window', '07:00-07:00'], 78, /--window: window 07:00-07:00 has zero length/],
  ['a secret in the configuration', () => live('live: { secretAccessKey: hunter2 }'), 78, /unknown key live\.secretAccessKey(?!.*hunter2)/],
  ['a secret as a flag', () => [...live('live: {}'), '--secret-access-key', 'hunter2'], 64, /^--secret-access-key: (unknown|\[redacted\]) flag(?!.*hunter2)/],
  ['prices of another region', () => [...live('region: eu-west-1'), '--prices', file('p.json', '{')], 78, /p\.json/],
];

const ALL: readonly (readonly [string, readonly Case[]])[] = [
  ['config', CONFIG], ['experiment', EXPERIMENTS], ['prices', PRICES], ['history', HISTORIES], ['flags', FLAGS], ['pack', PACKS], ['live', LIVE],
];

for (const [group, cases] of ALL) {
  for (const [name, typed, code, message] of cases) {
    test(`${group}: ${name}`, async (t) => {
      const ran = await runMain(typed());
      t.regex(ran.err, message);
      t.is(ran.code, code, ran.err);
      t.is(ran.out, '', 'stdout is for data');
      t.notRegex(ran.err, /\n\s+at |\u001b/, 'no stack, no escape sequence');
    });
  }
}

/** What looks wrong and is not: accepted, with a remark where something was decided. */
const ACCEPTED: readonly (readonly [string, () => string[], RegExp])[] = [
  ['a window that crosses midnight', () => withHistory('--window', '23:00-06:00'), /^/],
  ['a config with CRLF and a byte order mark', () => config('\uFEFFregion: eu-west-1\r\nseed: 2\r\n'), /^/],
  ['a CSV with CRLF and a byte order mark', () => history(`\uFEFF${TABLES + GOOD_ROW}`.replaceAll('\n', '\r\n')), /^/],
  ['an unknown column', () => history((TABLES + GOOD_ROW).replaceAll('\n', (_, at: number) => (at < TABLES.length ? ',owner\n' : ',me\n'))), /owner/],
  [
    'a window that opens in a gap of the clock',
    () => [...history(TABLES + GOOD_ROW.replace('2026-06-01', '2026-03-29')), '--window', '02:30-07:00', '--zone', 'Europe/Warsaw'],
    /warning: night 2026-03-29: the window opens at 2026-03-29 03:30 instead of 02:30/,
  ],
  ['a single night', () => withHistory('--nights', '2026-06-01'), /^/],
  ['a name twice but for its case', () => history(TABLES + GOOD_ROW + GOOD_ROW.replace('orders', 'Orders')), /^/],
];

for (const [name, typed, remark] of ACCEPTED) {
  test(`accepted: ${name}`, async (t) => {
    const ran = await runMain([...typed(), '--json']);
    t.is(ran.code, 0, ran.err);
    t.regex(ran.err, remark);
    t.true((JSON.parse(ran.out) as { history: { nights: number } }).history.nights >= 1);
  });
}
