// Secrets in the environment, in the configuration, in what AWS and proxies answer, and in the tables: whole nights, started as a
// user starts them, and none of them in anything that leaves the program.

import test from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { EXIT } from '../../../core/errors.js';
import { Redactor } from '../../../core/telling/redact.js';
import { DAY, MINUTE } from '../../../core/units.js';
import { OPENS_AT } from '../../live/night-testing.js';
import { Program, seen } from './program.js';

const RUN = ['run', '--once', '--debug'] as const;

/** What must be there for the search to mean anything. */
function whole(t: { true: (ok: boolean, what: string) => boolean }, program: Program, ...files: readonly string[]): void {
  for (const file of files) t.true(existsSync(program.path(file)), file);
  const said = program.said();
  for (const part of ['"event":"exit"', '"kind":"opened"', 'hippolyte_last_run_timestamp_seconds', '"format": "hippolyte-backup"']) t.true(said.includes(part), part);
}

async function goodNight(): Promise<Program> {
  const program = new Program();
  await program.start(['plan', '--out', program.path('plan.json')]);
  await program.start([...RUN.slice(0, 2), program.path('plan.json'), '--debug', '--report', program.path('report.html')]);
  await program.start(['status']);
  await program.start([...RUN, '--json']);
  return program;
}

/** Most goes wrong, and every error is loud. */
async function badNight(): Promise<Program> {
  const program = new Program();
  const { account: { aws }, clock } = program.stage;
  program.pingsFail = true;
  aws.fail('sns:Publish', 'denied');
  aws.fail('dynamodb:Scan', 'denied', Infinity, 'none', ({ TableName: name }) => name === 'users');
  aws.fail('dynamodb:Scan', 'invalid', Infinity, 'none', ({ TableName: name }) => name === 'orders-staging');
  aws.fail('dynamodb:ListTagsOfResource', 'conflict');
  aws.fail('application-autoscaling:RegisterScalableTarget', 'invalid');
  aws.fail('dynamodb:UpdateTable', 'error-500', 3);
  await program.start([...RUN, '--report', program.path('report.html')]);
  await program.start(['status', '--json']);
  aws.heal();
  for (const [day, kind] of [[1, 'signature'], [2, 'expired'], [3, 'invalid'], [4, 'html'], [5, 'denied']] as const) {
    await clock.sleepUntil(OPENS_AT + day * DAY + MINUTE);
    aws.fail(day === 2 ? 'dynamodb:UpdateTable' : 'dynamodb:ListTables', kind);
    await program.start(RUN);
    await program.start(['settle']);
    aws.heal();
  }
  return program;
}

/** Killed when it had raised; what is owed cannot be handed back at first. */
async function crashedNight(): Promise<Program> {
  const program = new Program();
  const { account: { aws }, clock } = program.stage;
  await new Promise<void>((resolve) => {
    void program.start(RUN, { after: (action) => {
      if (action !== 'dynamodb:UpdateTable') return undefined;
      resolve();
      return 'die';
    } });
  });
  await program.start(['status', '--json']);
  await program.start(['unlock', '--id', /"id":"([^"]+)"/.exec(program.streams.slice(program.streams.lastIndexOf('"lock"')))?.[1] ?? '']);
  aws.fail('dynamodb:UpdateTable', 'denied');
  await clock.sleepUntil(OPENS_AT + DAY - MINUTE);
  await program.start(['settle']);
  aws.heal();
  await program.start(['settle', '--json']);
  return program;
}

test.serial('a good night: planned, saved, run, drawn, told', async (t) => {
  const program = await goodNight();
  whole(t, program, 'plan.json', 'report.html', 'hippolyte.prom');
  t.regex(program.streams, /"event":"exit"[^\n]*"code":0,"verdict":"success"/);
  t.true(program.pings.length >= 2 && program.stage.account.sns.sent.length > 0);
  t.deepEqual(seen(program.said()), []);
});

test.serial('nights in which everything that answers is loud', async (t) => {
  const program = await badNight();
  whole(t, program, 'report.html', 'hippolyte.prom', 'state/told.json');
  t.true(program.streams.includes('[redacted]'), 'something had to be taken out');
  t.true(program.streams.includes(`"code":${EXIT.permission}`));
  t.deepEqual(seen(program.said()), []);
});

test.serial('a night that is killed, looked at, unlocked, and settled against resistance', async (t) => {
  const program = await crashedNight();
  t.regex(program.streams, new RegExp(`"event":"exit"[^\\n]*"code":${EXIT.unhealed},`));
  t.regex(program.streams, /"settled":\[/);
  t.deepEqual(seen(program.said()), []);
});

test.serial('the search finds a secret: what the program would show without its redactor', async (t) => {
  const before = Object.getOwnPropertyDescriptors(Redactor.prototype);
  Redactor.prototype.clean = Redactor.prototype.cleanData = (text) => text;
  try {
    const program = await badNight();
    t.deepEqual(seen(program.said()).filter((name) => !name.startsWith('item')).sort(), ['accessKey', 'password', 'secretKey', 'sessionToken', 'signature']);
  } finally {
    Object.defineProperties(Redactor.prototype, before);
  }
  t.deepEqual(seen(readFileSync(new Program().path('hippolyte.yaml'), 'utf8')), ['pingToken', 'deployToken'], 'those of the configuration');
});
