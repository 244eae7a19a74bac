// The lock between real processes on a real folder: many at once, and one that is stopped by the system.

import test from 'ava';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const compiled = existsSync(fileURLToPath(new URL('./open-disk.js', import.meta.url)));
const moduleOf = (name: string): string => new URL(`${name}.${compiled ? 'js' : 'ts'}`, import.meta.url).href;
/** From the sources each process compiles for itself. */
const PROCESSES = compiled ? 50 : 10;

/** Waits for a line, tries to take the lock, says what came of it; then checks it for every further line. */
const CHILD = `
const [disk, clocks, folder, heartbeatSeconds, expirySeconds, marginSeconds] = process.argv.slice(1);
const { openDiskState } = await import(disk);
const { wallClock } = await import(clocks);
const { createInterface } = await import('node:readline');
const lockTimes = { heartbeatSeconds: +heartbeatSeconds, expirySeconds: +expirySeconds, marginSeconds: +marginSeconds };
const { lock } = openDiskState(folder, { clock: wallClock(), owner: null, clean: (text) => text, lockTimes });
let held = null;
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    held ??= await lock.acquire({ night: '', runId: '', host: '', pid: process.pid, bootId: '', who: '', version: '', command: '' });
    if (held.heldBy) { console.log('held by ' + held.heldBy.fence); held = null; continue; }
    held.check();
    console.log('mine ' + held.fence);
  } catch (error) { console.log(error.name); }
}
process.exit();
`;

interface Child {
  readonly process: ChildProcess;
  /** Says a line, returns the answer. */
  ask(): Promise<string>;
  /** Says a line. */
  tell(): void;
  answer(): Promise<string>;
}

const children: ChildProcess[] = [];
const root = mkdtempSync(join(tmpdir(), 'hippolyte-lock-'));
test.after.always(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

async function start(folder: string, times: readonly number[]): Promise<Child> {
  const args = [...(compiled ? [] : ['--import=tsx']), '--input-type=module', '-e', CHILD, moduleOf('./open-disk'), moduleOf('../clock'), folder, ...times.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => String((await lines.next()).value);
  const tell = (): void => void child.stdin.write('\n');
  const ready = await answer();
  if (ready !== 'ready') throw new Error(`the child said ${ready}`);
  return { process: child, tell, answer, ask: () => (tell(), answer()) };
}

test('many processes at once: one has the lock, all others are told so', async (t) => {
  const folder = join(root, 'many');
  const all = await Promise.all(Array.from({ length: PROCESSES }, () => start(folder, [15, 60, 15])));
  const answers = await Promise.all(all.map((child) => child.ask()));
  t.is(answers.filter((answer) => answer === 'mine 1').length, 1, answers.join());
  t.is(answers.filter((answer) => answer === 'held by 1').length, PROCESSES - 1, answers.join());
  t.deepEqual(readdirSync(join(folder, 'locks')), ['1.json']);
  for (const child of all) child.process.kill('SIGKILL');
});

test('a process that the system stopped finds the lock lost when it goes on', async (t) => {
  const folder = join(root, 'zombie');
  const times = [0.5, 3, 1];
  const [zombie, other] = [await start(folder, times), await start(folder, times)];
  t.is(await zombie.ask(), 'mine 1');
  zombie.process.kill('SIGSTOP');
  zombie.tell(); // waits in the pipe, and is the first thing it reads
  let answer = '';
  while (!answer.startsWith('mine')) answer = await other.ask();
  t.is(answer, 'mine 2');
  zombie.process.kill('SIGCONT');
  t.is(await zombie.answer(), 'LockLost');
  other.process.kill('SIGKILL');
  zombie.process.kill('SIGKILL');
  await once(zombie.process, 'close');
});
