import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../errors.js';
import { livePlanDigest, livePlanText, readLivePlan, type LivePlan } from './live-plan.js';
import { livePlan, liveTable, TEST_AT as AT } from './live-testing.js';
import { driftOf } from './plan-drift.js';
import { ENGINES, SKIPS, type Lane, type PlanColumns } from '../plan.js';

const NAMES = ['-rf', 'CON', 'NaN', '__proto__', 'orders'];
const LIVE = livePlan(NAMES, {
  excluded: [{ table: 'logs', why: 'fits --exclude logs' }], skipped: [{ table: 'odd', why: 'is ARCHIVED', unexpected: true }],
});

const refusal = (text: string, now: number | null = AT): string => {
  const error = [(): unknown => readLivePlan(text, 'plan.json', now)].map((work) => {
    try {
      return work();
    } catch (thrown) {
      return thrown;
    }
  })[0];
  return error instanceof UserError ? `${error.exitCode} ${error.message}` : 'not refused';
};

test('a plan is the same after it was saved and read, and has one line a table', (t) => {
  const text = livePlanText(LIVE);
  t.deepEqual(readLivePlan(text, 'plan.json', AT), LIVE);
  t.is(text.split('\n').filter((line) => line.includes('"planned"')).length, NAMES.length);
  t.is((JSON.parse(text) as { digest: string }).digest, livePlanDigest(LIVE));
});

test('any plan comes back: infinite, missing and negative numbers, too', (t) => {
  const number = fc.double({ noDefaultInfinity: false, noNaN: false });
  const count = fc.integer({ min: 1, max: 4 });
  fc.assert(fc.property(count.chain((n) => {
    const numbers = fc.array(number, { minLength: n, maxLength: n }).map((values) => Float64Array.from(values));
    const whole = (max: number) => fc.array(fc.nat(max), { minLength: n, maxLength: n });
    const columns: fc.Arbitrary<PlanColumns> = fc.record({
      engine: whole(ENGINES.length - 1).map((values) => Uint8Array.from(values)), skip: whole(SKIPS.length - 1).map((values) => Uint8Array.from(values)),
      lane: fc.array(fc.integer({ min: -1, max: 9 }), { minLength: n, maxLength: n }).map((values) => Int32Array.from(values)), fromRcu: numbers, toRcu: numbers, readRcu: numbers,
      boostAt: numbers, startAt: numbers, suspends: whole(1).map((values) => Uint8Array.from(values)), forecastSeconds: numbers, forecastEndAt: numbers, forecastUsd: numbers,
    });
    return fc.record({ n: fc.constant(n), columns, x: number, budgetUsd: number, reason: fc.string({ unit: 'binary' }) });
  }), ({ n, columns, x, budgetUsd, reason }) => {
    const base = livePlan(NAMES.slice(0, n));
    const lane: Lane = { ...base.plan.lanes[0], terminateAfterSeconds: x, bytesPerSecond: -x, launchAt: x };
    const live: LivePlan = {
      ...base, budgetUsd, excluded: [{ table: reason, why: reason }],
      plan: { ...base.plan, columns, lanes: [lane], forecastUsd: x, crashed: reason, conduct: { ...base.plan.conduct, checksAt: [x, budgetUsd] } },
    };
    t.deepEqual(readLivePlan(livePlanText(live), 'p', null), live);
  }), { numRuns: 200 });
});

test('whatever is changed by hand is refused', (t) => {
  const text = livePlanText(LIVE);
  for (const [from, to] of [['"toRcu":500', '"toRcu":501'], ['"budgetUsd": 10', '"budgetUsd": 11'], ['"why":"is ARCHIVED"', '"why":"is archived"'], ['id-4', 'id-5'], ['headroom-first', 'leave-alone']]) {
    const edited = text.replace(from, to);
    t.not(edited, text, from);
    t.regex(refusal(edited), /^65 plan\.json: was changed after it was made: its digest does not fit/, from);
  }
  // Blanks say nothing, so they change nothing.
  t.deepEqual(readLivePlan(JSON.stringify(JSON.parse(text)), 'p', AT), LIVE);
});

test('what is no plan, is of a newer version or has expired is refused in one line', (t) => {
  t.is(refusal('nothing'), '65 plan.json: is not JSON; make the plan again with plan --out');
  t.is(refusal('[]'), '65 plan.json: is no plan of this tool; make one with plan --out');
  t.is(refusal('{"plan":1}'), '65 plan.json: is no plan of this tool; make one with plan --out');
  t.regex(refusal(livePlanText(LIVE).replace('"format": 1', '"format": 2')), /^65 plan\.json: has the format 2 of a newer version, this one knows 1/);
  t.is(refusal(livePlanText(LIVE), AT + 86_401), '65 plan.json: has expired at 2026-06-11T00:05:00.000Z; make it again with plan --out');
  t.deepEqual(readLivePlan(livePlanText(LIVE), 'p', null), LIVE);
  const wrong = { ...LIVE, plan: { ...LIVE.plan, lanes: [{ ...LIVE.plan.lanes[0], tables: [99] }] } };
  t.is(refusal(livePlanText(wrong)), '65 plan.json: lanes[0].tables names a table that is not there; make the plan again with plan --out');
  t.regex(refusal(livePlanText({ ...LIVE, account: 5 as unknown as string })), /^65 plan\.json: account: .*; make the plan again/);
});

test('a world that is as it was has no drift; every change that matters is a sentence', (t) => {
  const fresh = (name: string, change: object = {}) => NAMES.map((each, i) => liveTable(each, i, each === name ? change : {}));
  t.deepEqual(driftOf(LIVE, fresh('orders')), []);
  t.deepEqual(driftOf(LIVE, fresh('orders').reverse()), []);
  t.deepEqual(driftOf(LIVE, fresh('orders', { rcu: 120 })), [], 'its autoscaling moves it all day');
  t.deepEqual(driftOf(LIVE, fresh('orders', { rcu: 500 })), ['orders had 100 RCU, has 500'], 'beyond its bounds it was somebody else');
  t.deepEqual(driftOf(LIVE, fresh('orders', { rcu: 120, autoscaling: null })), ['orders had 100 RCU, has 120']);
  t.deepEqual(driftOf(LIVE, fresh('__proto__', { onDemand: true, rcu: 0 })), ['__proto__ was provisioned, is on demand']);
  t.deepEqual(driftOf(LIVE, fresh('orders', { tableId: 'other', rcu: 5 })), ['orders was deleted and made again (its id was id-4, is other)']);
  t.deepEqual(driftOf(LIVE, fresh('-rf', { target: null })), ['-rf had autoscaling of reads between 5 and 400 RCU, has no autoscaling of reads']);
  const target = { minRcu: 5, maxRcu: 500, suspended: { scaleIn: true, scaleOut: false, scheduled: true } };
  t.deepEqual(driftOf(LIVE, fresh('orders', { target })), ['orders had autoscaling of reads between 5 and 400 RCU, has autoscaling of reads between 5 and 500 RCU (suspended: in, scheduled)']);
  t.deepEqual(driftOf(LIVE, fresh('orders').slice(1)), ['-rf is gone']);
  t.deepEqual(driftOf(LIVE, [...fresh('orders'), liveTable('new', 5), liveTable('logs', 6)]), ['logs was left out and is meant now', 'new is new']);
});

test('a size may differ by a quarter, or by a gigabyte', (t) => {
  const sized = (sizeBytes: number, now: number): string[] => {
    const live = livePlan(['orders'], { tables: [liveTable('orders', 0, { sizeBytes })] });
    return driftOf(live, [liveTable('orders', 0, { sizeBytes: now })]);
  };
  t.deepEqual(sized(100 * 2 ** 30, 125 * 2 ** 30), []);
  t.deepEqual(sized(100 * 2 ** 30, 125 * 2 ** 30 + 1), ['orders held 102,400 MiB, holds 128,000 MiB']);
  t.deepEqual(sized(100 * 2 ** 30, 74 * 2 ** 30), ['orders held 102,400 MiB, holds 75,776 MiB']);
  t.deepEqual(sized(1, 1 + 2 ** 30), []);
  t.deepEqual(sized(0, 2 ** 30 + 1), ['orders held 0 MiB, holds 1,024 MiB']);
});
