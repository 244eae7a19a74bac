import test from 'ava';
import { NIGHTS_PER_MONTH } from '../core/units.js';
import { nightRow } from './night-rows.js';
import { rankingRows } from './ranking.js';
import { sampleInput } from './sample.js';
import { sensitivity, sensitivityCaption } from './sensitivity.js';
import { AS_SIMULATED, editedNight, editedRun, editedSentence, FACTORS, isEdited, readFactor } from './what-if.js';

const sample = sampleInput({ nights: 30, tables: 10, runs: 4 });
const cost = { total: 10, readCapacity: 4, engine: 3, export: 1, storage: 0.5, requests: 1, other: 0.5 };
const run = { ...sample.output.runs[0], nights: 5, nightsFit: 5, costUsd: cost, costUsdPerNight: 2, costUsdPerMonth: 2 * NIGHTS_PER_MONTH, costUsdNightP10: 1, costUsdNightP90: 3, totalUsdByBillingRule: { max: 10, prorated: 9 } };

test('each part of a bill moves with its own price, and nothing else does', (t) => {
  const edited = editedRun(run, [], { read: 2, machines: 0.5, export: 4 });
  t.deepEqual(edited.costUsd, { total: 8 + 1.5 + 4 + 0.5 + 1 + 0.5, readCapacity: 8, engine: 1.5, export: 4, storage: 0.5, requests: 1, other: 0.5 });
  t.is(edited.costUsdPerNight, 15.5 / 5);
  t.is(edited.costUsdPerMonth, (15.5 / 5) * NIGHTS_PER_MONTH);
  t.deepEqual(edited.totalUsdByBillingRule, { max: 15.5, prorated: 15.5 - 2 });
  t.is(edited.costUsdNightP90, 3 * 1.55);
  t.is(editedRun(run, [], AS_SIMULATED), run);
});

test('nights at other prices add up to their run', (t) => {
  const factors = { read: 3, machines: 0.25, export: 2 };
  for (const each of sample.output.runs) {
    const rows = (sample.nights.get(each.id) ?? []).map(nightRow);
    const total = rows.reduce((sum, row) => sum + editedNight(row, factors).usd, 0);
    const edited = editedRun(each, rows, factors);
    t.true(Math.abs(total / edited.costUsd.total - 1) < 1e-9);
    t.true(edited.costUsdNightP10 <= edited.costUsdPerNight && edited.costUsdPerNight <= edited.costUsdNightP90);
  }
});

test('the sentence says who is first at these prices', (t) => {
  const other = { ...run, id: 'other', costUsd: { ...cost, total: 12, readCapacity: 0, engine: 9 }, costUsdPerNight: 12 / 5 };
  const factors = { read: 4, machines: 1, export: 1 };
  t.is(editedSentence([run, other], [run, other].map((each) => editedRun(each, [], factors)), factors),
    `${run.id} costs $4.40 a night instead of $2.00 (+120 %), +$${(2.4 * NIGHTS_PER_MONTH).toFixed(2)} a month; other would be first at $2.40 a night.`);
  t.regex(editedSentence([run], [editedRun(run, [], factors)], factors), /, and stays first\.$/);
  t.is(editedSentence([run], [run], AS_SIMULATED), 'Prices as simulated.');
});

test('factors from an address are numbers of the range', (t) => {
  t.deepEqual(['2', '0.25', '4', '1.37'].map(readFactor), [2, 0.25, 4, 1.37]);
  t.deepEqual(['0.2', '4.01', '-1', '1e1', '', 'NaN', '2,5', '0x2'].map(readFactor), Array<null>(8).fill(null));
  t.true(FACTORS.includes(1) && FACTORS.every((factor) => readFactor(String(factor)) === factor));
  t.false(isEdited({ ...AS_SIMULATED }));
});

test('sensitivity is a fifth of each part a month, and the spread of the rules', (t) => {
  const swings = new Map(sensitivity(run).map((swing) => [swing.name, swing]));
  const monthly = NIGHTS_PER_MONTH / 5;
  t.is(swings.get('price of read capacity')?.highUsd, 4 * monthly * 0.2);
  t.is(swings.get('price of read capacity')?.lowUsd, -4 * monthly * 0.2);
  t.deepEqual(swings.get('rule of billing'), { name: 'rule of billing', lowUsd: -1 * monthly, highUsd: 0, low: 'prorated', high: 'max' });
  const spans = sensitivity(run).map((swing) => swing.highUsd - swing.lowUsd);
  t.deepEqual(spans, [...spans].sort((a, b) => b - a));
  t.is(sensitivityCaption(run).title, `${run.id}: the price of read capacity moves the month most (\u00b1$4.87), then the price of machines (\u00b1$3.65)`);
  const free = { ...run, costUsd: { ...cost, total: 0, readCapacity: 0, engine: 0, export: 0, storage: 0, requests: 0 }, totalUsdByBillingRule: {} };
  t.regex(sensitivityCaption(free).title, /buys nothing whose price could change$/);
});

test('a ranking tells amounts with the same decimals, and no price of a run without a plan', (t) => {
  const crashed = { ...run, id: 'gone', crashedNights: 5, nightsFit: 0, costUsdPerNight: 0.01 };
  const rows = rankingRows([{ ...run, costUsdPerNight: 12_345.678 }, crashed], 'gone');
  t.is(rows[0].cells[0].text, '$12,345.68');
  t.deepEqual(rows[1].cells.slice(0, 3).map((cell) => cell.text), ['no plan', '\u2013', '\u2013']);
  t.deepEqual(rows[0].cells.slice(3, 5).map((cell) => cell.text), ['\u2013', '\u2013']);
  const [first] = rankingRows([run, { ...crashed, crashedNights: 0, costUsdPerMonth: 100 }], 'gone');
  t.is(first.cells[3].text, `\u2212$${(100 - 2 * NIGHTS_PER_MONTH).toFixed(2)}`);
});
