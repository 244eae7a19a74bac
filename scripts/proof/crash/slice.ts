// A part of the schedules, played by one thread.

import { play } from './play.js';
import { scheduleText } from './schedule.js';
import { schedulesOf } from './schedules.js';
import type { Mutant } from './world.js';

export interface SliceTask {
  readonly seed: number;
  /** Numbers from `from` up to but not `to`, every `every`th. */
  readonly from: number;
  readonly to: number;
  readonly every: number;
}

export interface SliceDone {
  readonly played: number;
  /** At most some, each with the schedule that shows it. */
  readonly faults: readonly string[];
}

const FAULTS_MAX = 5;
/** A start after the healed night, which must find nothing to do, is played for one schedule in so many. */
const AGAIN_EVERY = 16;

export async function playSlice({ seed, from, to, every }: SliceTask, mutant?: Mutant): Promise<SliceDone> {
  const { scheduleAt } = await schedulesOf(seed);
  const faults: string[] = [];
  let played = 0;
  for (let number = from; number < to && faults.length < FAULTS_MAX; number += every, played++) {
    const schedule = scheduleAt(number);
    const found = await play(schedule, { again: (number / every) % AGAIN_EVERY < 1, ...(mutant === undefined ? {} : { mutant }) });
    if (found.length > 0) faults.push(`${scheduleText(schedule)}\n    ${found.join('\n    ')}`);
  }
  return { played, faults };
}
