import test from 'ava';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXITS } from '../core/exits.js';
import { handle, type LambdaDoors, type LambdaResult } from './lambda.js';
import { packageRoot } from './package.js';

const root = mkdtempSync(join(tmpdir(), 'hippolyte-lambda-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

let files = 0;
const CONTEXT = { getRemainingTimeInMillis: () => 900_000 };

function doors(run: LambdaDoors['run'], env: Record<string, string> = { HIPPOLYTE_CONFIG: 'live: {}\n' }): LambdaDoors & { stops: number[] } {
  const stops: number[] = [];
  return { env, run, stop: () => void stops.push(1), configPath: join(root, `${++files}.yaml`), stops };
}

test('an event that is not known starts nothing', async (t) => {
  const refused = doors(() => t.fail('was started'));
  for (const event of [undefined, null, '', 'run', 0, [], {}, { mode: 'RUN' }, { mode: 'backup' }, { mode: ['run'] }, { mode: 'run', more: 1 }, { detail: { mode: 'run' } }, { mode: '__proto__' }, { source: 'aws.events' }]) {
    await t.throwsAsync(handle(event, CONTEXT, refused), { message: /unknown event, must be .*; nothing was done$/ }, JSON.stringify(event));
  }
  t.false(existsSync(refused.configPath));
});

test('each event starts its command with the configuration of the function', async (t) => {
  for (const [event, words] of [[{ mode: 'run' }, ['run', '--once']], [{ mode: 'settle' }, ['settle']]] as const) {
    let typed: readonly string[] = [];
    const own = doors((given, streams) => {
      typed = given;
      t.not(streams.stderr.isTTY, true, 'the log is JSON');
      return Promise.resolve(0);
    });
    t.deepEqual(await handle(event, CONTEXT, own), { mode: event.mode, exitCode: 0 } as LambdaResult);
    t.deepEqual(typed, [...words, '--config', own.configPath]);
    t.is(readFileSync(own.configPath, 'utf8'), 'live: {}\n');
    t.is(statSync(own.configPath).mode & 0o777, 0o600);
  }
});

test('what a human should know of is an error of the function, what is normal is not', async (t) => {
  for (const { code, page, meaning } of EXITS) {
    const ended = handle({ mode: 'run' }, CONTEXT, doors(() => Promise.resolve(code)));
    if (page === 'no') t.is((await ended).exitCode, code);
    else t.true((await t.throwsAsync(ended))?.message.startsWith(`exit code ${code}: ${meaning}; `));
  }
  await t.throwsAsync(handle({ mode: 'run' }, CONTEXT, doors(() => Promise.resolve(139))), { message: /unknown exit code 139/ });
});

test('before the time is up it is asked to hand back; a short function or no configuration starts nothing', async (t) => {
  const slow = doors(() => new Promise((resolve) => {
    const look = setInterval(() => {
      if (slow.stops.length === 0) return;
      clearInterval(look);
      resolve(143);
    }, 1);
  }));
  t.is((await handle({ mode: 'run' }, { getRemainingTimeInMillis: () => 90_001 }, slow)).exitCode, 143);
  const never = doors(() => t.fail('was started'));
  await t.throwsAsync(handle({ mode: 'run' }, { getRemainingTimeInMillis: () => 90_000 }, never), { message: /leaves no time/ });
  await t.throwsAsync(handle({ mode: 'run' }, CONTEXT, { ...never, env: {} }), { message: /HIPPOLYTE_CONFIG is not set/ });
});

test('the bundle is a folder that Node loads without our packages, and refuses what it does not know', async (t) => {
  const { bundleLambda } = await import(pathToFileURL(join(packageRoot(), 'scripts/bundle-lambda.mjs')).href) as { bundleLambda: (target: string) => Promise<string> };
  const bundle = await bundleLambda(join(root, 'bundle'));
  const bytes = readdirSync(join(root, 'bundle')).reduce((sum, name) => sum + statSync(join(root, 'bundle', name)).size, 0);
  t.true(bytes < 20e6, 'Lambda takes 250 MB unpacked');
  const { handler } = await import(pathToFileURL(bundle).href) as { handler: (event: unknown, context: object) => Promise<LambdaResult> };
  await t.throwsAsync(handler({ mode: 'everything' }, CONTEXT), { message: /unknown event/ });
});
