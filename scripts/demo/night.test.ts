// The demonstration as a user meets it: one night over sockets, all of it verified, everything as it was, and its page.

import test from 'ava';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stayOnThisMachine } from '../../fixtures/aws/guard.js';
import { openDestination } from '../../executor/archive/destination.js';
import { verifyBackup } from '../../executor/archive/verify.js';
import { wallClock } from '../../executor/clock.js';
import { attemptRun, backupPath } from '../../core/archive/backup-path.js';
import { demoNight } from './night.js';

test('one night for real: verified copies of all tables, production as it was, and the page that says so', async (t) => {
  const tried = stayOnThisMachine();
  const out = mkdtempSync(join(tmpdir(), 'hippolyte-demo-'));
  t.teardown(() => rmSync(out, { recursive: true, force: true }));
  const { result, made, why, pagePath } = await demoNight(out, '2026-06-02', () => undefined);
  t.deepEqual([result.verdict, result.exitCode, result.openLeases], ['success', 0, []]);
  t.is(result.tables.ok, made.live.tables.length);
  t.is(why, 'no simulation was found beside it');
  const raised = made.live.tables.filter(({ index, rcu }) => made.live.plan.columns.toRcu[index] > rcu);
  t.deepEqual(raised.map(({ name }) => name), ['ledger', 'orders'], 'something is bought, and handed back');
  const page = readFileSync(pagePath, 'utf8');
  t.regex(page, /All 10 tables copied and verified; capacity and autoscaling are exactly as they were/);
  const destination = openDestination(join(out, 'demo', 'backups'), { aws: { call: () => Promise.reject(new Error('no AWS')) }, clock: wallClock(), account: null });
  for (const { name, itemCount } of made.live.tables) {
    const verified = await verifyBackup(destination, backupPath(result.night, name, attemptRun(result.runId, 1)));
    t.is(verified.ok ? verified.sidecar.items : verified.why, itemCount, name);
  }
  t.deepEqual(tried, []);
});
