import test from 'ava';
import { explainTable } from './explain.js';
import { planDocument } from '../plan-document.js';
import { makePlan } from './planner.js';
import { findPolicy, POLICIES } from '../policies/index.js';
import { estateE, MIDNIGHT_AT, surveyOf, table } from '../policies/testing.js';
import { priceBook } from '../money/price-books.js';
import { DEFAULTS, withSettings } from '../settings.js';
import { GIB, HOUR } from '../units.js';

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

const part = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? NaN);

for (const policy of POLICIES) {
  test(`explain ${policy.name}: the parts of a price are not above the price, and what is kept is left`, (t) => {
    const busyLate = surveyOf(estateE().tables.map((one) => ({ ...one, sizeBytes: 3 * one.sizeBytes, forecastPeakRcu: Math.min(one.rcu / 2, 40) })), MIDNIGHT_AT + 600, MIDNIGHT_AT + 600 + 4 * HOUR);
    for (const [survey, settings] of [[estateE(), DEFAULTS], [busyLate, withSettings(DEFAULTS, { billing: { reservedRcu: 20_000 } })]] as const) {
      const plan = makePlan(survey, policy, settings, book);
      for (const index of [0, 1, 20, 299]) {
        const text = explainTable(survey, plan, policy, settings, book, index).join('\n');
        t.regex(text, /^price: \$/m);
        const readUsd = part(text, /^read capacity, raised until .* = \$([\d.]+) \(dynamodb/m);
        if (!Number.isNaN(readUsd)) t.true(readUsd <= 1.006 * part(text, /^price: \$([\d.]+) of/m), text);
        const [left, kept] = [part(text, /, (-?[\d.]+) RCU remain; .* are kept/), part(text, /= ([\d.]+) RCU are kept/)];
        if (!Number.isNaN(left)) t.true(kept <= left + 0.11, text);
      }
    }
  });
}

test('what is kept is told for the hours of the copy where the planner looked at these', (t) => {
  const survey = surveyOf([table({ name: 'big', sizeBytes: 200 * GIB, rcu: 200, forecastPeakRcu: 100 })]);
  survey.forecastRcu.fill(10, 0, 4);
  const policy = findPolicy('headroom-first');
  const plan = makePlan(survey, policy, DEFAULTS, book);
  t.true(plan.columns.forecastEndAt[0] < plan.opensAt + 4 * HOUR);
  const text = explainTable(survey, plan, policy, DEFAULTS, book, 0).join('\n');
  t.true(text.includes(`${10} RCU x 1.2 = ${10 * 1.2} RCU are kept for the application until the copy ends`), text);
});

test('a skipped table is told why', (t) => {
  const policy = findPolicy('hippolyte-classic');
  const plan = makePlan(odd, policy, DEFAULTS, book);
  t.deepEqual(explainTable(odd, plan, policy, DEFAULTS, book, 2), [`scaled is not copied: the policy hippolyte-classic could not plan this night: ${plan.crashed}`]);
});
