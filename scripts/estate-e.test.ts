// The reference estate, from its files to the money: 1 table of 1 TiB at 1,000 RCU (application 300), 20 of 20 GiB at 200
// (60), 279 of 100 MiB at 10 (1); window 7 h, us-east-1. Figures are worked out by hand and written as arithmetic.

import test from 'ava';
import { findPolicy } from '../core/policies/index.js';
import { priceBook } from '../core/money/price-books.js';
import { DEFAULTS } from '../core/settings.js';
import type { NightSummary } from '../core/results/summary.js';
import { loadHistory } from './history/load.js';
import { plainRecipe } from './policy-choice.js';
import { runJob, type JobResult } from './simulation/job.js';

const HOUR = 3600;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** m3.xlarge in us-east-1: EC2 0.266 + EMR 0.07, two nodes. */
const CLUSTER_USD_PER_HOUR = 2 * (0.266 + 0.07);
const RCU_HOUR_USD = 0.00013;

async function replay(name: string): Promise<JobResult> {
  const history = await loadHistory('fixtures/estate-e', { cacheDir: null });
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  const run = { id: name, recipe: plainRecipe(name), settings: DEFAULTS, growth: 1, book: priceBook('us-east-1'), ledgers: 'none' as const, cells: false };
  return runJob({ history, nights: [0, 1], runs: [run], outDir: null }, new Map([[name, policy]]), () => undefined)[0];
}

const near = (actual: number, expected: number, share: number): boolean => Math.abs(actual - expected) <= share * expected;
const mean = (nights: readonly NightSummary[], value: (night: NightSummary) => number): number => nights.reduce((sum, night) => sum + value(night), 0) / nights.length;

test('hippolyte-classic: about $166.7 a night, and its largest table never finishes', async (t) => {
  const { nights, tables } = await replay('hippolyte-classic');
  // The 100 MiB tables: estimated 100 MiB / (10 x 0.5 x 4096) + 60 = 5,180 s, so eight to a pipeline; they take 600 s of
  // boot and 60 s + 100 MiB / (10 x 0.5 x 8192) each.
  const small = Math.ceil(279 / 8) * ((600 + 8 * (60 + (100 * MIB) / (5 * 8192))) / HOUR) * CLUSTER_USD_PER_HOUR;
  // The 20 GiB tables: alone in a pipeline, raised to the cap of 1,000 with a share of 0.94.
  const medium = 20 * ((600 + 60 + (20 * GIB) / (940 * 8192)) / HOUR) * CLUSTER_USD_PER_HOUR;
  // The 1 TiB table: would take 2^40 / (990 x 8192) = 37.7 h, is killed after 13 h.
  const large = 13 * CLUSTER_USD_PER_HOUR;
  const engine = small + medium + large;
  // 800 RCU more for each of 20 tables, from 00:10 until the check at 01:15: two clock hours.
  const capacity = 800 * 20 * 2 * RCU_HOUR_USD;
  t.true(near(engine + capacity, 166.7, 0.01), `${engine + capacity}`);
  t.true(near(mean(nights, (night) => night.costUsd.engine), engine, 0.01), `engine ${mean(nights, (night) => night.costUsd.engine)} against ${engine}`);
  t.true(near(mean(nights, (night) => night.costUsd.readCapacity), capacity, 0.001));
  t.true(near(mean(nights, (night) => night.costUsd.total), 166.7, 0.01));
  t.deepEqual(tables.filter((table) => table.ok < 2).map((table) => table.table), ['a-001']);
  t.is(nights.filter((night) => night.fits).length, 0);
  // Left out of the total, and told: what Data Pipeline asks for 300 activities a night, because AWS does not publish how it
  // counts activities of pipelines that live one night.
  t.true((await replay('hippolyte-classic')).unpriced.some(({ meter }) => meter === 'datapipeline.activity-month'));
});

test('native export: about $145.1 a night for 1,451 GiB, within the window', async (t) => {
  const { nights } = await replay('native-export');
  const sizes = (1024 + 20 * 20 + (279 * 100) / 1024) * 0.1;
  t.true(near(sizes, 145.1, 0.001));
  // Exported bytes are billed with the overhead of storage, 100 bytes an item; at 16 KiB an item that is 0.6 % more.
  const billed = sizes * (1 + 100 / (16 * 1024));
  t.true(near(mean(nights, (night) => night.costUsd.export), billed, 0.001), `${mean(nights, (night) => night.costUsd.export)} against ${billed}`);
  t.true(near(mean(nights, (night) => night.costUsd.total), 145.1, 0.01));
  t.true(nights.every((night) => night.fits));
});

test('headroom-first: at most $6.5 a night, within the window, without refusing the application anything', async (t) => {
  const { nights, tables } = await replay('headroom-first');
  t.true(nights.every((night) => night.fits));
  t.true(nights.every((night) => night.costUsd.total <= 6.5), nights.map((night) => night.costUsd.total).join(' '));
  t.true(nights.every((night) => night.throttledReadUnits === 0));
  t.deepEqual(tables.filter((table) => table.toRcuMax > 1000).map((table) => table.table), ['a-001'], 'only the largest is raised');
  t.true(tables.filter((table) => table.table.startsWith('b-')).every((table) => table.toRcuMax === 200));
  // At least the 2^40 / 8192 read units that the largest table's own idle capacity (1,000 - 1.2 x 300, seven hours) does not give.
  const bought = 2 ** 40 / 8192 - (1000 - 1.2 * 300) * 7 * HOUR;
  t.true(nights.every((night) => night.costUsd.readCapacity >= (bought / HOUR) * RCU_HOUR_USD));
});
