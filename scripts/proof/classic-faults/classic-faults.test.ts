// The 24 ways in which the system of 2017 was seen to fail, each run here: none of them happens any more. The same faults in
// the simulated hippolyte-classic: scripts/faults-2017.test.ts and core/planning/planner-2017.test.ts.

import test from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LIVE_DEFAULTS } from '../../../core/config/live-settings.js';
import { EXIT, UserError } from '../../../core/errors.js';
import { DAY, GIB, HOUR, MINUTE } from '../../../core/units.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { handle } from '../../lambda.js';
import { makeStage, OPENS_AT, rcuOf } from '../../live/night-testing.js';
import { packageRoot } from '../../package.js';
import { runMain } from '../../run-main.js';
import { asked, backupsOf, headsOf, killedAt, ordersNow, pipelineStage, tableOf, TOPIC } from './nights.js';

test('R1: one empty on-demand table among others does not end the night', async (t) => {
  const stage = makeStage();
  stage.account.dynamo.tables.set('events', loopbackTable(0, 0, 0));
  const { exitCode, tables } = await stage.start();
  t.deepEqual([exitCode, tables.ok, tables.total], [EXIT.ok, 4, 4]);
});

test('R2: CreatePipeline is denied for all: told, and nothing is left touched', async (t) => {
  const stage = pipelineStage();
  stage.account.aws.fail('datapipeline:CreatePipeline', 'denied');
  const { exitCode, failures, openLeases } = await stage.start({ config: stage.config });
  t.deepEqual([exitCode, failures.map(({ table, state, code }) => [table, state, code]), openLeases], [EXIT.partial, ['orders', 'orders-staging', 'users'].map((table) => [table, 'failed', 'UNAVAILABLE']), []]);
  t.is(await ordersNow(stage), '100');
  t.is(stage.account.scaling.targets.size, 1);
  t.deepEqual([stage.pings.at(-1), stage.account.sns.sent.length], ['/3', 1]);
  t.true(stage.said.some((line) => line.includes('the actions are not allowed')), stage.said.join('\n'));
});

test('R3: a definition that is refused for one pipeline of three costs its table alone; the original is not forgotten, no pipeline is left for ever', async (t) => {
  const stage = pipelineStage({}, { dataPipeline: { ...makeStage().config.settings.dataPipeline, tablesPerPipeline: 1 } });
  const ids: unknown[] = [];
  stage.account.aws.fail('datapipeline:PutPipelineDefinition', 'invalid', Infinity, 'none', ({ pipelineId }) => {
    if (!ids.includes(pipelineId)) ids.push(pipelineId);
    return ids.indexOf(pipelineId) === 1;
  });
  const first = await stage.start({ config: stage.config });
  t.deepEqual([first.tables.ok, first.failures.length, first.exitCode], [2, 1, EXIT.partial]);
  t.is(await ordersNow(stage), '100');
  stage.account.aws.heal();
  await stage.clock.sleepUntil(OPENS_AT + DAY + MINUTE);
  t.is((await stage.start({ config: stage.config })).exitCode, EXIT.ok);
  t.deepEqual((await headsOf(stage)).map(({ live }) => live.tables.find(({ name }) => name === 'orders')?.rcu), [100, 100]);
  await stage.clock.sleepUntil(OPENS_AT + 9 * DAY + MINUTE);
  await stage.start({ config: stage.config });
  const { pipelines } = stage.account.pipelines;
  t.deepEqual([...pipelines.values()].filter(({ name, deleted }) => name.includes('2026-06-10T') && !deleted), []);
  t.true([...pipelines.values()].some(({ runs, deleted }) => runs.length === 0 && deleted), 'the one that was never activated');
});

test('R4: a copy that does not end is stopped when the window closes, and the capacity is handed back the same night', async (t) => {
  const stage = pipelineStage();
  stage.account.copies.seconds = ({ table }) => (table === 'orders' ? 13 * HOUR : 60);
  const { exitCode, failures, endedAt, closesAt } = await stage.start({ config: stage.config });
  t.deepEqual([exitCode, failures.map(({ table, state }) => [table, state])], [EXIT.missed, [['orders', 'missed']]]);
  t.is(await ordersNow(stage), '100');
  t.true(endedAt <= closesAt + stage.config.live.graceSeconds);
});

test('R5: autoscaling is resumed when the capacity is back, and never while it is raised', async (t) => {
  const stage = makeStage();
  const atResume: (number | undefined)[] = [];
  const { exitCode } = await stage.start({}, { before: (action, { SuspendedState: state }) => {
    if (action === 'application-autoscaling:RegisterScalableTarget' && Object.values(state as object).every((flag) => flag === false)) atResume.push(stage.account.dynamo.peek('orders')?.rcu);
    return undefined;
  } });
  t.deepEqual([exitCode, atResume, asked(stage, 'orders').length], [EXIT.ok, [100], 2]);
});

test('R6: a backup of orders-archive is none of orders', async (t) => {
  const stage = pipelineStage({ policy: 'headroom-first' });
  stage.account.dynamo.tables.set('orders-archive', loopbackTable(2000, 0, 5));
  stage.account.aws.fail('s3:PutObject', 'denied', Infinity, 'none', ({ Key: key }) => String(key).includes('table=orders/'));
  const { exitCode, failures, tables } = await stage.start({ config: stage.config });
  t.deepEqual([exitCode, failures.map(({ table }) => table), tables.ok], [EXIT.partial, ['orders'], 3]);
  t.is(stage.account.sns.sent.length, 1);
});

test('R7: tonight is judged by tonight, however fresh the backup of last night is', async (t) => {
  const stage = makeStage();
  t.is((await stage.start()).exitCode, EXIT.ok);
  await stage.clock.sleepUntil(OPENS_AT + DAY + MINUTE);
  stage.account.aws.fail('dynamodb:Scan', 'denied', Infinity, 'none', ({ TableName: name }) => name === 'orders');
  const { exitCode, failures } = await stage.start();
  t.true(existsSync(join(stage.config.live.destination ?? '', 'v1/night=2026-06-10/table=orders', backupsOf(stage, 'orders')[0], '_SUCCESS')));
  t.deepEqual([exitCode, failures.map(({ table, code, times }) => [table, code, times])], [EXIT.partial, [['orders', 'DENIED', 1]]]);
  t.is(stage.pings.at(-1), '/3');
});

test('R8: a decrease that fails is asked again, tonight and by every later start, until it is done', async (t) => {
  const lowers = ({ ProvisionedThroughput: to }: Readonly<Record<string, unknown>>): boolean => (to as { ReadCapacityUnits: number }).ReadCapacityUnits === 100;
  const once = makeStage();
  once.account.aws.fail('dynamodb:UpdateTable', 'error-500', 1, 'none', lowers);
  t.is((await once.start()).exitCode, EXIT.ok);
  t.is(asked(once, 'orders').filter((rcu) => rcu === 100).length, 2);
  const stage = makeStage({ graceSeconds: 900 });
  stage.account.aws.fail('dynamodb:UpdateTable', 'error-500', Infinity, 'none', lowers);
  const { exitCode, openLeases } = await stage.start();
  t.deepEqual([exitCode, openLeases.map(({ table, originalRcu }) => [table, originalRcu])], [EXIT.unhealed, [['orders', 100]]]);
  t.is(stage.pings.at(-1), '/5');
  stage.account.aws.heal();
  t.is((await stage.start()).openLeases.length, 0);
  t.is(await ordersNow(stage), '100');
});

test('R9: an alert that cannot be delivered is kept, the evidence stays, and the next start delivers it', async (t) => {
  const stage = pipelineStage({ policy: 'headroom-first' });
  const { sns, aws } = stage.account;
  sns.topics.clear();
  aws.fail('dynamodb:Scan', 'denied', Infinity, 'none', ({ TableName: name }) => name === 'orders');
  t.is((await stage.start({ config: stage.config })).exitCode, EXIT.partial);
  t.is(stage.pings.at(-1), '/3', 'the second way to tell');
  t.true(stage.said.some((line) => line.startsWith('messages: 1 not delivered')), stage.said.join('\n'));
  t.is((await headsOf(stage)).length, 1);
  sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
  aws.heal();
  await stage.start({ config: stage.config });
  t.true(sns.sent.some(({ subject, message }) => /PARTIAL/.test(subject ?? '') && message.includes('orders')));
});

test('R10: a raise that AWS refuses leaves the copy to what the table really has, less what is its application\'s', async (t) => {
  const stage = makeStage();
  const { dynamo, aws, meter } = stage.account;
  dynamo.fill('orders', Array.from({ length: 60 }, (_, i) => ({ id: { S: `large-${i}` }, text: { S: 'x'.repeat(390_000) } })));
  tableOf(stage, 'orders').description = { ...tableOf(stage, 'orders').description, TableSizeBytes: 300 * GIB };
  aws.fail('dynamodb:UpdateTable', 'limit');
  const { exitCode } = await stage.start();
  const [{ live: { plan: { columns }, tables } }] = await headsOf(stage);
  const { index } = tables.find(({ name }) => name === 'orders') ?? { index: -1 };
  const [forApplication, raised] = [columns.toRcu[index] - columns.readRcu[index], columns.toRcu[index]];
  t.true(raised > 400 && forApplication > 0, `${raised}, of which ${forApplication} are the application's`);
  // 23.4 MB are 2,856 units: at (100 - what is the application's) a second, and no minute above that.
  const minutes = Array.from({ length: 7 * 60 }, (_, i) => meter.copied('orders', OPENS_AT + i * MINUTE) / MINUTE);
  t.true(Math.max(...minutes) <= 1.05 * (100 - forApplication), `${Math.max(...minutes)} RCU`);
  t.true(Math.max(...minutes) > 10, 'and it was copied');
  t.deepEqual([exitCode, await ordersNow(stage)], [EXIT.ok, '100']);
});

test('R11: a table of 3,000 RCU is never lowered by a raise, also where it may not have more', async (t) => {
  for (const maxRcu of [0, 1000]) {
    const stage = makeStage({ maxRcu });
    stage.account.dynamo.tables.set('ledger', loopbackTable(1500 * GIB, 0, 3000));
    await stage.start();
    t.deepEqual(asked(stage, 'ledger').filter((rcu) => rcu < 3000), [], `at most ${maxRcu}`);
    t.is(await rcuOf(stage, 'ledger'), 3000);
    if (maxRcu > 0) t.deepEqual(asked(stage, 'ledger'), []);
  }
});

test('R12: a step-scaling policy ends nothing, and stays', async (t) => {
  const stage = makeStage();
  const { scaling } = stage.account;
  const answer = scaling.answer.bind(scaling);
  const step = { ServiceNamespace: 'dynamodb', ResourceId: 'table/orders', ScalableDimension: 'dynamodb:table:ReadCapacityUnits', PolicyName: 'steps', PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity' } };
  scaling.answer = (operation, input) => (operation === 'DescribeScalingPolicies' ? { ScalingPolicies: [step] } : answer(operation, input));
  const { exitCode, tables } = await stage.start();
  t.deepEqual([exitCode, tables.ok, await ordersNow(stage)], [EXIT.ok, 3, '100']);
  t.deepEqual(stage.account.aws.calls.filter(({ action }) => /Polic/.test(action) && !action.includes('Describe')), []);
});

test('R13: a table that is deleted between list and describe costs nothing but itself', async (t) => {
  const stage = makeStage();
  stage.account.dynamo.bend = (page) => ({ ...page, TableNames: [...(page.TableNames as string[]), 'was-here'] });
  const { exitCode, tables } = await stage.start();
  t.deepEqual([exitCode, tables.ok, tables.skipped], [EXIT.ok, 3, 1]);
});

test('R14: a second trigger two minutes later does nothing at all: one backup of each table, one original', async (t) => {
  const stage = makeStage();
  const first = stage.start();
  while (asked(stage, 'orders').length === 0) await stage.clock.sleepUntil(stage.clock.now() + 1);
  await stage.clock.sleepUntil(stage.clock.now() + 2 * MINUTE);
  const [one, other] = [await stage.start(), await first];
  t.deepEqual([one.exitCode, other.exitCode], [EXIT.locked, EXIT.ok]);
  t.deepEqual(['orders', 'users'].map((name) => backupsOf(stage, name).length), [1, 1]);
  t.deepEqual([asked(stage, 'orders').length, await ordersNow(stage)], [2, '100']);
});

test('R15: a CreatePipeline that is throttled after it was carried out makes no second pipeline', async (t) => {
  const stage = pipelineStage();
  stage.account.aws.fail('datapipeline:CreatePipeline', 'throttle', 1, 'done');
  const { exitCode, tables } = await stage.start({ config: stage.config });
  const made = [...stage.account.pipelines.pipelines.values()];
  t.deepEqual([exitCode, tables.ok, made.map(({ runs }) => runs.length)], [EXIT.ok, 3, [1]]);
});

test('R16: scheduled scaling actions stay, through a normal night', async (t) => {
  const stage = makeStage();
  const { scaling, aws } = stage.account;
  scaling.scheduled.push({ table: 'orders', at: OPENS_AT + 20 * HOUR, min: 200, max: 4000 });
  const [before, policies] = [structuredClone(scaling.scheduled), structuredClone([...scaling.policies])];
  t.is((await stage.start()).exitCode, EXIT.ok);
  t.true(asked(stage, 'orders').length > 0);
  t.deepEqual([scaling.scheduled, [...scaling.policies]], [before, policies]);
  t.deepEqual(aws.calls.filter(({ action }) => /autoscaling:(Deregister|Delete|Put)/.test(action)), []);
  await stage.clock.sleepUntil(OPENS_AT + 21 * HOUR);
  t.is(await rcuOf(stage, 'orders'), 200, 'and it acts');
});

test('R17: autoscaling of an empty table is there after the night as before it, and one that is left out is not touched', async (t) => {
  const stage = makeStage({ tables: { ...LIVE_DEFAULTS.tables, exclude: ['audit'] } });
  const { dynamo, scaling, aws } = stage.account;
  for (const name of ['fresh', 'audit']) {
    dynamo.tables.set(name, loopbackTable(0, 0, 5));
    scaling.scale(name, 5, 50, 70);
  }
  const [targets, policies] = [structuredClone([...scaling.targets]), structuredClone([...scaling.policies])];
  t.is((await stage.start()).exitCode, EXIT.ok);
  t.deepEqual([[...scaling.targets], [...scaling.policies], asked(stage, 'fresh')], [targets, policies, []]);
  const changed = aws.calls.filter(({ action, input }) => /autoscaling:(Register|Deregister|Put|Delete)|UpdateTable/.test(action) && JSON.stringify(input).includes('audit'));
  t.deepEqual(changed, []);
});

test('R18: a pipeline that hangs all night is stopped at the close and told', async (t) => {
  const stage = pipelineStage();
  stage.account.copies.seconds = () => 365 * DAY;
  const { exitCode, tables } = await stage.start({ config: stage.config });
  t.deepEqual([exitCode, tables.missed, stage.pings.at(-1), stage.account.sns.sent.length], [EXIT.missed, 3, '/4', 1]);
  t.true([...stage.account.pipelines.pipelines.values()].every(({ runs }) => runs.every(({ over }) => over)));
  t.is(await ordersNow(stage), '100');
});

test('R19: a job that does not fire for three nights is noticed from outside', async (t) => {
  const root = makeStage();
  const metricsFile = join(root.config.live.state, '..', 'hippolyte.prom');
  const stage = makeStage({ alerts: { metricsFile, healthcheckUrl: null, snsTopicArn: null } });
  t.is((await stage.start()).exitCode, EXIT.ok);
  const rules = parse(readFileSync(join(packageRoot(), 'deploy/prometheus/hippolyte-alerts.yml'), 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] };
  const expr = rules.groups.flatMap((group) => group.rules).find(({ alert }) => alert === 'HippolyteNoSuccess')?.expr ?? '';
  const [, metric, hours] = /^time\(\) - (\w+) > (\d+) \* 3600$/.exec(expr) ?? [];
  const value = Number(new RegExp(`^${metric}\\{.*\\} (\\S+)$`, 'm').exec(readFileSync(metricsFile, 'utf8'))?.[1]);
  const fires = (at: number): boolean => at - value > Number(hours) * HOUR;
  t.false(fires(stage.clock.now() + DAY), 'the next night is not over');
  t.true(fires(stage.clock.now() + 3 * DAY));
});

test('R20: tables may be called like the places of the state', async (t) => {
  const stage = pipelineStage({ policy: 'headroom-first', state: 's3://my-bucket/x', destination: 's3://my-bucket/x' });
  const names = ['backup_metadata_audit', 'runs', 'locks', 'logs', '_SUCCESS', 'manifest.json'];
  for (const name of names) stage.account.dynamo.tables.set(name, loopbackTable(2000, 0, 5));
  for (const night of [0, 1]) {
    await stage.clock.sleepUntil(OPENS_AT + night * DAY + MINUTE);
    const { exitCode, tables } = await stage.start({ config: stage.config });
    t.deepEqual([exitCode, tables.ok], [EXIT.ok, 3 + names.length]);
  }
  t.is((await headsOf(stage)).length, 2);
});

test('R21: a table that is excluded while it is raised is handed back all the same', async (t) => {
  for (const later of [HOUR, DAY + MINUTE]) {
    const stage = makeStage();
    await killedAt(stage, 'dynamodb:UpdateTable');
    await stage.clock.sleepUntil(OPENS_AT + later);
    t.not(await ordersNow(stage), '100');
    const config = { ...stage.config, live: { ...stage.config.live, tables: { ...LIVE_DEFAULTS.tables, exclude: ['orders'] } } };
    const { exitCode, openLeases, tables } = await stage.start({ config });
    // Tonight's run is gone on with as it was planned; the next night leaves the table out.
    t.deepEqual([exitCode, openLeases, tables.excluded, await ordersNow(stage)], [EXIT.ok, [], later > DAY ? 1 : 0, '100']);
  }
});

test('R22: an account that is not in the configuration is a mistake, and no success', async (t) => {
  const stage = makeStage({ account: null });
  const { exitCode, message } = await t.throwsAsync(stage.start(), { instanceOf: UserError });
  t.is(exitCode, EXIT.config);
  t.regex(message, /live\.account is not set/);
  t.deepEqual(stage.account.aws.calls, []);
});

test('R23: an unknown event starts nothing', async (t) => {
  const doors = { env: { HIPPOLYTE_CONFIG: 'live: {}' }, run: () => Promise.resolve(t.fail('was started') ? 1 : 0), stop: () => undefined, configPath: '/dev/null' };
  for (const event of [{}, { mode: 'backup' }, { source: 'aws.events' }]) {
    await t.throwsAsync(handle(event, { getRemainingTimeInMillis: () => 900_000 }, doors), { message: /^exit code 64: unknown event, .*nothing was done$/ });
  }
  for (const typed of [['backup'], ['run', '--all'], ['']]) t.is((await runMain(typed)).code, EXIT.usage, typed.join(' '));
});

test('R24: bounds of autoscaling that somebody changes in the night stay as they set them', async (t) => {
  const stage = makeStage();
  const { exitCode } = await stage.start({}, { after: (action) => {
    if (action === 'dynamodb:UpdateTable') for (const target of stage.account.scaling.targets.values()) target.MaxCapacity = 5000;
    return undefined;
  } });
  t.deepEqual([exitCode, await ordersNow(stage), [...stage.account.scaling.targets.values()].map(({ MinCapacity, MaxCapacity }) => [MinCapacity, MaxCapacity])], [EXIT.ok, '100', [[100, 5000]]]);
});
