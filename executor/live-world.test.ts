// The live world with engines of paper: when it looks, what it asks, and which tokens it gives.

import test from 'ava';
import { MOVE, OUTCOME, Records, SIGHT } from '../core/world.js';
import type { Plan } from '../core/plan.js';
import type { Clock } from './clock.js';
import type { Engine } from './engines/engine.js';
import { LiveWorld, type CapacityPort } from './live-world.js';

const OPENS = 1_780_272_000;
const LOOK = 15;

/** Jumps to the earliest sleeper when nothing else is left to do. */
function jumpingClock(startAt: number): Clock {
  let now = startAt;
  const sleepers: { at: number; wake: () => void }[] = [];
  const jump = (): void => {
    const next = sleepers.reduce<{ at: number; wake: () => void } | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined);
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    now: () => now,
    sleepUntil: (at, signal) => new Promise((resolve) => {
      if (at <= now || signal?.aborted === true) return resolve();
      const sleeper = { at, wake: (): void => { sleepers.splice(sleepers.indexOf(sleeper), 1); resolve(); } };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => sleepers.includes(sleeper) && sleeper.wake());
      setImmediate(jump);
    }),
    busy: (work) => work,
  };
}

class PaperEngine implements Engine {
  readonly asked: string[] = [];
  readonly answers = new Map<string, number>();
  readonly happens: { at: number; sight: number; subject: number; value: number }[] = [];
  readonly looks: number[] = [];
  hangs = false;
  #answer(what: string): Promise<number> {
    this.asked.push(what);
    return Promise.resolve(this.answers.get(what) ?? OUTCOME.OK);
  }
  startLane(lane: number, launch: number): Promise<number> { return this.#answer(`startLane ${lane} ${launch}`); }
  stopLane(lane: number): Promise<number> { return this.#answer(`stopLane ${lane}`); }
  startCopy(table: number, attempt: number, rcu: number): Promise<number> { return this.#answer(`startCopy ${table} ${attempt} ${rcu}`); }
  stopCopy(table: number): Promise<number> { return this.#answer(`stopCopy ${table}`); }
  look(now: number, sights: Records): Promise<void> {
    this.looks.push(now - OPENS);
    if (this.hangs) return new Promise(() => undefined);
    while (this.happens.length > 0 && this.happens[0].at <= now) {
      const { sight, subject, value } = this.happens.shift() as { sight: number; subject: number; value: number };
      sights.push(now, sight, subject, value);
    }
    return Promise.resolve();
  }
  adopt(): void { /* nothing survives a crash here */ }
  close(): Promise<void> { return Promise.resolve(); }
}

class PaperCapacity implements CapacityPort {
  readonly asked: string[] = [];
  act(kind: number, table: number, value: number): Promise<number> {
    this.asked.push(`${kind} ${table} ${value}`);
    return kind === MOVE.revert ? new Promise(() => undefined) : Promise.resolve(OUTCOME.OK);
  }
  look(): Promise<void> { return Promise.resolve(); }
}

/** What the live world reads of a plan: two lanes of one table each. */
const PLAN = {
  lanes: [{ engine: 'scan', tables: [0] }, { engine: 'emr', tables: [1] }],
  columns: { engine: Uint8Array.of(0, 1), lane: Int32Array.of(0, 1) },
} as unknown as Plan;

function stage(checkLock: (now: number) => void = () => undefined): { world: LiveWorld; scan: PaperEngine; emr: PaperEngine; capacity: PaperCapacity; clock: Clock } {
  const [scan, emr, capacity, clock] = [new PaperEngine(), new PaperEngine(), new PaperCapacity(), jumpingClock(OPENS)];
  const world = new LiveWorld({ plan: PLAN, clock, lookSeconds: LOOK, capacity, engines: new Map([['scan', scan], ['emr', emr]]), checkLock: () => checkLock(clock.now()) });
  world.tell(OPENS);
  return { world, scan, emr, capacity, clock };
}

test('a lock that was lost is noticed within one look interval, though nothing happens for hours', async (t) => {
  const { world, scan, clock } = stage((now) => {
    if (now >= OPENS + 40) throw new Error('lock lost');
  });
  await t.throwsAsync(world.look(OPENS + 6 * 3600, new Records()), { message: 'lock lost' });
  t.deepEqual(scan.looks, [15, 30]);
  t.is(clock.now(), OPENS + 45);
});

test('what changed is told at the next multiple of the look interval, with that time', async (t) => {
  const { world, scan } = stage();
  scan.happens.push({ at: OPENS + 31, sight: SIGHT.copyDone, subject: 0, value: 7 });
  const sights = new Records();
  t.is(await world.look(OPENS + 3600, sights), OPENS + 45);
  t.deepEqual(scan.looks, [15, 30, 45]);
  t.is(sights.length, 1);
  t.is(sights.at[0], OPENS + 45);
  t.is(sights.value[0], 7);
});

test('a look ends when it is to end, also between two multiples, and goes on from there', async (t) => {
  const { world, scan, clock } = stage();
  const sights = new Records();
  t.is(await world.look(OPENS + 20, sights), OPENS + 20);
  t.deepEqual(scan.looks, [15]);
  t.is(await world.look(OPENS + 30, sights), OPENS + 30);
  t.deepEqual(scan.looks, [15, 30]);
  await clock.sleepUntil(OPENS + 100); // moves took long: one look for the four that were missed
  t.is(await world.look(OPENS + 105, sights), OPENS + 105);
  t.deepEqual(scan.looks, [15, 30, 90, 105]);
});

test('a signal ends a look at once', async (t) => {
  const { world, scan } = stage();
  const signal = AbortSignal.abort();
  t.is(await world.look(OPENS + 3600, new Records(), signal), OPENS);
  t.deepEqual(scan.looks, []);
});

test('moves go to whom they concern; sights of several come in a fixed order', async (t) => {
  const { world, scan, emr, capacity } = stage();
  await world.act(MOVE.startLane, 1, 0);
  await world.act(MOVE.startCopy, 0, 50);
  await world.act(MOVE.boost, 1, 900);
  t.deepEqual([scan.asked, emr.asked, capacity.asked], [['startCopy 0 1 50'], ['startLane 1 1'], [`${MOVE.boost} 1 900`]]);
  emr.happens.push({ at: OPENS, sight: SIGHT.laneReady, subject: 1, value: 0 });
  scan.happens.push({ at: OPENS + 10, sight: SIGHT.copyDone, subject: 0, value: 0 });
  const sights = new Records();
  await world.look(OPENS + 60, sights);
  t.deepEqual([...sights.kind.subarray(0, 2)], [SIGHT.copyDone, SIGHT.laneReady]);
});

test('the token of an attempt changes when one was accepted, not when the answer was lost', async (t) => {
  const { world, scan } = stage();
  scan.answers.set('startCopy 0 1 50', OUTCOME.UNREACHABLE);
  await world.act(MOVE.startCopy, 0, 50);
  scan.answers.clear();
  await world.act(MOVE.startCopy, 0, 50);
  await world.act(MOVE.startCopy, 0, 50);
  await world.act(MOVE.startLane, 0, 0);
  await world.act(MOVE.startLane, 0, 0);
  t.deepEqual(scan.asked, ['startCopy 0 1 50', 'startCopy 0 1 50', 'startCopy 0 2 50', 'startLane 0 1', 'startLane 0 2']);
  world.accepted.count(MOVE.startCopy, 0, 50);
  t.is(world.accepted.attempts[0], 3);
  t.deepEqual([...world.accepted.openCopies()], [[0, { attempt: 3, readRcu: 50 }]]);
  world.accepted.ended(SIGHT.copyFailed, 0);
  t.deepEqual([[...world.accepted.openCopies()], [...world.accepted.openLanes()]], [[], [[0, 2]]]);
  world.accepted.ended(SIGHT.laneEnded, 0);
  t.deepEqual([...world.accepted.openLanes()], []);
});

test('an answer that never comes is none, and holds up nobody else', async (t) => {
  const { world, scan, emr, clock } = stage();
  t.is(await world.act(MOVE.revert, 0, 100), OUTCOME.UNREACHABLE);
  t.is(clock.now(), OPENS + 120);
  world.tell(OPENS + 120);
  scan.hangs = true;
  emr.happens.push({ at: OPENS, sight: SIGHT.laneReady, subject: 1, value: 0 });
  const sights = new Records();
  t.is(await world.look(OPENS + 3600, sights), OPENS + 135);
  t.is(sights.kind[0], SIGHT.laneReady);
  emr.happens.push({ at: OPENS, sight: SIGHT.laneEnded, subject: 1, value: 0 });
  sights.clear();
  await world.look(OPENS + 3600, sights);
  t.deepEqual(scan.looks, [135], 'the silent engine is not asked again before it has answered');
});
