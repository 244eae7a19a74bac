// What became of every table of a run, by the word of its journal alone: the verdict of a night is made of this, and a later
// start learns from it which tables still lack a copy.

import { whyKey, WHY_NOTE } from '../journal/why-note.js';
import type { JournalBody } from '../journal/journal.js';
import type { LivePlan } from '../live/live-plan.js';
import type { TableState } from '../telling/night-result.js';
import { SKIPS } from '../plan.js';
import type { Units } from '../units.js';
import type { OutcomeName } from '../world.js';

/** How a table ended. */
export interface TableEnd {
  readonly table: string;
  readonly state: TableState;
  /** A name of OUTCOMES, of SKIPS, or INTERRUPTED; empty where the table is ok. */
  readonly code: string;
  /** One line for people; empty where the table is ok. */
  readonly why: string;
  /** Somebody must be told: it should have a backup and has none. */
  readonly failed: boolean;
  readonly readUnits: Units;
}

/** What the journal says of one table's copies. */
class Copying {
  done = false;
  /** The last attempt failed, or was refused, with this. */
  failure: OutcomeName | null = null;
  units: Units = 0;
}

const NEW = new Copying();
/** The note of the embedded scan that says why an attempt failed. */
const FAILED_NOTE = 'scan-failed:';

/** Folds a run's records; a record may be given as it is written. */
export class RunStory {
  readonly #copying = new Map<string, Copying>();
  readonly #failures = new Map<string, OutcomeName>();
  readonly #refusals = new Map<string, OutcomeName>();
  /** Why a lane was not launched, or broke down, by what was told last. */
  readonly #notLaunched = new Map<number, OutcomeName>();
  readonly #whys = new Map<string, string>();
  #shut = false;
  /** Reads that DynamoDB refused to applications because of copies. */
  appThrottled: Units = 0;

  add(body: JournalBody): void {
    if (body.kind === 'shut') this.#shut = true;
    else if (body.kind === 'note' && body.key.startsWith(FAILED_NOTE)) this.#failures.set(body.key.slice(FAILED_NOTE.length), body.value as OutcomeName);
    else if (body.kind === 'answered' && (body.move === 'revert' || body.move === 'resumeScaling')) this.#refusals.set(body.table ?? '', body.outcome);
    else if (body.kind === 'note' && body.key.startsWith(WHY_NOTE)) this.#whys.set(body.key, body.value);
    // What is asked for again may end otherwise, and without a word.
    else if (body.kind === 'asked' && body.move === 'startCopy') this.#whys.delete(whyKey({ table: body.table ?? '' }));
    else if (body.kind === 'asked' && body.move === 'startLane') this.#whys.delete(whyKey({ lane: body.lane ?? -1 }));
    else if (body.kind === 'answered' && body.move === 'startLane') this.#notLaunched.set(body.lane ?? -1, body.outcome);
    else if (body.kind === 'answered' && body.move === 'startCopy') this.#of(body.table ?? '').failure = body.outcome === 'OK' ? null : body.outcome;
    else if (body.kind === 'saw') this.#saw(body);
  }

  /** Why a table's capacity or autoscaling was not handed back, as far as it is known. */
  whyOwed(table: string): OutcomeName {
    const last = this.#refusals.get(table) ?? 'OK';
    return last === 'OK' ? 'UNREACHABLE' : last; // accepted, and not seen in force
  }

  /** Tables whose copy was verified. */
  done(): ReadonlySet<string> {
    return new Set([...this.#copying].filter(([, { done }]) => done).map(([table]) => table));
  }

  /** The end of every table that the plan knows, in its order, then of those it left out. */
  ends({ plan, tables, excluded, skipped }: LivePlan): TableEnd[] {
    const ends: TableEnd[] = tables.map(({ name, index }) => (plan.columns.lane[index] < 0 ? leftOut(name, plan.columns.skip[index]) : this.#end(name, plan.columns.lane[index])));
    for (const { table, why } of excluded) ends.push(end(table, 'excluded', 'EXCLUDED', why));
    for (const { table, why, unexpected } of skipped) ends.push({ ...end(table, 'skipped', 'SKIPPED', why), failed: unexpected });
    return ends;
  }

  #end(table: string, lane: number): TableEnd {
    const { done, failure, units } = this.#copying.get(table) ?? NEW;
    if (done) return { ...end(table, 'ok', '', ''), readUnits: units };
    const code = failure === 'FAILED' ? this.#failures.get(table) ?? failure : failure ?? this.#refusedFor(lane);
    if (code === 'GONE') return { ...end(table, 'vanished', code, 'the table is gone'), readUnits: units };
    const told = this.#whys.get(failure === null ? whyKey({ lane }) : whyKey({ table }));
    if (code !== null) return { ...end(table, 'failed', code, told ?? WHY[code] ?? 'the copy failed'), failed: true, readUnits: units };
    const why = this.#shut ? 'the night was ended before it was copied' : 'the window closed before it was copied';
    return { ...end(table, 'missed', this.#shut ? 'INTERRUPTED' : 'TIMED_OUT', why), failed: true, readUnits: units };
  }

  /** A lane that is refused for good fails its tables; one that was only not answered leaves them missed. */
  #refusedFor(lane: number): OutcomeName | null {
    const outcome = this.#notLaunched.get(lane);
    return outcome === 'DENIED' || outcome === 'UNAVAILABLE' || outcome === 'FAILED' ? outcome : null;
  }

  #saw(body: Extract<JournalBody, { kind: 'saw' }>): void {
    if (body.sight === 'laneEnded' && body.outcome === 'FAILED') this.#notLaunched.set(body.lane ?? -1, body.outcome);
    if (body.table === undefined) return;
    if (body.sight === 'appThrottled') this.appThrottled += body.value;
    if (body.sight !== 'copyDone' && body.sight !== 'copyFailed' && body.sight !== 'copyStopped') return;
    const copying = this.#of(body.table);
    copying.units = Math.max(copying.units, body.value);
    copying.done ||= body.sight === 'copyDone';
    copying.failure = body.sight === 'copyFailed' ? 'FAILED' : null;
  }

  #of(table: string): Copying {
    let copying = this.#copying.get(table);
    if (copying === undefined) this.#copying.set(table, copying = new Copying());
    return copying;
  }
}

const WHY: Readonly<Partial<Record<OutcomeName, string>>> = {
  DENIED: 'a permission is missing, or the credentials are not valid (any more)',
  UNREACHABLE: 'AWS did not answer',
  THROTTLED: 'AWS was too busy to the end',
  UNAVAILABLE: 'the engine cannot be had for it',
  TIMED_OUT: 'it went on for too long without an answer',
};

function leftOut(table: string, skip: number): TableEnd {
  const name = SKIPS[skip];
  if (name === 'excluded') return end(table, 'excluded', 'EXCLUDED', 'left out by the plan');
  if (name === 'needs-more-than-the-window') return { ...end(table, 'missed', name, 'it needs more than the window'), failed: true };
  return { ...end(table, 'skipped', name, name === 'empty' ? 'it is empty' : 'the policy could not plan it'), failed: name !== 'empty' };
}

function end(table: string, state: TableState, code: string, why: string): TableEnd {
  return { table, state, code, why, failed: false, readUnits: 0 };
}
