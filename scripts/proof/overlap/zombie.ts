// One start that is stopped, loses its lock meanwhile, and goes on: before somebody else begins, while somebody else is at
// work, or when all is over.

import { LIVE_DEFAULTS } from '../../../core/config/live-settings.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import type { ShortStage, Started } from './stage.js';
import { Stopping } from './stoppable.js';

/** When the stopped start goes on: with nobody there, in the middle of the other's work, after it. */
export const GOES_ON = ['before the other', 'during the other', 'after the other'] as const;
export type GoesOn = (typeof GOES_ON)[number];

export interface Undead {
  /** How the start that was stopped ended. */
  readonly zombie: NightResult;
  /** Calls that changed something and were sent by it after it went on. */
  readonly changed: number;
  /** How the start that took over ended. */
  readonly other: NightResult;
}

/** How many waits a night has that nobody stops. */
export async function waitsOf(stage: ShortStage): Promise<number> {
  const stopping = new Stopping(Infinity);
  await stage.begin(stopping).result;
  return stopping.waits;
}

/** Stops a start at the end of its wait number `at`, lets its lock expire, and another take over. Null: it ended before that. */
export async function undead(stage: ShortStage, at: number, goesOn: GoesOn): Promise<Undead | null> {
  const { clock, begin } = stage;
  const stopping = new Stopping(at);
  const zombie = begin(stopping);
  if (await Promise.race([zombie.result, stopping.reached.then(() => null)]) !== null) return null;
  await clock.sleepUntil(clock.now() + LIVE_DEFAULTS.lock.expirySeconds + 1);
  const before = zombie.mutating();
  if (goesOn === 'before the other') await goOn(stopping, zombie);
  // Somewhere in the middle: at other places for zombies of other places.
  const meeting = new Stopping(goesOn === 'during the other' ? 60 + (at % 60) : Infinity, false);
  const other = begin(meeting);
  if (goesOn === 'during the other') {
    await Promise.race([meeting.reached, other.result]);
    await goOn(stopping, zombie);
  }
  const result = await other.result;
  if (goesOn === 'after the other') await goOn(stopping, zombie);
  return { zombie: await zombie.result, changed: zombie.mutating() - before, other: result };
}

async function goOn(stopping: Stopping, zombie: Started): Promise<void> {
  stopping.goOn();
  await zombie.result;
}
