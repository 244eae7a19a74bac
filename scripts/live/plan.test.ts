// From an account to the plan of tonight, as a value, as text and as a file.

import test from 'ava';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, UserError } from '../../core/errors.js';
import { livePlanDigest, readLivePlan } from '../../core/live/live-plan.js';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import { GIB, HOUR } from '../../core/units.js';
import type { PlainTable } from '../../fixtures/aws/control-plane.js';
import { planResult, reasonsOf } from './plan-result.js';
import { planText } from './plan-text.js';
import { savePlan } from './save-plan.js';
import { ESTATE, EVENING_AT, OPENS_AT, tonight } from './testing.js';

const dir = mkdtempSync(join(tmpdir(), 'hippolyte-plan-'));
test.after.always(() => rmSync(dir, { recursive: true, force: true }));

const plain = { bold: (text: string) => text, dim: (text: string) => text };
const codeOf = async (promise: Promise<unknown>): Promise<readonly [number, string]> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return [error.exitCode, error.message];
    throw error;
  }
  return [0, ''];
};

test('every table is planned or left out with its reason, and priced', async (t) => {
  const made = await tonight({ live: { tables: { ...LIVE_DEFAULTS.tables, exclude: ['*-staging'], always: ['orders', 'ledger'] }, budgetUsd: 50 } });
  const result = planResult(made);
  t.deepEqual(result.tables.map(({ table }) => table), ['fresh', 'orders', 'users'], 'an empty table, too: its size is hours old');
  t.deepEqual(result.excluded, [{ table: 'orders-staging', why: 'fits live.tables.exclude *-staging' }]);
  t.deepEqual(result.skipped, [{ table: 'ledger', why: 'required table missing', unexpected: true }]);
  const [fresh, orders, users] = result.tables;
  t.deepEqual([fresh.boostAt, fresh.toRcu, users.onDemand], [null, 10, true]);
  t.true(orders.toRcu > orders.fromRcu && orders.suspendsScaling);
  t.is(orders.boostAt, OPENS_AT);
  t.is(result.raised.rcu, orders.toRcu - 100);
  t.true(result.fits);
  t.true(result.ceiling.usd > result.forecast.usd && result.ceiling.usd <= 50);
  t.deepEqual(result.window, { openedAt: OPENS_AT, opensAt: OPENS_AT, closesAt: OPENS_AT + 7 * HOUR, zone: 'UTC' });
  t.is(result.digest, livePlanDigest(made.live));
  t.is(made.live.settings.scan.machinesMax, 1, 'the pool of a live night is this machine');
  t.regex(made.warnings.join('\n'), /no history is named \(live\.history\): half of the capacity/);
  t.regex((reasonsOf(made, 'orders') ?? []).join('\n'), /raised from 100 RCU to \d+ RCU/);
  t.is(reasonsOf(made, 'orders-staging'), null);
});

test('a window that is open already is planned for what is left of it', async (t) => {
  const nowAt = OPENS_AT + 5 * HOUR;
  const whole = planResult(await tonight());
  const late = planResult(await tonight({ nowAt }));
  t.deepEqual(late.window, { openedAt: OPENS_AT, opensAt: nowAt, closesAt: OPENS_AT + 7 * HOUR, zone: 'UTC' });
  const of = (result: typeof late) => result.tables.find(({ table }) => table === 'orders');
  t.true((of(late)?.boostAt ?? 0) >= nowAt);
  t.true((of(late)?.toRcu ?? 0) > (of(whole)?.toRcu ?? 0), 'less time, more capacity');
  const over = planResult(await tonight({ nowAt: OPENS_AT + 7 * HOUR - 60 }));
  t.false(over.fits);
  t.true(over.late > 0);
  t.is(planResult(await tonight({ nowAt: OPENS_AT + 7 * HOUR })).night, '2026-06-11', 'a window that has closed is over: the next night is planned');
});

test('what has a backup of tonight is left out; when all have, there is nothing to plan and nothing wrong', async (t) => {
  const done = (names: readonly string[]) => new Map(names.map((name) => [name, 'has a backup of 2026-06-10']));
  const some = planResult(await tonight({ done: done(['orders', 'users']) }));
  t.deepEqual(some.tables.map(({ table }) => table), ['fresh', 'orders-staging']);
  t.deepEqual(some.excluded.map(({ why }) => why), ['has a backup of 2026-06-10', 'has a backup of 2026-06-10']);
  const all = planResult(await tonight({ done: done(ESTATE.map(({ name }) => name)) }));
  t.deepEqual([all.tables.length, all.fits], [0, true]);
});

test('what an earlier run has raised is not taken for the capacity of a table', async (t) => {
  const raised: readonly PlainTable[] = [{ name: 'orders', rcu: 3000, sizeBytes: 200 * GIB, target: { min: 5, max: 400, percent: 70, suspended: [true, true, true] } }];
  const lease = { table: 'orders', tableId: 'id-of-orders', originalRcu: 100, raisedToRcu: 3000, suspended: { scaleIn: false, scaleOut: false, scheduled: false } };
  const made = await tonight({ tables: raised, owed: [lease] });
  t.deepEqual([made.live.tables[0].rcu, made.live.plan.columns.fromRcu[0]], [100, 100]);
  t.is(made.live.plan.columns.suspends[0], 1);
  t.regex(made.warnings.join('\n'), /an earlier run owes 1 table \(hippolyte status\): planned as if it had handed back/);
  const other = await tonight({ tables: raised, owed: [{ ...lease, tableId: 'id-of-an-older-orders' }] });
  t.is(other.live.tables[0].rcu, 3000, 'the debt is to another table of that name');
  const changed = await tonight({ tables: raised, owed: [{ ...lease, raisedToRcu: 2000 }] });
  t.is(changed.live.tables[0].rcu, 3000, 'somebody else has changed it since: theirs stays');
});

test('no table at all is a mistake, unless it is said to be none', async (t) => {
  t.deepEqual(await codeOf(tonight({ tables: [] })), [EXIT.config, 'region: eu-west-1 has no table for these credentials; name another region, or say --allow-empty']);
  const [code, message] = await codeOf(tonight({ live: { tables: { ...LIVE_DEFAULTS.tables, exclude: ['*'] } } }));
  t.is(code, EXIT.config);
  t.regex(message, /^hippolyte\.yaml: no table is left: live\.tables leaves out 4 of 4 tables, and 0 cannot be copied now/);
  t.is(planResult(await tonight({ tables: [], allowEmpty: true })).tables.length, 0);
});

test('a policy that does not hand back what it took is refused also where no configuration was checked', async (t) => {
  const [code, message] = await codeOf(tonight({ live: { policy: 'hippolyte-classic' } }));
  t.is(code, EXIT.config);
  t.regex(message, /^live\.policy: must be a policy that hands back what it took/);
});

test('the collected history says what applications read; one that lags behind is told', async (t) => {
  const folder = join(dir, 'history');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tables.csv'), 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n2026-06-01,orders,1000,10,PROVISIONED,100,5\n');
  writeFileSync(join(folder, 'traffic.csv'), 'timestamp,table,period_seconds,consumed_rcu_sum\n2026-05-31T23:00:00Z,orders,3600,0\n2026-06-01T03:00:00Z,orders,3600,72000\n2026-06-01T06:00:00Z,orders,3600,3600\n');
  const { tonight: known, warnings } = await tonight({ live: { history: folder } });
  t.is(known.tables.find(({ name }) => name === 'orders')?.forecastPeakRcu, 72_000 / 3600);
  t.is(known.tables.find(({ name }) => name === 'fresh')?.forecastPeakRcu, 10 / 2);
  t.true(warnings.includes('2 of 4 tables are not in the history: half of their capacity is taken for their applications'), warnings.join('\n'));
  t.true(warnings.includes('the history ends with 2026-06-01, 9 nights ago; run hippolyte collect every night'));
  t.regex((await tonight({ live: { history: join(dir, 'none') } })).warnings.join('\n'), /none: there is no history yet; run hippolyte collect --out /);
  writeFileSync(join(folder, 'tables.csv'), 'damaged');
  t.is((await codeOf(tonight({ live: { history: folder } })))[0], EXIT.data, 'a history with faults is not guessed over');
});

test('the text: a line a table, changes first, the totals last; nothing of a name reaches the terminal unseen', async (t) => {
  const many = Array.from({ length: 60 }, (_, i) => ({ name: `small-${i}`, sizeBytes: 1000 }));
  const result = planResult(await tonight({ tables: [...ESTATE, ...many], live: { budgetUsd: 50 } }));
  const text = planText(result, plain);
  const lines = text.split('\n');
  t.regex(lines[0], /^plan for the night 2026-06-10 in account 123456789012, eu-west-1, by headroom-first$/);
  t.is(lines[1], 'window 2026-06-10 00:00 to 2026-06-10 07:00 UTC; opens in 3 h 00 min');
  t.regex(lines[3], /^ {2}~ {2}orders +scan +\S+ GiB? +100 -> \d+ RCU at 00:00 +reads [\d.]+ RCU +\d\d:\d\d to \d\d:\d\d +\$[\d.]+\* +autoscaling suspended$/);
  t.true(text.includes('  and 23 more tables that are copied as they are; --json names them'));
  t.regex(text, /\nplan: 64 to copy, 1 raised by \d+ RCU in all, 1 with autoscaling suspended; 0 late, 0 skipped, 0 excluded\ncost: \$[\d.]+\* until \d\d:\d\d, at most \$[\d.]+; budget \$50\.00; every hour that nothing is handed back: \$[\d.]+\n/);
  t.regex(planText(planResult(await tonight()), plain), /no budget is set \(live\.budgetUsd\), run will refuse/);
  const late = planText(planResult(await tonight({ nowAt: OPENS_AT + 7 * HOUR - 60 })), plain);
  t.regex(late, /^ {2}! {2}orders .*after the close/m);
  t.regex(late, /has been open for 6 h 59 min, 1 min are left/);
});

test('a saved plan is read back as it was; over anything else nothing is written', async (t) => {
  const { live } = await tonight();
  const path = join(dir, 'plan.json');
  await savePlan(path, live);
  const read = readLivePlan(readFileSync(path, 'utf8'), path, EVENING_AT);
  t.is(livePlanDigest(read), livePlanDigest(live));
  t.deepEqual(read.plan, live.plan);
  t.is(statSync(path).mode & 0o777, 0o600);
  await savePlan(path, { ...live, madeAt: live.madeAt + 1 });
  t.not(livePlanDigest(readLivePlan(readFileSync(path, 'utf8'), path, EVENING_AT)), livePlanDigest(live));
  const mine = join(dir, 'mine.json');
  writeFileSync(mine, '{"mine": 1}');
  t.is((await codeOf(savePlan(mine, live)))[0], EXIT.refusesToOverwrite);
  t.is((await codeOf(savePlan(dir, live)))[0], EXIT.refusesToOverwrite);
  t.is(readFileSync(mine, 'utf8'), '{"mine": 1}');
});
