import test from 'ava';
import { COUNTED_AS_ZERO } from '../core/money/prices.js';
import type { OutputDocument, RunDocument } from '../core/results/summary.js';
import { DEFAULTS } from '../core/settings.js';
import { rankingText } from './ranking-text.js';
import { resultDocument } from './result-document.js';

const plain = { bold: (text: string): string => text, dim: (text: string): string => text };

function run(id: string, change: Partial<RunDocument> = {}): RunDocument {
  return {
    id, policy: id, policySummary: '', region: 'us-east-1', window: DEFAULTS.window, growth: 1, seed: 1, baseline: false,
    nights: 30, nightsFit: 30, tablesLate: 0,
    costUsd: { total: 30, readCapacity: 10, engine: 5, export: 5, storage: 4, requests: 3, other: 3 },
    costUsdPerNight: 1, costUsdPerMonth: 30.4375, costUsdNightP10: 1, costUsdNightP90: 1,
    makespanSeconds: { p50: 6 * 3600 + 5 * 60, p95: 7 * 3600 - 1, max: 25_200 },
    throttledReadUnits: 0, totalUsdByBillingRule: {}, unpriced: [], crashedNights: 0, crashed: null,
    ...change,
  };
}

function output(runs: readonly RunDocument[], baseline: string): OutputDocument {
  return {
    hippolyte: { version: '0.0.0', format: 1 },
    history: { name: 'h', digest: 'd', nights: 30, tables: 40, firstNight: '', lastNight: '', missingNights: [], sizeBytesLast: 0, gaps: [], gapsMore: 0, notes: [] },
    settings: DEFAULTS, prices: [], assumptions: [], baseline, runs, ledgers: [],
  };
}

const classic = run('hippolyte-classic', { baseline: true, nightsFit: 0, tablesLate: 1234, costUsdPerNight: 1166.7, costUsdPerMonth: 35_511.43, throttledReadUnits: 1e6 });

test('the ranking names what fits first, with the difference against the baseline', (t) => {
  t.deepEqual(rankingText(output([classic, run('cheapest', { costUsdPerNight: 583.35 })], classic.id), plain).split('\n'), [
    'policy                         $/night    $/month  nights that fit  tables late  makespan p50     p95  throttled app reads  $/night vs baseline',
    'cheapest                        583.35      30.44            30/30            0        6h 05m  7h 00m                    0       -583.35 (-50%)',
    'hippolyte-classic (baseline)  1,166.70  35,511.43             0/30        1,234        6h 05m  7h 00m            1,000,000                    -',
    '',
  ]);
});

test('axes are columns where they vary, and each run is told against the baseline of its scenario', (t) => {
  const runs = [classic, run('a', { policy: 'a' }), { ...classic, id: 'c2', seed: 2, baseline: false, costUsdPerNight: 2 }, run('a2', { policy: 'a', seed: 2 })];
  const lines = rankingText(output(runs, classic.id), plain).split('\n');
  t.regex(lines[0], /^policy +seed +\$\/night/);
  t.regex(lines.find((line) => /^a +2 /.test(line)) ?? '', /-1\.00 \(-50%\)$/);
  t.regex(lines.find((line) => /^a +1 /.test(line)) ?? '', /-1,165\.70 \(-100%\)$/);
});

test('a cost of which prices are missing is marked, and compared with nothing', (t) => {
  const unpriced = [{ meter: 'dynamodb.export-gb', what: `5 x GB used, ${COUNTED_AS_ZERO}` }];
  const lines = rankingText(output([classic, run('native-export', { unpriced, costUsdPerNight: 0, costUsdPerMonth: 0 })], classic.id), plain).split('\n');
  t.regex(lines[1], /^native-export +>= 0\.00 +>= 0\.00 .* not priced$/);
});

test('a baseline that could not plan a single night is nothing to compare with', (t) => {
  const crashed = { ...classic, costUsdPerNight: 0.01, crashedNights: 30, crashed: 'ZeroDivisionError' };
  const lines = rankingText(output([crashed, run('cheapest')], crashed.id), plain).split('\n');
  t.regex(lines[1], /^cheapest .* no plan$/);
  t.regex(lines[2], /no plan +no plan +1,000,000 +-$/);
});

test('the JSON document has the promised keys, best run first', (t) => {
  const document = JSON.parse(JSON.stringify(resultDocument(output([classic, run('cheapest')], classic.id), ['w']))) as { history: object; policies: Record<string, unknown>[]; warnings: string[] };
  t.like(document.history, { nights: 30, tables: 40 });
  t.deepEqual(document.policies.map(({ policy }) => policy), ['cheapest', 'hippolyte-classic']);
  t.like(document.policies[0], {
    policy: 'cheapest', nights: 30, nightsFit: 30, tablesLate: 0,
    costUsd: { total: 30, readCapacity: 10, engine: 5, export: 5, storage: 4, requests: 3, other: 3 },
    costUsdPerNight: 1, makespanSeconds: { p50: 21_900, p95: 25_199, max: 25_200 }, throttledReadUnits: 0,
  });
  t.deepEqual(document.warnings, ['w']);
});
