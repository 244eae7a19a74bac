// Raises of clusters in time: within the account at every moment, and no copy starved for want of room.

import test from 'ava';
import { makePlan } from './planner.js';
import { findPolicy } from '../policies/index.js';
import { surveyOf, table } from '../policies/testing.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS, withSettings } from '../settings.js';
import { GIB, HOUR } from '../units.js';

const book = priceBook('us-east-1');
/** Sixty tables of 20 GiB at 5 RCU: each needs about 2.6 million units, and 110 RCU at the least. */
const tables = Array.from({ length: 60 }, (_, i) => table({ name: `t${i}`, sizeBytes: 20 * GIB, rcu: 5 }));
const ownRcu = 60 * 5;

function planned(name: string, roomRcu: number) {
  const settings = withSettings(DEFAULTS, { quotas: { accountRcu: ownRcu + roomRcu } });
  const plan = makePlan(surveyOf(tables), findPolicy(name), settings, book);
  const { columns, opensAt, closesAt } = plan;
  let mostRcu = 0;
  for (let at = opensAt; at < closesAt; at += 15) {
    let raisedRcu = 0;
    for (let i = 0; i < 60; i++) if (columns.boostAt[i] <= at && at < columns.forecastEndAt[i]) raisedRcu += columns.toRcu[i] - columns.fromRcu[i];
    mostRcu = Math.max(mostRcu, raisedRcu);
  }
  return { plan, mostRcu, late: columns.forecastEndAt.filter((at) => at > closesAt).length };
}

for (const name of ['emr-lpt-just-in-time', 'emr-whole-hours']) {
  test(`${name}: scarce room is shared in time, and everything ends in the window`, (t) => {
    // 60 x 2.6 million units in seven hours are 6,500 RCU on average.
    const { plan, mostRcu, late } = planned(name, 14_000);
    t.is(late, 0);
    t.true(mostRcu <= 14_000 && mostRcu > 6500, String(mostRcu));
    t.true(planned(name, 80_000).mostRcu > 14_000 && plan.lanes.length >= planned(name, 80_000).plan.lanes.length);
  });

  test(`${name}: where the room is for half of the tables, about half are copied and the others are not raised for nothing`, (t) => {
    const { plan, mostRcu, late } = planned(name, 3200);
    t.true(late >= 20 && late <= 40, `${late} of 60 late`);
    t.true(mostRcu <= 3200);
    plan.columns.forecastEndAt.forEach((at, i) => {
      if (at > plan.closesAt) t.is(plan.columns.toRcu[i], 5);
    });
  });
}

test('an autoscaled table that is not raised goes before the raised ones: its capacity does not last', (t) => {
  const survey = surveyOf([
    ...Array.from({ length: 5 }, (_, i) => table({ name: `a${i}`, sizeBytes: 20 * GIB, rcu: 5 })),
    table({ name: 'z', sizeBytes: 2 * GIB, rcu: 2000, autoscaling: { minRcu: 5, maxRcu: 4000, targetShare: 0.7 } }),
  ]);
  const plan = makePlan(survey, findPolicy('emr-lpt-just-in-time'), DEFAULTS, book);
  t.is(plan.columns.toRcu[5], 2000);
  const lane = plan.lanes[plan.columns.lane[5]];
  t.is(lane.tables[0], 5);
  t.true(plan.columns.forecastEndAt[5] < plan.opensAt + HOUR);
});
