// How fast plans are made, and how fast the closed form prices them.
//
//   node dist/scripts/bench/plan.js [--tables 10000] [--json]
//
// Nanoseconds a table for each listed policy (a night planned whole), and table evaluations a second of `estimateColumns`
// (duration and price of one table at a given pace): medians over rounds (`benchmark` package), one core.

import Benchmark from 'benchmark';
import { windowsOf } from '../../core/calendar.js';
import { type EstimateConstants, estimateColumns, sizeColumn } from '../../core/planning/estimate-columns.js';
import { planPrices, unitsPerByte } from '../../core/planning/estimate.js';
import { makePlan, PlannerScratch } from '../../core/planning/planner.js';
import { POLICIES } from '../../core/policies/index.js';
import { priceBook } from '../../core/money/price-books.js';
import { DEFAULTS, withSettings } from '../../core/settings.js';
import type { Survey } from '../../core/table.js';
import { HistoryNights } from '../../sim/nights.js';
import { benchEstate } from './estate.js';
import { median, option } from './options.js';

const ROUNDS_MIN = 15;

interface Figure {
  readonly what: string;
  readonly tables: number;
  readonly nanosecondsPerTable: number;
}

function medianSeconds(name: string, work: () => void): number {
  work(); // warm
  const bench = new Benchmark(name, work, { minSamples: ROUNDS_MIN, maxTime: 2 });
  bench.run();
  return median(bench.stats.sample);
}

function provisionedOnly(survey: Survey): Survey {
  const tables = survey.tables.filter(({ rcu }) => rcu > 0);
  for (let index = 0; index < tables.length; index++) {
    const { name, sizeBytes, itemCount, onDemand, rcu, ownRcu, wcu, warmRcu, autoscaling, decreasesToday, gsiRcu, pitr, infrequentAccess, forecastPeakRcu } = tables[index];
    tables[index] = { index, name, sizeBytes, itemCount, onDemand, rcu, ownRcu, wcu, warmRcu, autoscaling, decreasesToday, gsiRcu, pitr, infrequentAccess, forecastPeakRcu };
  }
  return { ...survey, tables };
}

function planFigures(survey: Survey, accountRcu: number): Figure[] {
  const settings = withSettings(DEFAULTS, { quotas: { accountRcu } });
  const book = priceBook(settings.region);
  const tables = survey.tables.length;
  return POLICIES.map((policy) => {
    // The planner of 2017 stops at the first on-demand table; it is measured on the estate without them.
    const own = policy.classicFaults ? provisionedOnly(survey) : survey;
    const scratch = new PlannerScratch();
    let usd = 0;
    const seconds = medianSeconds(policy.name, () => {
      usd += makePlan(own, policy, settings, book, scratch).forecastUsd;
    });
    if (!(usd > 0)) throw new Error(`bug: ${policy.name} cost ${usd}`); // also keeps the result in use
    return { what: policy.name, tables, nanosecondsPerTable: (seconds / own.tables.length) * 1e9 };
  });
}

function closedForm(survey: Survey): Figure {
  const tables = survey.tables.length;
  const column = (of: (rcu: number) => number): Float64Array => Float64Array.from(survey.tables, ({ rcu }) => of(Math.max(1, rcu)));
  const input = { sizeBytes: sizeColumn(survey.tables), fromRcu: column((rcu) => rcu), toRcu: column((rcu) => rcu * 2), readRcu: column((rcu) => rcu * 1.5) };
  const prices = planPrices(priceBook(DEFAULTS.region));
  const constants: EstimateConstants = {
    unitsPerByte: unitsPerByte(DEFAULTS, 'scan'), overheadSeconds: 60, startAt: survey.window.opensAt, rcuHourUsd: prices.rcuHourUsd, engineSecondUsd: 1e-6,
  };
  const [outSeconds, outUsd] = [new Float64Array(tables), new Float64Array(tables)];
  let usd = 0;
  const seconds = medianSeconds('closed form', () => {
    usd += estimateColumns(input, constants, tables, outSeconds, outUsd);
  });
  if (!(usd > 0)) throw new Error(`bug: the closed form cost ${usd}`);
  return { what: '(closed form: price and duration)', tables, nanosecondsPerTable: (seconds / tables) * 1e9 };
}

function figuresFor(tables: number): Figure[] {
  const history = benchEstate({ tables, nights: 1, seed: 7 });
  const nights = new HistoryNights(history, [0], windowsOf(history.nights, DEFAULTS.window), DEFAULTS, 1);
  const { survey } = nights.prepare(0);
  return [closedForm(survey), ...planFigures(survey, nights.accountRcuQuota)];
}

const figures = option('tables', '10000').split(',').map(Number).flatMap(figuresFor);
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify({ bench: 'plan', figures }, null, 1)}\n`);
else {
  for (const { what, tables, nanosecondsPerTable } of figures) {
    const rate = `${(1e3 / nanosecondsPerTable).toFixed(1).padStart(8)} M tables/s`;
    process.stdout.write(`${String(tables).padStart(6)} tables  ${what.padEnd(36)} ${nanosecondsPerTable.toFixed(1).padStart(8)} ns/table ${rate}\n`);
  }
}
