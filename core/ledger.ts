// The ledger of a night: an append-only list of entries. Everything that is reported is folded from it.
//
//   asked     a move was about to be made      (kind MOVES)
//   answered  the world's answer to it         (kind MOVES, with an outcome)
//   saw       something the world told          (kind SIGHTS)
//   closed    the night is over
// The plan itself is the ledger's head and is written once, before the first entry.

import type { Plan } from './plan.js';
import { Records, MOVES, OUTCOMES, SIGHTS } from './world.js';
import type { At } from './units.js';

export const ENTRIES = ['asked', 'answered', 'saw', 'closed'] as const;
export type EntryName = (typeof ENTRIES)[number];
export const ENTRY = { asked: 0, answered: 1, saw: 2, closed: 3 } as const;

/** Where a night writes. The live one is a file that `flush` makes durable. */
export interface Ledger {
  /** False when flushing means nothing (a simulated night): the loop then does not ask for it. */
  readonly durable: boolean;
  write(entry: number, at: At, kind: number, subject: number, value: number, outcome: number): void;
}

/** A ledger in memory, as columns; cleared and used again for the next night. */
export class MemoryLedger implements Ledger {
  readonly durable = false;
  readonly records = new Records();
  /** A number of ENTRIES for each record. */
  entry = new Uint8Array(64);

  write(entry: number, at: At, kind: number, subject: number, value: number, outcome: number): void {
    const i = this.records.push(at, kind, subject, value, outcome);
    if (i >= this.entry.length) {
      const wider = new Uint8Array(this.records.at.length);
      wider.set(this.entry);
      this.entry = wider;
    }
    this.entry[i] = entry;
  }

  clear(): void {
    this.records.clear();
  }
}

/** One entry as it is written to disk: a JSON line. `table` or `lane` names the subject; the unit is in the value's key. */
export interface EntryDocument {
  readonly at: number;
  readonly entry: EntryName;
  readonly move?: string;
  readonly sight?: string;
  readonly table?: string;
  readonly lane?: number;
  readonly value?: number;
  readonly outcome?: string;
}

/** Entry i as a document. Lanes are the subject of the moves and sights whose name contains "Lane" or starts with "lane". */
export function entryDocument(ledger: MemoryLedger, i: number, tables: readonly { readonly name: string }[]): EntryDocument {
  const { records } = ledger;
  const entry = ENTRIES[ledger.entry[i]];
  if (entry === 'closed') return { at: records.at[i], entry };
  const what = entry === 'saw' ? { sight: SIGHTS[records.kind[i]] } : { move: MOVES[records.kind[i]] };
  const name = what.sight ?? what.move ?? '';
  const subject = /lane/i.test(name) ? { lane: records.subject[i] } : { table: tables[records.subject[i]].name };
  const outcome = entry === 'answered' || name === 'laneEnded' ? { outcome: OUTCOMES[name === 'laneEnded' ? records.value[i] : records.outcome[i]] } : {};
  return { at: records.at[i], entry, ...what, ...subject, value: records.value[i], ...outcome };
}

/** What a night leaves behind: the plan that headed it and the entries. */
export interface NightRecord {
  readonly plan: Plan;
  readonly ledger: MemoryLedger;
}
