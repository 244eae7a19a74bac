// The doctor over real sockets: a healthy account, and each thing that can be wrong with one.

import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../../../executor/doctor/check.js';
import { principalOf } from '../../../executor/doctor/account.js';
import { Iam } from '../../../fixtures/aws/iam/iam.js';
import { readPolicy } from '../../../fixtures/aws/iam/policy.js';
import { LoopbackBucket, type BucketSetup } from '../../../fixtures/aws/s3/bucket.js';
import { useAccount } from '../../../fixtures/aws/testing.js';
import { runMain, type Ran } from '../../run-main.js';

const account = await useAccount();
const { aws, s3, sns, sts, dynamo } = account;
const root = mkdtempSync(join(tmpdir(), 'hippolyte-doctor-'));
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:backups';
const PLAIN_REFUSED = JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] });
let folders = 0;

const bucket = (setup: Partial<BucketSetup> = {}): LoopbackBucket => new LoopbackBucket({ policy: PLAIN_REFUSED, ...setup });
test.beforeEach(() => {
  account.reset();
  sts.account = '000000000000';
  s3.buckets.clear();
  s3.buckets.set('backups', bucket());
  sns.topics.clear();
  sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
  sns.sent.length = 0;
});
test.after.always(async () => {
  rmSync(root, { recursive: true, force: true });
  await account.close();
});

const LIVE = { account: '000000000000', destination: 's3://backups/hippolyte', budgetUsd: 20, alerts: { snsTopicArn: TOPIC } };

async function doctor(live: object = {}, flags: readonly string[] = []): Promise<Ran & { checks: Check[]; of: (name: string) => Check | undefined }> {
  const path = join(root, `${++folders}.yaml`);
  writeFileSync(path, JSON.stringify({ live: { ...LIVE, state: join(root, `state-${folders}`), ...live } }));
  const ran = await runMain(['doctor', '--config', path, ...(flags.length === 0 ? ['--json'] : flags)], process.env as Record<string, string>);
  const checks = ran.out.startsWith('{') ? (JSON.parse(ran.out) as { checks: Check[] }).checks : [];
  return { ...ran, checks, of: (name) => checks.find((one) => one.name === name) };
}
const bad = (checks: readonly Check[]): string[] => checks.filter(({ state }) => state === 'critical').map(({ name }) => name);

test.serial('a healthy account: nothing critical, every check has an answer, a message was really sent', async (t) => {
  const { code, checks, of, err } = await doctor();
  t.is(code, 0, err);
  t.deepEqual(bad(checks), []);
  t.deepEqual(checks.filter(({ state }) => state === 'ok').map(({ name }) => name), [
    'credentials', 'tables', 'clock', 'quotas', 'autoscaling', 'destination bucket', 'destination versioning', 'destination encryption', 'destination public access',
    'destination encrypted transport', 'destination conditional writes', 'state', 'lock', 'settled', 'budget', 'topic',
  ]);
  t.is(sns.sent.length, 1);
  t.regex(sns.sent[0].subject ?? '', /a test, nothing has to be done/);
  t.is(of('changes')?.state, 'unproven');
  t.regex(of('changes')?.mend ?? '', /simulate-principal-policy --policy-source-arn arn:aws:iam::000000000000:user\/test --action-names dynamodb:UpdateTable/);
  t.deepEqual((await doctor()).code, 0, 'again: the probe that stays is no obstacle');
});

test.serial('a permission that is missing is told with the file that holds it, and is the exit code', async (t) => {
  aws.iam = new Iam(account, [readPolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"s3:GetBucketVersioning","Resource":"*"}]}')]);
  const { code, of } = await doctor();
  t.is(code, 77);
  t.true(of('destination versioning')?.mend.startsWith('allow s3:GetBucketVersioning on arn:aws:s3:::backups (docs/iam/doctor.json): User: '), of('destination versioning')?.mend);
});

const WRONG: readonly (readonly [string, () => object | undefined, string, Check['state'], number, RegExp])[] = [
  ['another account', () => { sts.account = '999999999999'; return undefined; }, 'credentials', 'critical', 77, /belong to 999999999999/],
  ['no account pinned', () => ({ account: null }), 'credentials', 'warning', 0, /pins none/],
  ['no tables', () => { dynamo.tables.clear(); return undefined; }, 'tables', 'warning', 0, /no table/],
  ['no bucket', () => { s3.buckets.clear(); return undefined; }, 'destination bucket', 'critical', 78, /is not there/],
  ['a bucket of somebody else', () => { s3.buckets.set('backups', bucket({ owner: '111111111111' })); return undefined; }, 'destination bucket', 'critical', 77, /s3:ListObjectsV2: the credentials may not do this/],
  ['versions are not kept', () => { s3.buckets.set('backups', bucket({ versioning: 'Suspended' })); return undefined; }, 'destination versioning', 'warning', 0, /off/],
  ['no encryption', () => { s3.buckets.set('backups', bucket({ encryption: null })); return undefined; }, 'destination encryption', 'warning', 0, /none/],
  ['public access', () => { s3.buckets.set('backups', bucket({ publicAccessBlock: null })); return undefined; }, 'destination public access', 'critical', 78, /not blocked/],
  ['requests in the clear', () => { s3.buckets.set('backups', bucket({ policy: null })); return undefined; }, 'destination encrypted transport', 'warning', 0, /does not refuse/],
  ['a policy about something else', () => { s3.buckets.set('backups', bucket({ policy: '{"Statement":[]}' })); return undefined; }, 'destination encrypted transport', 'warning', 0, /does not refuse/],
  ['no destination', () => ({ destination: null }), 'destination', 'critical', 78, /is not set/],
  ['no budget', () => ({ budgetUsd: null }), 'budget', 'critical', 78, /no budget/],
  ['no such topic', () => { sns.topics.clear(); return undefined; }, 'topic', 'critical', 78, /is not there/],
  ['nobody subscribed', () => { sns.topics.set(TOPIC, { confirmed: 0, pending: 1 }); return undefined; }, 'topic', 'critical', 78, /nobody has confirmed/],
  ['nobody is told', () => ({ alerts: {} }), 'topic', 'warning', 0, /nobody is told/],
  ['a switch that is not there', () => ({ alerts: { healthcheckUrl: 'https://127.0.0.1:1/secret-word' } }), 'health check', 'critical', 78, /^127\.0\.0\.1: /],
  ['metrics where nobody may write', () => ({ alerts: { metricsFile: '/proc/none/x.prom' } }), 'metrics', 'critical', 74, /cannot be written/],
  ['a history that is not there', () => ({ history: join(root, 'nothing') }), 'history', 'warning', 0, /no history is collected/],
];
for (const [what, make, name, state, exitCode, words] of WRONG) {
  test.serial(`told with a way to mend it: ${what}`, async (t) => {
    const { of, code, out } = await doctor(make() ?? {});
    t.is(of(name)?.state, state, out);
    t.regex(of(name)?.what ?? '', words);
    t.not(of(name)?.mend, '');
    if (state === 'critical') t.is(code, exitCode, out);
    t.false(out.includes('secret-word'));
  });
}

test.serial('a store that lets the second writer win is found out', async (t) => {
  class Forgetful extends LoopbackBucket {
    override get(): undefined {
      return undefined;
    }
  }
  s3.buckets.set('backups', new Forgetful());
  const { of } = await doctor();
  t.regex(of('destination conditional writes')?.what ?? '', /a second write of hippolyte\/doctor\/probe was not refused \(it was written\)/);
  t.is(of('destination conditional writes')?.state, 'critical');
});

test.serial('for a monitor: one line, its codes, no message', async (t) => {
  const good = await doctor({}, ['--nagios']);
  t.is(good.code, 1, good.out);
  t.regex(good.out, /^HIPPOLYTE WARNING - [^\n]+ \| checks=\d+ critical=0 warning=\d+\n$/);
  t.is(sns.sent.length, 0);
  const ill = await doctor({ budgetUsd: null }, ['--nagios']);
  t.is(ill.code, 2);
  t.regex(ill.out, /^HIPPOLYTE CRITICAL - [^\n]*budget: no budget is set/);
});

test.serial('for people: a line a check, and beneath it how to mend it', async (t) => {
  const { out, code } = await doctor({ budgetUsd: null }, ['--silent']);
  t.is(code, 78);
  t.regex(out, /^critical {2}budget +no budget is set; run refuses to start\n +set live\.budgetUsd$/m);
  t.regex(out, /^\d+ checks: 1 critical, \d+ warnings, 1 unproven\n$/m);
  t.is(sns.sent.length, 0);
});

test('IAM is asked for the role, not for its session', (t) => {
  t.is(principalOf('arn:aws:sts::123456789012:assumed-role/night/i-0abc'), 'arn:aws:iam::123456789012:role/night');
  t.is(principalOf('arn:aws:iam::123456789012:user/me'), 'arn:aws:iam::123456789012:user/me');
});
