// Fewer machines than the window asks for: the plan must say what they really do.

import test from 'ava';
import { makePlan } from './planner.js';
import { findPolicy } from '../policies/index.js';
import { surveyOf, table } from '../policies/testing.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS, withSettings } from '../settings.js';
import { GIB } from '../units.js';

const book = priceBook('us-east-1');
const tables = Array.from({ length: 40 }, (_, i) => table({ name: `t${i}`, sizeBytes: 100 * GIB, rcu: 4000, forecastPeakRcu: 10 }));

test('a pool that may not grow reads no faster than it can, buys nothing that it would not read, and says what is late', (t) => {
  const survey = surveyOf(tables);
  for (const policy of ['headroom-first', 'scan-just-in-time', 'as-is-scan', 'scan-least-boost-at-open']) {
    const free = makePlan(survey, findPolicy(policy), DEFAULTS, book);
    t.true(free.lanes[0].machines[0].count > 1, policy);
    const one = makePlan(survey, findPolicy(policy), withSettings(DEFAULTS, { scan: { machinesMax: 1 } }), book);
    t.is(one.lanes[0].machines[0].count, 1, policy);
    const sum = one.columns.readRcu.reduce((all, rate) => all + rate, 0);
    t.true(sum * DEFAULTS.reading.bytesPerUnit <= DEFAULTS.scan.bytesPerSecondPerMachine * (1 + 1e-9), `${policy}: ${sum}`);
    t.true(one.columns.forecastEndAt.some((at) => at > one.closesAt), `${policy}: 4 TB do not pass through one machine in 7 h`);
    one.columns.toRcu.forEach((toRcu, i) => t.true(toRcu <= free.columns.toRcu[i] && toRcu >= one.columns.fromRcu[i], policy));
  }
});

test('a pool that is large enough is planned as without a limit', (t) => {
  const survey = surveyOf(tables);
  const free = makePlan(survey, findPolicy('headroom-first'), DEFAULTS, book);
  const same = makePlan(survey, findPolicy('headroom-first'), withSettings(DEFAULTS, { scan: { machinesMax: free.lanes[0].machines[0].count } }), book);
  t.deepEqual(same, free);
});

test('a table that is told as tiny is read at a unit a second: filled since AWS last counted, it is still read to its end', (t) => {
  const survey = surveyOf([table({ name: 'long', sizeBytes: 100 * GIB, rcu: 4000 }), table({ name: 'filled-today', sizeBytes: 2000, rcu: 50 }), table({ name: 'new', sizeBytes: 0, rcu: 50 })]);
  for (const policy of ['headroom-first', 'as-is-scan']) {
    const { columns } = makePlan(survey, findPolicy(policy), DEFAULTS, book);
    t.true(columns.readRcu[1] >= 1 && columns.readRcu[2] >= 1, `${policy}: ${columns.readRcu.join()}`);
  }
});
