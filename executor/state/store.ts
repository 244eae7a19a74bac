// Where a night keeps what it must not forget: journals and the lock. A folder, or a prefix of a bucket for hosts without a
// disk; both behind one interface.

import type { JournalState } from '../../core/journal/journal-fold.js';
import type { JournalBody, JournalRecord, RunHead } from '../../core/journal/journal.js';
import type { Bytes } from '../../core/units.js';
import type { Lock } from './lock-terms.js';

/** A journal that is there. */
export interface RunRef {
  /** YYYY-MM-DD. */
  readonly night: string;
  readonly runId: string;
}

/** A journal that is being written. */
export interface Journal {
  readonly ref: RunRef;
  /** Adds a record; kept in memory until the next flush. */
  write(body: JournalBody): void;
  /**
   * Makes durable what was written, in order; nothing may be done to AWS before it returns. After a failure nothing is known
   * of what was written, and every later flush fails: what is owed stands in the records that were flushed before.
   * @throws UserError: 74 where the disk is full or does not answer, 75 where another process went on with this journal
   */
  flush(): Promise<void>;
  /** Lets go of the file; flushes nothing. */
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly records: readonly JournalRecord[];
  /** A torn tail was left out; a record in the journal says so. */
  readonly repaired: boolean;
}

export interface StateStore {
  /** The folder or `s3://bucket/prefix`, for messages. */
  readonly where: string;
  readonly lock: Lock;
  /** All journals, of one night or of all, the newest last. */
  runs(night?: string): Promise<RunRef[]>;
  /** Journals that do not end in a run that is over with nothing owed, the newest last. Cheap: reads no whole journal. */
  unsettled(): Promise<RunRef[]>;
  /**
   * Begins the journal of a run, its head already durable. Under the lock only.
   * @throws UserError: 74 where there is too little room for a night, 73 where the run has a journal already
   */
  create(head: RunHead): Promise<Journal>;
  /**
   * Opens a journal that is not settled, to go on with it or to hand back what it owes; whoever wrote to it before cannot any more. Under the lock only.
   * @throws UserError: 65 for damage, a newer version's or another account's; 74
   */
  open(ref: RunRef): Promise<OpenedJournal>;
  /** What a journal says; changes nothing, needs no lock, and holds one record at a time. @throws UserError as `open` */
  peek(ref: RunRef): Promise<JournalState>;
  /** All records of a journal, for a report; changes nothing and needs no lock. @throws UserError as `open` */
  records(ref: RunRef): Promise<readonly JournalRecord[]>;
}

/** Room that must be free before a night begins. */
export const FREE_BYTES_MIN: Bytes = 64 * 1024 * 1024;
