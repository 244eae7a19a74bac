// The executor against an AWS that nobody here wrote: moto's server, where it is installed (pip install 'moto[server]'). Real sockets, the
// SDK, fake credentials. Where moto does less than AWS, what the night then says is part of the test.

import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../../core/errors.js';
import { GIB } from '../../../core/units.js';
import { openAws } from '../../../executor/clients.js';
import type { Check } from '../../../executor/doctor/check.js';
import { openAccount } from '../../../fixtures/aws/account.js';
import { stayOnThisMachine } from '../../../fixtures/aws/guard.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';
import type { PlanResult } from '../../live/plan-result.js';
import { runMain, type Ran } from '../../run-main.js';
import { ACCOUNT, BUCKETS, capacityOf, clusterStates, itemOf, ITEMS, makeIn, pointTo, tableRequest, TOPIC } from './made.js';
import { mendMoto } from './mended.js';
import { liveOf, nightAt, windowAround } from './nights.js';
import { DIFFERENCES } from './differences.js';
import { opinionsOf } from './opinions.js';
import { startMoto } from './server.js';

const tried = stayOnThisMachine();
const moto = await startMoto();
if (moto === null) {
  test('moto', (t) => {
    t.log('moto_server is not on the PATH: skipped');
    t.pass();
  });
} else {
  const mended = await mendMoto(moto.endpoint);
  const { endpoint } = moto;
  const dir = mkdtempSync(join(tmpdir(), 'hippolyte-moto-'));
  const count = (target: string): number => mended.asked.filter((one) => one.endsWith(`.${target}`)).length;
  test.before(async () => {
    await makeIn(endpoint);
    mended.sizes.set('orders', 3 * GIB);
    pointTo(mended.endpoint);
  });
  test.beforeEach(() => void mended.asked.splice(0));
  test.after.always(async () => {
    await mended.close();
    await moto.end();
    rmSync(dir, { recursive: true, force: true });
    if (tried.length > 0) throw new Error(`a test would have left this machine: ${tried.join(', ')}`);
  });

  test.serial('the command line: doctor finds nothing wrong, plan raises the big table, status knows the night', async (t) => {
    const path = join(dir, 'hippolyte.yaml');
    writeFileSync(path, JSON.stringify({ window: windowAround(Date.now() / 1000), live: liveOf({ state: 's3://state-here/cli' }) }));
    const run = (...typed: string[]): Promise<Ran> => runMain([...typed, '--config', path, '--json'], process.env as Record<string, string>);
    const doctor = await run('doctor');
    const { checks } = JSON.parse(doctor.out) as { checks: Check[] };
    t.deepEqual(checks.filter(({ state }) => state === 'critical'), []);
    t.is(doctor.code, EXIT.ok);
    // The condition of a bucket's policy is not read by moto, so none is set there.
    t.deepEqual(checks.filter(({ state }) => state === 'warning').map(({ name }) => name), ['destination encrypted transport', 'state encrypted transport', 'history', 'health check']);
    const plan = await run('plan');
    t.is(plan.code, EXIT.ok, plan.err);
    const { tables } = JSON.parse(plan.out) as PlanResult;
    t.deepEqual(tables.map(({ table, fromRcu, suspendsScaling }) => [table, fromRcu, suspendsScaling]), [['orders', 100, true], ['users', 100, false]]);
    t.true(tables[0].toRcu > 100);
    t.is(tables[1].toRcu, 100);
    const status = await run('status');
    t.like(JSON.parse(status.out), { done: 0, runs: [] });
  });

  test.serial('a night of the embedded scan: raised, copied, read back, handed back, told; a second start finds nothing to do', async (t) => {
    const night = nightAt(Date.now() / 1000, { state: 's3://state-here/scan' });
    const result = await night.run();
    t.deepEqual([result.exitCode, result.verdict, result.cause, result.openLeases], [EXIT.ok, 'success', null, []], night.said.join('\n'));
    t.is(result.tables.ok, 2);
    t.is(result.copied.items, 2 * ITEMS);
    t.deepEqual(await capacityOf(endpoint, 'orders'), { rcu: 100, suspended: false });
    // Raised and lowered; suspended and resumed; told once.
    t.deepEqual([count('UpdateTable'), count('RegisterScalableTarget'), mended.asked.filter((one) => one === 'Publish').length], [2, 2, 1]);
    const again = await night.run();
    t.deepEqual([again.exitCode, again.planDigest], [EXIT.ok, '']);
    t.is(count('UpdateTable'), 2);
  });

  test.serial('killed while something is raised, then settled', async (t) => {
    const night = nightAt(Date.now() / 1000, { state: 's3://state-here/killed' });
    await night.kill('dynamodb:UpdateTable');
    const raised = await capacityOf(endpoint, 'orders');
    t.true(raised.rcu > 100 && raised.suspended);
    await night.later();
    const settled = await night.settle();
    t.deepEqual([settled.exitCode, settled.settled.map(({ owed, left }) => [owed, left.length])], [EXIT.ok, [[1, 0]]], night.said.join('\n'));
    t.deepEqual(await capacityOf(endpoint, 'orders'), { rcu: 100, suspended: false });
  });

  test.serial('EMR: steps of moto never end and cannot be cancelled; the night says that nothing was copied, and ends its clusters', async (t) => {
    const night = nightAt(Date.now() / 1000, { state: 's3://state-here/emr', policy: 'emr-first-fit', budgetUsd: 500 });
    const result = await night.run();
    t.deepEqual([result.exitCode, result.verdict, result.tables.missed, result.openLeases], [EXIT.missed, 'missed', 2, []], night.said.join('\n'));
    t.is(count('AddJobFlowSteps'), 2);
    const states = await clusterStates(endpoint);
    t.is(states.length, count('RunJobFlow'));
    t.deepEqual([...new Set(states)], ['TERMINATED']);
    t.deepEqual(await capacityOf(endpoint, 'orders'), { rcu: 100, suspended: false });
  });

  test.serial('Data Pipeline: moto has no QueryObjects; the night copies nothing, says so, and hands back', async (t) => {
    const night = nightAt(Date.now() / 1000, { state: 's3://state-here/pipeline', policy: 'hippolyte-corrected', budgetUsd: 500 });
    const result = await night.run();
    t.deepEqual([result.exitCode, result.verdict, result.tables.missed, result.openLeases], [EXIT.missed, 'missed', 2, []], night.said.join('\n'));
    t.true(count('CreatePipeline') > 0);
    t.deepEqual(result.calls.filter(({ result: how }) => how !== 'ok').map(({ operation }) => operation), ['datapipeline:QueryObjects']);
    t.deepEqual(await capacityOf(endpoint, 'orders'), { rcu: 100, suspended: false });
  });

  test.serial('export: moto writes no manifest and names exports otherwise; what cannot be proved is no backup', async (t) => {
    const night = nightAt(Date.now() / 1000, { state: 's3://state-here/export', policy: 'native-export', budgetUsd: 500 });
    const result = await night.run();
    t.deepEqual([result.exitCode, result.verdict, result.tables.failed, result.tables.ok], [EXIT.partial, 'partial', 2, 0], night.said.join('\n'));
    t.true(count('ExportTableToPointInTime') > 0);
    t.regex(night.said.join('\n'), /export: orders failed: /);
  });

  test.serial('moto and the loopback account answer alike, but for what is judged in differences.ts', async (t) => {
    await moto.reset();
    await makeIn(endpoint);
    mended.sizes.clear();
    const theirs = await openAws({ region: null });
    let nowAt = Date.now() / 1000 - 3600;
    const account = await openAccount({ now: () => nowAt });
    account.sts.account = ACCOUNT;
    for (const name of ['orders', 'users']) {
      await account.dynamo.answer('CreateTable', tableRequest(name) as never);
      const table = account.dynamo.tables.get(name);
      for (let i = 0; table !== undefined && i < ITEMS; i++) account.dynamo.data.itemsOf(table).put(itemOf(`${name}-${i}`) as never);
      if (table !== undefined) table.pitr = true;
    }
    account.scaling.scale('orders', 100, 4000, 70);
    for (const bucket of BUCKETS) account.s3.buckets.set(bucket, new LoopbackBucket({ owner: ACCOUNT }));
    account.sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
    nowAt += 3600;
    const opinion = await opinionsOf(theirs);
    theirs.close();
    try {
      pointTo(account.env.AWS_ENDPOINT_URL);
      const ours = await openAws({ region: null });
      const differing = [...await opinionsOf(ours)].filter(([what, one]) => opinion.get(what) !== one);
      ours.close();
      for (const [what, one] of differing) if (!DIFFERENCES.has(what)) t.log(`${what}\n ours   ${one}\n theirs ${opinion.get(what)}`);
      t.deepEqual(differing.map(([what]) => what), [...DIFFERENCES.keys()]);
    } finally {
      pointTo(mended.endpoint);
      await account.aws.close();
    }
  });
}
