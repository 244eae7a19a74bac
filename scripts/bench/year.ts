// A year of 10,000 tables through twelve policies: the whole way of a sweep (preparation, plan, run, fold, sums), on
// worker threads that share one history.
//
//   node dist/scripts/bench/year.js [--tables 10000] [--nights 365] [--workers 2] [--policies a,b,...] [--json]

import { priceBook } from '../../core/money/price-books.js';
import { POLICIES } from '../../core/policies/index.js';
import { DEFAULTS } from '../../core/settings.js';
import { plainRecipe } from '../policy-choice.js';
import { runJobs } from '../simulation/pool.js';
import { benchEstate } from './estate.js';
import { option } from './options.js';

const tables = Number(option('tables', '10000'));
const nights = Number(option('nights', '365'));
const workers = Number(option('workers', '2'));
// A classic policy that cannot plan the estate at all would make the figure look good for nothing.
const planning = POLICIES.filter(({ name }) => name !== 'hippolyte-classic').slice(0, 12);
const names = option('policies', planning.map(({ name }) => name).join(',')).split(',');

const madeAt = performance.now();
const history = benchEstate({ tables, nights, seed: 7 });
const book = priceBook(DEFAULTS.region);
const runs = names.map((name) => ({ id: name, recipe: plainRecipe(name), settings: DEFAULTS, growth: 1, book, ledgers: 'none' as const, cells: false }));
const tableNights = tables * nights * runs.length;
process.stderr.write(`estate of ${tables} tables x ${nights} nights made in ${((performance.now() - madeAt) / 1000).toFixed(1)} s\n`);

let peakRssBytes = 0;
const watch = setInterval(() => (peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss())), 100);
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const results = await runJobs({ history, nights: history.nights.map((_, night) => night), runs, outDir: null }, workers, tableNights, () => undefined);
const seconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6; // of all threads
clearInterval(watch);

const figure = {
  bench: 'year', tables, nights, policies: runs.length, workers, tableNights, seconds, cpuSeconds,
  tableNightsPerSecond: tableNights / seconds,
  tableNightsPerSecondPerWorker: tableNights / seconds / workers,
  peakRssGib: Math.max(peakRssBytes, process.memoryUsage.rss()) / 2 ** 30,
  costUsdPerNight: Object.fromEntries(results.map((result) => [result.id, result.nights.reduce((sum, night) => sum + night.costUsd.total, 0) / nights])),
};
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify(figure, null, 1)}\n`);
else {
  process.stdout.write(`${(tableNights / 1e6).toFixed(1)} M table-nights (${runs.length} policies) in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU time) with ${workers} workers: `);
  process.stdout.write(`${(figure.tableNightsPerSecond / 1e6).toFixed(2)} M/s, peak memory ${figure.peakRssGib.toFixed(2)} GiB\n`);
}
