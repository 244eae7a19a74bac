import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../core/errors.js';
import { TEST_AT as AT } from '../../core/live/live-testing.js';
import { openDiskState } from './open-disk.js';
import { LockLost, type Held, type Lock, type LockSeen } from './lock-terms.js';
import type { StateParts } from './state-parts.js';
import { IoError, MemoryFiles } from './testing.js';
import { APPLICANT, HandClock, settled, testParts } from './testing-state.js';

/** One process on the shared files, with its own clocks. */
function process(files: MemoryFiles, change: Partial<StateParts> = {}): { clock: HandClock; lock: Lock } {
  const clock = new HandClock();
  return { clock, lock: openDiskState('/state', testParts(clock, change), files).lock };
}

async function take(t: ExecutionContext, lock: Lock): Promise<Held> {
  const held = await lock.acquire(APPLICANT);
  if ('heldBy' in held) return t.fail(`held by ${held.heldBy.id}`);
  return held;
}

async function heldBy(t: ExecutionContext, lock: Lock): Promise<LockSeen> {
  const held = await lock.acquire(APPLICANT);
  if ('check' in held) return t.fail('was free');
  return held.heldBy;
}

const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'not refused', (error: unknown) => {
  if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
  throw error;
});

test('the first has it, the others are told who; given back, the next has it under a higher fence', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  t.is(await a.lock.inspect(), null);
  const first = await take(t, a.lock);
  t.is(first.fence, 1);
  first.check();
  await first.verify();
  const seen = await heldBy(t, b.lock);
  t.is(seen.id, first.id);
  t.deepEqual({ ...seen.record }, { id: first.id, fence: 1, ...APPLICANT, createdAt: AT, heartbeatAt: AT, expiresAt: AT + 60, releasedAt: null });
  t.deepEqual(await b.lock.inspect(), seen);
  await first.release();
  t.throws(() => first.check(), { instanceOf: LockLost });
  t.is((await b.lock.inspect())?.held, false);
  const second = await take(t, b.lock);
  t.is(second.fence, 2);
  await first.release(); // once more does nothing
  second.check();
  await second.verify();
  await second.release();
});

test('it is renewed every 15 s, and free 60 s after the last time', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  const first = await take(t, a.lock);
  for (let minute = 0; minute < 10; minute++) {
    for (let beat = 0; beat < 4; beat++) await a.clock.move(15);
    first.check();
  }
  t.is((await a.lock.inspect())?.record?.heartbeatAt, AT + 600);
  await b.clock.move(600 + 60);
  await heldBy(t, b.lock);
  await b.clock.move(1);
  const second = await take(t, b.lock);
  t.is(second.fence, 2);
  second.check();
  await second.release();
});

test('a holder that was stopped for three hours does nothing when it goes on', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  const zombie = await take(t, a.lock);
  await b.clock.move(61);
  const second = await take(t, b.lock);
  a.clock.at += 3 * 3600; // its timers did not run
  const error = t.throws(() => zombie.check(), { instanceOf: LockLost });
  t.is(error.exitCode, 75);
  t.regex(error.message, /^lock: was not renewed for 10800 s; this run does nothing more/);
  await a.clock.move(15);
  t.throws(() => zombie.check(), { instanceOf: LockLost });
  await zombie.release();
  t.is((await b.lock.inspect())?.id, second.id);
  second.check();
  await second.verify();
  await second.release();
});

test('it is lost 45 s after the last renewal, before anybody may take it', async (t) => {
  const files = new MemoryFiles();
  const a = process(files);
  const held = await take(t, a.lock);
  files.meddle = () => {
    throw new IoError('EIO');
  };
  await a.clock.move(15);
  await a.clock.move(15);
  a.clock.at += 15;
  held.check();
  a.clock.at += 0.1;
  t.throws(() => held.check(), { message: /was not renewed for 45 s/ });
  files.meddle = () => undefined;
  await a.clock.move(15);
  t.throws(() => held.check(), { instanceOf: LockLost }); // not even if it could be renewed again
  const b = process(files);
  b.clock.at = AT + 60;
  await heldBy(t, b.lock);
  await held.release();
});

test('a higher fence is seen at the next renewal, and at once where somebody asks', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  const first = await take(t, a.lock);
  b.clock.at += 61; // its clock is wrong
  const second = await take(t, b.lock);
  first.check();
  await t.throwsAsync(first.verify(), { instanceOf: LockLost, message: /another process has taken it \(fence 2, ours was 1\)/ });
  second.check();
  const third = process(files);
  third.clock.at += 200;
  await take(t, third.lock);
  await b.clock.move(15);
  t.throws(() => second.check(), { message: /another process has taken it \(fence 3/ });
});

test('clocks that disagree end it: set back, set forward, or a machine that slept', async (t) => {
  for (const [byWall, byMonotonic, lost] of [[16, 0, true], [-16, 0, true], [14, 0, false], [-14, 0, false], [3600, 3600 - 16, true], [1e9, 1, true], [-1e9, 1, true], [44, 44, false]] as const) {
    let wall = AT;
    const { clock, lock } = process(new MemoryFiles(), { wall: () => wall });
    const held = await take(t, lock);
    wall += byWall;
    clock.at += byMonotonic;
    if (lost) t.throws(() => held.check(), { instanceOf: LockLost }, `${byWall} ${byMonotonic}`);
    else t.notThrows(() => held.check(), `${byWall} ${byMonotonic}`);
  }
});

test('a record that cannot be read is held until its file is older than the expiry', async (t) => {
  for (const garbage of ['', '{', 'null', '{"id":7}', 'x'.repeat(100_000), JSON.stringify({ id: 'a', fence: 9 })]) {
    const files = new MemoryFiles();
    files.now = () => AT;
    const { clock, lock } = process(files);
    await files.create('/state/locks/7.json', Buffer.from(garbage));
    clock.at = AT + 60;
    t.deepEqual(await heldBy(t, lock), { id: 'fence-7', fence: 7, record: null, held: true });
    clock.at = AT + 60.1;
    const held = await take(t, lock);
    t.is(held.fence, 8);
    await held.release();
  }
});

test('a record of the future is judged by the age of its file', async (t) => {
  const files = new MemoryFiles();
  const a = process(files);
  a.clock.at = AT + 10 * 365 * 86_400;
  const held = await take(t, a.lock);
  files.nodes.get('/state/locks/1.json')!.modifiedAt = AT;
  const b = process(files);
  b.clock.at = AT + 59;
  t.is((await heldBy(t, b.lock)).id, held.id);
  b.clock.at = AT + 61;
  t.is((await take(t, b.lock)).fence, 2);
  // A life that no holder has: damaged.
  const text = files.nodes.get('/state/locks/2.json')!.bytes.toString().replace(/"expiresAt": \d+/, '"expiresAt": 99999999999');
  files.now = () => AT + 61;
  await files.replace('/state/locks/2.json', [Buffer.from(text)]);
  b.clock.at = AT + 61 + 61;
  t.is((await take(t, b.lock)).fence, 3);
});

test('a lock is broken by its id only, and its holder sees it', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  t.is(await refusal(b.lock.breakLock('x')), '75 lock: is not held; there is nothing to break');
  const held = await take(t, a.lock);
  t.is(await refusal(b.lock.breakLock('x')), `75 lock: is held with the id ${held.id}, not x; see hippolyte status`);
  const breaking = b.lock.breakLock(held.id);
  await settled();
  await b.clock.move(1);
  t.is((await breaking).id, held.id);
  t.is((await b.lock.inspect())?.held, false);
  await t.throwsAsync(held.verify(), { instanceOf: LockLost });
  const next = await take(t, b.lock);
  t.is(next.fence, 3);
  // Between the two looks it changed hands.
  const late = b.lock.breakLock(next.id);
  await settled();
  await next.release();
  const other = await take(t, a.lock);
  await b.clock.move(1);
  t.is(await refusal(late), '75 lock: has changed hands just now; look at hippolyte status again');
  other.check();
  await other.release();
});

test('old records are removed, fences never start again', async (t) => {
  const files = new MemoryFiles();
  const { lock } = process(files);
  for (let i = 1; i <= 50; i++) {
    const held = await take(t, lock);
    t.is(held.fence, i);
    await held.release();
  }
  t.is((await files.names('/state/locks')).length, 20);
});

test('who slept between look and record, and finds that others came and went, starts anew', async (t) => {
  const files = new MemoryFiles();
  const slow = process(files);
  const quick = process(files);
  const create = files.create.bind(files);
  let first = true;
  files.create = async (path, bytes) => {
    if (first) {
      first = false;
      for (let i = 0; i < 30; i++) await (await take(t, quick.lock)).release(); // its number was used, given back and removed
      await take(t, quick.lock);
    }
    return create(path, bytes);
  };
  t.is((await heldBy(t, slow.lock)).fence, 31);
  t.false(files.nodes.has('/state/locks/1.json'));
});

test('a look that takes long is judged by the time at which it was begun: what was renewed meanwhile is not taken for expired', async (t) => {
  const files = new MemoryFiles();
  const [a, b] = [process(files), process(files)];
  const first = await take(t, a.lock);
  const readEnd = files.readEnd.bind(files);
  files.readEnd = async (path, bytes) => {
    const old = Buffer.from(await readEnd(path, bytes)); // good for 60 s, and 61 s on the way
    files.readEnd = readEnd;
    for (let i = 0; i < 5; i++) await a.clock.move(15);
    b.clock.at += 61;
    return old;
  };
  t.is((await heldBy(t, b.lock)).id, first.id);
  first.check();
});

test('50 at once: one has it', async (t) => {
  const files = new MemoryFiles();
  const answers = await Promise.all(Array.from({ length: 50 }, () => process(files).lock.acquire(APPLICANT)));
  const held = answers.filter((answer) => 'check' in answer);
  t.is(held.length, 1);
  t.true(answers.every((answer) => 'check' in answer || answer.heldBy.id === held[0].id));
});
