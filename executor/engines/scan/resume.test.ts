// Killed at every call of AWS and at every step of the destination, before and after it took effect, and again while it
// recovers: the next start ends with every item exactly once. A kill is a call that never comes back.

import test from 'ava';
import { sidecarOf } from '../../archive/verify.js';
import type { Destination, FileWriter } from '../../archive/destination.js';
import type { Clock } from '../../clock.js';
import { MemoryDestination } from '../../../scripts/scan/memory-destination.js';
import { MemoryNight, someItems } from '../../../scripts/scan/memory.js';
import { backedUp, linesOf, pathOf } from '../../../scripts/scan/rig.js';

const ITEMS = someItems(900, 1000);
const never = (): Promise<never> => new Promise(() => undefined);

/** Counts steps, and from a certain one on nothing comes back: not sent, or done but unanswered. */
class Killer {
  steps = 0;
  killAt = Infinity;
  dead = false;
  after = false;

  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.dead) return never();
    const mine = this.steps++ === this.killAt;
    if (mine) this.dead = true;
    if (mine && !this.after) return never();
    const result = await work();
    return this.dead ? never() : result;
  }
}

/** Every step of a destination through the killer. */
function mortal(inner: Destination, killer: Killer, clock: Clock): Destination {
  const writerOf = (writer: FileWriter): FileWriter => ({
    get bytes() { return writer.bytes; },
    bytesMax: writer.bytesMax,
    write: (chunk) => killer.step(() => writer.write(chunk)),
    // Slow, so that other pages come in meanwhile.
    close: () => killer.step(async () => {
      await clock.sleepUntil(clock.now() + 9);
      return writer.close();
    }),
    abandon: () => killer.step(() => writer.abandon()),
  });
  return {
    url: (path) => inner.url(path),
    writer: (path, memoryBytes) => killer.step(async () => writerOf(await inner.writer(path, memoryBytes))),
    put: (path, bytes) => killer.step(() => inner.put(path, bytes)),
    read: (path) => inner.read(path),
    head: (path) => killer.step(() => inner.head(path)),
    list: (path) => inner.list(path),
    sweep: (path) => killer.step(() => inner.sweep(path)),
  };
}

/** One start: true when the copy was done, false when the process was killed. */
async function start(night: MemoryNight, folder: Destination, killAt: number, after: boolean): Promise<{ done: boolean; steps: number }> {
  const killer = new Killer();
  Object.assign(killer, { killAt, after });
  night.destination = mortal(folder, killer, night.clock);
  night.aws.before = async (operation) => {
    await killer.step(() => night.clock.sleepUntil(night.clock.now() + (operation === 'dynamodb:Scan' ? 4 : 0)));
  };
  const engine = night.engine();
  engine.adopt('startCopy', 0, 1, 260);
  const ended = night.end(engine).then(({ seen }) => seen.at(-1) === 'copyDone');
  const killed = (async () => {
    while (!killer.dead) await night.clock.sleepUntil(night.clock.now() + 5);
    return false;
  })();
  const done = await Promise.race([ended, killed]);
  killer.dead = true;
  return { done, steps: killer.steps };
}

function newNight(): { night: MemoryNight; folder: Destination } {
  const night = new MemoryNight();
  // Said to be large: so it is cut into segments.
  night.aws.add('orders', ITEMS, { sizeBytes: 8 * 2 ** 30 });
  const folder = new MemoryDestination();
  folder.bytesMax = 40_000;
  return { night, folder };
}

async function reference(): Promise<number> {
  const { night, folder } = newNight();
  const { done, steps } = await start(night, folder, Infinity, false);
  night.clock.stop();
  if (!done) throw new Error('not done without a kill');
  return steps;
}

test('killed at every step, once: the next start ends with every item exactly once', async (t) => {
  const steps = await reference();
  t.true(steps > 80, `${steps} steps`);
  let resumed = 0;
  for (let killAt = 0; killAt < steps - 1; killAt++) {
    for (const after of [false, true]) {
      const { night, folder } = newNight();
      const first = await start(night, folder, killAt, after);
      if (first.done) { night.clock.stop(); continue; } // steps differ a little from run to run: file names are random
      const scans = night.aws.calls.filter(({ operation }) => operation === 'dynamodb:Scan').length;
      const second = await start(night, folder, Infinity, false);
      t.true(second.done, `killed at ${killAt}: ${night.said.join('; ')}`);
      t.deepEqual(await backedUp(folder, pathOf('orders')), linesOf(ITEMS), `killed at ${killAt} ${after ? 'after' : 'before'}`);
      const sidecar = await sidecarOf(folder, pathOf('orders'));
      const spent = (night.aws.spent.get('orders') ?? []).reduce((sum, one) => sum + one.units, 0);
      t.true(sidecar.consumedUnits <= spent);
      night.clock.stop(); // what was killed looks on for ever
      const all = night.aws.calls.filter(({ operation }) => operation === 'dynamodb:Scan').length;
      if (all - scans < scans) resumed++;
    }
  }
  t.true(resumed > 20, `only ${resumed} starts went on where another was`);
});

test('killed again and again, at random steps', async (t) => {
  const steps = await reference();
  let seed = 12_345;
  const draw = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  for (let round = 0; round < 25; round++) {
    const { night, folder } = newNight();
    let kills = 0;
    while (!(await start(night, folder, Math.floor(draw() * steps), draw() < 0.5)).done && kills < 12) kills++;
    t.true((await start(night, folder, Infinity, false)).done, night.said.join('; '));
    t.deepEqual(await backedUp(folder, pathOf('orders')), linesOf(ITEMS), `round ${round}, ${kills} kills`);
    night.clock.stop();
  }
});

test('a start that is still alive loses: its checkpoint is not written over the other’s', async (t) => {
  const { night, folder } = newNight();
  night.destination = mortal(folder, new Killer(), night.clock);
  night.aws.before = (operation) => night.clock.sleepUntil(night.clock.now() + (operation === 'dynamodb:Scan' ? 4 : 0));
  const [one, two] = [night.engine(), night.engine()];
  await one.startCopy(0, 1, 260);
  await two.startCopy(0, 1, 260);
  const last = [(await night.end(one)).seen.at(-1), (await night.end(two)).seen.at(-1)];
  t.true(last.includes('copyFailed') || last.every((seen) => seen === 'copyDone'), last.join());
  if (last.includes('copyDone')) t.deepEqual(await backedUp(folder, pathOf('orders')), linesOf(ITEMS));
  else t.is(await folder.head(`${pathOf('orders')}/_SUCCESS`), null);
});
