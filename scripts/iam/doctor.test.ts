// The doctor's dry calls against the policies in force: with those of whoever looks it finds nothing wrong, and without any one action
// of any one statement it names just that action, what it is missing on and the file that holds it.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledPolicy } from '../../core/live/iam-policy.js';
import type { EngineName } from '../../core/plan.js';
import type { Check } from '../../executor/doctor/check.js';
import { examine } from '../../executor/doctor/doctor.js';
import { explained } from '../../executor/explained.js';
import { openState } from '../../executor/state/open-state.js';
import { Iam } from '../../fixtures/aws/iam/iam.js';
import { readPolicy, type PolicyDocument, type Statement } from '../../fixtures/aws/iam/policy.js';
import { holderOf } from '../live/policy-files.js';
import { packageRoot } from '../package.js';
import { PLACES, stageOf } from './plays.js';

const POLICIES = ['doctor', 'state', 'kms'];
const documentOf = (name: string): PolicyDocument => readPolicy(filledPolicy(readFileSync(join(packageRoot(), 'docs/iam', `${name}.json`), 'utf8'), PLACES));
const ALL: readonly EngineName[] = ['scan', 'emr', 'data-pipeline', 'export'];

/** What the doctor finds in an account where these policies are in force. */
async function findings(policies: readonly PolicyDocument[], engines: readonly EngineName[] = ALL): Promise<{ checks: Check[]; iam: Iam }> {
  const one = stageOf({});
  const { live } = one.config;
  const { clock } = one;
  const aws = explained(await one.doors().openAws({ region: null }), holderOf('doctor', live, PLACES.region), null);
  const applicant = { night: '', runId: 'doctor', host: 'h', pid: 1, bootId: '', who: '', version: '1', command: 'doctor' };
  const state = openState(live.state, aws, { clock, wall: () => clock.now(), owner: { account: PLACES.account, region: PLACES.region }, clean: (text) => text });
  const iam = new Iam(one.account, policies);
  one.account.aws.iam = iam;
  const http = (): Promise<{ ok: boolean; status: number }> => Promise.resolve({ ok: true, status: 200 });
  const checks = await examine({
    aws, clock, http, live, region: PLACES.region, engines, skewSeconds: () => 0, state, applicant, lastCollected: () => Promise.resolve(null), nightBefore: '2026-06-09', tries: true,
  });
  return { checks, iam };
}

/** Actions that checks ask to be allowed, with what is said of them. */
function named(checks: readonly Check[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { what, mend } of checks) {
    for (const [text, action] of `${what}; ${mend}`.matchAll(/allow ([\w-]+:\w+)(?: on \S+)? \(docs\/iam\/[\w-]+\.json\)/g)) found.set(action, [...found.get(action) ?? [], text]);
  }
  return found;
}

const whole = findings(POLICIES.map(documentOf));
whole.catch(() => undefined);

test('with its policies nothing is refused, and nothing is critical', async (t) => {
  const { checks, iam } = await whole;
  t.deepEqual(iam.refused, []);
  t.deepEqual(checks.filter(({ state }) => state === 'critical'), []);
  t.deepEqual([...named(checks)], []);
});

/** What only a later start needs, or the doctor's own policy allows as well. */
const NOT_TRIED = ['RemoveLocks', 'ListState'];
for (const file of POLICIES) {
  ([...documentOf(file).Statement as Statement[]]).forEach((statement, index) => {
    for (const action of NOT_TRIED.includes(statement.Sid ?? '') ? [] : [statement.Action].flat() as string[]) {
      test(`${file}: without ${action} (${statement.Sid}) it is named, and nothing else`, async (t) => {
        const left = (documentOf(file).Statement as Statement[]).map((one, i) => (i === index ? { ...one, Action: ([one.Action].flat() as string[]).filter((name) => name !== action) } : one));
        const changed: PolicyDocument = { Version: '2012-10-17', Statement: left.filter(({ Action }) => (Action as string[]).length > 0) };
        const { checks, iam } = await findings(POLICIES.map((name) => (name === file ? changed : documentOf(name))));
        const found = named(checks);
        t.deepEqual([...found.keys()], [action], JSON.stringify(checks.filter(({ state }) => state === 'critical')));
        const [missing] = iam.refused;
        const wanted = `allow ${action}${missing.resource === '*' ? '' : ` on ${missing.resource}`} (docs/iam/${file}.json)`;
        t.true(found.get(action)?.includes(wanted), `${wanted} is not in ${found.get(action)?.join()}`);
      });
    }
  });
}

test('an account that Data Pipeline is closed to is told so, and asked for no permission', async (t) => {
  const one = stageOf({});
  one.account.pipelines.open = false;
  const aws = await one.doors().openAws({ region: null });
  const { engineChecks } = await import('../../executor/doctor/engines.js');
  const [check] = await engineChecks(aws, PLACES.region, ['data-pipeline']);
  t.is(check.state, 'critical');
  t.regex(check.what, /this account has no Data Pipeline, which is closed to new customers since July 2024/);
  t.deepEqual([...named([check])], []);
});
