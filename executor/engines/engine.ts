// How copies are made in the live world: one interface for the embedded scan, EMR, Data Pipeline and native export.
// An engine carries out and reports; it decides nothing. Everything is asked again after a crash: what was done already
// is found (by the tokens, which are made of run, lane and launch, or table and attempt) and adopted, never done twice.

import { whyKey, type WhySubject } from '../../core/journal/why-note.js';
import type { LiveTable } from '../../core/live/live-table.js';
import type { Plan } from '../../core/plan.js';
import { shortened } from '../../core/telling/inert.js';
import type { At, Rcu } from '../../core/units.js';
import type { Records } from '../../core/world.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';

/** What the night gives its engines. */
export interface NightContext {
  /** `2026-03-29T0010Z-k3f9qa`; names everything that the night makes in AWS. */
  readonly runId: string;
  /** YYYY-MM-DD. */
  readonly night: string;
  readonly region: string;
  readonly account: string;
  readonly plan: Plan;
  /** The survey's tables; a plan's table numbers are indices of this. */
  readonly tables: readonly LiveTable[];
  readonly aws: Aws;
  readonly clock: Clock;
  /** Aborts when the night is left in a hurry: the lock was lost, or a second signal came. */
  readonly signal: AbortSignal;
  /** Writes a fact into the journal that a later start wants to know: the id of a cluster, where a copy is. */
  note(key: string, value: string): void;
  /** The last note of a key, also of the starts before a crash. */
  noted(key: string): string | undefined;
  /** One line for people, at most one a minute for the same words. */
  say(line: string): void;
}

const WHY_CHARS_MAX = 400;

/**
 * Says why a table or a lane has come to nothing, and leaves it in the journal for the message about the night.
 * @param why where it stands beside the subject's name already
 */
export function because(context: Pick<NightContext, 'note' | 'say'>, subject: WhySubject, line: string, why: string = line): void {
  context.note(whyKey(subject), shortened(why, WHY_CHARS_MAX));
  context.say(line);
}

/**
 * All methods answer with a number of OUTCOMES and never throw for what AWS refuses; they are asked one at a time.
 * `number` counts launches of a lane and attempts of a table from 1: together with the run it is the token.
 */
export interface Engine {
  /** Launches what copies of the lane run in. OK: accepted; `laneReady` or `laneEnded` is seen later. */
  startLane(lane: number, launch: number): Promise<number>;
  /** Ends it, and what runs in it: `laneEnded` is seen, with a `copyStopped` for each copy that ran. */
  stopLane(lane: number): Promise<number>;
  /** `readRcu`: what the copy may consume a second, 0 for an export. */
  startCopy(table: number, attempt: number, readRcu: Rcu): Promise<number>;
  /** `copyStopped` is seen when nothing reads the table any more. */
  stopCopy(table: number): Promise<number>;
  /**
   * Adds what changed since the last look, with `now` as its time. `copyDone` is only told of a copy that was verified: of
   * this run, complete, read back. Costs calls for what is under way, not for what is over.
   */
  look(now: At, sights: Records): Promise<void>;
  /**
   * After a restart, before the first look: this move of the run was answered OK before the crash, and nothing that ended
   * it was seen. The engine finds it in AWS again; what it does not find is told by the next look as failed.
   */
  adopt(move: 'startLane' | 'startCopy', subject: number, number: number, readRcu: Rcu): void;
  /** Lets go of files and sockets; ends nothing in AWS. */
  close(): Promise<void>;
}
