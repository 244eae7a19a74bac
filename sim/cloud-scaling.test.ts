import test from 'ava';
import { TestNight, type TableSketch } from './fixture.js';

const HOUR = 3600;
const GIB = 2 ** 30;
const AT_ONCE = { scan: { launchSeconds: 0 } };
const always = (rcu: number): number[] => new Array<number>(24 * 12).fill(rcu);
/** A table that a slow copy reads all night. */
const slow = (table: TableSketch): TableSketch => ({ sizeBytes: 10 * GIB, readRcu: 1, autoscaling: { minRcu: 10, maxRcu: 200, targetShare: 0.7 }, ...table });

test('CLOUD 18: two minutes above the target raise capacity to consumption by target, up to the maximum', (t) => {
  const night = new TestNight({ tables: [slow({ traffic: always(80) }), slow({ traffic: always(80), autoscaling: { minRcu: 10, maxRcu: 110, targetShare: 0.7 } })], settings: AT_ONCE });
  night.startAll();
  night.run(HOUR);
  t.deepEqual(night.of('capacity', 0), [{ at: 120 + 30, sight: 'capacity', subject: 0, value: Math.ceil((80 + 1) / 0.7) }]);
  t.deepEqual(night.of('capacity', 1), [{ at: 120 + 30, sight: 'capacity', subject: 1, value: 110 }]);
});

test('CLOUD 18: a minute above the target is not enough', (t) => {
  const night = new TestNight({ tables: [slow({ traffic: [60, 80, 60, 80, 60, 80, 60], periodSeconds: 60 })], settings: AT_ONCE });
  night.startAll();
  t.deepEqual(night.run(420).of('capacity', 0), []);
});

test('CLOUD 19: fifteen minutes below target minus 20 points lower it, down to the minimum, when a decrease is left', (t) => {
  const tables = [slow({ traffic: always(10) }), slow({ traffic: always(2) }), slow({ traffic: always(10), decreasesToday: 4 }), slow({ traffic: always(51) })];
  const night = new TestNight({ tables, settings: AT_ONCE });
  night.startAll();
  night.run(2 * HOUR);
  t.deepEqual(night.of('capacity', 0).map(({ at, value }) => [at, value]), [[900 + 30, Math.ceil((10 + 1) / 0.7)]]);
  t.deepEqual(night.of('capacity', 1).map(({ at, value }) => [at, value]), [[900 + 30, 10]]);
  t.deepEqual(night.of('capacity', 2).map(({ at, value }) => [at, value]), [[HOUR + 30, Math.ceil((10 + 1) / 0.7)]]);
  t.deepEqual(night.of('capacity', 3), [], '52 of 100 is not below 50 %');
});

test('CLOUD 20: while suspended it does nothing, also above its maximum', (t) => {
  const night = new TestNight({ tables: [slow({ traffic: always(90) })], settings: AT_ONCE });
  t.is(night.act('suspendScaling', 0), 'OK');
  t.is(night.act('boost', 0, 1000), 'OK');
  night.startAll();
  t.deepEqual(night.run(7 * HOUR).of('capacity').map(({ at, value }) => [at, value]), [[30, 1000]]);
});

test('CLOUD 21: suspending and resuming move capacity into the bounds, and spend a decrease', (t) => {
  const night = new TestNight({ tables: [slow({ rcu: 300, traffic: always(90), decreasesToday: 2 })] });
  night.act('suspendScaling', 0);
  t.is(night.act('boost', 0, 1000), 'IN_USE');
  night.run(30).act('boost', 0, 1000);
  night.run(60).act('resumeScaling', 0);
  night.run(90);
  t.deepEqual(night.of('capacity').map(({ at, value }) => [at, value]), [[30, 200], [60, 1000], [90, 200]]);
  t.is(night.act('revert', 0, 100), 'NO_DECREASE_LEFT');
});

test('CLOUD 22: the copy counts as consumption; the bill without it is told', (t) => {
  const night = new TestNight({ tables: [slow({ sizeBytes: GIB, readRcu: 50, traffic: always(10) })], settings: AT_ONCE });
  night.startAll();
  night.run(7 * HOUR).finish(24 * HOUR);
  // 60 of 100 while it is copied, (131,072 + 256) / 50 = 2,627 s; without the backup it is lowered after 15 minutes.
  t.deepEqual(night.of('capacity').map(({ at, value }) => [at, value]), [[Math.ceil(131_328 / 50 + 900 + 30), Math.ceil(10 / 0.7)]]);
  t.is(night.value('baseline'), 100 + 23 * Math.ceil(10 / 0.7));
  const out = new TestNight({ tables: [slow({ sizeBytes: GIB, readRcu: 50, traffic: always(60) })], settings: AT_ONCE });
  out.startAll();
  out.run(HOUR);
  t.is(out.value('capacity'), Math.ceil(100 / 0.7), 'not 110 / 0.7');
  t.is(out.when('capacity'), 120 + 30);
});

test('CLOUD 31: after the night updates come into force and autoscaling goes on until it meets its baseline', (t) => {
  const night = new TestNight({ tables: [slow({ sizeBytes: GIB, readRcu: 90, traffic: always(10) }), { rcu: 100 }], settings: AT_ONCE });
  night.startAll();
  night.run(1000);
  night.act('boost', 1, 200);
  night.act('stopLane', 0);
  night.finish(24 * HOUR);
  // 100 of 100 for 120 s: 143. Then 10 is below half of it: 15 after 15 minutes, as the baseline has been since 930 s.
  t.deepEqual(night.of('capacity', 0).map(({ at, value }) => [at, value]), [[150, 143], [1000 + 930, 15]]);
  t.deepEqual(night.of('capacity', 1).map(({ at, value }) => [at, value]), [[1030, 200]]);
  t.is(night.cloud.capacityNow(0), 15);
  t.is(night.value('baseline', 0), 100 + 23 * 15);
  t.deepEqual(night.of('baseline', 1), []);
});

test('a table that nobody touches scales unseen, and is told as one change when the backup comes to it', (t) => {
  const traffic = always(80).fill(5, 24);
  const night = new TestNight({ tables: [slow({ sizeBytes: 2 ** 20, traffic })] });
  t.is(night.act('startLane', 0), 'OK');
  night.run(4 * HOUR);
  t.deepEqual(night.of('capacity'), []);
  night.act('startCopy', 0, 1);
  night.run(7 * HOUR).finish(24 * HOUR);
  t.deepEqual(night.of('capacity').map(({ at, value }) => [at, value]), [[4 * HOUR, 10]]);
  t.is(night.value('baseline'), 4 * 100 + 20 * 10);
});

test('CLOUD 31: a table that the backup comes to again has scaled meanwhile, and that is told first, at its own time', (t) => {
  const night = new TestNight({ tables: [slow({ sizeBytes: GIB, readRcu: 90, traffic: always(10) })], settings: AT_ONCE });
  night.startAll();
  night.run(1000).act('stopCopy', 0);
  night.run(4000);
  t.deepEqual(night.of('capacity').map(({ at }) => at), [150]);
  t.is(night.act('boost', 0, 500), 'OK');
  night.run(4100).finish(24 * HOUR);
  t.deepEqual(night.of('capacity').slice(0, 3).map(({ at, value }) => [at, value]), [[150, 143], [1000 + 930, 15], [4030, 500]]);
  t.true(night.of('capacity').every(({ at }, i, all) => i === 0 || at > all[i - 1].at));
});
