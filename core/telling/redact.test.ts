import test from 'ava';
import fc from 'fast-check';
import { REDACTED, Redactor } from './redact.js';

// Made up; written in parts so that no scanner takes them for real ones.
const KEY_ID = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const SECRET = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join('');
const TOKEN = `IQoJ${'b3JpZ2luX2VjEJ'.repeat(12)}`;

const clean = (text: string): string => new Redactor().clean(text);

const SHAPED: readonly (readonly [string, string, string])[] = [
  ['an access key id', `key ${KEY_ID} is`, KEY_ID],
  ['a temporary key id', `ASIA${'A1B2'.repeat(4)}`, 'A1B2A1B2'],
  ['a secret key alone', `the key is ${SECRET}.`, SECRET],
  ['a secret key in a file', `aws_secret_access_key = ${SECRET}`, SECRET],
  ['a secret key in JSON', `{"secretAccessKey":"hunter2hunter2"}`, 'hunter2'],
  ['an environment', 'DB_PASSWORD=hunter2 x', 'hunter2'],
  ['a session token', `token ${TOKEN}!`, TOKEN],
  ['a presigned address', `https://b.s3.amazonaws.com/k?X-Amz-Signature=${'ab12'.repeat(16)}&X-Amz-Security-Token=abcDEF%2B12`, 'ab12ab12'],
  ['a canonical request', `'POST\nx-amz-security-token:fake-token-value'`, 'fake-token-value'],
  ['a header', `Authorization: AWS4-HMAC-SHA256 Credential=${KEY_ID}/20260329/eu-west-1/s3/aws4_request, Signature=${'cd34'.repeat(16)}`, 'cd34cd34'],
  ['a bearer', `{ authorization: 'Bearer abc.def.ghi' }`, 'abc.def.ghi'],
  ['userinfo', 'https://user:hunter2@proxy.example:3128/', 'hunter2'],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\nMIIEow${'x'.repeat(500)}\n-----END RSA PRIVATE KEY-----`, 'MIIEow'],
  ['half a private key', `-----BEGIN PRIVATE KEY-----\nMIIEow${'x'.repeat(500)}`, 'MIIEow'],
];
for (const [what, text, secret] of SHAPED) {
  test(`by shape: ${what}`, (t) => {
    const out = clean(text);
    t.false(out.includes(secret), out);
    t.true(out.includes(REDACTED));
    t.is(clean(out), out, 'again changes nothing');
  });
}

const PLAIN = [
  'orders: failed (DENIED), 3 nights in a row since 2026-03-27: the scan was refused',
  'arn:aws:dynamodb:eu-west-1:123456789012:table/token-secrets/index/x', 's3://bucket/v1/night=2026-03-29/table=orders/run=x/part-00001',
  `sha256 ${'0123456789abcdef'.repeat(4)}`, `sha1 ${'0123456789abcdef'.repeat(2)}01234567`, `digest ${'A'.repeat(43)}=`,
  'dynamodb:UpdateTable: throttled to the end of the retries (ThrottlingException); run again later', 'https://example.com/a@b?x=1',
  'https://hostname.example/path/to/ABCdef012345', '2026-03-29T0010Z-k3f9qa', 'set AWS_PROFILE, AWS_ACCESS_KEY_ID and the clock of this machine',
];
test('ordinary lines stay as they are', (t) => {
  for (const text of PLAIN) t.is(clean(text), text);
});

test('by value: as it is, percent-encoded, in JSON and in base64', (t) => {
  const value = 'corr"ect horse/battery+staple';
  const redactor = new Redactor();
  redactor.learn(value);
  const forms = [value, encodeURIComponent(value), JSON.stringify({ value }), Buffer.from(value).toString('base64')];
  for (const form of forms) t.false(/horse|NlL2JhdHR/.test(redactor.clean(`x ${form} y`)), form);
});

test('of the environment the secrets are learnt, and not where files, profiles and endpoints are', (t) => {
  const redactor = new Redactor();
  redactor.learnEnvironment({ MY_SERVICE_TOKEN: 'planted-token-1', GITHUB_PASSWD: 'planted-pass-2', AWS_SHARED_CREDENTIALS_FILE: '/home/me/.aws/credentials', PATH: '/usr/local/bin', SSH_AUTH_SOCK: '/run/agent.sock', SHORT_SECRET: 'abc' });
  t.is(redactor.clean('planted-token-1 planted-pass-2 /home/me/.aws/credentials /usr/local/bin /run/agent.sock abc'), `${REDACTED} ${REDACTED} /home/me/.aws/credentials /usr/local/bin /run/agent.sock abc`);
});

test('any value that was learnt is gone from any text, whatever characters it has', (t) => {
  t.notThrows(() => fc.assert(fc.property(fc.string({ minLength: 8, maxLength: 60, unit: 'binary' }), fc.string(), fc.string(), (value, before, after) => {
    const redactor = new Redactor();
    redactor.learn(value);
    return !redactor.clean(`${before} ${value} ${after}`).includes(value) || REDACTED.includes(value);
  }), { numRuns: 2_000 }));
});

test('long hostile text takes one pass', (t) => {
  // Quadratic patterns would take minutes here and run into the limit of the test runner.
  for (const part of ['a', 'secret', 'AKIA', 'https://', 'authorization:', '-----BEGIN ', 'password=', '://', 'A1a/', 'x@']) t.true(clean(part.repeat(200_000)).length > 0, part);
});
