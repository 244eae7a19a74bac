import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { NightFold } from './fold.js';
import { ENTRY, MemoryLedger } from '../ledger.js';
import { ENGINE, ENGINES, SKIP, type EngineName, type Lane, type Plan } from '../plan.js';
import { priceBook } from '../money/price-books.js';
import type { PriceBook } from '../money/prices.js';
import { BILLING_RULES, DEFAULTS, withSettings, type Settings } from '../settings.js';
import { TABLE_STATE, type NightSummary } from './summary.js';
import type { Survey, Table } from '../table.js';
import { DAY, GIB, HOUR, MIB, NIGHTS_PER_MONTH } from '../units.js';
import { MOVE, OUTCOME, SIGHT } from '../world.js';

const OPENS = 1_780_272_000; // 2026-06-01T00:00:00Z
const CLOSES = OPENS + 7 * HOUR;
const HORIZON = OPENS + DAY;
const RCU_HOUR = 0.00013;
const US = priceBook('us-east-1');

function tableOf(index: number, change: Partial<Table> = {}): Table {
  return {
    index, name: `t${index}`, sizeBytes: GIB, itemCount: 65_536, onDemand: false, rcu: 100, ownRcu: 100, wcu: 10, warmRcu: 12_000,
    autoscaling: null, decreasesToday: 0, gsiRcu: 0, pitr: null, infrequentAccess: false, forecastPeakRcu: 0, ...change,
  };
}

function laneOf(engine: EngineName, tables: readonly number[], change: Partial<Lane> = {}): Lane {
  const machines = { scan: [{ type: 'c7g.xlarge', count: 1, emr: false }], emr: [{ type: 'm5.xlarge', count: 3, emr: true }], 'data-pipeline': [{ type: 'm3.xlarge', count: 2, emr: true }], export: [] };
  return {
    engine, tables, concurrency: 1, machines: machines[engine], bytesPerSecond: 45e6, launchAt: OPENS, terminateAfterSeconds: Infinity,
    selfOrdered: false, mappersMax: 1, activities: engine === 'data-pipeline' ? tables.length : 0, pipelineObjects: 0, ...change,
  };
}

/** A night made by hand: tables, lanes, and what is written in its ledger. */
class Night {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly ledger = new MemoryLedger();

  constructor(tables: readonly Table[], lanes: readonly Lane[], change: Partial<Plan> = {}) {
    const n = tables.length;
    const laneOfTable = new Int32Array(n).fill(-1);
    const engine = new Uint8Array(n);
    lanes.forEach((lane, l) => lane.tables.forEach((i) => ((laneOfTable[i] = l), (engine[i] = ENGINE[lane.engine]))));
    const rcu = Float64Array.from(tables, (table) => table.rcu);
    this.survey = { window: { night: '2026-06-01', opensAt: OPENS, closesAt: CLOSES }, tables, forecastRcu: new Float32Array(n * 7), slots: 7 };
    this.plan = {
      policy: 'by-hand', night: '2026-06-01', opensAt: OPENS, closesAt: CLOSES, lanes, forecastUsd: 1.5, crashed: null,
      conduct: { awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 3, resumes: 'after-revert', keepsLeases: true },
      columns: {
        engine, lane: laneOfTable, skip: Uint8Array.from(laneOfTable, (lane) => (lane < 0 ? SKIP.excluded : SKIP.none)),
        fromRcu: rcu, toRcu: rcu, readRcu: rcu, boostAt: new Float64Array(n).fill(NaN), startAt: new Float64Array(n).fill(OPENS), suspends: new Uint8Array(n),
        forecastSeconds: new Float64Array(n).fill(100), forecastEndAt: new Float64Array(n).fill(OPENS + 100), forecastUsd: new Float64Array(n),
      },
      ...change,
    };
  }

  saw(after: number, kind: number, subject: number, value = 0): this {
    this.ledger.write(ENTRY.saw, OPENS + after, kind, subject, value, 0);
    return this;
  }

  did(after: number, kind: number, subject: number, value = 0, outcome: number = OUTCOME.OK): this {
    this.ledger.write(ENTRY.asked, OPENS + after, kind, subject, value, 0);
    this.ledger.write(ENTRY.answered, OPENS + after, kind, subject, value, outcome);
    return this;
  }

  lane(lane: number, from: number, to: number): this {
    return this.did(from, MOVE.startLane, lane).saw(to, SIGHT.laneEnded, lane, OUTCOME.OK);
  }

  copy(table: number, from: number, to: number, units = 1000): this {
    return this.saw(from, SIGHT.copyStarted, table, 1).saw(to, SIGHT.copyDone, table, units);
  }

  raise(table: number, from: number, to: number, rcu: number): this {
    this.did(from, MOVE.boost, table, rcu).saw(from, SIGHT.capacity, table, rcu);
    return this.did(to, MOVE.revert, table, this.survey.tables[table].ownRcu).saw(to, SIGHT.capacity, table, this.survey.tables[table].ownRcu);
  }

  fold(settings: Settings = DEFAULTS, book: PriceBook = US): { fold: NightFold; summary: NightSummary } {
    const fold = new NightFold(this.survey.tables.length, settings, book);
    return { fold, summary: fold.fold(this.plan, this.ledger, this.survey, HORIZON) };
  }
}

function near(t: ExecutionContext, actual: number, expected: number, share = 1e-9): void {
  t.true(Math.abs(actual - expected) <= Math.abs(expected) * share + 1e-12, `${actual} is not ${expected}`);
}

test('one table copied in time: states, times, engine, requests and the rest', (t) => {
  const { fold, summary } = new Night([tableOf(0)], [laneOf('scan', [0])]).lane(0, 0, 1260).copy(0, 60, 1260, 131_072).fold();
  t.true(summary.fits);
  t.deepEqual(summary.tables, { ok: 1, late: 0, failed: 0, skipped: 0, missed: 0 });
  t.is(summary.makespanSeconds, 1260);
  t.is(summary.bytesCopied, GIB);
  t.is(fold.state[0], TABLE_STATE.ok);
  t.is(fold.startAt[0], OPENS + 60);
  t.is(fold.seconds[0], 1200);
  t.is(fold.toRcu[0], 100);
  near(t, summary.costUsd.engine, (0.145 * 1260) / HOUR);
  // 1 GiB / 5 compressed is one file of 65,536 items in 204.8 MiB: 4 parts + begin + end, then manifest and _SUCCESS.
  near(t, summary.costUsd.requests, ((4 + 2 + 2) * 0.005) / 1000);
  near(t, summary.costUsd.other, (4 * 0.01) / 1000 + 0.5e-6);
  t.is(summary.costUsd.readCapacity, 0, 'capacity that is paid anyway costs the backup nothing');
  t.is(summary.costUsd.storage, 0);
  t.deepEqual(summary.forecast, { usd: 1.5, makespanSeconds: 100 });
  t.is(summary.crashed, null);
});

test('a raise is billed by whole clock hours, or as the chosen rule says', (t) => {
  const night = new Night([tableOf(0)], [laneOf('scan', [0])]).raise(0, 1200, 1800, 1100).copy(0, 1210, 1700);
  const { fold, summary } = night.fold();
  near(t, summary.costUsd.readCapacity, 1000 * 1 * RCU_HOUR);
  t.is(summary.boostedRcuHours, 1000);
  t.is(fold.toRcu[0], 1100);
  const prorated = night.fold(withSettings(DEFAULTS, { billing: { rule: 'prorated' } }));
  near(t, prorated.summary.costUsd.readCapacity, 1000 * (10 / 60) * RCU_HOUR);
  near(t, fold.totalUsdByRule['max-in-clock-hour'], summary.costUsd.total);
  near(t, fold.totalUsdByRule.prorated, prorated.summary.costUsd.total);
  near(t, fold.totalUsdByRule.sampled, summary.costUsd.total - 1000 * RCU_HOUR);
});

test('a table that is never lowered is billed until the next night opens, and is an open lease', (t) => {
  const night = new Night([tableOf(0)], [laneOf('scan', [0])]).did(0, MOVE.boost, 0, 1100).saw(30, SIGHT.capacity, 0, 1100).copy(0, 60, 100);
  const { summary } = night.fold();
  t.is(summary.leasesOpen, 1);
  near(t, summary.costUsd.readCapacity, 1000 * 24 * RCU_HOUR);
});

test('what an earlier night left raised is billed again although nothing happens', (t) => {
  const { summary } = new Night([tableOf(0, { rcu: 1000, ownRcu: 200 })], []).fold();
  near(t, summary.costUsd.readCapacity, 800 * 24 * RCU_HOUR);
  t.is(summary.leasesOpen, 1);
});

test('a table that is lowered for the night buys nothing, and what is withheld from its application is no saving', (t) => {
  const { summary } = new Night([tableOf(0, { rcu: 1500, ownRcu: 1500 })], [laneOf('scan', [0])]).raise(0, 0, 3 * HOUR, 1000).copy(0, 0, 10).fold();
  t.is(summary.costUsd.readCapacity, 0);
  t.is(summary.boostedRcuHours, 0);
  t.is(summary.leasesOpen, 0);
});

test('the baseline of an autoscaled table is not charged to the backup', (t) => {
  const autoscaling = { minRcu: 100, maxRcu: 1000, targetShare: 0.7 };
  const own = tableOf(0, { autoscaling });
  const night = (baseline: number): NightSummary =>
    new Night([own], []).saw(2 * HOUR, SIGHT.capacity, 0, 300).saw(4 * HOUR, SIGHT.capacity, 0, 100).saw(DAY, SIGHT.baseline, 0, baseline).fold().summary;
  near(t, night(100 * 24).costUsd.readCapacity, 200 * 2 * RCU_HOUR);
  near(t, night(100 * 24 + 200 * 2).costUsd.readCapacity, 0);
  near(t, night(100 * 24 + 50 * 2).costUsd.readCapacity, 150 * 2 * RCU_HOUR);
  t.is(night(100 * 24).leasesOpen, 0);
  const held = new Night([own], []).saw(2 * HOUR, SIGHT.capacity, 0, 300).fold().summary;
  t.is(held.leasesOpen, 0, 'autoscaling holds it up, not we');
  const ours = new Night([own], []).did(HOUR, MOVE.boost, 0, 300).saw(2 * HOUR, SIGHT.capacity, 0, 300).fold().summary;
  t.is(ours.leasesOpen, 1);
});

test('below the reservation a raise is free, above it is charged hour by hour', (t) => {
  const tables = [tableOf(0, { gsiRcu: 50 }), tableOf(1), tableOf(2, { onDemand: true, rcu: 0, ownRcu: 0 })];
  const night = new Night(tables, [laneOf('scan', [0, 1])]).raise(0, 0, 2 * HOUR, 1100).raise(1, HOUR, 3 * HOUR, 600);
  const cost = (reservedRcu: number): number => night.fold(withSettings(DEFAULTS, { billing: { reservedRcu } })).summary.costUsd.readCapacity;
  const base = 100 + 50 + 100;
  near(t, cost(0), (1000 * 2 + 500 * 2) * RCU_HOUR);
  near(t, cost(base), (1000 * 2 + 500 * 2) * RCU_HOUR);
  near(t, cost(base + 400), (600 + 1100 + 100) * RCU_HOUR);
  near(t, cost(base + 1500), 0);
  const { fold, summary } = night.fold(withSettings(DEFAULTS, { billing: { reservedRcu: base + 400 } }));
  near(t, fold.usd[0] + fold.usd[1] + fold.usd[2], summary.costUsd.total);
});

test('a reservation does not cover tables of the Infrequent Access class', (t) => {
  const settings = withSettings(DEFAULTS, { billing: { reservedRcu: 1e6 } });
  const night = new Night([tableOf(0, { infrequentAccess: true })], []).raise(0, 0, HOUR, 1100);
  near(t, night.fold(settings).summary.costUsd.readCapacity, 1000 * 0.00016);
});

test('on-demand tables pay for the units they were read with', (t) => {
  const onDemand = { onDemand: true, rcu: 0, ownRcu: 0 };
  const units = 2 ** 40 / 8192;
  const night = new Night([tableOf(0, onDemand), tableOf(1, { ...onDemand, infrequentAccess: true })], [laneOf('scan', [0, 1])]).copy(0, 0, 10, units).copy(1, 0, 10, 2e6);
  near(t, night.fold().summary.costUsd.readCapacity, (units * 0.125) / 1e6 + 2 * 0.155);
  const alone = new Night([tableOf(0, onDemand)], [laneOf('scan', [0])]).copy(0, 0, 10, units);
  near(t, alone.fold().summary.costUsd.readCapacity, 16.7772, 1e-5);
  near(t, alone.fold(DEFAULTS, priceBook('eu-west-1')).summary.costUsd.readCapacity, 18.9918, 1e-5);
});

test('golden: pipelines of 2 x m3.xlarge for 5.99 h cost 140.9 $ in 35 lanes, 20 alone for 0.958 h 12.9 $, one killed after 13 h 8.7 $', (t) => {
  const night = (lanes: number, seconds: number): number => {
    const tables = Array.from({ length: lanes }, (_, i) => tableOf(i));
    const made = new Night(tables, tables.map((_, i) => laneOf('data-pipeline', [i])));
    for (let i = 0; i < lanes; i++) made.lane(i, 600, 600 + seconds).copy(i, 1200, 600 + seconds);
    return made.fold().summary.costUsd.engine;
  };
  const tariff = 2 * (0.266 + 0.07);
  const c = 600 + 8 * (60 + (100 * MIB) / (5 * 8192));
  near(t, night(35, c), (35 * c * tariff) / HOUR);
  near(t, night(35, c), 140.9, 1e-3);
  const b = 600 + 60 + (20 * GIB) / (940 * 8192);
  near(t, night(20, b), 12.9, 5e-3);
  near(t, night(1, 13 * HOUR), 8.7, 5e-3);
});

test('golden: on reference estate E the boosts of the 2017 system cost 4.16 $, the one that meets the window 4.39 $ and its machines 2.03 $', (t) => {
  const twenty = Array.from({ length: 20 }, (_, i) => tableOf(i, { sizeBytes: 20 * GIB, rcu: 200, ownRcu: 200 }));
  const classic = new Night(twenty, []);
  for (const { index } of twenty) classic.raise(index, 600, 4500, 1000); // 00:10 to the check at 01:15: two clock hours
  near(t, classic.fold().summary.costUsd.readCapacity, 20 * 800 * 2 * RCU_HOUR);
  near(t, classic.fold().summary.costUsd.readCapacity, 4.16);
  const large = tableOf(0, { sizeBytes: 2 ** 40, rcu: 1000, ownRcu: 1000 });
  const { costUsd } = new Night([large], [laneOf('scan', [0], { machines: [{ type: 'c7g.xlarge', count: 2, emr: false }] })])
    .raise(0, 0, 7 * HOUR, 5829).lane(0, 0, 7 * HOUR).copy(0, 60, 7 * HOUR).fold().summary;
  near(t, costUsd.readCapacity, 4829 * 7 * RCU_HOUR);
  near(t, costUsd.engine, 2 * 0.145 * 7);
  near(t, costUsd.readCapacity + costUsd.engine, 4.39 + 2.03, 1e-3);
});

test('golden: on reference estate E native export costs 145.1 $, of which the 100 bytes an item are less than 1 %', (t) => {
  const sizes = [2 ** 40, ...Array<number>(20).fill(20 * GIB), ...Array<number>(279).fill(100 * MIB)];
  const cost = (itemBytes: number): number => {
    const tables = sizes.map((sizeBytes, i) => tableOf(i, { sizeBytes, itemCount: sizeBytes / itemBytes }));
    const night = new Night(tables, [laneOf('export', tables.map((_, i) => i))]);
    for (const { index } of tables) night.copy(index, 0, 600, 0);
    const { summary } = night.fold();
    t.true(summary.fits);
    t.is(summary.costUsd.engine, 0);
    t.is(summary.costUsd.readCapacity, 0);
    return summary.costUsd.export;
  };
  near(t, cost(Infinity), (1024 + 20 * 20 + (279 * 100) / 1024) * 0.1);
  near(t, cost(Infinity), 145.1, 1e-3);
  near(t, cost(16 * 1024), 145.1 * (1 + 100 / 16_384), 1e-3);
  near(t, cost(16 * 1024), 145.1, 1e-2);
});

test('point-in-time recovery is charged only where export is used and the history says that it is off', (t) => {
  const night = (pitr: boolean | null, engine: EngineName): number =>
    new Night([tableOf(0, { pitr, itemCount: 0 })], [laneOf(engine, [0])]).copy(0, 0, 10).fold().summary.costUsd.export;
  near(t, night(true, 'export'), 0.1);
  near(t, night(null, 'export'), 0.1);
  near(t, night(false, 'export'), 0.1 + 0.2 / NIGHTS_PER_MONTH);
  t.is(night(false, 'scan'), 0);
});

test('an export that runs on after the window is billed, one that failed or never began is not', (t) => {
  const cost = (change: (night: Night) => Night): number => change(new Night([tableOf(0, { itemCount: 0 })], [laneOf('export', [0])])).fold().summary.costUsd.export;
  near(t, cost((night) => night.saw(0, SIGHT.copyStarted, 0, 1)), 0.1);
  near(t, cost((night) => night.saw(0, SIGHT.copyStarted, 0, 1).saw(9 * HOUR, SIGHT.copyStopped, 0)), 0.1);
  t.is(cost((night) => night.saw(0, SIGHT.copyStarted, 0, 1).saw(99, SIGHT.copyFailed, 0)), 0);
  t.is(cost((night) => night), 0);
});

test('where scans find more than the table reports, exports and storage are billed for it', (t) => {
  const settings = withSettings(DEFAULTS, { reading: { sizeTruth: 1.25 }, billing: { retentionNights: 1, compressionRatio: 1 } });
  const { summary } = new Night([tableOf(0, { itemCount: 0 })], [laneOf('export', [0])]).copy(0, 0, 10).fold(settings);
  near(t, summary.costUsd.export, 1.25 * 0.1);
  near(t, summary.costUsd.storage, (1.25 * 0.023) / NIGHTS_PER_MONTH);
});

test('backups that are kept cost storage, in the steady state of so many nights', (t) => {
  const settings = withSettings(DEFAULTS, { billing: { retentionNights: 30, compressionRatio: 4 } });
  const { fold, summary } = new Night([tableOf(0)], [laneOf('scan', [0])]).copy(0, 0, 10).fold(settings);
  near(t, summary.costUsd.storage, ((1 / 4) * 0.023 * 30) / NIGHTS_PER_MONTH);
  t.deepEqual(fold.unpriced(), []);
  const uncounted = new Night([tableOf(0)], [laneOf('scan', [0])]).copy(0, 0, 10).fold().fold.unpriced();
  t.is(uncounted.length, 1);
  t.regex(uncounted[0].what, /not counted because retentionNights is 0: about 0\.2 GiB compressed a night, \$0\.0046 a month/);
});

test('late, failed, missed, stopped and skipped tables, and a makespan that reaches the horizon', (t) => {
  const tables = [0, 1, 2, 3, 4, 5].map((i) => tableOf(i));
  const { fold, summary } = new Night(tables, [laneOf('scan', [0, 1, 2, 3, 4])])
    .copy(0, 0, 7 * HOUR)
    .copy(1, 0, 7 * HOUR + 1)
    .saw(0, SIGHT.copyStarted, 2, 1).saw(10, SIGHT.copyFailed, 2, 50)
    .saw(0, SIGHT.copyStarted, 3, 1).saw(10, SIGHT.copyFailed, 3, 50).saw(20, SIGHT.copyStarted, 3, 2).saw(7 * HOUR, SIGHT.copyStopped, 3, 70)
    .fold();
  t.deepEqual([...fold.state], [TABLE_STATE.ok, TABLE_STATE.late, TABLE_STATE.failed, TABLE_STATE.missed, TABLE_STATE.missed, TABLE_STATE.skipped]);
  t.deepEqual(summary.tables, { ok: 1, late: 1, failed: 1, skipped: 1, missed: 2 });
  t.false(summary.fits);
  t.is(summary.makespanSeconds, DAY);
  t.is(summary.bytesCopied, 2 * GIB);
  t.is(fold.seconds[3], 7 * HOUR);
  t.true(Number.isNaN(fold.seconds[4]) && Number.isNaN(fold.startAt[4]));
});

test('late but complete: the makespan is the end of the last copy', (t) => {
  const { summary } = new Night([tableOf(0), tableOf(1)], [laneOf('scan', [0])]).copy(0, 0, 8 * HOUR).fold();
  t.is(summary.makespanSeconds, 8 * HOUR);
  t.is(summary.tables.skipped, 1);
});

test('a retry that works makes the table ok; its units are those of all attempts', (t) => {
  const onDemand = tableOf(0, { onDemand: true, rcu: 0, ownRcu: 0 });
  const { fold, summary } = new Night([onDemand], [laneOf('scan', [0])])
    .saw(0, SIGHT.copyStarted, 0, 1).saw(10, SIGHT.copyFailed, 0, 1e6).saw(20, SIGHT.copyStarted, 0, 2).saw(50, SIGHT.copyDone, 0, 3e6)
    .fold();
  t.is(fold.state[0], TABLE_STATE.ok);
  t.is(fold.startAt[0], OPENS);
  t.is(fold.seconds[0], 50);
  near(t, summary.costUsd.readCapacity, 3 * 0.125);
});

test('throttled application reads are added up', (t) => {
  const { fold, summary } = new Night([tableOf(0), tableOf(1)], [laneOf('scan', [0, 1])])
    .saw(10, SIGHT.appThrottled, 0, 500).saw(20, SIGHT.appThrottled, 0, 20).saw(20, SIGHT.appThrottled, 1, 3).fold();
  t.is(summary.throttledReadUnits, 523);
  t.is(fold.throttledReadUnits[0], 520);
});

test('a night that could not be planned fits nothing and takes until the horizon', (t) => {
  const { summary } = new Night([tableOf(0)], [], { crashed: 'division by zero' }).fold();
  t.is(summary.crashed, 'division by zero');
  t.false(summary.fits);
  t.is(summary.makespanSeconds, DAY);
  t.is(summary.tables.skipped, 1);
});

test('machines are billed for a minute at least, from launch to end, and not when the launch was refused', (t) => {
  const tables = [0, 1, 2, 3].map((i) => tableOf(i));
  const lanes = tables.map((_, i) => laneOf('emr', [i]));
  const cost = (change: (night: Night) => Night): number => change(new Night(tables, lanes)).fold().summary.costUsd.engine;
  const tariff = 3 * (0.192 + 0.048);
  near(t, cost((night) => night.lane(0, 100, 110)), (60 * tariff) / HOUR);
  near(t, cost((night) => night.lane(0, 100, 1900)), (1800 * tariff) / HOUR);
  near(t, cost((night) => night.lane(0, 100, 1900).saw(1900, SIGHT.laneEnded, 0)), (1800 * tariff) / HOUR, 1e-9);
  t.is(cost((night) => night.did(0, MOVE.startLane, 1, 0, OUTCOME.UNAVAILABLE)), 0);
  near(t, cost((night) => night.did(0, MOVE.startLane, 2)), (DAY * tariff) / HOUR);
  near(t, cost((night) => night.did(0, MOVE.startLane, 3).did(HOUR, MOVE.stopLane, 3)), tariff);
});

test('the machines of a lane are charged to its tables by their seconds of copying', (t) => {
  const { fold, summary } = new Night([tableOf(0), tableOf(1), tableOf(2)], [laneOf('scan', [0, 1]), laneOf('scan', [2])])
    .lane(0, 0, HOUR).copy(0, 0, 900).copy(1, 0, 2700).lane(1, 0, HOUR).fold();
  const same = fold.usd[2] - 0.145;
  near(t, fold.usd[1] - fold.usd[0], 0.145 * (0.75 - 0.25), 1e-6);
  t.true(same > 0 && same < 0.001, 'a lane whose copies never ran is still paid for');
  near(t, summary.costUsd.engine, 2 * 0.145);
});

test('Data Pipeline fees: listed with their range unless the rule is told', (t) => {
  const tables = Array.from({ length: 300 }, (_, i) => tableOf(i));
  const night = new Night(tables, [laneOf('data-pipeline', tables.map((_, i) => i))]).lane(0, 0, HOUR);
  const unknown = night.fold();
  t.is(unknown.summary.costUsd.other, night.fold(withSettings(DEFAULTS, { billing: { pipelineFee: 'unknown' } })).summary.costUsd.other);
  const listed = unknown.fold.unpriced().find(({ meter }) => meter === 'datapipeline.activity-month');
  t.regex(listed?.what ?? '', /300 Data Pipeline activities a night .* between \$5\.91 \(monthly, pro rata\) and \$180 \(for each activity created\) a night/);
  const monthly = night.fold(withSettings(DEFAULTS, { billing: { pipelineFee: 'monthly' } }));
  near(t, monthly.summary.costUsd.other - unknown.summary.costUsd.other, (300 * 0.6) / NIGHTS_PER_MONTH);
  const each = night.fold(withSettings(DEFAULTS, { billing: { pipelineFee: 'per-activity' } }));
  near(t, each.summary.costUsd.other - unknown.summary.costUsd.other, 300 * 0.6);
  t.false(each.fold.unpriced().some(({ meter }) => meter.startsWith('datapipeline')));
});

test('what the book does not know is listed with its quantity, never priced as something', (t) => {
  const tables = [tableOf(0), tableOf(1, { onDemand: true, rcu: 0, ownRcu: 0 }), tableOf(2, { itemCount: 0 })];
  const night = new Night(tables, [laneOf('scan', [0, 1]), laneOf('export', [2])]).lane(0, 0, HOUR).copy(0, 0, 10).copy(1, 0, 10, 5e6).copy(2, 0, 10).raise(0, 0, HOUR, 1100);
  const { fold, summary } = night.fold(DEFAULTS, priceBook('eu-north-1'));
  near(t, summary.costUsd.total, 1000 * 0.00014);
  const listed = new Map(fold.unpriced().map(({ meter, what }) => [meter, what]));
  t.is(listed.get('dynamodb.rru-million'), '5 x million read request units used in 1 night; no price in the book of eu-north-1 of 2026-11-23, counted as 0');
  t.regex(listed.get('ec2.c7g.xlarge-hour') ?? '', /^1 x hour used in 1 night/);
  t.regex(listed.get('dynamodb.export-gb') ?? '', /^1 x GB used/);
  t.deepEqual([...listed.keys()], ['cloudwatch.metric-1000', 'dynamodb.export-gb', 'dynamodb.rru-million', 'ec2.c7g.xlarge-hour', 's3.put-1000', 's3.standard-gb-month', 'sns.publish-million']);
});

test('the volumes of EMR nodes are listed with their range', (t) => {
  const night = new Night([tableOf(0)], [laneOf('emr', [0])]).lane(0, 0, HOUR);
  const listed = night.fold().fold.unpriced().find(({ meter }) => meter.startsWith('ebs'));
  t.regex(listed?.what ?? '', /for 3 node-hours a night are not counted: between \$0\.00329 and \$0\.021 a night/);
});

test('a fold that is used again has forgotten the night before, and adds up the totals', (t) => {
  const tables = [tableOf(0), tableOf(1)];
  const busy = new Night(tables, [laneOf('scan', [0, 1])]).lane(0, 0, HOUR).copy(0, 0, 10).copy(1, 0, 20).raise(0, 0, HOUR, 900).saw(5, SIGHT.appThrottled, 1, 7);
  const quiet = new Night(tables, [laneOf('scan', [0, 1])]).copy(0, 0, 10);
  const expected = quiet.fold();
  const fold = new NightFold(2, DEFAULTS, US);
  const first = fold.fold(busy.plan, busy.ledger, busy.survey, HORIZON);
  t.deepEqual(fold.fold(quiet.plan, quiet.ledger, quiet.survey, HORIZON), expected.summary);
  for (const key of ['state', 'startAt', 'seconds', 'toRcu', 'bytes', 'usd', 'throttledReadUnits'] as const) t.deepEqual(fold[key], expected.fold[key], key);
  near(t, fold.totalUsdByRule['max-in-clock-hour'], first.costUsd.total + expected.summary.costUsd.total);
});

test('columns beyond the tables of the night are not read', (t) => {
  const night = new Night([tableOf(0)], [laneOf('scan', [0])]).copy(0, 0, 10);
  const fold = new NightFold(50, DEFAULTS, US);
  t.deepEqual(fold.fold(night.plan, night.ledger, night.survey, HORIZON), night.fold().summary);
});

/** Random nights: tables of all kinds, lanes of all engines, raises, copies that end in all ways. */
const nights = fc.array(
  fc.record({
    size: fc.integer({ min: 0, max: 2 ** 40 }),
    items: fc.integer({ min: 0, max: 1e9 }),
    kind: fc.constantFrom('provisioned', 'on-demand', 'autoscaled', 'ia'),
    own: fc.integer({ min: 1, max: 5000 }),
    left: fc.constantFrom(0, 0, 0, 700),
    pitr: fc.constantFrom(true, false, null),
    lane: fc.integer({ min: -1, max: 4 }),
    raiseRcu: fc.constantFrom(0, 1, 500, 9000),
    raiseFrom: fc.integer({ min: 0, max: 6 * HOUR }),
    raiseSeconds: fc.integer({ min: 1, max: 6 * HOUR }),
    from: fc.integer({ min: 0, max: 7 * HOUR }),
    seconds: fc.integer({ min: 1, max: 4 * HOUR }),
    end: fc.constantFrom(SIGHT.copyDone, SIGHT.copyDone, SIGHT.copyFailed, SIGHT.copyStopped, -1),
    units: fc.integer({ min: 0, max: 1e9 }),
    throttled: fc.integer({ min: 0, max: 1000 }),
  }),
  { minLength: 1, maxLength: 12 },
);
type Draw = typeof nights extends fc.Arbitrary<infer T> ? T : never;

function nightOf(draw: Draw, order: readonly number[] = [0, 1, 2, 3, 4]): Night {
  const tables = draw.map((d, i) => {
    const onDemand = d.kind === 'on-demand';
    const ownRcu = onDemand ? 0 : d.own;
    return tableOf(i, {
      sizeBytes: d.size, itemCount: d.items, onDemand, ownRcu, rcu: onDemand ? 0 : d.own + d.left, pitr: d.pitr, infrequentAccess: d.kind === 'ia',
      autoscaling: d.kind === 'autoscaled' ? { minRcu: 1, maxRcu: 40_000, targetShare: 0.7 } : null,
    });
  });
  const lanes = order.map((l) => laneOf(ENGINES[l % ENGINES.length], draw.flatMap((d, i) => (d.lane === l ? [i] : []))));
  const night = new Night(tables, lanes);
  order.forEach((l, position) => night.lane(position, 60 * l, 8 * HOUR + 60 * l));
  draw.forEach((d, i) => {
    if (d.raiseRcu > 0 && d.kind !== 'on-demand') night.raise(i, d.raiseFrom, d.raiseFrom + d.raiseSeconds, d.own + d.raiseRcu);
    if (d.lane < 0) return;
    night.saw(d.from, SIGHT.copyStarted, i, 1).saw(d.from, SIGHT.appThrottled, i, d.throttled);
    if (d.end >= 0) night.saw(d.from + d.seconds, d.end, i, d.units);
  });
  return night;
}

const settingsOf = fc.record({
  reservedRcu: fc.constantFrom(0, 0, 3000, 50_000), retentionNights: fc.constantFrom(0, 7), pipelineFee: fc.constantFrom('unknown', 'monthly', 'per-activity'), rule: fc.constantFrom(...BILLING_RULES),
}).map((billing) => withSettings(DEFAULTS, { billing }));

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

test('property: parts add up to the total, tables add up to the night, nothing is negative', (t) => {
  fc.assert(
    fc.property(nights, settingsOf, (draw, settings) => {
      const { fold, summary } = nightOf(draw).fold(settings);
      const { total, ...parts } = summary.costUsd;
      const sum = Object.values(parts).reduce((a, b) => a + b, 0);
      const counted = Object.values(summary.tables).reduce((a, b) => a + b, 0);
      return (
        close(total, sum) && counted === draw.length && Object.values(parts).every((part) => part >= -1e-9) && summary.bytesCopied >= 0 && summary.throttledReadUnits >= 0 &&
        close(fold.usd.reduce((a, b) => a + b, 0), total) && close(fold.totalUsdByRule[settings.billing.rule], total)
      );
    }),
  );
  t.pass();
});

test('property: the maximum of the hour is never cheaper than the other rules, reservation or not', (t) => {
  fc.assert(
    fc.property(nights, settingsOf, (draw, settings) => {
      const byRule = nightOf(draw).fold(settings).fold.totalUsdByRule;
      return BILLING_RULES.every((rule) => byRule['max-in-clock-hour'] >= byRule[rule] - 1e-9);
    }),
  );
  t.pass();
});

test('property: lanes in another order cost the same', (t) => {
  fc.assert(
    fc.property(nights, settingsOf, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (draw, settings, order) => {
      const a = nightOf(draw).fold(settings).summary;
      const b = nightOf(draw, order).fold(settings).summary;
      return Object.keys(a.costUsd).every((key) => close(a.costUsd[key as keyof typeof a.costUsd], b.costUsd[key as keyof typeof b.costUsd])) && a.makespanSeconds === b.makespanSeconds;
    }),
  );
  t.pass();
});
