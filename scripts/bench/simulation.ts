// How fast whole nights are simulated: plan, run and fold, for every listed policy, at several numbers of tables.
//
//   node dist/scripts/bench/simulation.js [--tables 100,1000,10000] [--nights 20] [--seconds 3] [--json]
//
// The figure of a policy is table-nights a second of one core: the median over rounds (`benchmark` package), with the
// preparation of the nights (survey, forecast) measured once and told apart, because all policies of a sweep share it.
// Beside it stands the same by CPU time, which does not count the time in which a busy machine did something else.

import Benchmark from 'benchmark';
import { priceBook } from '../../core/money/price-books.js';
import { windowsOf } from '../../core/calendar.js';
import { POLICIES } from '../../core/policies/index.js';
import { DEFAULTS, withSettings } from '../../core/settings.js';
import { HistoryNights, type PreparedNight } from '../../sim/nights.js';
import { RunReplay } from '../../sim/replay.js';
import { benchEstate } from './estate.js';
import { median, option } from './options.js';

interface Figure {
  readonly policy: string;
  readonly tables: number;
  readonly tableNightsPerSecond: number;
  readonly tableNightsPerCpuSecond: number;
  readonly rounds: number;
}

const NIGHTS = Number(option('nights', '20'));
const SECONDS = Number(option('seconds', '3'));

function measure(tables: number, rounds: number): Figure[] {
  const history = benchEstate({ tables, nights: NIGHTS, seed: 7 });
  const windows = windowsOf(history.nights, DEFAULTS.window);
  const numbers = history.nights.map((_, number) => number);
  const figures: Figure[] = [];
  let prepared: PreparedNight[] = [];
  const settings = withSettings(DEFAULTS, { quotas: { accountRcu: new HistoryNights(history, numbers, windows, DEFAULTS, 1).accountRcuQuota } });
  const time = (policy: string, work: () => void): void => {
    work(); // warm
    const cpuSeconds: number[] = [];
    const counted = (): void => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      cpuSeconds.push((user + system) / 1e6);
    };
    const bench = new Benchmark(policy, counted, { minSamples: rounds, maxTime: SECONDS });
    bench.run();
    const rate = (seconds: readonly number[]): number => (tables * NIGHTS) / median(seconds);
    figures.push({ policy, tables, tableNightsPerSecond: rate(bench.stats.sample), tableNightsPerCpuSecond: rate(cpuSeconds), rounds: bench.stats.sample.length });
  };
  time('(preparation)', () => {
    const nights = new HistoryNights(history, numbers, windows, settings, 1);
    prepared = numbers.map((number) => nights.prepare(number));
  });
  const book = priceBook(DEFAULTS.region);
  for (const policy of POLICIES) {
    const replay = new RunReplay(history, policy, settings, 1, book);
    let usd = 0;
    time(policy.name, () => {
      for (const night of prepared) usd += replay.numbers(night).summary.costUsd.total;
    });
    if (!Number.isFinite(usd)) throw new Error(`bug: ${policy.name} cost ${usd}`); // also keeps the result in use
  }
  return figures;
}

const sizes = option('tables', '100,1000,10000').split(',').map(Number);
const figures = sizes.flatMap((tables) => measure(tables, 5));
for (const tables of sizes) {
  // A classic policy that cannot plan the estate at all would make the figure look good for nothing.
  const own = figures.filter((figure) => figure.tables === tables && figure.policy !== '(preparation)' && figure.policy !== 'hippolyte-classic');
  const preparation = figures.find((figure) => figure.tables === tables && figure.policy === '(preparation)') as Figure;
  const together = (key: 'tableNightsPerSecond' | 'tableNightsPerCpuSecond'): number =>
    own.length / own.reduce((sum, figure) => sum + 1 / figure[key], 1 / preparation[key]);
  figures.push({
    policy: '(all, preparation included)', tables, tableNightsPerSecond: together('tableNightsPerSecond'),
    tableNightsPerCpuSecond: together('tableNightsPerCpuSecond'), rounds: 1,
  });
}
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify({ bench: 'simulation', figures }, null, 1)}\n`);
else {
  for (const { policy, tables, tableNightsPerSecond, tableNightsPerCpuSecond } of figures) {
    const rate = (value: number): string => (value / 1e6).toFixed(2).padStart(7);
    process.stdout.write(`${String(tables).padStart(6)} tables  ${policy.padEnd(36)} ${rate(tableNightsPerSecond)} M table-nights/s, ${rate(tableNightsPerCpuSecond)} by CPU time\n`);
  }
}
