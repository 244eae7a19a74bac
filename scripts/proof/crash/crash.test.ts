// Killed at any event, in the recovery too: one start heals everything, and no rule is broken on the way.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import { play } from './play.js';
import { parseSchedule, scheduleText } from './schedule.js';
import { schedulesOf } from './schedules.js';
import type { SliceDone, SliceTask } from './slice.js';

/** As many as a run of all tests has time for; CRASH_SCHEDULES asks for more. */
const SCHEDULES = Number(process.env.CRASH_SCHEDULES ?? 40_000);
/** Of those that are drawn; as for the properties, TEST_SEED asks for others. */
const SEED = Number(process.env.TEST_SEED ?? 1);
const THREADS = Math.min(8, availableParallelism());

function threadOf(task: SliceTask): Promise<SliceDone> {
  // Run from TypeScript the thread is a TypeScript file too.
  const name = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(name, import.meta.url), { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: 64 } });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a thread ended with code ${code}`)));
  });
}

test(`${SCHEDULES} schedules of kills and stops: one start heals each`, async (t) => {
  t.timeout(20 * 60_000);
  const { fixed } = await schedulesOf(SEED);
  const done = await Promise.all(Array.from({ length: THREADS }, (_, from) => threadOf({ seed: SEED, from, to: SCHEDULES, every: THREADS })));
  const played = done.reduce((sum, one) => sum + one.played, 0);
  t.log(`${played} schedules, ${Math.min(fixed, SCHEDULES)} of them all kills and pairs of kills, the others drawn with TEST_SEED=${SEED}`);
  const faults = done.flatMap((one) => one.faults);
  if (faults.length > 0) t.fail(`play one again with CRASH_REPLAY='…' npx ava scripts/proof/crash/crash.test.ts\n${faults.join('\n')}`);
  t.is(played, SCHEDULES);
});

const replay = process.env.CRASH_REPLAY;
if (replay !== undefined) {
  test(`the schedule ${replay}`, async (t) => {
    t.deepEqual(await play(parseSchedule(replay)), []);
  });
}

test('a schedule comes back from its text', (t) => {
  const text = 'two run:kill@12.40+120 settle:stop@3.0+600';
  t.is(scheduleText(parseSchedule(text)), text);
  t.throws(() => parseSchedule('none run:kill@1.1+1'), { message: /no estate/ });
  t.throws(() => parseSchedule('one run:kill'), { message: /no step/ });
});
