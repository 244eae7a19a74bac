// `run` as a whole, in the process: a loopback account, hours that pass at once, state and backups on the disk.

import test from 'ava';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, UserError } from '../../core/errors.js';
import { livePlanDigest } from '../../core/live/live-plan.js';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import { Redactor } from '../../core/telling/redact.js';
import { withSettings } from '../../core/settings.js';
import { GIB, HOUR } from '../../core/units.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { LoopbackBucket } from '../../fixtures/aws/s3/bucket.js';
import { PAUSE } from '../../executor/drive.js';
import { dryRun } from './dry-run/dry-run.js';
import type { DryCall } from './dry-run/calls.js';
import type { LiveConfig } from './live-config.js';
import { changes, makeStage, OPENS_AT, rcuOf, type Stage } from './night-testing.js';
import { composeQuietly } from './plan.js';
import { savePlan } from './save-plan.js';
import { settleLive, settledText } from './settle.js';
import { statusOf, type Status } from './status.js';
import { statusText } from './status-text.js';
import { makeTonight, type TonightMade } from './tonight.js';
import { isWorthTelling } from './telling.js';

const redactor = new Redactor();

async function planned({ doors, config, clock }: Stage): Promise<TonightMade> {
  const { aws } = await composeQuietly(config, doors(), redactor, 'plan');
  return makeTonight(aws, { config, nowAt: clock.now(), prices: null, allowEmpty: false, done: new Map(), owed: [] }, () => undefined);
}

async function status({ doors, config, clock }: Stage): Promise<Status> {
  return statusOf((await composeQuietly(config, doors(), redactor, 'status')).state, config, clock.now());
}

const refusal = async (t: { throwsAsync: (promise: Promise<unknown>, of: { instanceOf: typeof UserError }) => Promise<UserError> }, promise: Promise<unknown>): Promise<readonly [number, string]> => {
  const { exitCode, message } = await t.throwsAsync(promise, { instanceOf: UserError });
  return [exitCode, message];
};

test('a night: raised, copied, verified, handed back; pinged once at each end; a second start finds nothing to do', async (t) => {
  const stage = makeStage();
  const result = await stage.start();
  t.deepEqual([result.exitCode, result.verdict, result.cause, result.openLeases], [EXIT.ok, 'success', null, []]);
  t.is(result.tables.ok, 3);
  t.is(result.copied.items, 40 + 20 + 10);
  t.true(result.costs.boundUsd > result.costs.forecastUsd && result.costs.boundUsd <= 50);
  t.is(await rcuOf(stage, 'orders'), 100);
  t.deepEqual(stage.pings, ['/start', '/']);
  t.true(existsSync(join(stage.config.live.destination ?? '', `v1/night=2026-06-10/table=orders/run=${result.runId}/_SUCCESS`)));
  const sent = changes(stage).length;
  t.true(sent > 0);
  const again = await stage.start();
  t.deepEqual([again.exitCode, again.verdict, again.planDigest], [EXIT.ok, 'success', '']);
  t.is(changes(stage).length, sent);
  t.deepEqual(stage.pings, ['/start', '/'], 'a start without a night tells nobody');
});

test('a dry run prints the very calls that the night then sends', async (t) => {
  const stage = makeStage();
  const made = await planned(stage);
  const lines = [...await dryRun({ config: stage.config, made }, null, stage.doors())].map((line) => JSON.parse(line) as DryCall & { event: string });
  t.deepEqual(changes(stage), [], 'and sends none');
  const result = await stage.start();
  t.is(result.exitCode, EXIT.ok);
  t.deepEqual(lines.filter(({ event }) => event === 'call').map(({ call, input }) => ({ call, input })), changes(stage));
});

/** A call with what only the night knows taken out: names of its run, ids that AWS gave. */
function nameless({ call, input }: { readonly call: string; readonly input: object }): string {
  return `${call} ${JSON.stringify(input)}`.replaceAll(/2026-?06-?10T\d{4}Z-?[0-9a-z]{6}/g, 'RUN').replaceAll(/j-\d+|<cluster>/g, 'CLUSTER').replaceAll(/df-\d+|<pipeline>/g, 'PIPELINE')
    .replace(/"ClientToken":"[^"]*"/, '"ClientToken":"TOKEN"');
}

for (const policy of ['emr-first-fit', 'hippolyte-corrected', 'native-export']) {
  test(`a dry run prints what ${policy} sends, but for names and ids`, async (t) => {
    const stage = makeStage({ policy, budgetUsd: 500, destination: 's3://my-bucket/backups', emr: { toolsJar: 's3://my-bucket/tools.jar' }, export: { kmsKeyId: 'alias/backups' } });
    stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
    for (const table of stage.account.dynamo.tables.values()) table.pitr = true;
    const made = await planned(stage);
    const lines = [...await dryRun({ config: stage.config, made }, null, stage.doors())].map((line) => JSON.parse(line) as DryCall & { event: string });
    const result = await stage.start();
    t.deepEqual([result.exitCode, result.tables.ok], [EXIT.ok, 3], JSON.stringify([result.cause, result.failures]));
    // Of calls at the same instant any may be first.
    t.deepEqual(lines.filter(({ event }) => event === 'call').map(nameless).sort(), changes(stage).map(nameless).sort());
    t.is(await rcuOf(stage, 'orders'), 100);
  });
}

test('a saved plan is carried out to the letter', async (t) => {
  const stage = makeStage({}, OPENS_AT - HOUR);
  const { live } = await planned(stage);
  const path = join(dirname(stage.config.live.state), 'plan.json');
  await savePlan(path, live);
  const result = await stage.start({ planPath: path, once: false });
  t.deepEqual([result.exitCode, result.planDigest], [EXIT.ok, livePlanDigest(live)]);
  const again = await stage.start({ planPath: path });
  t.is(again.exitCode, EXIT.ok);
});

test('a saved plan is refused, saying what changed, before anything is touched', async (t) => {
  const stage = makeStage();
  const path = join(dirname(stage.config.live.state), 'plan.json');
  await savePlan(path, (await planned(stage)).live);
  stage.account.dynamo.tables.delete('users');
  stage.account.dynamo.tables.set('new-table', loopbackTable(1000, 10, 5));
  const changed = await stage.start({ planPath: path });
  t.is(changed.exitCode, EXIT.data);
  t.regex(changed.cause?.why ?? '', /plan\.json: the world is not the one that it was made for: new-table is new; users is gone; make it again/);
  t.deepEqual(changes(stage), []);
  t.deepEqual(stage.pings, ['/65'], 'somebody must mend it');
  writeFileSync(path, '{"digest": "x", "format": 1}');
  t.is((await refusal(t, stage.start({ planPath: path })))[0], EXIT.data, 'changed by hand');
  t.is((await refusal(t, stage.start({ planPath: join(path, 'none') })))[0], EXIT.config);
  const late = makeStage();
  const latePath = join(dirname(late.config.live.state), 'plan.json');
  await savePlan(latePath, (await planned(late)).live);
  await late.clock.sleepUntil(OPENS_AT + 6.5 * HOUR);
  t.regex((await late.start({ planPath: latePath })).cause?.why ?? '', /was made for a night that begins earlier: begun now, \d tables? more would end after the window/);
  t.deepEqual(changes(late), []);
});

test('before the window nothing is due: once leaves, otherwise the window is waited for', async (t) => {
  const stage = makeStage({}, OPENS_AT - 2 * HOUR);
  const early = await stage.start();
  t.deepEqual([early.exitCode, early.next], [EXIT.ok, { what: 'the window opens', at: OPENS_AT }]);
  t.deepEqual(stage.pings, []);
  const waited = await stage.start({ once: false });
  t.deepEqual([waited.exitCode, waited.tables.ok], [EXIT.ok, 3]);
  t.true(waited.endedAt > OPENS_AT);
  t.deepEqual(stage.said.filter((line) => line.startsWith('waiting')), ['waiting: the window opens at 2026-06-10T00:00:00.000Z']);
});

test('what must be chosen is asked for all at once, before anything is asked of AWS', async (t) => {
  const stage = makeStage({ account: null, destination: null, budgetUsd: null });
  const [code, message] = await refusal(t, stage.start());
  t.is(code, EXIT.config);
  t.deepEqual(message.split('\n').map((line) => line.slice(0, line.indexOf(' is not set'))), ['hippolyte.yaml: live.account', 'hippolyte.yaml: live.destination', 'hippolyte.yaml: live.budgetUsd']);
  t.deepEqual(stage.account.aws.calls, []);
});

const REFUSED: readonly (readonly [string, Parameters<typeof makeStage>[0], number, RegExp])[] = [
  ['a budget below the ceiling', { budgetUsd: 0.01 }, EXIT.config, /live\.budgetUsd: is \$0\.01, the night may cost up to \$\d/],
  ['an engine that cannot write to a folder', { policy: 'native-export' }, EXIT.config, /live\.destination is a folder of this machine, to which export cannot write: name s3:\/\/bucket\/prefix/],
  ['EMR without its tools', { policy: 'emr-first-fit', destination: 's3://my-bucket/backups' }, EXIT.config, /live\.emr\.toolsJar is not set/],
  ['rules that leave nothing', { tables: { ...LIVE_DEFAULTS.tables, exclude: ['*'] } }, EXIT.config, /no table is left: live\.tables leaves out 3 of 3 tables/],
];

for (const [what, change, code, why] of REFUSED) {
  test(`refused before anything is touched, and told: ${what}`, async (t) => {
    const stage = makeStage(change);
    const result = await stage.start();
    t.is(result.exitCode, code);
    t.regex(result.cause?.why ?? '', why);
    t.deepEqual(changes(stage), []);
    t.is(stage.pings.at(-1), `/${code}`);
  });
}

test('another account is refused before any other call', async (t) => {
  const stage = makeStage({ account: '999999999999' });
  const result = await stage.start();
  t.is(result.exitCode, EXIT.permission);
  t.deepEqual(stage.account.aws.calls.map(({ action }) => action), ['sts:GetCallerIdentity']);
});

test('a host without a disk: journals, lock and backups in a bucket', async (t) => {
  const stage = makeStage({ state: 's3://my-bucket/state', destination: 's3://my-bucket/backups' });
  stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  const result = await stage.start();
  t.deepEqual([result.exitCode, result.tables.ok, result.cause], [EXIT.ok, 3, null]);
  t.is(await rcuOf(stage, 'orders'), 100);
  t.is((await stage.start()).planDigest, '', 'and the next start knows of it');
  t.is((await status(stage)).done, 3);
});

test('state that can be written and not read stops the night, and is told like whatever stops one', async (t) => {
  const stage = makeStage({ state: 's3://my-bucket/state' });
  stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  stage.account.aws.fail('s3:GetObject', 'denied');
  const { exitCode, cause } = await stage.start();
  t.deepEqual([exitCode, stage.pings.at(-1)], [EXIT.permission, '/77']);
  t.regex(cause?.why ?? '', /s3:GetObject/);
});

test('a required table that is missing makes the night partial, and nothing else', async (t) => {
  const result = await makeStage({ tables: { ...LIVE_DEFAULTS.tables, always: ['ledger'] } }).start();
  t.deepEqual([result.exitCode, result.verdict, result.tables.ok, result.tables.skipped], [EXIT.partial, 'partial', 3, 1]);
  t.regex(result.failures[0]?.why ?? '', /required table missing/);
});

test('two starts at once: one runs, the other leaves and tells nobody', async (t) => {
  const stage = makeStage();
  const [one, other] = await Promise.all([stage.start(), stage.start()]);
  t.deepEqual([one.exitCode, other.exitCode].sort((a, b) => a - b), [EXIT.ok, EXIT.locked]);
  t.deepEqual(stage.pings, ['/start', '/']);
  t.false(isWorthTelling({ exitCode: EXIT.locked, planDigest: '', cause: { exitCode: EXIT.locked, why: '' }, openLeases: [] }));
});

/** A start that is told that its time is up when its first raise is accepted. */
function pausedStart(stage: Stage): ReturnType<Stage['startOn']> {
  const hurry = new AbortController();
  const machine = stage.doors({ after: (action) => (action === 'dynamodb:UpdateTable' ? void hurry.abort(PAUSE) : undefined) });
  return stage.startOn({ ...machine, hold: () => ({ stop: new AbortController().signal, hurry: hurry.signal, close: () => undefined }) });
}

test('paused when its time is up: what is raised stays raised, nobody is told of an end, and the next start goes on', async (t) => {
  const stage = makeStage();
  const paused = await pausedStart(stage);
  t.deepEqual([paused.exitCode, paused.openLeases], [EXIT.paused, []]);
  t.deepEqual(stage.pings, ['/start']);
  const sent = changes(stage).length;
  t.is(sent, 2, 'suspended and raised, and no more');
  const next = await stage.start();
  t.deepEqual([next.exitCode, next.tables.ok, next.cause], [EXIT.ok, 3, null]);
  t.is(changes(stage).length - sent, 2, 'handed back, and not raised again');
  t.is(await rcuOf(stage, 'orders'), 100);
  t.deepEqual(stage.pings, ['/start', '/']);
});

test('paused when no other start would come before the close: everything is handed back', async (t) => {
  const stage = makeStage({}, OPENS_AT + 6.9 * HOUR);
  const before = await rcuOf(stage, 'orders');
  const result = await pausedStart(stage);
  t.deepEqual([result.exitCode, result.openLeases], [EXIT.terminated, []]);
  t.is(await rcuOf(stage, 'orders'), before);
});

/** The same, an hour later. Its heart still beats in this process, so its lock is broken by hand. */
async function killedWhileRaised(stage: Stage): Promise<void> {
  await killed(stage);
  const { lock } = (await composeQuietly(stage.config, stage.doors(), redactor, 'unlock')).state;
  await lock.breakLock((await lock.inspect())?.id ?? '');
  await stage.clock.sleepUntil(OPENS_AT + HOUR);
}

/** Kills a start right after its first UpdateTable was carried out: it never ends. */
async function killed(stage: Stage): Promise<void> {
  await new Promise<void>((resolve) => {
    void stage.start({}, { after: (action) => {
      if (action !== 'dynamodb:UpdateTable') return undefined;
      resolve();
      return 'die';
    } });
  });
}

test('killed while something is raised: status says what is owed, plan does not take it for the original, settle hands it back', async (t) => {
  const stage = makeStage();
  await killedWhileRaised(stage);
  t.true(await rcuOf(stage, 'orders') > 100);
  const owing = await status(stage);
  const [run] = owing.runs;
  t.deepEqual([run.verdict, run.owed.map(({ table, originalRcu }) => [table, originalRcu])], [null, [['orders', 100]]]);
  t.is(owing.next.what, 'handing back is due: hippolyte settle, or any start');
  const text = statusText(owing);
  t.regex(text, /run 2026-06-10T0001Z-\w+ of night 2026-06-10: not over, last entry/);
  t.regex(text, /\n {2}copied 0 of 3 tables\nnext/);
  t.regex(text, / {2}owes orders: 100 RCU \(raised to \d+\) and its autoscaling, since 2026-06-10T00:0/);
  const doors = stage.doors();
  const settled = await settleLive(stage.config, doors, { redactor, say: () => undefined }, doors.hold(() => undefined));
  t.deepEqual([settled.exitCode, settled.settled.map(({ owed, left }) => [owed, left.length])], [EXIT.ok, [[1, 0]]]);
  t.regex(settledText(settled), /owed 1 table, all is handed back\n$/);
  t.is(await rcuOf(stage, 'orders'), 100);
  const clean = await status(stage);
  t.true(clean.runs.every(({ owed, lanesUp, copying }) => owed.length + lanesUp + copying.length === 0), 'what ended with its process is not under way');
  t.is(clean.next.what, 'tonight is due: hippolyte run');
  const night = await stage.start();
  t.deepEqual([night.exitCode, night.tables.ok], [EXIT.ok, 3]);
  t.is((await status(stage)).next.what, 'tonight is done; the window closes');
});

test('what cannot be handed back is exit code 5, whatever else happened, and it is tried again', async (t) => {
  const stage = makeStage();
  await killedWhileRaised(stage);
  stage.account.aws.fail('dynamodb:UpdateTable', 'denied');
  const config: LiveConfig = { ...stage.config, settings: withSettings(stage.config.settings, { window: { opens: '00:00', closes: '01:30' } }) };
  const doors = stage.doors();
  const settle = (): ReturnType<typeof settleLive> => settleLive(config, doors, { redactor, say: () => undefined }, doors.hold(() => undefined));
  const left = await settle();
  t.is(left.exitCode, EXIT.unhealed);
  t.regex(settledText(left), /1 not handed back\n {2}owes orders: .* \(DENIED\)\nthe next start tries again/);
  stage.account.aws.heal();
  t.is((await settle()).exitCode, EXIT.ok);
  t.is(await rcuOf(stage, 'orders'), 100);
});

test('the lock is freed by its id alone; its holder, should it live, changes nothing any more', async (t) => {
  const stage = makeStage();
  await killed(stage);
  const { lock } = (await composeQuietly(stage.config, stage.doors(), redactor, 'unlock')).state;
  const seen = await lock.inspect();
  t.true(seen?.held);
  t.is((await refusal(t, lock.breakLock('another')))[0], EXIT.tryLater);
  t.is((await lock.breakLock(seen?.id ?? '')).id, seen?.id ?? '');
  t.false((await lock.inspect())?.held);
});

test('journals that are damaged are told, and hold nobody up who only looks', async (t) => {
  const stage = makeStage();
  const { runId } = await stage.start();
  const path = join(stage.config.live.state, 'runs', '2026-06-10', `${runId}.jsonl`);
  const lines = readFileSync(path, 'latin1').split('\n');
  lines[3] = lines[3].replace('"at":', '"at": ');
  writeFileSync(path, lines.join('\n'));
  const told = await status(stage);
  t.regex(told.runs[0]?.damage ?? '', /jsonl/);
  t.regex(statusText(told), /run \S+ of night 2026-06-10: .*jsonl/);
});

test('a dry run of a night that does not fit says so by its calls: nothing is left raised', async (t) => {
  const stage = makeStage();
  stage.account.dynamo.tables.set('huge', loopbackTable(50_000 * GIB, 10, 5));
  const made = await planned(stage);
  t.true(made.made.late > 0);
  const lines = [...await dryRun({ config: stage.config, made }, null, stage.doors())].map((line) => JSON.parse(line) as DryCall & { event: string });
  t.is(lines.at(-1)?.event, 'total');
  const updates = lines.filter(({ call }) => call === 'dynamodb:UpdateTable');
  t.true(updates.length > 0 && updates.length % 2 === 0);
});
