// The commands themselves, over real sockets against a loopback account: flags in, streams and exit codes out.

import test from 'ava';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NightResult } from '../../core/telling/night-result.js';
import { openAccount } from '../../fixtures/aws/account.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { stayOnThisMachine } from '../../fixtures/aws/guard.js';
import { packageRoot } from '../package.js';
import { runMain } from '../run-main.js';
import type { PlanResult } from './plan-result.js';
import type { Status } from './status.js';

const tried = stayOnThisMachine();
const base = mkdtempSync(join(tmpdir(), 'hippolyte-live-'));
const account = await openAccount();
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, account.env);
put('users', 0, 20, 100);
put('orders', 5, 10, 100);
// Eight megabytes at five units a second: nobody waits for its end.
put('slow', 5, 80, 100_000);
test.after.always(async (t) => {
  await account.aws.close();
  rmSync(base, { recursive: true, force: true });
  t.deepEqual(tried, []);
});

function put(name: string, rcu: number, items: number, bytes: number): void {
  const table = loopbackTable(items * bytes, items, rcu);
  account.dynamo.tables.set(name, table);
  for (let i = 0; i < items; i++) account.dynamo.data.itemsOf(table).put({ id: { S: `${name}-${i}` }, text: { S: 'x'.repeat(bytes) } });
}

let sites = 0;
/** A configuration in a folder of its own, with a window that has been open for an hour and stays open for six. */
function site(live: string, exclude = 'slow'): string {
  const dir = join(base, String(++sites));
  mkdirSync(dir);
  const clock = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  const path = join(dir, 'hippolyte.yaml');
  writeFileSync(path, `window: { opens: "${clock(-1)}", closes: "${clock(6)}" }
control: { lookSeconds: 1, boostLeadSeconds: 1 }
scan: { launchSeconds: 0 }
live: { account: "${account.sts.account}", destination: backups, tables: { exclude: [${exclude}] }, ${live} }
`);
  return path;
}

const lines = (text: string): Record<string, unknown>[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

test.serial('plan, run, status and settle by their flags; data on stdout, the log on stderr', async (t) => {
  const config = ['--config', site('budgetUsd: 5')];
  const plan = await runMain(['plan', ...config, '--json', '--out', join(base, 'plan.json'), '--detailed-exitcode']);
  t.is(plan.code, 0, plan.err);
  const told = JSON.parse(plan.out) as PlanResult;
  t.deepEqual(told.tables.map(({ table }) => table), ['orders', 'users']);
  t.deepEqual(told.excluded, [{ table: 'slow', why: 'fits live.tables.exclude slow' }]);
  t.regex((await runMain(['plan', ...config])).out, /^plan for the night .*\n[^]*plan: 2 to copy, none raised/);
  t.regex((await runMain(['plan', ...config, '--table', 'orders'])).out, /^orders on .*\n {2}orders holds 1000 B/);
  t.regex((await runMain(['plan', ...config, '--table', 'slow'])).err, /--table: "slow" is not in the plan: fits live\.tables\.exclude slow/);
  const dry = await runMain(['run', ...config, '--dry-run']);
  t.deepEqual(lines(dry.out).map(({ event }) => event), ['total']);
  t.deepEqual(readdirSync(join(base, '1')), ['hippolyte.yaml'], 'looking leaves nothing behind');
  const run = await runMain(['run', join(base, 'plan.json'), ...config, '--once', '--json']);
  t.is(run.code, 0, run.err);
  const result = JSON.parse(run.out) as NightResult;
  t.deepEqual([result.verdict, result.tables.ok, result.planDigest], ['success', 2, told.digest]);
  const log = lines(run.err);
  t.is(log[0].event, 'start');
  t.deepEqual(log.filter(({ table }) => table === 'users').map(({ event, phase, runId }) => [event, phase, runId]), [
    ['asked', 'startCopy', result.runId], ['answered', 'startCopy', result.runId], ['saw', 'copyStarted', result.runId], ['saw', 'copyDone', result.runId],
  ]);
  t.true(log.slice(1).every(({ runId }) => runId === result.runId), 'from the lock on every line says of which run it is');
  t.deepEqual([log.at(-1)?.event, log.at(-1)?.code, log.at(-1)?.verdict], ['exit', 0, 'success']);
  const again = await runMain(['run', ...config, '--once']);
  t.deepEqual([again.code, again.out], [0, '']);
  t.regex(again.err, /nothing is due: the night \S+ is done/);
  const status = await runMain(['status', ...config, '--json']);
  t.is(status.code, 0);
  t.is((JSON.parse(status.out) as Status).done, 2);
  t.regex((await runMain(['status', ...config])).out, /2 tables have a backup of it\nlock: free/);
  const settle = await runMain(['settle', ...config]);
  t.deepEqual([settle.code, settle.out], [0, '']);
  t.regex(settle.err, /nothing is owed/);
  for (const command of ['plan', 'status', 'settle']) t.is((await runMain([command, ...config, '--quiet'])).err.includes('warning'), false, command);
});

test.serial('unlock names what it breaks, and breaks nothing by another id', async (t) => {
  const config = ['--config', site('budgetUsd: 5')];
  t.regex((await runMain(['unlock', ...config])).err, /^--id: is required/);
  const none = await runMain(['unlock', ...config, '--id', 'x']);
  t.is(none.code, 75, none.err);
  await runMain(['run', ...config, '--once']);
  const free = await runMain(['unlock', ...config, '--id', 'x']);
  t.is(free.code, 75, free.err);
  t.regex(free.err, /lock: free \(last held by run on /);
});

test.serial('what is refused: exit codes and one line each', async (t) => {
  const cases: readonly (readonly [string, string[], number, RegExp])[] = [
    ['no budget', ['run', '--config', site('history: null'), '--once'], 78, /live\.budgetUsd is not set/],
    ['a table too many', ['run', 'a', 'b', '--config', site('budgetUsd: 5')], 64, /b\\" is one argument too many/],
    ['a dry run with a report', ['run', '--dry-run', '--report', 'x.html', '--config', site('budgetUsd: 5')], 64, /--report: a dry run has no night to report/],
    ['a plan that is none', ['run', site('budgetUsd: 5'), '--config', site('budgetUsd: 5'), '--once'], 65, /is not JSON/],
    ['everything excluded', ['plan', '--config', site('budgetUsd: 5', '"*"')], 78, /no table is left/],
    ['a region that is none', ['status', '--config', site('budgetUsd: 5'), '--region', 'nowhere'], 78, /--region: region must be an AWS region/],
    ['somebody else\'s file', ['plan', '--config', site('budgetUsd: 5'), '--out', join(packageRoot(), 'package.json')], 73, /package\.json: is no plan of hippolyte/],
    ['a required table that is missing', ['plan', '--config', site('budgetUsd: 5', 'slow], always: [ledger')], 3, /warning: ledger: required table missing/],
  ];
  for (const [what, typed, code, message] of cases) {
    const ran = await runMain(typed);
    t.is(ran.code, code, `${what}: ${ran.err}`);
    t.regex(ran.err, message, what);
  }
});

/** The program as a process of its own. */
function program(...typed: string[]): { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; out: string; err: string }> } {
  const built = import.meta.url.endsWith('.js');
  const cli = built ? [join(packageRoot(), 'dist', 'scripts', 'cli.js')] : ['--import', 'tsx', join(packageRoot(), 'scripts', 'cli.ts')];
  const child = spawn(process.execPath, [...cli, ...typed], { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (parts.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (parts.err += text));
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...parts }))) };
}

/** Waits until the copies are asked for: the journal says so before they are. */
async function copying(config: string): Promise<void> {
  const runs = join(config, '..', 'state', 'runs');
  for (;;) {
    const files = existsSync(runs) ? readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(runs, name)).isFile()) : [];
    if (files.some((name: string) => readFileSync(join(runs, name), 'utf8').includes('"startCopy"'))) return;
    await sleep(50);
  }
}

for (const [signal, code] of [['SIGTERM', 143], ['SIGINT', 130]] as const) {
  test.serial(`${signal} shuts the window: what was copied counts, what was not is told, and the code says who ended it`, async (t) => {
    const config = site('budgetUsd: 5', '');
    const { child, ended } = program('run', '--config', config, '--once', '--json');
    await copying(config);
    await sleep(500);
    child.kill(signal);
    const ran = await ended;
    t.is(ran.code, code, ran.err);
    const result = JSON.parse(ran.out) as NightResult;
    t.is(result.verdict, 'aborted');
    t.is(result.tables.total, 3);
    t.deepEqual(result.openLeases, []);
    t.regex(ran.err, new RegExp(`${signal}: handing back before leaving`));
    t.is(lines(ran.err).at(-1)?.code, code);
  });
}

test.serial('a run whose lock is broken stops reading at once, and changes nothing more', async (t) => {
  const config = site('budgetUsd: 5, lock: { heartbeatSeconds: 1, expirySeconds: 4 }', '');
  const { ended } = program('run', '--config', config, '--once');
  await copying(config);
  const { lock } = JSON.parse((await runMain(['status', '--config', config, '--json'])).out) as Status;
  t.is((await runMain(['unlock', '--config', config, '--id', lock?.id ?? ''])).code, 0);
  const changes = account.aws.calls.filter(({ action }) => /Update|Register/.test(action)).length;
  const ran = await ended;
  t.is(ran.code, 11, ran.err);
  t.regex(String(lines(ran.err).at(-1)?.code), /^11$/);
  t.is(account.aws.calls.filter(({ action }) => /Update|Register/.test(action)).length, changes);
});

test.serial('a reader that goes away does not end a night', async (t) => {
  const config = site('budgetUsd: 5');
  const { child, ended } = program('run', '--config', config, '--once');
  child.stdout?.destroy();
  child.stderr?.destroy();
  t.is((await ended).code, 0);
  const status = await runMain(['status', '--config', config, '--json']);
  t.is((JSON.parse(status.out) as Status).done, 2);
});
