// The commands from their flags to what they print and write.

import test from 'ava';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POLICIES } from '../../core/policies/index.js';
import { packageRoot } from '../package.js';
import { runMain } from '../run-main.js';

const dir = mkdtempSync(join(tmpdir(), 'hippolyte-commands-'));
test.after.always(() => rmSync(dir, { recursive: true, force: true }));

const SMALL = join(packageRoot(), 'fixtures', 'history-small');
const SHORT = ['--history', SMALL, '--nights', '2026-06-01..2026-06-03'];

interface Result {
  readonly history: { readonly nights: number; readonly tables: number };
  readonly policies: readonly Record<string, unknown>[];
}

test('simulate prints one JSON document, the same for the same flags', async (t) => {
  const typed = ['simulate', ...SHORT, '--policy', 'hippolyte-classic,headroom-first,native-export', '--json'];
  const first = await runMain(typed);
  t.is(first.code, 0, first.err);
  const { history, policies } = JSON.parse(first.out) as Result;
  t.is(history.nights, 3);
  t.true(history.tables >= 40);
  t.deepEqual(policies.map(({ policy }) => policy).sort(), ['headroom-first', 'hippolyte-classic', 'native-export']);
  for (const policy of policies) {
    t.is(policy.nights, 3);
    const { total, ...parts } = policy.costUsd as Record<string, number>;
    t.true(Math.abs(Object.values(parts).reduce((sum, part) => sum + part, 0) - total) < 1e-9 * (1 + total));
    t.is(policy.costUsdPerNight, total / 3);
  }
  t.is((await runMain(typed)).out, first.out);
});

test('simulate prints a table for people, and says why a policy could not plan', async (t) => {
  const ran = await runMain(['simulate', ...SHORT, '--policy', 'headroom-first']);
  t.is(ran.code, 0, ran.err);
  t.regex(ran.out, /^policy +\$\/night +\$\/month +nights that fit/);
  t.regex(ran.out, /^hippolyte-classic \(baseline\) /m);
  t.regex(ran.err, /^warning: hippolyte-classic could not plan 3 of 3 nights: /m);
});

test('prices that are not known are told beside the ranking, not only in the report', async (t) => {
  const ran = await runMain(['simulate', ...SHORT, '--policy', 'native-export', '--baseline', 'native-export', '--region', 'eu-central-1']);
  t.is(ran.code, 0, ran.err);
  t.regex(ran.err, /^warning: no price is known in eu-central-1 for .*dynamodb\.export-gb.*: they count as 0, .*--prices FILE$/m);
  t.regex(ran.out, /^native-export \(baseline\) +>= 0\.00 /m);
});

test('the exit code tells that nothing fits only when it is asked to', async (t) => {
  const hopeless = ['simulate', ...SHORT, '--policy', 'as-is-scan', '--window', '00:00-00:10', '--quiet'];
  t.is((await runMain(hopeless)).code, 0);
  t.is((await runMain([...hopeless, '--detailed-exitcode'])).code, 2);
});

test('simulate writes a folder that report draws again, and that only simulate may replace', async (t) => {
  const out = join(dir, 'out');
  const typed = ['simulate', ...SHORT, '--policy', 'headroom-first', '--out', out, '--quiet'];
  const first = await runMain(typed);
  t.is(first.code, 0, first.err);
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  rmSync(join(out, 'report.html'));
  const again = await runMain(['report', out]);
  t.is(again.out, `${join(out, 'report.html')}\n`, again.err);
  t.is(readFileSync(join(out, 'report.html'), 'utf8'), page);
  t.is((await runMain(typed)).code, 0, 'our own folder is replaced');
  const other = join(dir, 'other');
  await runMain(['synth', '--tables', '5', '--nights', '2', '--out', other]);
  t.is((await runMain([...typed.slice(0, -3), '--out', other])).code, 73);
  t.is((await runMain([...typed.slice(0, -3), '--out', other, '--force', '--quiet'])).code, 0);
  t.true(existsSync(join(other, 'tables.csv')), 'what is not ours stays');
});

test('explain takes policy and history from the last simulation', async (t) => {
  const out = join(dir, 'explained');
  t.is((await runMain(['simulate', ...SHORT, '--policy', 'native-export', '--baseline', 'native-export', '--out', out, '--quiet'])).code, 0);
  const ran = await runMain(['explain', '--night', '2026-06-02', '--table', 'orders', '--out', out]);
  t.is(ran.code, 0, ran.err);
  t.regex(ran.out, /^orders on 2026-06-02, native-export\n {2}orders holds /);
});

test('table names that break other programs are ordinary data', async (t) => {
  for (const name of ['__proto__', '-rf', 'CON', '...', 'Orders', 'orders']) {
    const ran = await runMain(['explain', '--night', '2026-06-01', `--table=${name}`, '--history', SMALL, '--policy', 'headroom-first', '--json']);
    t.is(ran.code, 0, ran.err);
    t.like(JSON.parse(ran.out) as object, { table: name, policy: 'headroom-first' });
  }
});

test('policies lists every policy once, with its source', async (t) => {
  const { out } = await runMain(['policies']);
  for (const { name, summary } of POLICIES) t.true(out.split('\n').filter((line) => line.startsWith(`  ${name} `) && line.includes(summary)).length > 0, name);
  const listed = JSON.parse((await runMain(['policies', '--json'])).out) as Record<string, { source: string }[]>;
  t.is(listed.policies.length, POLICIES.length);
  t.true(Object.values(listed).flat().every(({ source }) => source !== ''));
});

test('synth gives the same bytes for the same seed, and convert keeps the history', async (t) => {
  const [one, two, gz] = ['one', 'two', 'gz'].map((name) => join(dir, name));
  for (const out of [one, two]) t.is((await runMain(['synth', '--tables', '12', '--nights', '4', '--seed', '7', '--out', out])).code, 0);
  for (const name of ['tables.csv', 'traffic.csv']) t.deepEqual(readFileSync(join(one, name)), readFileSync(join(two, name)));
  t.is((await runMain(['convert', one, '--to', 'csv.gz', '--out', gz])).code, 0);
  const digest = async (history: string): Promise<unknown> => {
    const ran = await runMain(['simulate', '--history', history, '--policy', 'headroom-first', '--json']);
    return (JSON.parse(ran.out) as { history: { digest: string } }).history.digest;
  };
  t.is(await digest(gz), await digest(one));
});

test('an experiment runs every combination', async (t) => {
  const file = join(dir, 'what-if.yaml');
  writeFileSync(file, `history: ${SMALL}\npolicies: [headroom-first, native-export]\nbaseline: native-export\ngrowth: [1, 2]\nseeds: [1, 2]\n`);
  const ran = await runMain(['simulate', '--experiment', file, '--nights', '2026-06-01', '--json']);
  t.is(ran.code, 0, ran.err);
  const { policies } = JSON.parse(ran.out) as Result;
  t.is(policies.length, 2 * 2 * 2);
  const cost = (growth: number): number => policies.find((run) => run.policy === 'native-export' && run.growth === growth && run.seed === 1)?.costUsdPerNight as number;
  t.true(cost(2) > cost(1), 'more data is never cheaper');
});

test('the experiment of the documentation runs', async (t) => {
  const ran = await runMain(['simulate', '--experiment', join(packageRoot(), 'docs', 'what-if.yaml'), '--nights', '2026-06-01']);
  t.is(ran.code, 0, ran.err);
  t.is(ran.out.trimEnd().split('\n').length, 1 + 3 * 2 * 2 * 2);
  t.regex(ran.out, /^policy +region +window +growth +\$\/night/);
});
