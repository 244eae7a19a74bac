// The event-driven world against its oracle, on random tables.

import fc from 'fast-check';
import test from 'ava';
import { billedRcuHours } from '../core/money/billing.js';
import { TestNight } from './fixture.js';
import { type OracleCase, type OracleNight, oracleHours, oracleNight } from './oracle.js';

const HOUR = 3600;
const NIGHT = 9 * HOUR;
const MIB = 2 ** 20;

interface Outcome {
  readonly done: number;
  readonly units: number;
  readonly refused: number;
  /** Capacity in force in each second, as told. */
  readonly rcu: Float64Array;
  readonly baseline: number;
}

const sizeBytesOf = (units: number): number => (units / 128.25) * MIB;

/** Plays a case in the event-driven world. */
function play(night: OracleCase, rule: 'max-in-clock-hour' | 'prorated'): Outcome {
  const world = new TestNight({
    tables: [{
      rcu: night.rcu, sizeBytes: sizeBytesOf(night.copy?.units ?? 0), readRcu: night.copy?.paceRcu ?? 1, traffic: night.rates, periodSeconds: night.periodSeconds,
      wcu: night.wcu, ...(night.autoscaling === null ? {} : { autoscaling: night.autoscaling }),
    }],
    settings: { scan: { launchSeconds: 0, pageBytes: MIB }, reading: { burstShare: night.burstShare, partitionBytes: 1e15 }, billing: { rule }, quotas: { tableRcu: 1e9 } },
    accountRcuQuota: 1e9,
  });
  world.act('startLane', 0);
  let owes = false;
  if (night.boost !== null) {
    world.run(night.boost.second);
    if (night.autoscaling !== null) world.act('suspendScaling', 0);
    owes = world.act('boost', 0, night.boost.toRcu) === 'OK';
    if (!owes) world.act('resumeScaling', 0);
  }
  if (night.copy !== null) {
    world.run(night.copy.startSecond);
    world.act('startCopy', 0, night.copy.paceRcu);
  }
  for (let now = 0; now < NIGHT && Number.isNaN(world.when('copyDone')); ) now = world.lookOnce(NIGHT);
  if (owes && world.when('copyDone') < NIGHT) {
    for (let now = world.when('copyDone'); now < NIGHT && world.act('revert', 0, night.rcu) !== 'OK'; ) now = world.lookOnce(now + 1);
    const changes = world.of('capacity').length;
    for (let now = 0; now < NIGHT && world.of('capacity').length === changes; ) now = world.lookOnce(NIGHT);
    world.act('resumeScaling', 0);
  }
  world.run(NIGHT).finish(NIGHT);
  const rcu = new Float64Array(NIGHT).fill(night.rcu);
  for (const { at, value } of world.of('capacity')) rcu.fill(value, Math.round(at));
  return { done: world.when('copyDone'), units: world.value('copyDone'), refused: world.value('appThrottled'), rcu, baseline: world.value('baseline') };
}

/** A copy of at most about five hours on a table of 5 to 1,000 RCU with random traffic. */
const someCase = (autoscaled: boolean): fc.Arbitrary<OracleCase> => fc.record({
  rcu: fc.integer({ min: 5, max: 1000 }), periodSeconds: fc.constantFrom(60, 300, 3600), busy: fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 9, maxLength: 40 }),
  burstShare: fc.constantFrom(0, 0.5, 0.8, 1), wcu: fc.constantFrom(1, 1001), startSecond: fc.integer({ min: 0, max: 5000 }), pace: fc.double({ min: 0.05, max: 2, noNaN: true }),
  fast: fc.boolean(), hours: fc.double({ min: 0.01, max: 5, noNaN: true }), boosts: fc.boolean(), raise: fc.integer({ min: 1, max: 3000 }), targetShare: fc.constantFrom(0.5, 0.7, 0.9), minShare: fc.double({ min: 0.05, max: 1, noNaN: true }),
}).map(({ rcu, periodSeconds, busy, burstShare, wcu, startSecond, pace, fast, hours, boosts, raise, targetShare, minShare }) => {
  // Quarter steps survive the recording's 32-bit floats exactly.
  const rates = busy.map((share) => Math.round(share * rcu * 4) / 4);
  const paceRcu = Math.max(1, Math.round(rcu * pace) * (fast ? 4 : 1));
  const units = Math.max(1, Math.round((Math.min(paceRcu, rcu) * hours * HOUR) / 8 / 128.25)) * 128.25;
  const boost = boosts ? { second: Math.max(0, startSecond - 60), toRcu: rcu + raise } : null;
  const autoscaling = autoscaled ? { minRcu: Math.max(1, Math.floor(rcu * minShare)), maxRcu: rcu * 2, targetShare } : null;
  return { rcu, autoscaling, rates, periodSeconds, burstShare, wcu, copy: { startSecond, units, paceRcu }, boost };
});

const close = (a: number, b: number, share: number, slack: number): boolean => Math.abs(a - b) <= Math.max(Math.abs(a), Math.abs(b)) * share + slack;

/** The copy: end within 2 s or 0.2 %, units within 0.2 %, refused units within 0.5 % and what two seconds refuse. */
function agreesOnCopy(sim: Outcome, oracle: OracleNight, night: OracleCase): boolean {
  const paceRcu = night.copy?.paceRcu ?? 0;
  const refused = Number.isNaN(sim.refused) ? 0 : sim.refused;
  if (Number.isNaN(sim.done) || Number.isNaN(oracle.doneSecond)) return Math.max(sim.done || 0, oracle.doneSecond || 0) > NIGHT * 0.997 || (Number.isNaN(sim.done) && Number.isNaN(oracle.doneSecond));
  return close(sim.done, oracle.doneSecond, 0.002, 2) && close(sim.units, oracle.readUnits, 0.002, 0) && close(refused, oracle.refusedUnits, 0.005, 2 * (Math.max(0, ...night.rates) + paceRcu) + 10);
}

test('copies, burst, throttling, boosts and both bills agree with the oracle', (t) => {
  t.notThrows(() => fc.assert(fc.property(someCase(false), (night) => {
    const sim = play(night, 'prorated');
    const oracle = oracleNight(night, NIGHT);
    if (!agreesOnCopy(sim, oracle, night)) return false;
    let differ = 0;
    for (let second = 0; second < NIGHT; second++) if (sim.rcu[second] !== oracle.rcu[second]) differ++;
    if (differ > 0.002 * oracle.doneSecond + 4) return false;
    const hours = oracleHours(oracle.rcu);
    const changes: { at: number; rcu: number }[] = [];
    oracle.rcu.forEach((rcu, at) => {
      if (at === 0 || rcu !== oracle.rcu[at - 1]) changes.push({ at, rcu });
    });
    return close(billedRcuHours('max-in-clock-hour', changes, 0, NIGHT), hours.max, 1e-9, 1e-9) && close(billedRcuHours('prorated', changes, 0, NIGHT), hours.prorated, 1e-9, 1e-9);
  }), { numRuns: 1600, seed: 2 }));
});

test('autoscaling agrees with the oracle, and so does what the backup adds to its bill', (t) => {
  let compared = 0;
  let cliffs = 0;
  t.notThrows(() => fc.assert(fc.property(someCase(true), (night) => {
    const oracle = oracleNight(night, NIGHT);
    const excess = (outcome: OracleNight, other: OracleCase): number => oracleHours(outcome.rcu).prorated - oracleHours(oracleNight({ ...other, copy: null, boost: null }, NIGHT).rcu).prorated;
    // Two seconds decide some nights (an alarm that just fires, a decrease just granted): if the oracle disagrees with
    // itself when the copy starts or ends two seconds sooner or later, the night is not compared.
    const slack = 0.01 * night.rcu + (night.boost?.toRcu ?? 0) * 0.003;
    const isCliff = [[-2, 0], [2, 0], [0, -2], [0, 2]].some(([shift, longer]) => {
      const { copy } = night;
      if (copy === null || copy.startSecond + shift < 0 || copy.units + longer * copy.paceRcu <= 0) return false;
      const shifted = { ...night, copy: { ...copy, startSecond: copy.startSecond + shift, units: copy.units + longer * copy.paceRcu } };
      const other = oracleNight(shifted, NIGHT);
      return !close(other.doneSecond - shift - longer, oracle.doneSecond, 0.002, 2) || !close(excess(other, shifted), excess(oracle, night), 0.005, slack) || Number.isNaN(other.doneSecond) !== Number.isNaN(oracle.doneSecond);
    });
    if (isCliff) {
      cliffs++;
      return true;
    }
    compared++;
    const sim = play(night, 'prorated');
    if (!agreesOnCopy(sim, oracle, night)) return false;
    const without = Number.isNaN(sim.baseline) ? (night.rcu * NIGHT) / HOUR : sim.baseline;
    return close(oracleHours(sim.rcu).prorated - without, excess(oracle, night), 0.005, slack);
  }), { numRuns: 800, seed: 3 }));
  t.true(cliffs < compared / 5, `${cliffs} cliffs, ${compared} compared`);
});

test('the oracle itself: a copy at 100 of 100 units, a throttled one, one on credit', (t) => {
  const quiet: OracleCase = { rcu: 100, autoscaling: null, rates: [], periodSeconds: 300, burstShare: 0, wcu: 1, copy: { startSecond: 10, units: 50_000, paceRcu: 100 }, boost: null };
  t.is(oracleNight(quiet, HOUR).doneSecond, 10 + 500);
  const busy = oracleNight({ ...quiet, rates: new Array<number>(12).fill(100) }, HOUR);
  t.is(busy.doneSecond, 10 + 1000);
  t.is(busy.refusedUnits, 50_000);
  t.is(oracleNight({ ...quiet, burstShare: 0.8, copy: { startSecond: 0, units: 24_000, paceRcu: 1000 } }, HOUR).doneSecond, 24);
  const hours = oracleHours(oracleNight({ ...quiet, copy: null, boost: { second: 1770, toRcu: 200 } }, 2 * HOUR).rcu);
  t.is(hours.max, 200 + 200);
  t.true(close(hours.prorated, 100 * 0.5 + 200 * 1.5, 1e-9, 0));
});
