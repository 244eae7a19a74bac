// The ledger of a live night: every entry of the loop as a record of the run's journal, made durable when the loop says so.

import { entryBody } from '../core/journal/journal-entry.js';
import { ENTRY, type Ledger } from '../core/ledger.js';
import type { At } from '../core/units.js';
import type { Journal } from './state/store.js';

export class LiveLedger implements Ledger {
  readonly durable = true;
  /** True while a journal is replayed: what the loop writes stands there already. */
  muted = false;
  readonly #journal: Journal;
  readonly #tables: readonly { readonly name: string }[];
  /** A look that has ended and whose sights the loop is about to write. */
  #lookedAt: At | null = null;

  constructor(journal: Journal, tables: readonly { readonly name: string }[]) {
    this.#journal = journal;
    this.#tables = tables;
  }

  write(entry: number, at: At, kind: number, subject: number, value: number, outcome: number): void {
    if (this.muted) return;
    if (entry !== ENTRY.saw) this.endLook();
    // The end of the loop is not the end of the run: verdicts follow, and they close the journal.
    if (entry !== ENTRY.closed) this.#journal.write(entryBody(entry, at, kind, subject, value, outcome, this.#tables));
  }

  /** A look has ended at that time; the loop is given its sights next. */
  looked(at: At): void {
    this.#lookedAt = at;
  }

  /** The sights of the look are written: a look counts when this stands behind them. */
  endLook(): void {
    if (this.#lookedAt !== null) this.#journal.write({ kind: 'looked', at: this.#lookedAt });
    this.#lookedAt = null;
  }

  /** The window is shut before its time. */
  shut(at: At): void {
    this.#journal.write({ kind: 'shut', at });
  }

  note(at: At, key: string, value: string): void {
    this.#journal.write({ kind: 'note', at, key, value });
  }

  flush(): Promise<void> {
    return this.#journal.flush();
  }
}
