// The faults of the 2017 planner that concern planning: each is reproduced by hippolyte-classic, and by it alone.

import test from 'ava';
import { engineFrame } from './planner-pace.js';
import { SKIP, SKIPS, type Plan } from '../plan.js';
import { makePlan } from './planner.js';
import { findPolicy, POLICIES } from '../policies/index.js';
import { hippolyteScale } from '../policies/scale/hippolyte.js';
import { surveyOf, table } from '../policies/testing.js';
import type { Pace, Policy } from '../policy.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS } from '../settings.js';
import type { Survey } from '../table.js';
import { GIB, HOUR, MIB, TIB } from '../units.js';

const book = priceBook('us-east-1');
const classic = findPolicy('hippolyte-classic');
const others = POLICIES.filter((policy) => !policy.classicFaults);
const plan = (survey: Survey, policy: Policy): Plan => makePlan(survey, policy, DEFAULTS, book);
const raised = ({ columns }: Plan): number => columns.toRcu.filter((rcu, i) => rcu > columns.fromRcu[i]).length;

/** Bytes that the 2017 estimate (4,096 bytes a unit, half of the capacity) takes that long for. */
const bytesFor = (rcu: number, seconds: number): number => rcu * 0.5 * 4096 * seconds;

/** The pace of 2017 for one table alone in its lane. */
function classicPace(rcu: number, sizeBytes: number): Pace {
  const survey = surveyOf([table({ name: 'a', rcu, sizeBytes })]);
  const frame = engineFrame('data-pipeline', survey, DEFAULTS, book);
  const pace = hippolyteScale.pace(survey.tables[0], frame);
  return hippolyteScale.paceLane?.([survey.tables[0]], [pace], frame)[0] ?? pace;
}

test('fault: an on-demand table ends the whole night in a division by zero, even an empty one', (t) => {
  const survey = surveyOf([table({ name: 'a' }), table({ name: 'od', onDemand: true, sizeBytes: 0 }), table({ name: 'z' })]);
  const crashed = plan(survey, classic);
  t.regex(crashed.crashed ?? '', /ZeroDivisionError: od is on demand/);
  t.deepEqual([...crashed.columns.skip].map((skip) => SKIPS[skip]), ['planner-crashed', 'planner-crashed', 'planner-crashed']);
  t.is(crashed.lanes.length, 0);
  for (const policy of others) {
    const { columns, crashed: reason } = plan(survey, policy);
    t.true(reason === null && columns.skip.every((skip) => skip === SKIP.none), policy.name);
  }
});

test('hippolyte-provisioned: the decisions of hippolyte-classic with on-demand tables left out', (t) => {
  const provisioned = [table({ name: 'a', rcu: 200, sizeBytes: 20 * GIB }), table({ name: 'b', sizeBytes: bytesFor(10, 13 * HOUR) }), table({ name: 'z', sizeBytes: 0 })];
  const left = plan(surveyOf([...provisioned, table({ name: 'c', onDemand: true })]), findPolicy('hippolyte-provisioned'));
  t.is(left.crashed, null);
  t.deepEqual([...left.columns.skip], [SKIP.none, SKIP.none, SKIP.excluded, SKIP.empty]);
  const same = plan(surveyOf(provisioned), classic);
  t.deepEqual([0, 1, 3].map((i) => left.columns.toRcu[i]), [...same.columns.toRcu]);
  t.deepEqual(left.lanes, same.lanes);
  t.is(left.forecastUsd, same.forecastUsd);
});

test('fault: a table of size 0 is left out, though the figure is up to six hours old', (t) => {
  const survey = surveyOf([table({ name: 'new', sizeBytes: 0 }), table({ name: 'old' })]);
  t.deepEqual([...plan(survey, classic).columns.skip], [SKIP.empty, SKIP.none]);
  for (const policy of others) t.deepEqual([...plan(survey, policy).columns.skip], [SKIP.none, SKIP.none], policy.name);
});

test('fault: the 12 h cliff: 11.7 h is not raised at all, 11.83 h is raised 13.9-fold', (t) => {
  t.is(classicPace(10, bytesFor(10, 11.7 * HOUR)).toRcu, 10);
  t.is(classicPace(10, bytesFor(10, 11.83 * HOUR)).toRcu, Math.round(10 * ((11.83 * HOUR) / 3300 + 1)));
  t.is(classicPace(10, bytesFor(10, 11.83 * HOUR)).toRcu, 139);
  // The threshold: 43,200 s without the boot and one activity.
  t.is(classicPace(10, bytesFor(10, 43_200 - 600 - 60)).toRcu, 10);
  t.is(classicPace(10, bytesFor(10, 43_200 - 600 - 59)).toRcu, Math.round(10 * ((43_200 - 600 - 59) / 3300 + 1)));
  const survey = surveyOf([table({ name: 'a', sizeBytes: bytesFor(10, 11.83 * HOUR) })]);
  t.is(plan(survey, classic).columns.toRcu[0], 139);
  for (const policy of others) {
    const small = plan(surveyOf([table({ name: 'a', sizeBytes: bytesFor(10, 11.7 * HOUR) })]), policy).columns.toRcu[0];
    const large = plan(survey, policy).columns.toRcu[0];
    t.true(large <= small * 1.2, `${policy.name}: ${small} and ${large}`);
  }
});

test('fault: the cap of 1,000 RCU lowers a table that has more', (t) => {
  const survey = surveyOf([table({ name: 'a', rcu: 3000, sizeBytes: bytesFor(3000, 13 * HOUR) })]);
  const { columns } = plan(survey, classic);
  t.is(columns.fromRcu[0], 3000);
  t.is(columns.toRcu[0], 1000);
  t.false(Number.isNaN(columns.boostAt[0]));
  for (const policy of others) t.true(plan(survey, policy).columns.toRcu[0] >= 3000, policy.name);
});

test('fault: the share is not reckoned again after the cap: 500 RCU and 24 h leave an application 40 RCU', (t) => {
  const pace = classicPace(500, bytesFor(500, 24 * HOUR));
  t.deepEqual(pace, { toRcu: 1000, readRcu: 1000 * 0.96 });
  const survey = surveyOf([table({ name: 'a', rcu: 500, sizeBytes: bytesFor(500, 24 * HOUR), forecastPeakRcu: 250 })]);
  t.is(plan(survey, classic).columns.readRcu[0], 960);
  for (const policy of others.filter(({ scale }) => scale.ignoresApplication !== true)) {
    const { toRcu, readRcu } = plan(survey, policy).columns;
    t.true(toRcu[0] - readRcu[0] >= 1.2 * 250 - 1e-6, policy.name);
  }
});

test('the figures of 2017: 20 GiB at 200 RCU and 1 TiB at 1,000 RCU, both cut to 1,000', (t) => {
  const ratio = (20 * GIB) / (200 * 0.5 * 4096) / 3300;
  t.is(Math.round(200 * (ratio + 1)), 3378);
  t.is(Math.round((1 - 1 / (ratio + 1)) * 100) / 100, 0.94);
  t.deepEqual(classicPace(200, 20 * GIB), { toRcu: 1000, readRcu: 1000 * 0.94 });
  t.deepEqual(classicPace(1000, TIB), { toRcu: 1000, readRcu: 1000 * 0.99 });
});

test('fault: a raise is out of reach for any lane of two tables, because lanes are closed before 12 h', (t) => {
  const survey = surveyOf(Array.from({ length: 40 }, (_, i) => table({ name: `t${i}`, sizeBytes: bytesFor(10, (0.5 + i / 4) * HOUR) })));
  const { lanes, columns } = plan(survey, classic);
  for (const lane of lanes.filter(({ tables }) => tables.length > 1)) t.true(lane.tables.every((i) => columns.toRcu[i] === columns.fromRcu[i]));
  t.is(raised(plan(survey, classic)), 0);
  const twice = surveyOf([table({ name: 'a', sizeBytes: bytesFor(10, 10 * HOUR) }), table({ name: 'b', sizeBytes: bytesFor(10, 10 * HOUR) })]);
  for (const policy of others.filter(({ scale }) => scale.name !== 'leave-alone')) t.true(plan(twice, policy).columns.forecastEndAt.every((at) => at <= plan(twice, policy).closesAt), policy.name);
});

test('fault: 10,000 tables make 313 pipelines at once where AWS allows 100', (t) => {
  const survey = surveyOf(Array.from({ length: 10_000 }, (_, i) => table({ name: `t${i}`, sizeBytes: MIB, rcu: 100 })));
  const started = (made: Plan): number => made.lanes.filter(({ selfOrdered, launchAt }) => selfOrdered && launchAt <= made.opensAt + 600).length;
  const old = plan(survey, classic);
  t.is(old.lanes.length, Math.ceil(10_000 / 32));
  t.is(started(old), 313);
  for (const policy of others) t.true(started(plan(survey, policy)) <= DEFAULTS.quotas.pipelines, policy.name);
});

test('the clock of 2017: everything at 00:10, checks from 01:15 to 10:15, killed after 13 h, no leases', (t) => {
  const survey = surveyOf([table({ name: 'a', rcu: 200, sizeBytes: 20 * GIB, autoscaling: { minRcu: 5, maxRcu: 400, targetShare: 0.7 } }), table({ name: 'b', sizeBytes: 0 })]);
  const { columns, lanes, conduct, opensAt } = plan(survey, classic);
  t.is(columns.boostAt[0], opensAt + 600);
  t.is(lanes[0].launchAt, opensAt + 600);
  t.is(lanes[0].terminateAfterSeconds, 13 * HOUR);
  t.deepEqual(conduct.checksAt.map((at) => (at - opensAt) / HOUR), [1.25, 2.25, 3.25, 4.25, 5.25, 6.25, 7.25, 8.25, 9.25, 10.25]);
  t.deepEqual([conduct.awaitsCapacity, conduct.keepsLeases, conduct.stopsAtClose, conduct.resumes], [false, false, false, 'first-check']);
  t.is(columns.suspends[0], 1);
});

test('the clusters of 2017: m1.medium below 570 MiB, m3.xlarge from there on', (t) => {
  const machineOf = (sizeBytes: number): string => plan(surveyOf([table({ name: 'a', rcu: 1000, sizeBytes })]), classic).lanes[0].machines[0].type;
  t.is(machineOf(597_688_319), 'm1.medium');
  t.is(machineOf(597_688_320), 'm3.xlarge');
});
