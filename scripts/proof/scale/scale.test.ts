// A night of 10,000 tables in the loopback AWS: discovered, planned, run, read back, handed back, and drawn. Every call to a control
// plane is counted and held against the least that it could be had with, and at every moment against what AWS takes.

import test from 'ava';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LivePlan } from '../../../core/live/live-plan.js';
import { MIB, MINUTE, type At } from '../../../core/units.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import type { Operation } from '../../../executor/aws.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { makeStage, OPENS_AT } from '../../live/night-testing.js';
import { BUCKET, fillMany, notAsFound, type ManyTables } from './estate.js';
import { leastCalls } from './minimum.js';
import { mostWithin, RATE_LIMITS } from './rates.js';

const TABLES = 10_000;
/** Everything in one process: the night, the account that it is in, and 10,000 backups in its memory. */
const HEAP_MAX = 768 * MIB;
/** The heap is looked at each so many calls: a night on such a clock leaves no turn to a timer. */
const HEAP_LOOK_CALLS = 500;

interface Night {
  readonly result: NightResult;
  readonly live: LivePlan;
  readonly made: ManyTables;
  readonly account: LoopbackAccount;
  readonly page: string;
  /** When each operation was called. */
  readonly calls: ReadonlyMap<Operation, readonly At[]>;
  readonly heapBytes: number;
  readonly machineSeconds: number;
}

async function nightOf(tables: number): Promise<Night> {
  const stage = makeStage({ state: `s3://${BUCKET}/state`, destination: `s3://${BUCKET}/backups`, budgetUsd: 10_000 }, OPENS_AT, { promisesOnly: true });
  const { account, clock } = stage;
  const made = fillMany(account, tables);
  const folder = mkdtempSync(join(tmpdir(), 'hippolyte-scale-'));
  const reportPath = join(folder, 'night.html');
  const calls = new Map<Operation, At[]>();
  let [heapBytes, number] = [0, 0];
  const startedMs = performance.now();
  try {
    const result = await stage.start({ reportPath }, { before: (action) => {
      if (number++ % HEAP_LOOK_CALLS === 0) heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed);
      account.aws.calls.length = 0; // counted here, and not kept with what was sent
      const times = calls.get(action as Operation) ?? [];
      times.push(clock.now());
      calls.set(action as Operation, times);
      return undefined;
    } });
    return { result, live: stage.plans[0], made, account, calls, heapBytes, page: readFileSync(reportPath, 'utf8'), machineSeconds: (performance.now() - startedMs) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those of the account and of its watch; data and journals go through S3. */
function isControl(operation: Operation): boolean {
  return !operation.startsWith('s3:') && operation !== 'dynamodb:Scan';
}

test(`${TABLES} tables: all copied and verified, all handed back, within twice the least calls and the rates of AWS`, async (t) => {
  t.timeout(600_000);
  const { result, live, made, account, page, calls, heapBytes, machineSeconds } = await nightOf(TABLES);
  t.deepEqual([result.verdict, result.exitCode, result.cause, result.openLeases], ['success', 0, null, []]);
  t.deepEqual([result.tables.total, result.tables.ok, result.copied.items], [TABLES, TABLES, made.items]);
  t.true(live.plan.columns.toRcu.filter((rcu, i) => rcu > live.plan.columns.fromRcu[i]).length >= TABLES / 10, 'one in ten is raised');
  t.deepEqual(notAsFound(account), []);
  t.true(page.includes('All 10,000 tables copied and verified; capacity and autoscaling are exactly as they were'));

  const least = leastCalls(live, made);
  const minutes = (result.endedAt - result.startedAt) / MINUTE;
  const table = [...calls].filter(([operation]) => isControl(operation)).map(([operation, times]) => ({ operation, times, least: least.get(operation) ?? 0 }));
  for (const { operation, times, least: fewest } of table) {
    if (operation === 'cloudwatch:GetMetricData') t.true(times.length <= minutes, `${operation}: once a minute`);
    else t.true(times.length >= fewest / 2 && times.length <= 2 * fewest, `${operation}: ${times.length} calls, at least ${fewest} are needed`);
    const limit = RATE_LIMITS[operation];
    if (limit !== undefined) t.true(mostWithin(times, limit.seconds) <= limit.calls, `${operation}: ${mostWithin(times, limit.seconds)} in ${limit.seconds} s, AWS takes ${limit.calls} (${limit.source})`);
  }
  t.true(heapBytes < HEAP_MAX, `${Math.round(heapBytes / MIB)} MiB of heap`);
  for (const { operation, times, least: fewest } of table) {
    t.log(`${operation.padEnd(50)} ${String(times.length).padStart(6)} calls, least ${String(fewest).padStart(6)}${fewest === 0 ? '' : `, ${(times.length / fewest).toFixed(2)} times`}, at most ${mostWithin(times, 1)} in a second`);
  }
  t.log(`${Math.round(minutes)} minutes of the night in ${Math.round(machineSeconds)} s of the machine, heap up to ${Math.round(heapBytes / MIB)} MiB`);
});

test('the most calls in a span: its end is not in it', (t) => {
  t.is(mostWithin([], 1), 0);
  t.is(mostWithin([0, 0.5, 0.99, 1, 1.5], 1), 3);
  t.is(mostWithin([0, 0, 0, 5], 1), 3);
  t.is(mostWithin([0, 1, 2, 3], 1), 1);
});
