// What is asked of one start, and what it hands to the planner.

import type { LivePlan } from '../core/live/live-plan.js';
import type { Window } from '../core/table.js';
import type { Bytes, Seconds, Usd } from '../core/units.js';
import type { NightTimes } from './night-deps.js';

/** A plan, and the most that the night may cost with it. */
export interface Planned {
  readonly live: LivePlan;
  readonly boundUsd: Usd;
}

/** A backup as it lies in its destination, read back. */
export interface Receipt {
  readonly url: string;
  readonly items: number;
  readonly bytes: Bytes;
}

export interface NightRequest {
  /** Tonight as the settings have it: the window that is open, or the next one. */
  readonly window: Window;
  /** Its IANA zone. */
  readonly zone: string;
  readonly region: string;
  /** The account that may be touched; null: any. */
  readonly account: string | null;
  readonly times: NightTimes;
  /** A night without a single table is a failure, unless it is meant. */
  readonly allowEmpty: boolean;
  /** Price of a raised unit for an hour: what an open lease costs. */
  readonly usdPerRcuHour: Usd;
  /**
   * Surveys and plans; `done`: tables that have a backup of this night, with the reason as it is told. Called once, under the
   * lock, after what was owed is settled, with the same time as the clock's. @throws UserError
   */
  plan(done: ReadonlyMap<string, string>): Promise<Planned>;
  /** Finds the backup of a table by a run; null: there is none, whatever the journal says. Not given: not looked for. */
  readonly receipt?: (night: string, table: string, runId: string) => Promise<Receipt | null>;
  /** How much the machine's clock differs from AWS's; null: not known. */
  readonly skewSeconds?: () => Seconds | null;
}
