// What init writes, and what it leaves when it is killed.

import test from 'ava';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { readWholeConfig } from '../../../core/config/config.js';
import { LIVE_DEFAULTS } from '../../../core/config/live-settings.js';
import { packageRoot } from '../../package.js';
import { runMain } from '../../run-main.js';
import { configText, type Known } from './config-text.js';
import { crontabText, serviceText, timerText, type Started } from './starters.js';

const base = mkdtempSync(join(tmpdir(), 'hippolyte-init-'));
test.after.always(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;
const folder = (): string => join(base, String(++folders));

const KNOWN: Known = { account: null, region: null, opens: '00:00', closes: '07:00', zone: 'UTC', state: 'state', destination: null };
const STARTED: Started = { program: ['/usr/bin/node', '/opt/hippolyte/cli.js'], config: '/etc/hippolyte/hippolyte.yaml', collectAt: { hour: 22, minute: 45 }, collectOn: '22:45:00 UTC', window: '00:00 to 07:00 UTC' };

test('the configuration is legal, and with all its comments taken away it holds every knob at its default', (t) => {
  const text = configText(KNOWN);
  t.deepEqual(readWholeConfig(text, 'c.yaml').settings, { window: { opens: '00:00', closes: '07:00', zone: 'UTC' } });
  const whole = text.replace(/^(\s*)# ("?[A-Za-z]+"?:)/gm, '$1$2').replace(/^region: .*$/m, '').replace(/^( *)#( +[A-Za-z]+: )/gm, '$1 $2');
  const { live } = parse(whole) as { live: Record<string, unknown> };
  t.deepEqual({ ...live, history: null }, JSON.parse(JSON.stringify(LIVE_DEFAULTS)) as object);
  t.is(live.history, 'history');
});

test('traffic is collected before the window opens, whatever zone the machine is in', async (t) => {
  const dir = folder();
  t.is((await runMain(['init', '--out', dir, '--window', '22:00-05:00'])).code, 0);
  const [, minute, hour] = /^(\d+) (\d+) \* \* \*  .* collect /m.exec(readFileSync(join(dir, 'setup', 'crontab'), 'utf8')) ?? [];
  const now = new Date();
  t.is(new Date(now.getFullYear(), now.getMonth(), now.getDate(), Number(hour), Number(minute)).toISOString().slice(11, 16), '20:45');
  t.regex(readFileSync(join(dir, 'setup', 'hippolyte-collect.timer'), 'utf8'), /^OnCalendar=\*-\*-\* 20:45:00 UTC$/m);
  t.regex(readFileSync(join(dir, 'setup', 'hippolyte-collect.service'), 'utf8'), /^ExecStart=.* collect --quiet --config /m);
});

test('what is known is filled in, in quotes', (t) => {
  const { settings, live } = readWholeConfig(configText({
    ...KNOWN, account: '012345678901', region: 'eu-west-1', opens: '22:00', closes: '05:00', zone: 'Europe/Warsaw', destination: 's3://b-cket/x', state: 'a "b" #c',
  }), 'c.yaml');
  t.is(live.account, '012345678901');
  t.is(live.state, 'a "b" #c');
  t.deepEqual(settings, { window: { opens: '22:00', closes: '05:00', zone: 'Europe/Warsaw' }, region: 'eu-west-1' });
});

test('init writes everything and says where; a second one changes nothing', async (t) => {
  const dir = folder();
  const ran = await runMain(['init', '--out', dir, '--account', '123456789012']);
  t.is(ran.code, 0, ran.err);
  const made = ran.out.trimEnd().split('\n');
  for (const path of made) t.is(statSync(path).mode & 0o777, 0o600, path);
  t.true(made.includes(join(dir, 'setup', 'iam', 'collect.json')));
  t.deepEqual(readdirSync(dir).sort(), ['hippolyte.yaml', 'setup']);
  const policy = readFileSync(join(dir, 'setup', 'iam', 'run.json'), 'utf8');
  t.is(policy, readFileSync(join(packageRoot(), 'docs', 'iam', 'run.json'), 'utf8').replaceAll('ACCOUNT_ID', '123456789012'), 'what is not known stays to be filled in');
  t.regex(readFileSync(join(dir, 'setup', 'crontab'), 'utf8'), new RegExp(`run --once --quiet --config ${dir}/hippolyte\\.yaml >> `));
  writeFileSync(join(dir, 'hippolyte.yaml'), 'seed: 1\n');
  const again = await runMain(['init', '--out', dir]);
  t.is(again.code, 73);
  t.regex(again.err, /hippolyte\.yaml: is there already and stays as it is; move it away/);
  t.is(readFileSync(join(dir, 'hippolyte.yaml'), 'utf8'), 'seed: 1\n');
});

test('policies are filled in with what is known; what is not stays a word', async (t) => {
  const dir = folder();
  t.is((await runMain(['init', '--out', dir, '--account', '123456789012', '--region', 'eu-west-1', '--destination', 's3://b-cket/pre/fix/'])).code, 0);
  const policy = (name: string): string => readFileSync(join(dir, 'setup', 'iam', `${name}.json`), 'utf8');
  t.true(policy('run').includes('arn:aws:dynamodb:eu-west-1:123456789012:table/*'));
  t.true(policy('engine-scan').includes('"arn:aws:s3:::b-cket/pre/fix/v1/*"'));
  t.true(policy('state').includes('"arn:aws:s3:::STATE/*"'), 'state is in a folder');
  t.true(policy('notify').includes('"TOPIC_ARN"'));
});

test('what cannot be is told before anything is written', async (t) => {
  for (const [flags, code, message] of [
    [['--account', '12'], 78, /live\.account must be the 12 digits of an account/],
    [['--destination', 's3://B/x'], 78, /live\.destination must name a bucket/],
    [['--window', '07:00-07:00'], 78, /zero length/],
    [['--zone', 'Mars/Base'], 78, /must be an IANA time zone/],
    [['--region', '../'], 78, /region must be an AWS region/],
  ] as const) {
    const dir = folder();
    const ran = await runMain(['init', '--out', dir, ...flags]);
    t.is(ran.code, code, ran.err);
    t.regex(ran.err, message);
    t.false(existsSync(dir));
  }
  const file = folder();
  writeFileSync(file, '');
  t.is((await runMain(['init', '--out', file])).code, 73);
  const other = folder();
  mkdirSync(join(other, 'setup'), { recursive: true });
  writeFileSync(join(other, 'setup', 'mine.txt'), 'mine');
  const ran = await runMain(['init', '--out', other]);
  t.is(ran.code, 73);
  t.regex(ran.err, /setup: holds mine\.txt, which is not ours/);
  t.deepEqual(readdirSync(other), ['setup']);
});

test('what a killed init left is begun anew', async (t) => {
  const dir = folder();
  t.is((await runMain(['init', '--out', dir])).code, 0);
  // Killed after the folder was put into place and before the configuration was; and one that was killed while it wrote.
  rmSync(join(dir, 'hippolyte.yaml'));
  writeFileSync(join(dir, 'setup', 'crontab'), 'half');
  mkdirSync(join(dir, '.hippolyte-init-00000000-0000-0000-0000-000000000000'));
  t.is((await runMain(['init', '--out', dir])).code, 0);
  t.deepEqual(readdirSync(dir).sort(), ['hippolyte.yaml', 'setup']);
  t.not(readFileSync(join(dir, 'setup', 'crontab'), 'utf8'), 'half');
});

test('killed at any moment, the configuration is whole or not there', async (t) => {
  const cli = join(packageRoot(), 'scripts', 'cli.ts');
  const built = import.meta.url.endsWith('.js');
  const typed = built ? [join(packageRoot(), 'dist', 'scripts', 'cli.js')] : ['--import', 'tsx', cli];
  for (let i = 0; i < 6; i++) {
    const dir = folder();
    const child = spawn(process.execPath, [...typed, 'init', '--out', dir], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // The first sign of a file is the moment to kill it; a little later each time.
    while (!existsSync(dir) && child.exitCode === null) await sleep(1);
    await sleep(i);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(join(dir, 'hippolyte.yaml'))) {
      t.is(readFileSync(join(dir, 'hippolyte.yaml'), 'utf8'), configText(KNOWN));
      t.true(existsSync(join(dir, 'setup', 'iam', 'collect.json')));
    } else t.is((await runMain(['init', '--out', dir])).code, 0);
  }
});

test('crontab and units survive paths that mean something to them', (t) => {
  const odd: Started = { ...STARTED, program: ['/opt/my node/bin/node', "/opt/it's/100%/cli.js"], config: '/etc/my hippolyte/$HOME/hippolyte.yaml' };
  t.true(crontabText(odd).includes(`'/opt/my node/bin/node' '/opt/it'\\''s/100\\%/cli.js' run --once --quiet --config '/etc/my hippolyte/$HOME/hippolyte.yaml' >> '/etc/my hippolyte/$HOME/hippolyte.log'`));
  t.true(serviceText(odd).includes(`ExecStart="/opt/my node/bin/node" "/opt/it's/100%%/cli.js" run --once --config "/etc/my hippolyte/$$HOME/hippolyte.yaml"\n`));
  t.true(serviceText(STARTED).includes('\nReadWritePaths=/etc/hippolyte\n'));
});

test('the units: one start at a time, time to hand back, missed starts are made up for', (t) => {
  const service = serviceText(STARTED);
  for (const line of ['Type=oneshot', 'KillSignal=SIGTERM', 'TimeoutStopSec=120', 'TimeoutStartSec=infinity', 'UMask=0077', 'ExecStart=/usr/bin/node /opt/hippolyte/cli.js run --once --config /etc/hippolyte/hippolyte.yaml']) {
    t.true(service.split('\n').includes(line), line);
  }
  t.regex(service, /^ExecStopPost=-\/usr\/bin\/node \/opt\/hippolyte\/cli\.js settle --quiet/m);
  for (const line of ['OnCalendar=*:0/30', 'Persistent=true']) t.true(timerText(STARTED).split('\n').includes(line));
  for (const line of crontabText(STARTED).split('\n').filter((one) => /^[^#\s]/.test(one) && !one.startsWith('SHELL='))) t.regex(line, /^(\S+ ){5} ?\S/, line);
});
