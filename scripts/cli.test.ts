// The program as a process: what only a real one shows.

import test from 'ava';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package.js';

const compiled = fileURLToPath(new URL('./cli.js', import.meta.url));
const COMMAND = existsSync(compiled) ? [compiled] : ['--import=tsx', fileURLToPath(new URL('./cli.ts', import.meta.url))];
const SMALL = join(packageRoot(), 'fixtures', 'history-small');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program with an environment of its own; `act` may close its streams or send it a signal; `stdout` is an open file. */
function run(typed: readonly string[], env: NodeJS.ProcessEnv = {}, act?: (child: ReturnType<typeof spawn>) => void, stdout: number | 'pipe' = 'pipe'): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...COMMAND, ...typed], { env: { PATH: process.env.PATH, ...env }, cwd: packageRoot(), stdio: ['ignore', stdout, 'pipe'] });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    act?.(child);
  });
}

test.serial('help is shown for the program and for every command, with exit code 0', async (t) => {
  const all = await run(['--help']);
  t.is(all.code, 0);
  for (const name of ['simulate', 'policies', 'explain', 'report', 'synth', 'convert', 'collect']) t.regex(all.out, new RegExp(`^  ${name} `, 'm'));
  const one = await run(['simulate', '--help']);
  t.is(one.code, 0);
  t.regex(one.out, /examples:\n {2}hippolyte simulate --history/);
  t.is(one.err, '');
});

test.serial('the version is the one of the package', async (t) => {
  t.regex((await run(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
});

test.serial('a bug is one line and exit code 70, mistakes have no stack without --debug', async (t) => {
  const plain = await run(['explain', '--night', 'x', '--table', 'y']);
  t.is(plain.code, 64);
  t.notRegex(plain.err, /\n\s+at /);
  t.regex((await run(['explain', '--night', 'x', '--table', 'y', '--debug'])).err, /\n\s+at /);
});

test.serial('a reader that closes the pipe early is no error', async (t) => {
  const ended = await run(['policies'], {}, (child) => child.stdout?.destroy());
  t.is(ended.code, 0);
  t.is(ended.err, '');
});

test.serial('a full disk behind stdout is one line and exit code 74', async (t) => {
  if (!existsSync('/dev/full')) {
    t.pass('only Linux has a device that is always full');
    return;
  }
  const full = openSync('/dev/full', 'w');
  const ended = await run(['policies'], {}, undefined, full);
  closeSync(full);
  t.is(ended.code, 74);
  t.regex(ended.err, /^the output cannot be written: ENOSPC[^\n]*\n$/);
});

test.serial('zone, language, home and terminal of the machine do not change a byte', async (t) => {
  const typed = ['simulate', '--history', SMALL, '--policy', 'headroom-first', '--nights', '2026-06-01..2026-06-02', '--json', '--quiet'];
  const plain = await run(typed);
  t.is(plain.code, 0, plain.err);
  const odd = await run(typed, { TZ: 'garbage', LANG: 'tr_TR.UTF-8', LC_ALL: 'C', TERM: 'dumb', NO_COLOR: '1', XDG_CACHE_HOME: join(tmpdir(), 'hippolyte-none') });
  t.is(odd.out, plain.out);
  t.is(plain.err, '');
});

test.serial('an interrupted program says so by its exit code and leaves nothing half-made', async (t) => {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    const dir = mkdtempSync(join(tmpdir(), 'hippolyte-signal-'));
    const ended = await run(['synth', '--tables', '20000', '--nights', '365', '--out', join(dir, 'history')], {}, (child) => {
      const timer = setInterval(() => {
        if (readdirSync(dir).length === 0) return;
        clearInterval(timer);
        child.kill(signal);
      }, 20);
      child.on('exit', () => clearInterval(timer));
    });
    t.is(ended.code, code);
    t.deepEqual(readdirSync(dir), []);
    rmSync(dir, { recursive: true, force: true });
  }
});
