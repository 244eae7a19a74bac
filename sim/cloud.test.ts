// One test for each numbered line of CLOUD.md.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { OPENS_AT, TestNight } from './fixture.js';

const HOUR = 3600;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** 100 MiB as the scan engine reads it: 12,825 units. */
const UNITS_100_MIB = (100 * MIB) / 8192 + 100 * 0.25;
const AT_ONCE = { scan: { launchSeconds: 0 } };
const always = (rcu: number): number[] => new Array<number>(24 * 12).fill(rcu);
const near = (t: { true(value: boolean, message?: string): void }, actual: number, expected: number, by = 1e-6): void => {
  t.true(Math.abs(actual - expected) <= by * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
};

test('every numbered line of CLOUD.md has a test, and every test a line', (t) => {
  const folder = join(process.cwd(), 'sim');
  const lines = [...readFileSync(join(folder, 'CLOUD.md'), 'utf8').matchAll(/^(\d+)\. /gm)].map((match) => Number(match[1]));
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  const tested = new Set([...tests.matchAll(/test\('CLOUD (\d+): /g)].map((match) => Number(match[1])));
  t.true(lines.length > 30);
  t.deepEqual(lines, lines.map((_, i) => i + 1));
  t.deepEqual([...tested].sort((a, b) => a - b), lines);
});

test('CLOUD 1: asked from inside an event, the clock tells the time of that event', (t) => {
  const asked: number[] = [];
  // The overhead of an activity is looked up when the activity starts: inside the events that the night is made of.
  const spy = {
    get activityOverheadSeconds(): number {
      asked.push(night.cloud.now - OPENS_AT);
      return 60;
    },
  };
  const night: TestNight = new TestNight({
    tables: [{ sizeBytes: 100 * MIB, rcu: 100, readRcu: 100 }, { sizeBytes: 100 * MIB, rcu: 100, readRcu: 100 }],
    lanes: [{ engine: 'data-pipeline', concurrency: 1 }],
    settings: { control: { lookSeconds: 900 } },
  });
  Object.defineProperty(night.settings.dataPipeline, 'activityOverheadSeconds', Object.getOwnPropertyDescriptor(spy, 'activityOverheadSeconds') ?? {});
  night.act('startLane', 0);
  for (const i of [0, 1]) night.act('startCopy', i, 100);
  night.run(7 * HOUR);
  const copySeconds = ((100 * MIB) / 8192 + Math.ceil((100 * MIB) / 204_800) * 0.25) / 100;
  t.is(asked.length, 2);
  near(t, asked[0], 600);
  near(t, asked[1], 600 + 60 + copySeconds);
  t.throws(() => night.cloud.look(OPENS_AT + HOUR, { } as never), { message: /^bug: clock asked to go back to \d+ from \d+$/ });
});

test('who looks for ever at a world in which nothing will happen is told so', (t) => {
  const night = new TestNight({ tables: [{}] });
  t.throws(() => night.cloud.look(Infinity, { } as never), { message: /^bug: looked for ever at a world in which nothing will happen$/ });
});

test('CLOUD 2: everything is noticed at the next multiple of the look interval, together and in order', (t) => {
  const night = new TestNight({ tables: [{ rcu: 10 }, { rcu: 10 }, { rcu: 10 }], settings: { control: { lookSeconds: 15 }, updateTable: { medianSeconds: 31, p95Seconds: 31 } } });
  night.act('boost', 0, 20);
  night.run(2);
  night.act('boost', 1, 20);
  t.is(night.lookOnce(40), 40, 'at 40 s the first change is 9 s old and not noticed');
  t.deepEqual(night.told, []);
  night.act('boost', 2, 20);
  t.is(night.lookOnce(HOUR), 45);
  t.deepEqual(night.told.map(({ at, subject }) => [at, subject]), [[45, 0], [45, 1]]);
  t.is(night.lookOnce(HOUR), 75);
});

test('CLOUD 3: the same seed gives the same night; one more table does not move the others', (t) => {
  const weather = { weather: { copyFailureShare: 0.3, throttleShare: 0.3, bootSpread: 0.2 }, updateTable: { p95Seconds: 180 } };
  const run = (names: string[], seed: number): unknown => {
    const night = new TestNight({ seed, settings: weather, tables: names.map((name) => ({ name, sizeBytes: GIB, rcu: 100, readRcu: 100 })) });
    const subject = names.indexOf('m');
    const outcomes = [1, 2, 3, 4, 5].map((k) => night.act('boost', subject, 100 + k));
    night.run(300).act('startLane', 0);
    night.run(600);
    const started = names.map((_, i) => night.act('startCopy', i, 100));
    return { outcomes, started: started[subject], told: night.run(6 * HOUR).told.filter((told) => told.subject === subject && told.sight !== 'laneReady').map(({ at, sight, value }) => ({ at, sight, value })) };
  };
  t.deepEqual(run(['m'], 7), run(['m'], 7));
  t.notDeepEqual(run(['m'], 7), run(['m'], 8));
  t.deepEqual(run(['a', 'm', 'z'], 7), run(['m'], 7));
});

test('CLOUD 4: a read unit is 8,192 bytes of a scan, and that can be changed', (t) => {
  for (const bytesPerUnit of [8192, 4096]) {
    const night = new TestNight({ tables: [{ sizeBytes: GIB, rcu: 100, readRcu: 100 }], settings: { ...AT_ONCE, reading: { bytesPerUnit, burstShare: 0 } } });
    night.startAll();
    t.is(night.run(2 * HOUR).when('copyDone'), Math.ceil((GIB / bytesPerUnit + 1024 * 0.25) / 100));
  }
});

test('CLOUD 5: pages are rounded up to 4 KB; an empty table costs half a unit', (t) => {
  const scan = new TestNight({ tables: [{ sizeBytes: 1.5 * MIB, rcu: 100 }, { sizeBytes: 0, rcu: 100 }], settings: AT_ONCE });
  scan.startAll();
  scan.run(HOUR);
  t.is(scan.value('copyDone', 0), (1.5 * MIB) / 8192 + 2 * 0.25);
  t.is(scan.value('copyDone', 1), 0.5);
  const slow = new TestNight({ tables: [{ sizeBytes: 0, rcu: 100, readRcu: 0.001 }], settings: AT_ONCE });
  slow.startAll();
  t.is(slow.run(HOUR).when('copyDone'), 1, 'a single page waits for nothing, however slow the pace');
  const emr = new TestNight({ tables: [{ sizeBytes: 1.5 * MIB, rcu: 100 }], lanes: [{ engine: 'emr' }] });
  emr.startAll();
  t.is(emr.run(HOUR).value('copyDone', 0), (1.5 * MIB) / 8192 + Math.ceil((1.5 * MIB) / (25 * 8192)) * 0.25);
});

test('CLOUD 6: too little for both: application and copy get the same part of what they ask for', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: 100 * MIB, rcu: 100, readRcu: 60, traffic: always(80) }], settings: { ...AT_ONCE, reading: { burstShare: 0 } } });
  night.startAll();
  night.run(HOUR);
  const seconds = UNITS_100_MIB / (60 * (100 / 140));
  t.is(night.when('copyDone'), Math.ceil(seconds));
  near(t, night.value('appThrottled'), 80 * (1 - 100 / 140) * seconds);
  t.true(night.told.findIndex(({ sight }) => sight === 'appThrottled') < night.told.findIndex(({ sight }) => sight === 'copyDone'));
});

test('CLOUD 6: what the application would be refused without the copy is not counted', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: 100 * MIB, rcu: 100, readRcu: 50, traffic: always(150) }], settings: { ...AT_ONCE, reading: { burstShare: 0 } } });
  night.startAll();
  night.run(HOUR);
  // 100 of the 150 are served anyway; with the copy 75 are.
  near(t, night.value('appThrottled'), (100 - 75) * (UNITS_100_MIB / 25));
});

test('CLOUD 7: unused capacity is kept as credit and spent before anything is throttled', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: 400 * MIB, rcu: 100, readRcu: 1000 }], settings: AT_ONCE });
  night.startAll();
  const creditSeconds = (0.8 * 300 * 100) / (1000 - 100);
  t.is(night.run(HOUR).when('copyDone'), Math.ceil(creditSeconds + (4 * UNITS_100_MIB - 1000 * creditSeconds) / 100));
  // Half of the capacity was used until the copy started, but the credit had been full before.
  const half = new TestNight({ tables: [{ sizeBytes: 100 * MIB, rcu: 100, readRcu: 350, traffic: always(50) }], settings: AT_ONCE });
  half.startAll();
  t.is(half.run(HOUR).when('copyDone'), Math.ceil(UNITS_100_MIB / 350));
  t.deepEqual(half.of('appThrottled'), []);
});

test('CLOUD 8: credit does not lift a table above 3,000 units a second and partition', (t) => {
  const one = new TestNight({ tables: [{ sizeBytes: 100 * MIB, rcu: 100, readRcu: 10_000 }, { sizeBytes: 100 * MIB, rcu: 100, wcu: 1950, readRcu: 10_000 }], settings: { ...AT_ONCE, control: { lookSeconds: 0.001 } } });
  one.startAll();
  one.run(HOUR);
  near(t, one.when('copyDone', 0), UNITS_100_MIB / 3000, 1e-3);
  near(t, one.when('copyDone', 1), UNITS_100_MIB / 6000, 1e-3); // ⌈100/3000 + 1950/1000⌉ = 2
});

test('CLOUD 9: the application reads what was recorded, times growth, and nothing where nothing was recorded', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: 400 * MIB, rcu: 100, readRcu: 100, traffic: [50] }], trafficScale: 2, settings: { ...AT_ONCE, reading: { burstShare: 0 } } });
  night.startAll();
  t.is(night.run(2 * HOUR).when('copyDone'), Math.ceil(300 + (4 * UNITS_100_MIB - 300 * 50) / 100));
  near(t, night.value('appThrottled'), 300 * 50);
});

test('CLOUD 10: an on-demand table serves its default or twice its peak, without credit', (t) => {
  const tables = [{ forecastPeakRcu: 0 }, { forecastPeakRcu: 8000 }, { forecastPeakRcu: 0, warmRcu: 14_000 }, { forecastPeakRcu: 35_000 }];
  const night = new TestNight({ tables: tables.map((table) => ({ ...table, onDemand: true, sizeBytes: 100 * GIB, readRcu: 50_000 })), settings: AT_ONCE });
  night.startAll();
  night.run(HOUR);
  const limits = [12_000, 16_000, 14_000, 40_000];
  limits.forEach((limit, i) => t.is(night.when('copyDone', i), Math.ceil((1024 * UNITS_100_MIB) / limit)));
});
