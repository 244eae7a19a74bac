// Crontab and units: they parse, start what is there, and leave time to hand back.

import test from 'ava';
import { execa } from 'execa';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../core/errors.js';
import { packageRoot } from '../package.js';

const folder = join(packageRoot(), 'deploy');
const units = readdirSync(join(folder, 'systemd'));

/** Sections and their settings; a setting may come several times. @throws for a line that is none */
function unitOf(name: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  let section = '';
  for (const line of readFileSync(join(folder, 'systemd', name), 'utf8').split('\n')) {
    const head = /^\[(\w+)\]$/.exec(line);
    const setting = /^([A-Z]\w+)=(.*)$/.exec(line);
    if (head !== null) section = head[1];
    else if (setting !== null) settings.set(`${section}.${setting[1]}`, [...settings.get(`${section}.${setting[1]}`) ?? [], setting[2]]);
    else if (line !== '' && !line.startsWith('#')) throw new Error(`${name}: ${line}`);
  }
  return settings;
}

/** Starts of the program in the text: the command and its flags. */
const starts = (text: string): string[] => [...text.matchAll(/\/usr\/local\/bin\/hippolyte (.*)$/gm)].map(([, words]) => words);

test('every unit parses; each timer has its service', (t) => {
  t.deepEqual(units, ['hippolyte-collect.service', 'hippolyte-collect.timer', 'hippolyte-settle.service', 'hippolyte-settle.timer', 'hippolyte.service', 'hippolyte.timer']);
  for (const name of units) t.notThrows(() => unitOf(name), name);
});

test('a night cannot overlap with itself, is stopped gently, and hands back after whatever ended it', (t) => {
  const night = unitOf('hippolyte.service');
  const has = (key: string, value: string): boolean => t.deepEqual(night.get(`Service.${key}`), [value]);
  has('Type', 'oneshot');
  has('ExecStart', '/usr/local/bin/hippolyte run --once --config /etc/hippolyte/hippolyte.yaml');
  has('ExecStopPost', '-/usr/local/bin/hippolyte settle --quiet --config /etc/hippolyte/hippolyte.yaml');
  has('KillSignal', 'SIGTERM');
  has('TimeoutStopSec', '120');
  has('SuccessExitStatus', String(EXIT.locked));
  t.true(parseInt(night.get('Service.TimeoutStartSec')?.[0] ?? '') >= 9, 'longer than a window');
});

test('all services are hardened alike', (t) => {
  for (const name of ['hippolyte.service', 'hippolyte-settle.service', 'hippolyte-collect.service']) {
    const unit = unitOf(name);
    for (const [key, value] of [['DynamicUser', 'yes'], ['User', 'hippolyte'], ['NoNewPrivileges', 'yes'], ['ProtectSystem', 'strict'], ['ProtectHome', 'yes'], ['PrivateTmp', 'yes'], ['UMask', '0077'], ['StateDirectoryMode', '0700'], ['CapabilityBoundingSet', ''], ['SystemCallFilter', '@system-service']]) {
      t.deepEqual(unit.get(`Service.${key}`), [value], `${name} ${key}`);
    }
  }
});

test('timers make up for what was missed', (t) => {
  for (const name of units.filter((one) => one.endsWith('.timer'))) t.deepEqual(unitOf(name).get('Timer.Persistent'), ['true']);
});

test('systemd itself finds nothing wrong but that the program is not installed here', async (t) => {
  const { failed, stderr } = await execa('systemd-analyze', ['verify', ...units.map((name) => join(folder, 'systemd', name))], { reject: false });
  if (failed && stderr === '') {
    t.pass('systemd-analyze is not on the PATH');
    return;
  }
  t.deepEqual(stderr.split('\n').filter((line) => line !== '' && !line.includes('is not executable')), []);
  for (const name of units.filter((one) => one.endsWith('.timer'))) {
    const [calendar] = unitOf(name).get('Timer.OnCalendar') ?? [];
    const read = await execa('systemd-analyze', ['calendar', calendar], { reject: false });
    t.is(read.exitCode, 0, calendar);
  }
});

test('crontab: five fields, absolute paths, every command given its configuration', (t) => {
  const text = readFileSync(join(folder, 'crontab'), 'utf8');
  const jobs = text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !/^[A-Z]+=/.test(line));
  t.is(jobs.length, 3);
  for (const job of jobs) t.regex(job, /^[\d*/]+ [\d*]+ \* \* \* \/usr\/local\/bin\/hippolyte (run|settle|collect) .*--quiet .*--config \/etc\/hippolyte\/hippolyte\.yaml/);
  for (const job of jobs) t.regex(job, / (> \/dev\/null|>> \S+ 2>&1; c=\$\?; \[ \$c -eq 0 \] \|\| \[ \$c -eq 11 \] \|\| echo .*)$/, 'cron mails whatever is written: nothing, where all is well');
  t.true(text.endsWith('\n'), 'cron passes over a last line without an end');
  t.deepEqual(starts(text).map((words) => words.split(' ')[0]), ['run', 'collect', 'settle']);
});
