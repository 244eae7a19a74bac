// What of the simulated night comes from the brain that conducts it: the brain and the simulated AWS together.

import test from 'ava';
import { windowsOf } from '../core/calendar.js';
import { readConfig } from '../core/config/config.js';
import { ENTRIES, MemoryLedger } from '../core/ledger.js';
import { scanLane } from '../core/planning/lanes.js';
import { BackupNight } from '../core/night.js';
import type { Conduct } from '../core/plan.js';
import { runNow } from '../core/run.js';
import { DEFAULTS, withSettings } from '../core/settings.js';
import { MOVES, SIGHTS } from '../core/world.js';
import { OPENS_AT, TestNight } from './fixture.js';

const HOUR = 3600;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Runs the brain through a night. What was asked and what was seen: seconds from the opening, what, of which subject. */
function conducted(night: TestNight, closesAt: number, conduct: Partial<Conduct> = {}): [number, string, number][] {
  const plan = { ...night.plan, closesAt, conduct: { ...night.plan.conduct, ...conduct } };
  const ledger = new MemoryLedger();
  runNow(new BackupNight().open(plan, { retrySeconds: 15, updatesMax: 500 }), ledger, plan.opensAt, night.cloud);
  const { at, kind, subject, length } = ledger.records;
  const told: [number, string, number][] = [];
  for (let i = 0; i < length; i++) {
    const entry = ENTRIES[ledger.entry[i]];
    if (entry === 'asked') told.push([at[i] - plan.opensAt, MOVES[kind[i]], subject[i]]);
    else if (entry === 'saw') told.push([at[i] - plan.opensAt, SIGHTS[kind[i]], subject[i]]);
  }
  return told;
}

/** Most copies at once, and the tables in the order in which they were begun. */
function copies(told: readonly [number, string, number][]): { most: number; order: number[]; done: number } {
  const order: number[] = [];
  let now = 0;
  let most = 0;
  let done = 0;
  for (const [, what, subject] of told) {
    if (what === 'startCopy') {
      order.push(subject);
      most = Math.max(most, ++now);
    } else if (what === 'copyDone') {
      now--;
      done++;
    }
  }
  return { most, order, done };
}

test('CLOUD 37: a cluster never has more steps than run at once, so never more than 256', (t) => {
  const tables = new Array(300).fill({ sizeBytes: MIB, rcu: 100 });
  const seen = copies(conducted(new TestNight({ tables, lanes: [{ engine: 'emr', concurrency: 256 }] }), OPENS_AT + 7 * HOUR));
  t.is(seen.most, 256);
  t.is(seen.done, 300);
  for (const key of ['stepConcurrency', 'tablesPerLane'] as const) {
    t.deepEqual(readConfig(`emr: { ${key}: 256 }`, 'a.yaml'), { emr: { [key]: 256 } });
    t.throws(() => readConfig(`emr: { ${key}: 257 }`, 'a.yaml'), { message: new RegExp(`emr\\.${key} must be a whole number from 1 to 256 .*got 257`) });
  }
});

test('CLOUD 39: a machine of the scan engine has so many places; the other tables wait in the order of the plan', (t) => {
  const settings = withSettings(DEFAULTS, { scan: { copiesPerMachine: 2, bytesPerSecondPerMachine: 1e6 } });
  for (const machines of [1, 2]) {
    const tables = new Array(7).fill({ sizeBytes: 10 * MIB, rcu: 10, readRcu: 10 });
    const lane = scanLane([3, 1, 2, 0, 6, 5, 4], machines, OPENS_AT, settings);
    t.is(lane.bytesPerSecond, machines * 1e6);
    const seen = copies(conducted(new TestNight({ tables, lanes: [lane] }), OPENS_AT + 7 * HOUR));
    t.is(seen.most, machines * 2);
    t.deepEqual(seen.order, [...lane.tables]);
    t.is(seen.done, 7);
  }
});

const LONG = { sizeBytes: 12 * GIB, rcu: 100, readRcu: 50 };
/** Copies of almost nine hours: of a scan with one that waits behind it, of an export that takes 600 s and 25,000 s, of a pipeline. */
const longNight = (): TestNight =>
  new TestNight({
    tables: [LONG, LONG, { lane: 1, sizeBytes: 25_000 * GIB }, { ...LONG, lane: 2 }],
    lanes: [{ concurrency: 1 }, { engine: 'export' }, { engine: 'data-pipeline', concurrency: 1 }],
  });

test('CLOUD 40: at the close scans and steps are stopped, pipelines ended, nothing new starts, and exports run on', (t) => {
  const close = 7 * HOUR;
  const told = conducted(longNight(), OPENS_AT + close);
  t.deepEqual(told.filter(([at, what]) => at === close && /^stop/.test(what)), [[close, 'stopCopy', 0], [close, 'stopLane', 2], [close, 'stopLane', 0]]);
  t.deepEqual(told.filter(([, what]) => what === 'copyStopped').map(([at, , table]) => [at, table]), [[close, 0], [close, 3]]);
  t.deepEqual(told.filter(([, what]) => what === 'startCopy').map(([, , table]) => table), [3, 2, 0], 'table 1 never starts');
  t.deepEqual(told.filter(([, what]) => what === 'copyDone'), [[600 + 25_000, 'copyDone', 2]], '400 s late');
});

test('CLOUD 40: the conduct of 2017 knows no close', (t) => {
  const told = conducted(longNight(), OPENS_AT + 7 * HOUR, { stopsAtClose: false });
  t.deepEqual(told.filter(([, what]) => what === 'stopCopy' || what === 'copyStopped'), []);
  t.is(told.filter(([, what]) => what === 'copyDone').length, 4);
});

test('CLOUD 41: a window is as long as the clock on the wall makes it: 6, 8 or 6.5 hours where the clock changes', (t) => {
  const cases: [string, string, number][] = [
    ['2026-06-01', 'Europe/Warsaw', 7], ['2026-03-29', 'Europe/Warsaw', 6], ['2026-10-25', 'Europe/Warsaw', 8], ['2026-10-04', 'Australia/Lord_Howe', 6.5],
  ];
  for (const [date, zone, hours] of cases) {
    const [{ opensAt, closesAt }] = windowsOf([date], { opens: '00:00', closes: '07:00', zone });
    const told = conducted(new TestNight({ tables: [LONG], opensAt }), closesAt);
    t.deepEqual(told.filter(([, what]) => what === 'copyStopped'), [[hours * HOUR, 'copyStopped', 0]], `${date} ${zone}`);
  }
});
