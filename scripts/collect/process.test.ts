// The program as a process against a loopback account: what only a real one shows.

import test from 'ava';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { openAccount } from '../../fixtures/aws/account.js';

const compiled = fileURLToPath(new URL('../cli.js', import.meta.url));
const COMMAND = existsSync(compiled) ? [compiled] : ['--import=tsx', fileURLToPath(new URL('../cli.ts', import.meta.url))];
const account = await openAccount();
const root = mkdtempSync(join(tmpdir(), 'hippolyte-collect-process-'));
test.after.always(async () => {
  rmSync(root, { recursive: true, force: true });
  await account.aws.close();
});
account.dynamo.tables.set('orders', loopbackTable(5e9, 1e6, 100));
account.watch.nowAt = Date.now() / 1000;
account.watch.minutes = () => 1;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs collect with nothing in its environment but the account; `act` may send it a signal. */
function run(dir: string, act?: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: root, ...account.env };
    const child = spawn(process.execPath, [...COMMAND, 'collect', '--out', dir, '--days', '1'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    act?.(child);
  });
}

test.serial('it says what it has to say, nothing of the SDK, and ends by itself', async (t) => {
  const { code, out, err } = await run(join(root, 'plain'));
  t.is(code, 0, err);
  t.regex(out, /1 of 1 tables recorded/);
  t.is(err, 'CloudWatch: 2 metrics, less than $0.01, in 1 calls\n');
});

test.serial('interrupted while CloudWatch keeps it waiting it leaves no trace', async (t) => {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    account.aws.heal();
    account.aws.fail('cloudwatch:GetMetricData', 'hang');
    const dir = join(root, signal, 'history');
    const ended = await run(dir, (child) => {
      const timer = setInterval(() => {
        if (account.aws.count('cloudwatch:GetMetricData') === 0) return;
        clearInterval(timer);
        child.kill(signal);
      }, 20);
      child.on('exit', () => clearInterval(timer));
    });
    t.is(ended.code, code);
    t.deepEqual(readdirSync(join(root, signal)), []);
  }
});
