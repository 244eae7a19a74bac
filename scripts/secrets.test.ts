// Canaries: secrets are planted where a night could pick them up, and looked for in everything that leaves the program.

import test from 'ava';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { openAws } from '../executor/clients.js';
import { FAKE_CREDENTIALS } from '../fixtures/aws/server.js';
import { useAccount } from '../fixtures/aws/testing.js';
import { packageRoot } from './package.js';
import { runMain } from './run-main.js';

const account = await useAccount();
const root = mkdtempSync(join(tmpdir(), 'hippolyte-secrets-'));
test.beforeEach(() => account.reset());
test.after.always(async () => {
  rmSync(root, { recursive: true, force: true });
  await account.close();
});

const CANARIES = {
  ...FAKE_CREDENTIALS, DEPLOY_TOKEN: 'canary-deploy-token', DB_PASSWORD: 'canary-db-password', PRIVATE_KEY: 'canary-private-key',
} as const;

/** Everything that may not be seen, as it is and as it is written elsewhere. */
const FORBIDDEN = Object.values(CANARIES).flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1)]);
const found = (text: string): string[] => FORBIDDEN.filter((secret) => text.includes(secret));

const FAULTS = ['denied', 'expired', 'signature', 'html', 'truncated', 'reset'] as const;
for (const fault of FAULTS) {
  test.serial(`no output of a command holds a secret when AWS answers: ${fault}`, async (t) => {
    process.env.AWS_MAX_ATTEMPTS = '1';
    account.aws.fail('dynamodb:ListTables', fault);
    const dir = join(root, fault);
    const { out, err, code } = await runMain(['collect', '--out', dir, '--debug'], { ...process.env, ...CANARIES });
    delete process.env.AWS_MAX_ATTEMPTS;
    t.not(code, 0);
    t.deepEqual(found(out + err), []);
  });
}

test.serial('nor does a good run, on its streams or in its files', async (t) => {
  const dir = join(root, 'good');
  const { out, err } = await runMain(['collect', '--out', dir, '--days', '1', '--json'], { ...process.env, ...CANARIES });
  t.deepEqual(found(out + err + readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8')).join('')), []);
});

test.serial('a configuration that holds one is refused without showing it', async (t) => {
  const path = join(root, 'hippolyte.yaml');
  for (const text of [`aws_secret_access_key: ${CANARIES.AWS_SECRET_ACCESS_KEY}\n`, `region: "${CANARIES.DEPLOY_TOKEN}"\n`, `window: { zone: "https://u:${CANARIES.DB_PASSWORD}@x" }\n`]) {
    writeFileSync(path, text);
    const { out, err, code } = await runMain(['collect', '--out', join(root, 'x'), '--config', path], CANARIES);
    t.is(code, 78);
    t.deepEqual(found(out + err), [], err);
  }
});

test.serial('credentials are learnt before the first request is signed, wherever they come from', async (t) => {
  const path = join(root, 'credentials');
  writeFileSync(path, `[other]\naws_access_key_id = ${FAKE_CREDENTIALS.AWS_ACCESS_KEY_ID}\naws_secret_access_key = canary-file-secret\naws_session_token = canary-file-token\n`);
  for (const name of Object.keys(FAKE_CREDENTIALS)) delete process.env[name];
  process.env.AWS_SHARED_CREDENTIALS_FILE = path;
  process.env.AWS_PROFILE = 'other';
  const learnt: string[] = [];
  const aws = await openAws({ region: null, learn: (secret) => learnt.push(secret) });
  account.aws.fail('dynamodb:ListTables', 'signature');
  await t.throwsAsync(aws.call('dynamodb:ListTables', {}), { name: 'InvalidSignatureException' });
  aws.close();
  delete process.env.AWS_PROFILE;
  t.deepEqual([...new Set(learnt)], ['canary-file-secret', 'canary-file-token']);
});

test('what escapes everything is one line without secrets, also from a chain of causes', async (t) => {
  const entry = join(root, 'throws.mjs');
  writeFileSync(entry, `
    process.argv[2] = '--version';
    await import(${JSON.stringify(join(packageRoot(), 'scripts/cli.ts'))});
    const cause = Object.assign(new Error('inner canary-db-password'), { headers: { authorization: 'canary-deploy-token' } });
    Promise.reject(new Error('outer canary-private-key', { cause }));
    setTimeout(() => undefined, 60_000);
  `);
  const ran = await execa(process.execPath, ['--import', 'tsx', entry], { cwd: packageRoot(), reject: false, env: { ...CANARIES } });
  t.is(ran.exitCode, 70);
  t.regex(ran.stderr, /^bug: outer \[redacted\]; please report/);
  t.deepEqual(found(ran.stdout + ran.stderr), []);
});
