// Lanes and copies that a journal leaves open: asked for, and no end of them seen.

import { InDoubt } from './journal-doubt.js';
import type { JournalRecord } from './journal.js';
import type { At, Rcu } from '../units.js';
import type { OutcomeName } from '../world.js';

export interface OpenLane {
  readonly lane: number;
  /** Launches of this lane that AWS accepted, this one counted in any case: with the run, its token. */
  readonly launch: number;
  /** AWS has accepted it. */
  readonly accepted: boolean;
  readonly ready: boolean;
  readonly sinceAt: At;
}

export interface OpenCopy {
  readonly table: string;
  /** Attempts at this table that were accepted, this one counted in any case: with the run, its token. */
  readonly attempt: number;
  readonly accepted: boolean;
  readonly readRcu: Rcu;
  readonly sinceAt: At;
}

type Asked = Extract<JournalRecord, { kind: 'asked' }>;
type Answered = Extract<JournalRecord, { kind: 'answered' }>;
type Saw = Extract<JournalRecord, { kind: 'saw' }>;

/** One lane, or the copies of one table. */
class Work {
  /** Accepted so far. What was not, is asked again under the same number. */
  #times = 0;
  value = 0;
  sinceAt: At = NaN;
  accepted = false;
  ready = false;
  readonly doubt = new InDoubt();

  begin({ value, at }: Asked): void {
    if (!this.doubt.mayBeDone) this.sinceAt = at;
    this.value = value;
    this.doubt.asked();
  }

  answer(outcome: OutcomeName): void {
    this.doubt.answered(outcome);
    if (outcome !== 'OK') return;
    this.accepted = true;
    this.#times++;
  }

  get number(): number {
    return this.accepted ? this.#times : this.#times + 1;
  }

  end(): void {
    if (!this.doubt.mayBeDone) return;
    this.doubt.undone();
    this.accepted = this.ready = false;
  }
}

/** What ends a copy. */
const COPY_ENDS: readonly string[] = ['copyDone', 'copyFailed', 'copyStopped'];

export class Works {
  readonly #lanes = new Map<number, Work>();
  readonly #copies = new Map<string, Work>();

  asked(record: Asked): void {
    if (record.move === 'startLane' || record.move === 'startCopy') this.#workOf(record, true)?.begin(record);
  }

  answered(record: Answered): void {
    const work = this.#workOf(record, false);
    if (record.move === 'startLane' || record.move === 'startCopy') work?.answer(record.outcome);
    else if ((record.move === 'stopLane' || record.move === 'stopCopy') && record.outcome === 'GONE') work?.end();
  }

  saw(record: Saw): void {
    const work = this.#workOf(record, false);
    if (work === undefined) return;
    if (record.sight === 'laneReady') work.ready = true;
    else if (record.sight === 'laneEnded' || COPY_ENDS.includes(record.sight)) work.end();
  }

  openLanes(): Map<number, OpenLane> {
    const open = new Map<number, OpenLane>();
    for (const [lane, work] of this.#lanes) {
      const { accepted, ready, sinceAt } = work;
      if (work.doubt.mayBeDone) open.set(lane, { lane, launch: work.number, accepted, ready, sinceAt });
    }
    return open;
  }

  openCopies(): Map<string, OpenCopy> {
    const open = new Map<string, OpenCopy>();
    for (const [table, work] of this.#copies) {
      const { accepted, value, sinceAt } = work;
      if (work.doubt.mayBeDone) open.set(table, { table, attempt: work.number, accepted, readRcu: value, sinceAt });
    }
    return open;
  }

  #workOf({ table, lane }: { readonly table?: string; readonly lane?: number }, makes: boolean): Work | undefined {
    return lane !== undefined ? workIn(this.#lanes, lane, makes) : table !== undefined ? workIn(this.#copies, table, makes) : undefined;
  }
}

function workIn<K>(works: Map<K, Work>, key: K, makes: boolean): Work | undefined {
  const known = works.get(key);
  if (known !== undefined || !makes) return known;
  const work = new Work();
  works.set(key, work);
  return work;
}
