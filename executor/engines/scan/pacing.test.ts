// How fast tables are read: never faster than allowed, slower where somebody is throttled, at full speed again afterwards.

import test from 'ava';
import { Records } from '../../../core/world.js';
import { MemoryNight, OPENS_AT, someItems } from '../../../scripts/scan/memory.js';
import { endings } from '../../../scripts/scan/rig.js';
import { Pace } from './pace.js';
import { pageUnits, PageSize } from './page-size.js';
import { cutTable } from './segments.js';
import { Throttles } from './throttles.js';
import { allowedRcu } from './watch.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';

/** The most units in any span of so many seconds. */
function mostIn(spent: readonly { readonly at: number; readonly units: number }[], seconds: number): number {
  let [most, sum, from] = [0, 0, 0];
  for (const { at, units } of spent) {
    sum += units;
    while (spent[from].at <= at - seconds) sum -= spent[from++].units;
    most = Math.max(most, sum);
  }
  return most;
}

for (const [readRcu, bytes, copySeconds] of [[1, 300, 40], [5, 3000, 40], [20, 1000, 40], [100, 5000, 25], [600, 4000, 15], [1500, 60_000, 12]]) {
  test(`at ${readRcu} RCU, items of ${bytes} bytes: in any 10 s no more than allowed, and a page`, async (t) => {
    const night = new MemoryNight();
    const units = copySeconds * readRcu;
    night.aws.add('orders', someItems(Math.ceil((units * 8192) / bytes), bytes));
    await night.copy(readRcu);
    const spent = night.aws.spent.get('orders') ?? [];
    const largest = Math.max(...spent.map((one) => one.units));
    // 0.1 s may be made up for when a timer comes late (pace.ts).
    t.true(mostIn(spent, 10) <= 10 * readRcu + 0.1 * readRcu + largest, `${mostIn(spent, 10)} units`);
    const total = spent.reduce((sum, one) => sum + one.units, 0);
    t.true(largest <= Math.max(pageUnits(readRcu) * 1.3, Math.ceil(bytes / 4096) / 2 + 0.5), `a page of ${largest} units`);
    // Nor is it slower: the allowance is used.
    const seconds = (spent.at(-1)?.at ?? 0) - OPENS_AT;
    t.true(Math.abs(seconds - total / readRcu) <= 0.05 * (total / readRcu) + 1, `${seconds} s for ${total} units`);
  });
}

test('an item of 50 units at 1 RCU is a debt that is paid before the next page', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(6, 400 * 1024));
  await night.copy(1);
  const at = (night.aws.spent.get('orders') ?? []).filter(({ units }) => units > 1).map((one) => one.at);
  t.is(at.length, 6);
  for (let i = 2; i < at.length; i++) t.true(at[i] - at[i - 1] >= 49.9, `${at[i] - at[i - 1]} s`);
});

test('a table that has less than it was said to have is throttled a few times and copied at its own rate', async (t) => {
  const night = new MemoryNight();
  night.toRcu = 40_000; // so that the look at the capacity alone does not slow it down
  night.aws.add('orders', someItems(40_000, 1000), { rcu: 50 });
  night.aws.before = (operation) => {
    if (operation === 'dynamodb:DescribeTable' && night.clock.now() > OPENS_AT) throw Object.assign(new Error('x'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
  };
  t.deepEqual((await night.copy(400)).seen, ['copyStarted', 'copyDone']);
  const scans = night.aws.calls.filter(({ operation }) => operation === 'dynamodb:Scan').length;
  const throttled = scans - (night.aws.spent.get('orders') ?? []).length;
  t.true(throttled > 0 && throttled < scans * 0.25, `${throttled} of ${scans} pages`);
});

test('where the owner lowers the table, the copy takes its share of what is left, within a look', async (t) => {
  const night = new MemoryNight();
  const table = night.aws.add('orders', someItems(40_000, 1000), { rcu: 100 });
  const engine = night.engine();
  await engine.startCopy(0, 1, 50);
  const over = endings(engine, night.clock, [0]);
  await night.clock.sleepUntil(OPENS_AT + 30);
  table.rcu = 60; // 50 of 100 were kept free for the application: 10 are left
  await over;
  const spent = night.aws.spent.get('orders') ?? [];
  const after = spent.filter(({ at }) => at > OPENS_AT + 110 && at <= OPENS_AT + 210);
  const sum = after.reduce((total, one) => total + one.units, 0);
  t.true(Math.abs(sum - 100 * 10) <= 15, `${sum} units in 100 s`);
});

test('an application that is throttled is given way to, and the pace comes back within ten minutes', async (t) => {
  const night = new MemoryNight();
  night.peakRcu = 5;
  night.aws.add('orders', someItems(60_000, 1000));
  const engine = night.engine();
  await engine.startCopy(0, 1, 10);
  const over = endings(engine, night.clock, [0]);
  // CloudWatch tells of the minute from 60 s on; it is seen when the minute is over.
  night.aws.throttles.set('orders', new Map([[OPENS_AT + 60, 7]]));
  const ended = (await over).get(0);
  const rate = (from: number, to: number): number => (night.aws.spent.get('orders') ?? []).filter(({ at }) => at > OPENS_AT + from && at <= OPENS_AT + to).reduce((sum, one) => sum + one.units, 0) / (to - from);
  t.true(Math.abs(rate(10, 60) - 10) < 0.5, `${rate(10, 60)} RCU before`);
  // Halved by then, and a page of five units may have been asked for before.
  t.true(rate(135, 155) <= 5 + (5 * 35) / 600 + 5 / 20, `${rate(135, 155)} RCU from 15 s after it was told`);
  t.true(rate(300, 330) > rate(135, 155) && rate(300, 330) < 9);
  t.true(Math.abs(rate(740, 790) - 10) < 0.5, `${rate(740, 790)} RCU in the end`);
  t.deepEqual(ended?.seen, ['copyStarted', 'appThrottled', 'copyDone']);
});

test('where CloudWatch may not be asked, the copy goes on and people are told', async (t) => {
  const night = new MemoryNight();
  night.peakRcu = 5;
  night.aws.add('orders', someItems(3000, 1000));
  night.aws.before = (operation) => {
    if (operation === 'cloudwatch:GetMetricData') throw Object.assign(new Error('x'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
  };
  t.deepEqual((await night.copy(10)).seen, ['copyStarted', 'copyDone']);
  t.regex(night.said[0], /^scan: whether applications are throttled is not seen: .*cloudwatch:GetMetricData/);
});

test('our own throttled pages are not taken for the application’s', (t) => {
  const throttles = new Throttles();
  for (let i = 0; i < 3; i++) throttles.ours(125 + i);
  t.false(throttles.told(120, 3));
  t.true(throttles.told(120, 5));
  t.false(throttles.told(120, 5));
  t.is(throttles.applications, 2);
});

test('metrics are asked for at most every 15 s, 500 tables a call, and only where an application reads', async (t) => {
  const night = new MemoryNight();
  night.peakRcu = 1;
  for (let i = 0; i < 501; i++) night.aws.add(`table-${i}`, someItems(150, 1000));
  const engine = night.engine();
  for (let table = 0; table < 501; table++) await engine.startCopy(table, 1, 0.1);
  for (let seconds = 5; seconds <= 35; seconds += 5) {
    await night.clock.sleepUntil(OPENS_AT + seconds);
    await engine.look(night.clock.now(), new Records());
  }
  await engine.close();
  const asked = night.aws.calls.filter(({ operation }) => operation === 'cloudwatch:GetMetricData').map(({ input }) => (input.MetricDataQueries as unknown[]).length);
  t.deepEqual(asked, [500, 1, 500, 1]);
  const quiet = new MemoryNight();
  quiet.aws.add('orders', someItems(200, 1000));
  await quiet.copy(0.1);
  t.is(quiet.aws.calls.filter(({ operation }) => operation === 'cloudwatch:GetMetricData').length, 0);
});

test('the share of what a table has', (t) => {
  t.is(allowedRcu(50, 100, 100), 50);
  t.is(allowedRcu(50, 100, 400), 50);
  t.is(allowedRcu(50, 100, 80), 80 - 50);
  t.is(allowedRcu(100, 100, 40), 40);
  t.is(allowedRcu(50, 100, 10), (50 / 100) * 10 / 10);
  t.is(allowedRcu(50, 0, 0), 50);
});

test('pages are a quarter of a second of the rate, no less than a second of a small one, no more than 1 MiB', (t) => {
  t.deepEqual([0.1, 1, 5, 10, 20, 100, 512, 40_000].map(pageUnits), [0.5, 1, 5, 5, 5, 25, 128, 128]);
  const size = new PageSize(1_000_000, 1000, 1);
  t.is(size.next(100).limit, Math.floor(25 * 8192 / 1000));
  for (let i = 0; i < 30; i++) size.saw(10, 25); // items of 20 KiB
  t.true(Math.abs(size.next(100).limit - 10) <= 1);
  t.is(size.next(40_000).limit, 100_000);
});

test('segments and readers follow from size and rate', (t) => {
  const GIB = 2 ** 30;
  t.deepEqual(cutTable(0, 5, 16), { segments: 1, readers: 1 });
  t.deepEqual(cutTable(0, 40_000, 16), { segments: 4, readers: 4 });
  t.deepEqual(cutTable(1e6, 40_000, 16), { segments: 1, readers: 1 });
  t.deepEqual(cutTable(100 * GIB, 100, 16), { segments: 100, readers: 1 });
  t.deepEqual(cutTable(100 * GIB, 2000, 16), { segments: 100, readers: 8 });
  t.deepEqual(cutTable(10_000 * GIB, 40_000, 16), { segments: 4096, readers: 16 });
});

test('a pace halves once a storm and grows back in a line', async (t) => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock, 100);
  pace.slowDown();
  for (let i = 0; i < 50; i++) pace.slowDown();
  t.is(pace.rcu, 50);
  await clock.sleepUntil(15);
  t.is(pace.rcu, 100 * (0.5 + 15 / 60));
  pace.giveWay();
  t.is(pace.rcu, 100 * 0.75 / 2);
  await clock.sleepUntil(75);
  t.is(pace.rcu, 100 * (0.375 + 60 / 600));
  await clock.sleepUntil(1000);
  t.is(pace.rcu, 100);
});
