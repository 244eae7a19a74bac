// Every way in which a call can go wrong, through the SDK's own retries, to an exit code and one line.

import test from 'ava';
import { UserError } from '../core/errors.js';
import { Iam } from '../fixtures/aws/iam/iam.js';
import { readPolicy } from '../fixtures/aws/iam/policy.js';
import { LoopbackBucket } from '../fixtures/aws/s3.js';
import { FAKE_CREDENTIALS, type FaultKind } from '../fixtures/aws/server.js';
import { NOW_AT, useAccount } from '../fixtures/aws/testing.js';
import { openAws, type ClientOptions } from './clients.js';
import { endpointFault } from './endpoints.js';
import { OUTCOMES } from '../core/world.js';
import { ask, tryCall } from './faults.js';
import { readTraffic } from './metrics.js';
import { surveyAccount } from './survey.js';

const account = await useAccount();
const { aws } = account;
test.beforeEach(() => {
  account.reset();
  process.env.AWS_MAX_ATTEMPTS = '2';
});
test.after.always(() => account.close());

/** Everything that is asked of AWS, once. */
async function askAll(options: ClientOptions = { region: null }): Promise<number> {
  const client = await openAws(options);
  try {
    const { records } = await surveyAccount(client, { include: [], exclude: [] }, () => undefined);
    const toAt = Math.floor(NOW_AT / 3600) * 3600;
    let tables = 0;
    for await (const { table } of readTraffic(client, [{ fromAt: toAt - 7200, toAt, periodSeconds: 300, tables: records }])) tables += Number(table !== '');
    return tables;
  } finally {
    client.close();
  }
}

const ACTIONS = [
  'dynamodb:ListTables', 'dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeLimits',
  'application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingPolicies', 'cloudwatch:GetMetricData',
];
/** Fault, exit code, tries, what is said. */
const KINDS: readonly (readonly [FaultKind, number, number, RegExp])[] = [
  ['throttle', 75, 2, /^throttled to the end of the retries \(ThrottlingException\); run again later/],
  ['error-500', 75, 2, /^failed to the end of the retries \(InternalServ(erError|iceException)\); run again later/],
  ['reset', 69, 2, /^AWS cannot be reached \(ECONNRESET\); check network/],
  ['hang', 69, 2, /^AWS cannot be reached \(ETIMEDOUT\); check network/],
  ['cut', 69, 2, /^AWS cannot be reached \(ECONNRESET\); check network/],
  ['denied', 77, 1, /^the credentials may not do this; allow [a-z-]+:\w+ \(docs\/iam has the policies\): User: arn:aws:iam::/],
  ['expired', 77, 1, /^no valid credentials \(ExpiredTokenException\); sign in again/],
  ['signature', 77, 1, /^no valid credentials \(InvalidSignatureException\); sign in again/],
  ['html', 76, 1, /^this is no answer of AWS \(SyntaxError, status 200\); check what answers/],
  ['truncated', 76, 1, /^this is no answer of AWS \(SyntaxError, status 200\); check what answers/],
];

for (const action of ACTIONS) {
  test.serial(`${action}: every fault ends in its code and one line that names the action`, async (t) => {
    for (const [kind, exitCode, tries, what] of KINDS) {
      aws.heal();
      aws.fail(action, kind);
      const error = await t.throwsAsync(askAll({ region: null, answerMs: kind === 'hang' ? 100 : 5_000 }), { instanceOf: UserError }, kind);
      t.is(error.exitCode, exitCode, kind);
      t.is(error.issues.length, 1);
      t.is(error.issues[0].where, action, kind);
      t.regex(error.issues[0].what, what, kind);
      t.notRegex(error.message, /\n/, kind);
      // Calls of other tables are under way when one of these fails.
      if (!action.startsWith('dynamodb:Describe') || action === 'dynamodb:DescribeLimits') t.is(aws.count(action), tries, kind);
      for (const secret of [FAKE_CREDENTIALS.AWS_SECRET_ACCESS_KEY, FAKE_CREDENTIALS.AWS_SESSION_TOKEN]) t.false(error.message.includes(secret), kind);
    }
  });

  test.serial(`${action}: what passes is tried again until it works`, async (t) => {
    for (const kind of ['throttle', 'error-500', 'reset', 'cut'] as const) {
      aws.heal();
      aws.fail(action, kind, 1);
      t.is(await askAll(), 5, kind);
    }
  });
}

const codeOf = async (t: { throwsAsync: (promise: Promise<unknown>, expected: { instanceOf: typeof UserError }) => Promise<UserError> }): Promise<readonly [number, string]> => {
  const error = await t.throwsAsync(askAll(), { instanceOf: UserError });
  return [error.exitCode, error.message];
};

test.serial('missing credentials, a missing region and a closed port are told apart', async (t) => {
  for (const name of Object.keys(FAKE_CREDENTIALS)) delete process.env[name];
  const [missing, said] = await codeOf(t);
  t.is(missing, 77);
  t.regex(said, /no valid credentials \(CredentialsProviderError\)/);
  account.reset();
  delete process.env.AWS_REGION;
  t.deepEqual(await codeOf(t), [78, 'region: is missing or is none: give --region, or set AWS_REGION, such as eu-west-1']);
  account.reset();
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  const [closed, line] = await codeOf(t);
  t.is(closed, 69);
  t.regex(line, /^dynamodb:ListTables: AWS cannot be reached \(ECONNREFUSED\)/);
});

test.serial('keys that the account does not know are credentials that are not valid', async (t) => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAOTHEROTHEROTHER0';
  t.is((await codeOf(t))[0], 77);
});

test.serial('each service has its own endpoint where one is set', async (t) => {
  const { AWS_ENDPOINT_URL: endpoint } = account.env;
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  for (const service of ['DYNAMODB', 'CLOUDWATCH', 'APPLICATION_AUTO_SCALING']) process.env[`AWS_ENDPOINT_URL_${service}`] = endpoint;
  t.is(await askAll(), 5);
  for (const service of ['DYNAMODB', 'CLOUDWATCH', 'APPLICATION_AUTO_SCALING']) delete process.env[`AWS_ENDPOINT_URL_${service}`];
});

test.serial('requests are not sent in the clear, nor to metadata services', async (t) => {
  for (const endpoint of ['http://192.0.2.7:8000', 'http://169.254.169.254', 'https://169.254.169.254', 'http://metadata.google.internal']) {
    process.env.AWS_ENDPOINT_URL = endpoint;
    const [exitCode, message] = await codeOf(t);
    t.is(exitCode, 78, endpoint);
    t.regex(message, /^AWS_ENDPOINT_URL: .*(is not encrypted; use https|is a link-local or metadata address)/);
  }
  t.is(endpointFault('https:', 'dynamodb.eu-west-1.amazonaws.com'), null);
  t.is(endpointFault('http:', '[::1]'), null);
  t.regex(endpointFault('https:', '[fd00:ec2::254]') ?? '', /metadata/);
});

test.serial('a region is a region', async (t) => {
  await t.throwsAsync(openAws({ region: 'x.evil.example/' }), { instanceOf: UserError, message: /^region: is missing or is none/ });
});

test.serial('an error that is an answer is one, others keep their cause for --debug', async (t) => {
  const named = Object.assign(new Error('x'), { name: 'ResourceNotFoundException' });
  const refusing = { call: () => Promise.reject(named) };
  t.is(await ask(refusing, 'dynamodb:ListTables', {}, ['ResourceNotFoundException']), null);
  const error = await t.throwsAsync(ask(refusing, 'dynamodb:ListTables', {}), { instanceOf: UserError });
  t.is(error.exitCode, 76);
  t.is(error.cause, named);
});

test.serial('a look that is denied has no words: the status says so, the call says what is missing', async (t) => {
  account.s3.buckets.set('backups', new LoopbackBucket());
  aws.iam = new Iam(account, [readPolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}')]);
  const client = await openAws({ region: null });
  const { refusal } = await tryCall(client, 's3:HeadObject', { Bucket: 'backups', Key: 'v1/x' });
  t.is(OUTCOMES[refusal?.outcome ?? 0], 'DENIED');
  t.is(refusal?.what, 'the credentials may not do this; allow s3:GetObject on arn:aws:s3:::backups/v1/x (docs/iam has the policies): AWS answered 403 and no reason');
  const error = await t.throwsAsync(ask(client, 's3:HeadBucket', { Bucket: 'backups' }), { instanceOf: UserError });
  t.is(error.exitCode, 77);
  t.regex(error.message, /^s3:HeadBucket: .*allow s3:ListBucket on arn:aws:s3:::backups /);
  client.close();
});

test('a refusal is told apart: not allowed, throttled, nobody knows whether it was done, refused for good', async (t) => {
  const named = (name: string, status?: number, code?: string): Error => Object.assign(new Error('a line\nand the request'), { name, code, ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }) });
  const told = async (error: Error): Promise<unknown> => {
    const { refusal } = await tryCall({ call: () => Promise.reject(error) }, 'dynamodb:ListTables', {});
    return [OUTCOMES[refusal?.outcome ?? 0], refusal?.maybeDone];
  };
  t.deepEqual(await told(named('AccessDeniedException', 400)), ['DENIED', false]);
  t.deepEqual(await told(named('ExpiredTokenException', 400)), ['DENIED', false]);
  t.deepEqual(await told(named('CredentialsProviderError')), ['DENIED', false]);
  // A proxy of AWS may have answered after the work was done.
  t.deepEqual(await told(named('ThrottlingException', 400)), ['THROTTLED', true]);
  t.deepEqual(await told(named('InternalServerError', 500)), ['UNREACHABLE', true]);
  t.deepEqual(await told(named('Error', undefined, 'ECONNRESET')), ['UNREACHABLE', true]);
  t.deepEqual(await told(named('TimeoutError')), ['UNREACHABLE', true]);
  t.deepEqual(await told(named('SyntaxError', 200)), ['UNREACHABLE', true]);
  t.deepEqual(await told(named('ValidationException', 400)), ['FAILED', false]);
  const { refusal } = await tryCall({ call: () => Promise.reject(named('ValidationException', 400)) }, 'dynamodb:ListTables', {});
  t.deepEqual([refusal?.name, refusal?.what], ['ValidationException', 'ValidationException: a line']);
  const { output } = await tryCall({ call: () => Promise.resolve({ TableNames: ['a'] } as never) }, 'dynamodb:ListTables', {});
  t.deepEqual(output?.TableNames, ['a']);
});

test('what is no error of a call is not made one: a mistake of the user, a bug, a lost lock', async (t) => {
  for (const error of [new UserError(78, [{ where: 'x', what: 'y' }]), new TypeError('x is not a function'), new Error('the lock was lost')]) {
    t.is(await t.throwsAsync(tryCall({ call: () => Promise.reject(error) }, 'dynamodb:ListTables', {})), error);
  }
});
