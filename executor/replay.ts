// Goes on with a night after a crash: the same loop is fed what the journal says that it was answered and saw, at the times
// at which it was, and so comes to where it was. What was asked and not answered is the first thing that is asked again.

import { entryNumbers } from '../core/journal/journal-entry.js';
import type { JournalRecord } from '../core/journal/journal.js';
import type { At } from '../core/units.js';
import type { Records, Request } from '../core/world.js';

type Loop = Generator<Request, At, At>;
type Looked = Extract<Request, { kind: 'look' }>;
type Acts = Extract<Request, { kind: 'act' }>;

/** Told of what is replayed, in its order: whoever must know what was done before. */
export interface Witness {
  answered(kind: number, subject: number, value: number, outcome: number, at: At): void;
  saw(kind: number, subject: number, value: number): void;
  /** Asked, and nobody knows whether it was done. */
  unanswered(kind: number, subject: number, value: number, at: At): void;
}

export interface Replayed {
  /** What the loop asks next; null: the night was over. */
  readonly request: Request | null;
  /** The time of the last record that was replayed. */
  readonly at: At;
}

/**
 * Replays a journal; its loop must be new. A ledger must be muted meanwhile.
 * @returns null when the brain of this version would have asked something else than the journal says: the night cannot be
 * gone on with, and is settled instead
 */
export function replay(loop: Loop, brain: { shut(): void }, records: readonly JournalRecord[], tables: readonly { readonly name: string }[], openedAt: At, witness: Witness): Replayed | null {
  return new Replay(brain, records, new Map(tables.map(({ name }, i) => [name, i])), openedAt, witness).run(loop);
}

class Replay {
  readonly #brain: { shut(): void };
  readonly #records: readonly JournalRecord[];
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #witness: Witness;
  #next = 0;
  #now: At;

  constructor(brain: { shut(): void }, records: readonly JournalRecord[], numberOf: ReadonlyMap<string, number>, openedAt: At, witness: Witness) {
    this.#brain = brain;
    this.#records = records.filter(({ kind }) => kind === 'asked' || kind === 'answered' || kind === 'saw' || kind === 'looked' || kind === 'shut' || kind === 'started');
    this.#numberOf = numberOf;
    this.#now = openedAt;
    this.#witness = witness;
  }

  run(loop: Loop): Replayed | null {
    for (;;) {
      const step = loop.next(this.#now);
      if (step.done === true) return { request: null, at: this.#now };
      const request = step.value;
      if (request.kind === 'flush') continue;
      const told = request.kind === 'act' ? this.#answers(request) : this.#sights(request);
      if (told === 'another') return null;
      if (told === 'end') return { request, at: this.#now };
    }
  }

  /** The answers to these moves. A batch that a crash cut short was asked again as a whole: the last time counts. */
  #answers({ moves }: Acts): 'told' | 'end' | 'another' {
    let asked = 0;
    let answered = 0;
    const started = this.#next;
    while (answered < moves.length) {
      const record = this.#take();
      if (record === null) {
        this.#leaveOpen(started);
        return 'end';
      }
      if (record.kind === 'started') asked = answered = 0;
      else if (record.kind === 'asked' && asked < moves.length) {
        if (!this.#isMove(moves, asked++, record)) return 'another';
      } else if (record.kind === 'answered' && asked === moves.length) {
        if (!this.#isMove(moves, answered, record)) return 'another';
        moves.outcome[answered++] = entryNumbers(record, this.#numberOf).outcome;
        this.#now = record.at;
      } else return 'another';
    }
    for (let i = 0; i < moves.length; i++) this.#witness.answered(moves.kind[i], moves.subject[i], moves.value[i], moves.outcome[i], this.#now);
    return 'told';
  }

  /** What a look saw; one that a crash cut short was looked again. */
  #sights({ sights }: Looked): 'told' | 'end' | 'another' {
    for (;;) {
      const record = this.#take();
      if (record === null) {
        sights.clear();
        return 'end';
      }
      if (record.kind === 'started') sights.clear();
      else if (record.kind === 'saw') {
        const { kind, subject, value } = entryNumbers(record, this.#numberOf);
        sights.push(record.at, kind, subject, value);
      } else if (record.kind === 'looked') {
        this.#now = record.at;
        for (let i = 0; i < sights.length; i++) this.#witness.saw(sights.kind[i], sights.subject[i], sights.value[i]);
        return 'told';
      } else return 'another';
    }
  }

  /** Moves that stand in the journal as asked, without all their answers. */
  #leaveOpen(from: number): void {
    for (const record of this.#records.slice(from)) {
      if (record.kind !== 'asked') continue;
      const { kind, subject, value } = entryNumbers(record, this.#numberOf);
      this.#witness.unanswered(kind, subject, value, record.at);
    }
  }

  /** The next record that is fed to the loop; a window that was shut is told to the brain on the way. */
  #take(): JournalRecord | null {
    for (;;) {
      const record = this.#records[this.#next++];
      if (record === undefined) return null;
      if (record.kind !== 'shut') return record;
      this.#brain.shut();
    }
  }

  #isMove(moves: Records, i: number, record: Extract<JournalRecord, { kind: 'asked' | 'answered' }>): boolean {
    if (record.table !== undefined && !this.#numberOf.has(record.table)) return false;
    const { kind, subject, value } = entryNumbers(record, this.#numberOf);
    return moves.kind[i] === kind && moves.subject[i] === subject && moves.value[i] === value;
  }
}
