// A plan for tonight within what the account, its owner and the budget allow.

import test from 'ava';
import fc from 'fast-check';
import { ceilingOf } from '../money/ceiling.js';
import type { LiveTable, ScalingTarget } from './live-table.js';
import { livePolicies } from '../config/live-policy.js';
import { findPolicy } from '../policies/index.js';
import { surveyOf, table } from '../policies/testing.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS, withSettings } from '../settings.js';
import type { Table } from '../table.js';
import type { Tonight } from './tonight.js';
import { planTonight, type Limits, type Wanted } from './tonight-plan.js';
import { GIB, HOUR } from '../units.js';

const book = priceBook('us-east-1');
const LIMITS: Limits = { accountRcu: 80_000, tableRcu: 40_000, otherRcu: 0 };
const WANTED: Wanted = { policy: findPolicy('headroom-first'), settings: DEFAULTS, book, maxRcu: 0, budgetUsd: Infinity, graceSeconds: 1800 };

type Made = Partial<Table> & { readonly name: string; readonly target?: ScalingTarget | null };

function tonight(made: readonly Made[]): Tonight {
  const survey = surveyOf(made.map((one) => table(one)));
  const tables = survey.tables.map((one): LiveTable => ({ ...one, tableId: `id-${one.name}`, arn: '', target: made.find(({ name }) => name === one.name)?.target ?? null }));
  return { survey: { ...survey, tables }, tables };
}

/** So large that its window asks for more than its 10 RCU. */
const BIG = { sizeBytes: 20 * GIB };
const free = { scaleIn: false, scaleOut: false, scheduled: false };

test('a raised table has its target suspended, whatever moves it, unless all of it is suspended already', (t) => {
  const target = (suspended = free): ScalingTarget => ({ minRcu: 1, maxRcu: 100, suspended });
  const { plan } = planTonight(tonight([
    { name: 'bare', ...BIG }, { name: 'halted', ...BIG, target: target({ scaleIn: true, scaleOut: true, scheduled: true }) }, { name: 'half', ...BIG, target: target({ scaleIn: true, scaleOut: true, scheduled: false }) },
    { name: 'scheduled', ...BIG, target: target() }, { name: 'small', sizeBytes: 1, target: target() }, { name: 'tracked', ...BIG, target: target(), autoscaling: { minRcu: 1, maxRcu: 100, targetShare: 0.7 } },
  ]), LIMITS, WANTED);
  t.deepEqual([...plan.columns.toRcu].map((toRcu, i) => toRcu > plan.columns.fromRcu[i]), [true, true, true, true, false, true]);
  t.deepEqual([...plan.columns.suspends], [0, 1, 0, 1, 0, 1]);
});

test('no table is raised above the limits of the account and of its owner; a table that has more is left as it is, and told', (t) => {
  const made = tonight([{ name: 'big', sizeBytes: 200 * GIB }, { name: 'rich', rcu: 5000, sizeBytes: 4000 * GIB }]);
  const most = (limits: Partial<Limits>, wanted: Partial<Wanted>) => planTonight(made, { ...LIMITS, ...limits }, { ...WANTED, ...wanted });
  const capped = most({}, { maxRcu: 300 });
  t.is(capped.plan.columns.toRcu[0], 300);
  t.is(capped.plan.columns.toRcu[1], 5000);
  t.true(capped.late > 0, 'and the plan says that it is late');
  t.deepEqual(capped.notes, ['rich has 5000 RCU, above live.maxRcu 300: it is not raised']);
  const huge = most({ tableRcu: 500 }, { maxRcu: 1e9 });
  t.is(huge.plan.columns.toRcu[0], 500);
  t.true(huge.notes.includes("live.maxRcu 1000000000 is above the account's quota of a table: 500 RCU are planned with"));
  t.is(most({ tableRcu: 50_000 }, {}).settings.quotas.tableRcu, 50_000, 'the account knows better than the default');
  t.is(most({ tableRcu: 50_000 }, { settings: withSettings(DEFAULTS, { quotas: { tableRcu: 700 } }) }).settings.quotas.tableRcu, 700, 'a setting may be less');
});

test('what other tables provision is not there for raises', (t) => {
  const made = tonight([{ name: 'big', sizeBytes: 200 * GIB }]);
  const toRcu = (otherRcu: number): number => planTonight(made, { ...LIMITS, accountRcu: 2000, otherRcu }, WANTED).plan.columns.toRcu[0];
  const wanted = toRcu(0);
  t.true(wanted > 1000);
  t.is(toRcu(2000 - 10 - 400), 10 + 400, '10 of its own, 400 left');
  t.is(toRcu(2000), 10, 'nothing left');
  t.is(planTonight(made, { ...LIMITS, accountRcu: null, otherRcu: 5 }, WANTED).settings.quotas.accountRcu, 0, 'not told: the default of AWS');
});

test('the ceiling, by hand: capacity held until the grace is over, units for every attempt, clusters to the end', (t) => {
  const made = tonight([{ name: 'big', ...BIG }, { name: 'demanded', onDemand: true, sizeBytes: 8 * GIB }]);
  const { plan } = planTonight(made, LIMITS, WANTED);
  const { usd, tableUsd, raisedUsdPerHour, guessed } = ceilingOf(plan, made.tables, DEFAULTS, book, 1800);
  const raise = plan.columns.toRcu[0] - 10;
  t.true(raise > 0);
  const hour = raise * 0.00013;
  t.is(plan.columns.boostAt[0], plan.opensAt);
  t.is(tableUsd[0], hour * Math.ceil((7 * HOUR + 1800) / HOUR), 'whole clock hours');
  t.is(raisedUsdPerHour, hour);
  const units = 8 * GIB * (1 / 8192 + 0.25 / 2 ** 20);
  t.is(Number((tableUsd[1] / (3 * (units / 1e6) * 0.125)).toFixed(9)), 1);
  const machine = book.meters['ec2.c7g.xlarge-hour'].usd ?? 0;
  t.is(Number(usd.toFixed(9)), Number((tableUsd[0] + tableUsd[1] + (7.5 * machine)).toFixed(9)));
  t.deepEqual(guessed, []);
});

test('a price that the region does not tell is taken from the dearest region, and named', (t) => {
  const made = tonight([{ name: 'demanded', onDemand: true, sizeBytes: GIB }]);
  const poor = { ...book, meters: { ...book.meters, 'dynamodb.rru-million': { usd: null, unit: '', source: '', confidence: 'unknown' as const } } };
  const { ceiling, notes } = planTonight(made, LIMITS, { ...WANTED, book: poor });
  const known = planTonight(made, LIMITS, WANTED).ceiling;
  t.deepEqual(ceiling.guessed, ['dynamodb.rru-million']);
  t.true(ceiling.tableUsd[0] >= known.tableUsd[0]);
  t.regex(notes.join('\n'), /no price is known here for dynamodb\.rru-million/);
});

test('a budget lowers raises until it holds; what no lowering can save is told', (t) => {
  const made = tonight(Array.from({ length: 20 }, (_, i) => ({ name: `t${i}`, sizeBytes: 200 * GIB })));
  const rich = planTonight(made, LIMITS, WANTED);
  t.is(rich.late, 0);
  t.false(rich.lowered);
  const budgetUsd = rich.ceiling.usd * 0.6;
  const poor = planTonight(made, LIMITS, { ...WANTED, budgetUsd });
  t.true(poor.lowered);
  t.true(poor.ceiling.usd <= budgetUsd && poor.ceiling.usd > budgetUsd * 0.8, `${poor.ceiling.usd} of ${budgetUsd}`);
  t.true(poor.late > 0);
  t.regex(poor.notes.join('\n'), /raises are planned lower than the policy wants/);
  const broke = planTonight(made, LIMITS, { ...WANTED, budgetUsd: 0.01 });
  t.true(broke.plan.columns.toRcu.every((toRcu, i) => toRcu === broke.plan.columns.fromRcu[i]), 'nothing is raised');
  t.regex(broke.notes.join('\n'), /can cost up to \$\d+\.\d\d, more than live\.budgetUsd 0\.01, even with nothing raised/);
});

test('whatever the tables, the budget and the policy are: within it, or nothing is raised', (t) => {
  const one = fc.record({ sizeBytes: fc.integer({ min: 0, max: 300 * GIB }), rcu: fc.integer({ min: 1, max: 5000 }), onDemand: fc.boolean(), forecastPeakRcu: fc.integer({ min: 0, max: 3000 }), decreasesToday: fc.integer({ min: 0, max: 6 }) });
  t.notThrows(() => fc.assert(fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), fc.double({ min: 0.01, max: 60, noNaN: true }), fc.constantFrom(...livePolicies()), fc.integer({ min: 100, max: 9000 }), (list, budgetUsd, policy, accountRcu) => {
    const made = tonight(list.map(({ onDemand, ...rest }, i) => ({ name: `t${String(i).padStart(2, '0')}`, ...rest, ...(onDemand ? { onDemand, rcu: 0, forecastPeakRcu: 0 } : {}) })));
    const { plan, ceiling } = planTonight(made, { accountRcu, tableRcu: 4000, otherRcu: 50 }, { ...WANTED, policy: findPolicy(policy), budgetUsd });
    const { toRcu, fromRcu } = plan.columns;
    const raised = toRcu.some((rcu, i) => rcu > fromRcu[i]);
    return (!raised || ceiling.usd <= budgetUsd) && toRcu.every((rcu, i) => rcu >= fromRcu[i] && rcu <= Math.max(fromRcu[i], 4000));
  }), { numRuns: 200 }));
});
