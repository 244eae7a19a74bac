// What `plan` does: reads what earlier runs have left and what the account holds, and plans. Nothing is touched.

import { nightAt } from '../../core/calendar.js';
import type { Redactor } from '../../core/telling/redact.js';
import { openLeases, tonightSoFar } from '../../executor/earlier-runs.js';
import type { Args } from '../args.js';
import { pricesOf } from '../simulate-request.js';
import { compose, type Composed } from './compose.js';
import type { LiveDoors } from './doors.js';
import { liveConfigOf, type LiveConfig } from './live-config.js';
import { makeTonight, type TonightMade } from './tonight.js';

type Progress = (doing: string, done: number, total: number) => void;

export interface PlannedNow {
  readonly config: LiveConfig;
  readonly made: TonightMade;
}

/** @throws UserError as makeTonight, and for flags, configuration and journals */
export async function planNow(args: Args, doors: LiveDoors, redactor: Redactor, progress: Progress): Promise<PlannedNow> {
  const config = await liveConfigOf(args);
  const prices = await pricesOf(args);
  const composed = await composeQuietly(config, doors, redactor, 'plan');
  try {
    const nowAt = doors.clock.now();
    const { done } = await tonightSoFar(composed.deps, nightAt(nowAt, config.settings.window));
    const owed = await openLeases(composed.deps, []);
    const made = await makeTonight(composed.aws, { config, nowAt, prices, allowEmpty: args.on('allow-empty'), done, owed }, progress);
    return { config, made };
  } finally {
    composed.close();
  }
}

/** For commands that touch nothing: no signal needs to be heard, and nothing is said. */
export function composeQuietly(config: LiveConfig, doors: LiveDoors, redactor: Redactor, command: string): Promise<Composed> {
  const { signal } = new AbortController();
  return compose(config, { doors, command, redactor, say: () => undefined, stop: signal, hurry: signal });
}
