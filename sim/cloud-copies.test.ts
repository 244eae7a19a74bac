import test from 'ava';
import { clusterMapTasks } from '../core/planning/connector.js';
import { pipelineLane } from '../core/planning/lanes.js';
import { DEFAULTS } from '../core/settings.js';
import { CALM, OPENS_AT, TestNight } from './fixture.js';

const HOUR = 3600;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const UNITS_GIB = GIB / 8192 + 1024 * 0.25;
/** As the connector reads it: pages of 25 units. */
const CONNECTOR_UNITS_GIB = GIB / 8192 + Math.ceil(GIB / 204_800) * 0.25;
const FAILING = { weather: { ...CALM.weather, copyFailureShare: 1 } };

test('CLOUD 23: machines boot, then copies share their bandwidth, first come, first served', (t) => {
  const table = { sizeBytes: GIB, rcu: 1000, readRcu: 500 };
  const bytesPerSecond = 500 * (GIB / UNITS_GIB) * 1.5;
  const night = new TestNight({ tables: [table, table, table], lanes: [{ bytesPerSecond }] });
  t.is(night.act('startCopy', 0, 500), 'FAILED');
  night.act('startLane', 0);
  night.run(59);
  t.is(night.act('startCopy', 0, 500), 'FAILED');
  night.run(60);
  t.is(night.when('laneReady'), 60);
  for (const i of [0, 1, 2]) t.is(night.act('startCopy', i, 500), 'OK');
  night.run(30 * HOUR);
  t.is(night.when('copyDone', 0), Math.ceil(60 + UNITS_GIB / 500));
  t.is(night.when('copyDone', 1), Math.ceil(60 + UNITS_GIB / 250));
  t.is(night.when('copyDone', 2), Math.ceil(60 + UNITS_GIB / 5));
});

test('CLOUD 24: a failed scan goes on where it stopped, a failed step reads all again', (t) => {
  const failures = (engine: 'scan' | 'emr'): number[] => {
    const night = new TestNight({ tables: [{ sizeBytes: GIB, rcu: 1000, readRcu: 1000 }], lanes: [{ engine }], settings: FAILING });
    night.startAll();
    night.run(4 * HOUR).act('startCopy', 0, 1000);
    return night.run(8 * HOUR).of('copyFailed').map(({ value }) => value / (engine === 'scan' ? UNITS_GIB : CONNECTOR_UNITS_GIB));
  };
  const [first, second] = failures('emr');
  const scan = failures('scan');
  t.true(first > 0 && first < 1 && second > first);
  t.true(Math.abs(scan[0] - first) < 1e-9);
  t.true(Math.abs(scan[1] - (first + (second - first) * (1 - first))) < 1e-9);
});

test('CLOUD 24: as many attempts fail as the share says', (t) => {
  const night = new TestNight({ tables: new Array(3000).fill({ sizeBytes: MIB, rcu: 100 }), settings: { weather: { ...CALM.weather, copyFailureShare: 0.1 } } });
  night.startAll();
  night.run(HOUR);
  t.is(night.of('copyDone').length + night.of('copyFailed').length, 3000);
  t.true(Math.abs(night.of('copyFailed').length / 3000 - 0.1) < 0.02);
});

test('CLOUD 25: the pace of the connector is that of the capacity when its map tasks start', (t) => {
  const ready = 600;
  const run = (boostAt: number): number => {
    const night = new TestNight({ tables: [{ sizeBytes: GIB, rcu: 100, toRcu: 1000, readRcu: 500 }], lanes: [{ engine: 'emr', mappersMax: clusterMapTasks('m5.xlarge', 2) }] });
    night.act('startLane', 0);
    if (boostAt < ready) night.run(boostAt).act('boost', 0, 1000);
    night.run(ready).act('startCopy', 0, 500);
    if (boostAt >= ready) night.run(boostAt).act('boost', 0, 1000);
    return night.run(7 * HOUR).when('copyDone');
  };
  t.is(run(500), Math.ceil(ready + 60 + CONNECTOR_UNITS_GIB / 500));
  t.is(run(ready + 29), Math.ceil(ready + 60 + CONNECTOR_UNITS_GIB / 500), 'in force 1 s before the step has started its map tasks');
  t.is(run(ready + 31), Math.ceil(ready + 60 + CONNECTOR_UNITS_GIB / 50), 'in force 1 s after it');
});

test('CLOUD 26: Data Pipeline runs in order, retries by itself and ends after the last', (t) => {
  const tables = [{ sizeBytes: GIB, rcu: 1000, readRcu: 1000 }, { sizeBytes: GIB, rcu: 1000, readRcu: 1000 }];
  const sketch = { tables, lanes: [{ engine: 'data-pipeline' as const, concurrency: 1, tables: [1, 0] }] };
  const night = new TestNight(sketch);
  t.is(night.act('startLane', 0), 'OK');
  for (const i of [1, 0]) t.is(night.act('startCopy', i, 1000), 'OK');
  night.run(3 * HOUR);
  const stepSeconds = 60 + CONNECTOR_UNITS_GIB / 1000;
  t.deepEqual(night.of('copyStarted').map(({ at, subject }) => [at, subject]), [[600, 1], [Math.ceil(600 + stepSeconds), 0]]);
  t.is(night.when('laneEnded'), Math.ceil(600 + 2 * stepSeconds));
  t.is(night.value('laneEnded'), 0);
  const failing = new TestNight({ ...sketch, settings: FAILING });
  failing.startAll();
  failing.run(3 * HOUR);
  t.deepEqual(failing.of('copyStarted').map(({ subject, value }) => [subject, value]), [[1, 1], [1, 2], [1, 3], [0, 1], [0, 2], [0, 3]]);
  t.deepEqual(failing.of('copyFailed').map(({ subject }) => subject), [1, 0]);
  const starts = failing.of('copyStarted', 1).map(({ at }) => at);
  const readSeconds = failing.value('copyFailed', 1) / 1000;
  t.true(Math.abs(failing.when('copyFailed', 1) - (starts[0] + 3 * 60 + 2 * 120 + readSeconds)) <= 3);
  t.is(failing.of('laneEnded').length, 1);
});

test('CLOUD 27: a lane is killed when its time is over, with what runs and waits in it', (t) => {
  const table = { sizeBytes: GIB, rcu: 100, readRcu: 100 };
  const night = new TestNight({ tables: [table, table, table], lanes: [{ engine: 'data-pipeline', concurrency: 1, terminateAfterSeconds: 3000 }] });
  night.startAll();
  night.run(7 * HOUR);
  const secondAt = 600 + 60 + CONNECTOR_UNITS_GIB / 100;
  t.deepEqual(night.told.filter(({ at }) => at >= 2500).map(({ at, sight, subject }) => [at, sight, subject]), [
    [3000, 'laneEnded', 0], [3000, 'copyStopped', 1], [3000, 'copyStopped', 2],
  ]);
  t.is(night.value('laneEnded'), 11, 'TIMED_OUT');
  t.true(Math.abs(night.value('copyStopped', 1) - (3000 - secondAt - 60) * 100) < 1);
  t.is(night.value('copyStopped', 2), 0);
});

test('CLOUD 28: the 101st pipeline is refused until another one ends', (t) => {
  const tables = new Array(101).fill(0).map((_, lane) => ({ lane, sizeBytes: MIB }));
  const night = new TestNight({ tables, lanes: tables.map(() => ({ engine: 'data-pipeline', concurrency: 1 })) });
  for (let lane = 0; lane < 100; lane++) t.is(night.act('startLane', lane), 'OK');
  t.is(night.act('startLane', 100), 'UNAVAILABLE');
  t.is(night.act('stopLane', 0), 'OK');
  t.is(night.act('startLane', 100), 'OK');
});

test('CLOUD 29: a lane that is stopped ends at once, and its copies with it', (t) => {
  const table = { sizeBytes: GIB, rcu: 100, readRcu: 100 };
  const night = new TestNight({ tables: [table, table] });
  night.startAll();
  night.run(160);
  t.is(night.act('stopCopy', 1), 'OK');
  t.is(night.act('stopCopy', 1), 'UNCHANGED');
  t.is(night.act('stopLane', 0), 'OK');
  t.is(night.act('stopLane', 0), 'OK', 'again: nothing');
  night.run(7 * HOUR);
  t.deepEqual(night.told.slice(-3), [
    { at: 160, sight: 'copyStopped', subject: 1, value: 100 * 100 }, { at: 160, sight: 'laneEnded', subject: 0, value: 0 }, { at: 160, sight: 'copyStopped', subject: 0, value: 100 * 100 },
  ]);
  t.is(night.act('startCopy', 0, 100), 'FAILED');
});

test('CLOUD 30: an export takes its time, reads nothing, and so many run at once', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: 50 * GIB }, { sizeBytes: 30 * GIB }, { sizeBytes: GIB }], lanes: [{ engine: 'export' }], settings: { quotas: { exports: 2, exportBytesInFlight: 80 * GIB } } });
  t.is(night.act('startLane', 0), 'OK');
  t.is(night.act('startCopy', 0, 0), 'OK');
  t.is(night.act('startCopy', 1, 0), 'OK');
  t.is(night.act('startCopy', 2, 0), 'UNAVAILABLE', 'two are under way');
  night.run(HOUR);
  t.deepEqual(night.of('copyDone').map(({ at, subject, value }) => [at, subject, value]), [[600 + 30, 1, 0], [600 + 50, 0, 0]]);
  t.is(night.act('startCopy', 0, 0), 'OK');
  t.is(night.act('startCopy', 2, 0), 'OK');
  const large = new TestNight({ tables: [{ sizeBytes: 50 * GIB }, { sizeBytes: 31 * GIB }], lanes: [{ engine: 'export' }], settings: { quotas: { exportBytesInFlight: 80 * GIB } } });
  large.act('startLane', 0);
  t.is(large.act('startCopy', 0, 0), 'OK');
  t.is(large.act('startCopy', 1, 0), 'UNAVAILABLE', '81 GiB would be in flight');
});

test('a copy whose table is lowered or raised under it goes on from where it is', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: GIB, rcu: 1000, readRcu: 1000 }, { sizeBytes: GIB, rcu: 100, readRcu: 1000 }], settings: { reading: { burstShare: 0 } } });
  night.startAll();
  night.run(70);
  night.act('revert', 0, 100);
  night.act('boost', 1, 500);
  night.run(2 * HOUR);
  t.is(night.when('copyDone', 0), Math.ceil(100 + (UNITS_GIB - 40 * 1000) / 100));
  t.is(night.when('copyDone', 1), Math.ceil(100 + (UNITS_GIB - 40 * 100) / 500));
});

test('CLOUD 32: a launch fails at the end of its boot; Data Pipeline launches again by itself, then gives up', (t) => {
  const weather = { weather: { ...CALM.weather, bootFailureShare: 1 } };
  const table = { sizeBytes: GIB, rcu: 100, readRcu: 100 };
  const emr = new TestNight({ tables: [table], lanes: [{ engine: 'emr' }], settings: weather });
  emr.act('startLane', 0);
  emr.run(700);
  t.deepEqual(emr.told.map(({ at, sight, value }) => [at, sight, value]), [[600, 'laneEnded', 10]], 'FAILED');
  t.is(emr.act('startCopy', 0, 100), 'FAILED');
  t.is(emr.act('startLane', 0), 'OK');
  emr.run(1400);
  t.deepEqual(emr.of('laneEnded').map(({ at }) => at), [600, 1300]);
  const pipeline = new TestNight({ tables: [table], lanes: [{ engine: 'data-pipeline' }], settings: weather });
  pipeline.act('startLane', 0);
  pipeline.act('startCopy', 0, 100);
  pipeline.run(HOUR);
  t.deepEqual(pipeline.told.map(({ at, sight }) => [at, sight]), [[1800, 'laneEnded'], [1800, 'copyStopped']], '3 x 600 s');
  const machines = new TestNight({ tables: [table], settings: weather });
  machines.startAll();
  t.deepEqual(machines.of('laneEnded'), [], 'plain machines do not fail');
});

test('CLOUD 32: each launch is a draw of its own, about as many fail as the share says', (t) => {
  let failed = 0;
  let both = 0;
  for (let i = 0; i < 1000; i++) {
    const night = new TestNight({ tables: [{ name: `t${i}` }], lanes: [{ engine: 'emr' }], settings: { weather: { ...CALM.weather, bootFailureShare: 0.3 } } });
    night.act('startLane', 0);
    night.run(600);
    if (night.of('laneEnded').length === 0) continue;
    failed++;
    night.act('startLane', 0);
    night.run(1200);
    if (night.of('laneEnded').length === 2) both++;
  }
  t.true(Math.abs(failed - 300) < 45, `${failed}`);
  t.true(Math.abs(both - 90) < 30, `${both}`);
});

test('CLOUD 34: an export cannot be called back: stopping it ends the copy for the night, not its place in the quota', (t) => {
  const night = new TestNight({ tables: [{ sizeBytes: GIB }, { sizeBytes: GIB }], lanes: [{ engine: 'export' }], settings: { quotas: { exports: 1 } } });
  night.act('startLane', 0);
  t.is(night.act('startCopy', 0), 'OK');
  t.is(night.act('stopCopy', 0), 'OK');
  t.is(night.act('startCopy', 1), 'UNAVAILABLE');
  t.is(night.run(601).act('startCopy', 1), 'OK');
  t.deepEqual(night.of('copyDone').map(({ subject }) => subject), []);
});

test('CLOUD 35: a cluster runs k steps at once, each after its overhead and with its part of the map tasks', (t) => {
  const table = { sizeBytes: 3 * GIB, rcu: 250, readRcu: 250 };
  const night = new TestNight({ tables: [table, table], lanes: [{ engine: 'emr', concurrency: 2, mappersMax: 2 }], settings: { emr: { stepOverheadSeconds: 90 } } });
  night.startAll();
  night.run(7 * HOUR);
  t.deepEqual(night.of('copyStarted').map(({ at }) => at), [600, 600]);
  // One mapper each, which owns all three segments and so the whole rate.
  const units = (3 * GIB) / 8192 + Math.ceil((3 * GIB) / 204_800) * 0.25;
  t.deepEqual(night.of('copyDone').map(({ at }) => at), new Array(2).fill(Math.ceil(600 + 90 + units / 250)));
  const single = new TestNight({ tables: [table], lanes: [{ engine: 'emr', concurrency: 1, mappersMax: 2 }], settings: { emr: { stepOverheadSeconds: 90 } } });
  single.startAll();
  t.not(single.run(7 * HOUR).when('copyDone'), night.when('copyDone'), 'alone it has both mappers');
});

test('CLOUD 36: the slowest mapper decides, whose rate is whole units of its part of the segments', (t) => {
  const units = (3 * GIB) / 8192 + Math.ceil((3 * GIB) / 204_800) * 0.25;
  const doneAt = (rcu: number, mappersMax: number): number => {
    const night = new TestNight({ tables: [{ sizeBytes: 3 * GIB, rcu, readRcu: rcu }], lanes: [{ engine: 'emr', concurrency: 1, mappersMax }] });
    night.startAll();
    return night.run(24 * HOUR).when('copyDone') - 660;
  };
  // max(3 GiB, 250 / 100) = 3 segments; min(2 that the cluster holds, 250 / 100) = 2 mappers, of two segments and of one.
  t.is(doneAt(250, 2), Math.ceil(Math.max(((2 / 3) * units) / Math.floor((250 / 3) * 2), units / 3 / Math.floor(250 / 3))));
  // max(3, 500 / 100) = 5 segments; min(8, 500 / 100) = 5 mappers.
  t.is(doneAt(500, 8), Math.ceil(units / 5 / Math.floor(500 / 5)));
  // 101 RCU are one mapper with three segments: nothing is lost.
  t.is(doneAt(101, 8), Math.ceil(units / 101));
});

test('CLOUD 38: a pipeline of more than 100 objects is refused: 32 tables of three, 98 of one', (t) => {
  const launched = (count: number, tablesMax: number): string => {
    const tables = new Array(count).fill({ sizeBytes: MIB });
    const lane = pipelineLane(tables.map((_, i) => i), tablesMax, 100, OPENS_AT, DEFAULTS);
    const night = new TestNight({ tables, lanes: [lane] });
    t.is(lane.pipelineObjects, 2 + count * (tablesMax <= 32 ? 3 : 1));
    const outcome = night.act('startLane', 0);
    if (outcome !== 'OK') t.is(night.act('startCopy', 0, 50), 'FAILED', 'there is no pipeline');
    return outcome;
  };
  t.is(launched(32, 32), 'OK');
  t.is(launched(33, 32), 'UNAVAILABLE');
  t.is(launched(98, 98), 'OK');
  t.is(launched(99, 98), 'UNAVAILABLE');
});
