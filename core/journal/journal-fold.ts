// What a journal says is so: leases and lanes that are still open, copies under way, moves that nobody answered. A move that
// was asked may have been done, whatever became of its answer: what it borrowed is owed until it was handed back, or until
// AWS refused it and no earlier try of it is in doubt.

import { assert } from '../errors.js';
import { Debts } from './journal-debts.js';
import type { JournalRecord, RunHead, RunVerdict } from './journal.js';
import { Works, type OpenCopy, type OpenLane } from './journal-works.js';
import type { OpenLease } from './journal-debts.js';
import type { MoveName } from '../world.js';
import type { At } from '../units.js';

export interface UnansweredMove {
  readonly move: MoveName;
  readonly table?: string;
  readonly lane?: number;
  readonly value: number;
  readonly askedAt: At;
}

export type VerdictRecord = Extract<JournalRecord, { kind: 'verdict' }>;
export type StartRecord = Extract<JournalRecord, { kind: 'started' }>;

export interface JournalState {
  /** null: the journal ends before its first record did; the run never did anything. */
  readonly head: RunHead | null;
  /** Records folded so far. */
  readonly records: number;
  /** Time of the last record; NaN where there is none. */
  readonly lastAt: At;
  /** All processes that worked on the run, in order. */
  readonly starts: readonly StartRecord[];
  /** By name of table. */
  readonly leases: ReadonlyMap<string, OpenLease>;
  /** By number of lane. */
  readonly lanes: ReadonlyMap<number, OpenLane>;
  /** By name of table. */
  readonly copies: ReadonlyMap<string, OpenCopy>;
  /** Asked and not answered, in the order in which they were asked. */
  readonly unanswered: readonly UnansweredMove[];
  /** The last note of each key. */
  readonly notes: ReadonlyMap<string, string>;
  /** The last verdict of each table. */
  readonly verdicts: ReadonlyMap<string, VerdictRecord>;
  /** The window was shut before its time. */
  readonly shut: boolean;
  /** The run is over: nothing was done after its last `closed`. */
  readonly closed: { readonly at: At; readonly verdict: RunVerdict; readonly owed: number } | null;
}

/** Folds a whole journal. Pure. */
export function foldJournal(records: Iterable<JournalRecord>): JournalState {
  const fold = new JournalFold();
  for (const record of records) fold.add(record);
  return fold.state();
}

/** Folds a journal record by record; holds what is open and not what is over. */
export class JournalFold {
  #head: RunHead | null = null;
  #records = 0;
  #lastAt: At = NaN;
  #shut = false;
  #closed: JournalState['closed'] = null;
  readonly #starts: StartRecord[] = [];
  readonly #debts = new Debts();
  readonly #works = new Works();
  readonly #unanswered = new Map<string, UnansweredMove>();
  readonly #notes = new Map<string, string>();
  readonly #verdicts = new Map<string, VerdictRecord>();

  add(record: JournalRecord): void {
    this.#records++;
    this.#lastAt = record.at;
    if (record.kind === 'opened') {
      this.#head = record.head;
      this.#debts.open(record.head);
    } else assert(this.#head !== null, 'a journal is folded from its first record');
    if (record.kind === 'closed') this.#closed = { at: record.at, verdict: record.verdict, owed: record.owed };
    else if (record.kind !== 'repaired') this.#closed = null;
    if (record.kind === 'asked') this.#asked(record);
    else if (record.kind === 'answered') this.#answered(record);
    else if (record.kind === 'saw') {
      this.#debts.saw(record);
      this.#works.saw(record);
    } else if (record.kind === 'note') {
      this.#notes.set(record.key, record.value);
      this.#debts.noted(record);
    } else if (record.kind === 'verdict') this.#verdicts.set(record.table, record);
    else if (record.kind === 'started') this.#starts.push(record);
    else if (record.kind === 'shut') this.#shut = true;
  }

  /** What is so after the records added up to now; does not change when more are added. */
  state(): JournalState {
    return {
      head: this.#head, records: this.#records, lastAt: this.#lastAt, starts: [...this.#starts],
      leases: this.#debts.leases(), lanes: this.#works.openLanes(), copies: this.#works.openCopies(),
      unanswered: [...this.#unanswered.values()], notes: new Map(this.#notes), verdicts: new Map(this.#verdicts),
      shut: this.#shut, closed: this.#closed,
    };
  }

  #asked(record: Extract<JournalRecord, { kind: 'asked' }>): void {
    const { move, table, lane, value, at } = record;
    const key = keyOf(record);
    // Asked once more after a crash: the last of the line, not the place of the first.
    this.#unanswered.delete(key);
    this.#unanswered.set(key, { move, value, askedAt: at, ...(table === undefined ? {} : { table }), ...(lane === undefined ? {} : { lane }) });
    this.#debts.asked(record);
    this.#works.asked(record);
  }

  #answered(record: Extract<JournalRecord, { kind: 'answered' }>): void {
    this.#unanswered.delete(keyOf(record));
    this.#debts.answered(record);
    this.#works.answered(record);
  }
}

function keyOf({ move, table, lane }: { readonly move: MoveName; readonly table?: string; readonly lane?: number }): string {
  return lane === undefined ? `${move} ${table}` : `${move} #${lane}`;
}
