import test from 'ava';
import { explainTable } from './explain.js';
import { planDocument } from './plan-document.js';
import { makePlan } from './planner.js';
import { findPolicy, POLICIES } from './policies/index.js';
import { estateE, surveyOf, table } from './policies/testing.js';
import { priceBook } from './price-books.js';
import { DEFAULTS } from './settings.js';

const book = priceBook('us-east-1');
const odd = surveyOf([
  table({ name: '__proto__', onDemand: true, forecastPeakRcu: 20 }), table({ name: '-rf', sizeBytes: 0 }),
  table({ name: 'scaled', rcu: 20, forecastPeakRcu: 5, autoscaling: { minRcu: 5, maxRcu: 100, targetShare: 0.7 } }), table({ name: 'tiny', rcu: 100, pitr: false }),
]);

for (const policy of POLICIES) {
  test(`explain ${policy.name}: whole sentences without NaN, Infinity or undefined, for every table`, (t) => {
    for (const survey of [odd, surveyOf(odd.tables.filter(({ onDemand }) => !onDemand))]) {
      const plan = makePlan(survey, policy, DEFAULTS, book);
      for (const { index, name } of survey.tables) {
        const text = explainTable(survey, plan, policy, DEFAULTS, book, index).join('\n');
        t.notRegex(text, /NaN|Infinity|undefined|null/, name);
        t.true(text.includes(name));
      }
    }
  });

  test(`the plan of ${policy.name} survives JSON`, (t) => {
    const survey = estateE();
    const document = planDocument(makePlan(survey, policy, DEFAULTS, book), survey);
    t.deepEqual(JSON.parse(JSON.stringify(document)), document);
    t.is(document.lanes.reduce((sum, { steps }) => sum + steps.length, 0) + document.skipped.length, survey.tables.length);
    const usd = document.lanes.flatMap(({ steps }) => steps).reduce((sum, step) => sum + step.forecastUsd, 0);
    t.true(Math.abs(usd - document.forecast.usd) < 1e-6);
  });
}

test('the price of a raise is shown as arithmetic with its source, alternatives with theirs', (t) => {
  const survey = estateE();
  const policy = findPolicy('scan-headroom-at-open');
  const plan = makePlan(survey, policy, DEFAULTS, book);
  const text = explainTable(survey, plan, policy, DEFAULTS, book, 0).join('\n');
  const raise = plan.columns.toRcu[0] - 1000;
  t.true(text.includes(`${raise} RCU x 7 h (rule max-in-clock-hour) x $0.00013 = $${(raise * 7 * 0.00013).toFixed(2)} (dynamodb.rcu-hour in us-east-1, ${book.date}: AWS price list`), text);
  t.true(text.includes('not export: 27 min, $102.40 for 1024 GiB at $0.1 a GiB'), text);
  t.true(text.includes('300 RCU x 1.2 = 360 RCU are kept for the application'), text);
});

test('a skipped table is told why', (t) => {
  const policy = findPolicy('hippolyte-classic');
  const plan = makePlan(odd, policy, DEFAULTS, book);
  t.deepEqual(explainTable(odd, plan, policy, DEFAULTS, book, 2), [`scaled is not copied: the policy hippolyte-classic could not plan this night: ${plan.crashed}`]);
});
