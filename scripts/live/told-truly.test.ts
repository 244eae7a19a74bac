// What is told of nights that did not go through in one start: how they ended, what they may cost, and what comes next.

import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../core/errors.js';
import { noticeOf } from '../../core/telling/notice.js';
import { Redactor } from '../../core/telling/redact.js';
import { HOUR } from '../../core/units.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import { makeStage, OPENS_AT, type Stage } from './night-testing.js';
import { composeQuietly } from './plan.js';
import { runLive } from './run.js';
import { makeTonight } from './tonight.js';
import { statusOf } from './status.js';

const redactor = new Redactor();
const OPTIONS = { label: null, runbook: 'docs/runbook.md', report: null };

/** A start that is asked to stop as soon as the first page of a table is read. */
function interrupted(stage: Stage): ReturnType<Stage['start']> {
  const stop = new AbortController();
  const doors = stage.doors({ after: (action) => {
    if (action === 'dynamodb:Scan') stop.abort('SIGINT');
    return undefined;
  } });
  const told = { redactor, say: () => undefined, progress: () => undefined, planned: () => undefined, logTail: () => '' };
  const asked = { config: stage.config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'run' };
  return runLive(asked, doors, told, { stop: stop.signal, hurry: new AbortController().signal, close: () => undefined });
}

test('an interrupted night is aborted, in its journal too, and says that the next start goes on', async (t) => {
  const stage = makeStage();
  const result = await interrupted(stage);
  t.deepEqual([result.verdict, result.exitCode, result.openLeases], ['aborted', EXIT.interrupted, []]);
  const composed = await composeQuietly(stage.config, stage.doors(), redactor, 'status');
  const status = await statusOf(composed.state, stage.config, stage.clock.now());
  t.is(status.runs[0]?.verdict, 'aborted');
  t.is(status.next.what, 'tonight is due: hippolyte run');
  t.regex(noticeOf(result, OPTIONS).body, /\nnext: a start before 2026-06-10 07:00 UTC tries again\n/);
});

test('a night that is gone on with after a crash tells the bound that was held against the budget', async (t) => {
  const stage = makeStage();
  await new Promise<void>((resolve) => {
    void stage.start({}, { after: (action) => {
      if (action !== 'dynamodb:UpdateTable') return undefined;
      resolve();
      return 'die';
    } });
  });
  const { lock } = (await composeQuietly(stage.config, stage.doors(), redactor, 'unlock')).state;
  await lock.breakLock((await lock.inspect())?.id ?? '');
  await stage.clock.sleepUntil(OPENS_AT + HOUR);
  const result = await stage.start();
  t.is(result.exitCode, EXIT.ok);
  t.true(stage.said.some((line) => line.startsWith('going on with run ')));
  t.true(result.costs.boundUsd > result.costs.forecastUsd, JSON.stringify(result.costs));
});

test('whoever meets the lock is told who holds it, and names no journal that was never written', async (t) => {
  const stage = makeStage();
  const [one, other] = (await Promise.all([stage.start(), stage.start()])).sort((a, b) => a.exitCode - b.exitCode);
  t.not(one.journal, '');
  t.is(other.journal, '');
  t.regex(other.cause?.why ?? '', /^run on \S+, process \d+, last heard of \d+ s ago, holds the lock [0-9a-f-]{36}; nothing was done$/);
});

test('a start that is refused says so, and not that none of no tables was copied', async (t) => {
  const result = await makeStage({ budgetUsd: 0.01 }).start();
  t.regex(noticeOf(result, OPTIONS).body, /^FAILED: this start copied no table of night 2026-06-10 \(the configuration is wrong\)\n/);
  t.notRegex(noticeOf(result, OPTIONS).body, /journal:/);
});

test('only what was denied is told as a missing permission', async (t) => {
  for (const [kind, action] of [['denied', 'dynamodb:ListTables'], ['expired', undefined], ['html', undefined]] as const) {
    const stage = makeStage();
    stage.account.aws.fail('dynamodb:ListTables', kind);
    const { cause } = await stage.start();
    t.is(cause?.action, action, kind);
  }
});

test('an account without Data Pipeline is told so, table by table, while the window is still open', async (t) => {
  const stage = makeStage({ policy: 'hippolyte-corrected', budgetUsd: 500, destination: 's3://my-bucket/backups' });
  stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  stage.account.pipelines.open = false;
  const result = await stage.start();
  t.deepEqual([result.verdict, result.exitCode, result.openLeases, result.failures.length], ['partial', EXIT.partial, [], 3]);
  for (const { state, code, why } of result.failures) {
    t.deepEqual([state, code], ['failed', 'UNAVAILABLE']);
    t.regex(why, /no Data Pipeline, which is closed to new customers since July 2024/);
  }
});

test('tables whose exports will be refused are warned of when they are planned, and their reason is told', async (t) => {
  const stage = makeStage({ policy: 'native-export', budgetUsd: 500, destination: 's3://my-bucket/backups' });
  stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  for (const [name, table] of stage.account.dynamo.tables) table.pitr = name === 'users';
  const doors = stage.doors();
  const composed = await composeQuietly(stage.config, doors, redactor, 'plan');
  const { warnings } = await makeTonight(composed.aws, { config: stage.config, nowAt: stage.clock.now(), prices: null, allowEmpty: false, done: new Map(), owed: [] }, () => undefined);
  composed.close();
  t.true(warnings.includes('exports of 2 tables will be refused, since their point-in-time recovery is off: orders, orders-staging'), warnings.join('\n'));
  const result = await stage.start();
  t.deepEqual([result.exitCode, result.tables.ok], [EXIT.partial, 1]);
  t.true(result.failures.every(({ why }) => why.includes('has no continuous backups; switch point-in-time recovery on')));
});

test('a damaged journal of tonight is told, and that nothing is begun beside it, also where a later run is whole', async (t) => {
  const stage = makeStage();
  const { runId } = await interrupted(stage);
  await stage.clock.sleepUntil(stage.clock.now() + 60);
  t.is((await stage.start()).exitCode, EXIT.ok);
  const path = join(stage.config.live.state, 'runs', '2026-06-10', `${runId}.jsonl`);
  const lines = readFileSync(path, 'latin1').split('\n');
  lines[3] = lines[3].replace('"at":', '"at": ');
  writeFileSync(path, lines.join('\n'));
  const composed = await composeQuietly(stage.config, stage.doors(), redactor, 'status');
  const { runs, next } = await statusOf(composed.state, stage.config, stage.clock.now());
  t.deepEqual(runs.map((run) => [run.runId === runId, run.damage === null]), [[false, true], [true, false]]);
  t.regex(runs[1].damage ?? '', /:4: .* the journal is damaged, and nothing is done on its word; docs\/runbook\.md#lower-it-by-hand /);
  t.regex(next.what, /nothing is begun beside a damaged journal/);
  t.is((await stage.start()).exitCode, EXIT.data);
});
