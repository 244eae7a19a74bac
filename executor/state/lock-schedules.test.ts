// Every order of steps of several processes, with clocks that differ, calls that hang before or after they are done, and
// processes that are stopped and go on: at no moment do two of them trust the lock.

import test from 'ava';
import fc from 'fast-check';
import { TEST_AT } from '../../core/live/live-testing.js';
import type { Clock } from '../clock.js';
import { ShelfLock } from './lock.js';
import { LOCK_TIMES, type Held, type LockTimes } from './lock-terms.js';
import type { Shelf } from './shelf.js';
import { APPLICANT, testParts } from './testing-state.js';

const PROCESSES = 4;
/** Clocks of two machines differ by less than the margin of 15 s. */
const SKEW_SECONDS = 7;

/** The shared records, and the calls that wait for their turn: first to be done, then to be answered. */
class World {
  at = TEST_AT;
  readonly records = new Map<number, { text: string; modifiedAt: number }>();
  readonly waiting: { readonly owner: Process; readonly go: () => void }[] = [];

  turn(owner: Process): Promise<void> {
    return new Promise((go) => this.waiting.push({ owner, go }));
  }
}

class Process implements Clock {
  readonly lock: ShelfLock;
  stopped = false;
  trying = false;
  held: Held | null = null;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  readonly #world: World;

  constructor(world: World, skewSeconds: number, lockTimes: LockTimes) {
    this.#world = world;
    this.lock = new ShelfLock(shelfOf(world, this), testParts(this, { wall: () => world.at + skewSeconds, lockTimes }));
  }

  now(): number {
    return this.#world.at;
  }

  sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ at, wake: resolve });
      signal?.addEventListener('abort', () => resolve());
    });
  }

  busy<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  wake(): void {
    if (this.stopped) return;
    const due = this.#sleepers.filter(({ at }) => at <= this.now());
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.now());
    for (const { wake } of due) wake();
  }

  get trusts(): boolean {
    try {
      this.held?.check();
      return this.held !== null;
    } catch {
      return false;
    }
  }

  async try(): Promise<void> {
    this.trying = true;
    const answer = await this.lock.acquire(APPLICANT).catch(() => null);
    this.trying = false;
    if (answer !== null && 'check' in answer) this.held = answer;
  }
}

function shelfOf(world: World, owner: Process): Shelf {
  const inTurn = async <T>(work: () => T): Promise<T> => {
    await world.turn(owner);
    const answer = work();
    await world.turn(owner);
    return answer;
  };
  const keep = (fence: number, text: string): void => void world.records.set(fence, { text, modifiedAt: world.at });
  return {
    fences: () => inTurn(() => [...world.records.keys()].sort((a, b) => a - b)),
    read: (fence) => inTurn(() => world.records.get(fence) ?? null),
    create: (fence, text) => inTurn(() => !world.records.has(fence) && (keep(fence, text), true)),
    replace: (fence, text) => inTurn(() => keep(fence, text)),
    remove: (fence) => inTurn(() => void world.records.delete(fence)),
  };
}

const breathe = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Carries out one schedule; returns how many processes trusted the lock at once, at most, and how often it changed hands. */
async function play(steps: readonly number[], skews: readonly number[], lockTimes: LockTimes): Promise<{ readonly most: number; readonly fences: number }> {
  const world = new World();
  const processes = skews.map((skew) => new Process(world, skew, lockTimes));
  let most = 0;
  for (const step of steps) {
    const one = processes[(step >> 4) % processes.length];
    const ready = world.waiting.filter(({ owner }) => !owner.stopped);
    if (step % 16 === 0) one.stopped = !one.stopped;
    else if (step % 16 === 1 && !one.stopped) release(one);
    else if (step % 16 < 5 || ready.length === 0) {
      world.at += (step >> 4) % 23;
      for (const each of processes) each.wake();
      if (!one.trusts && !one.trying && !one.stopped) void one.try();
    } else {
      const turn = ready[(step >> 4) % ready.length];
      world.waiting.splice(world.waiting.indexOf(turn), 1);
      turn.go();
    }
    await breathe();
    most = Math.max(most, processes.filter(({ trusts }) => trusts).length);
  }
  return { most, fences: Math.max(0, ...world.records.keys()) };
}

function release(one: Process): void {
  void one.held?.release();
}

const schedules = fc.tuple(
  fc.array(fc.nat(2 ** 16), { minLength: 150, maxLength: 300 }),
  fc.array(fc.integer({ min: -SKEW_SECONDS, max: SKEW_SECONDS }), { minLength: PROCESSES, maxLength: PROCESSES }),
);

test('at no moment do two processes trust the lock', async (t) => {
  let changes = 0;
  await fc.assert(fc.asyncProperty(schedules, async ([steps, skews]) => {
    const { most, fences } = await play(steps, skews, LOCK_TIMES);
    changes += fences;
    return most <= 1;
  }), { numRuns: 400 });
  t.log(`the lock changed hands ${changes} times`);
  t.true(changes > 400, `the lock changed hands ${changes} times: schedules that show nothing`);
});

test('without the margin, clocks that differ let two trust it: the schedules can tell', async (t) => {
  await t.throwsAsync(fc.assert(fc.asyncProperty(schedules, async ([steps, skews]) => {
    const { most } = await play(steps, skews, { ...LOCK_TIMES, marginSeconds: 0 });
    return most <= 1;
  }), { numRuns: 3000, endOnFailure: true }));
});
