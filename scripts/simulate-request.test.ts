import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPolicy, POLICIES } from '../core/policies/index.js';
import { DEFAULTS } from '../core/settings.js';
import { simulateCommand } from './commands/simulate.js';
import { parse } from './parse.js';
import { policyOf } from './policy-choice.js';
import type { SimulateRequest } from './request.js';
import { requestOf } from './simulate-request.js';

const dir = mkdtempSync(join(tmpdir(), 'hippolyte-request-'));
test.after.always(() => rmSync(dir, { recursive: true, force: true }));

const request = async (...typed: string[]): Promise<SimulateRequest> => requestOf(await parse(['--history', dir, ...typed], simulateCommand));
const ids = ({ runs }: SimulateRequest): string[] => runs.map(({ id }) => id);

test('without flags: all policies, the defaults, the classic one as baseline', async (t) => {
  const plain = await request();
  t.deepEqual(ids(plain), POLICIES.map(({ name }) => name));
  t.deepEqual(plain.runs.filter(({ baseline }) => baseline).map(({ id }) => id), ['hippolyte-classic']);
  t.deepEqual(plain.runs[0].settings, DEFAULTS);
  t.like(plain, { historyDir: dir, nights: null, outDir: null, ledgers: null, prices: null });
});

test('the baseline is always run', async (t) => {
  t.deepEqual(ids(await request('--policy', 'cheapest')), ['hippolyte-classic', 'cheapest']);
  t.deepEqual(ids(await request('--policy', 'cheapest', '--baseline', 'cheapest')), ['cheapest']);
});

test('flags beat the experiment, the experiment beats the configuration', async (t) => {
  const config = join(dir, 'c.yaml');
  const experiment = join(dir, 'e.yaml');
  writeFileSync(config, 'seed: 2\nregion: eu-west-1\nscan: { launchSeconds: 5 }\nbilling: { rule: sampled }\n');
  writeFileSync(experiment, 'policies: [cheapest]\nsettings: { seed: 3, billing: { retentionNights: 7 } }\n');
  const { runs } = await request('--config', config, '--experiment', experiment, '--seed', '4', '--reserved-rcu', '100', '--window', '23:00-06:00');
  const { settings } = runs[0];
  t.is(settings.seed, 4);
  t.is(settings.region, 'eu-west-1');
  t.is(settings.scan.launchSeconds, 5);
  t.deepEqual(settings.billing, { ...DEFAULTS.billing, rule: 'sampled', retentionNights: 7, reservedRcu: 100 });
  t.deepEqual(settings.window, { opens: '23:00', closes: '06:00', zone: 'UTC' });
});

test('runs of an experiment are told apart by the axes that vary, in names that any file system takes', async (t) => {
  const experiment = join(dir, 'axes.yaml');
  writeFileSync(experiment, [
    'policies: [cheapest]', 'baseline: cheapest', 'growth: [1, 1.5]', 'seeds: [1, 2]', 'regions: [us-east-1]',
    'windows: ["00:00-07:00", { opens: "22:00", closes: "04:00", zone: America/Argentina/Buenos_Aires }]',
  ].join('\n'));
  const { runs } = await request('--experiment', experiment);
  t.is(new Set(runs.map(({ id }) => id)).size, 8);
  t.is(runs[0].id, 'cheapest.0000-0700.growth-1.seed-1');
  t.is(runs[7].id, 'cheapest.2200-0400-America-Argentina-Buenos_Aires.growth-1.5.seed-2');
  for (const { id } of runs) t.regex(id, /^[A-Za-z0-9._+-]+$/);
  t.is(runs.filter(({ baseline }) => baseline).length, 1);
  t.is((await request('--experiment', experiment, '--seed', '9')).runs.length, 4, 'a flag replaces the axis');
});

test('parts are tried beside the policy that they replace parts of, and are found again by a thread', async (t) => {
  const rule = join(dir, 'mine.mjs');
  writeFileSync(rule, "export const mine = { name: 'mine', summary: 'one lane a copy', source: 'here', lanes: (d) => Array.from(d, (_, i) => [i]) };\n");
  const { runs } = await request('--policy', 'emr-first-fit', '--pack', rule, '--timing', 'at-open');
  t.deepEqual(runs.map(({ id }) => id), ['hippolyte-classic', 'emr-first-fit', 'emr-first-fit+mine+at-open']);
  const again = await policyOf(JSON.parse(JSON.stringify(runs[2].recipe)) as (typeof runs)[2]['recipe']);
  t.deepEqual(again.pack.lanes([1, 2], { durationSecondsMax: 9, countMax: 9 }), [[0], [1]]);
  t.is(again.scale, findPolicy('emr-first-fit').scale);
  t.deepEqual(ids(await request('--pack', 'lpt')), ['hippolyte-classic', 'hippolyte-corrected', 'hippolyte-corrected+lpt']);
});
