// Leases by the word of a journal: what was borrowed and is not known to be handed back.

import { EXIT, refuse } from '../errors.js';
import { InDoubt, isSettled } from './journal-doubt.js';
import type { JournalRecord, RunHead } from './journal.js';
import type { Suspended } from '../live/live-table.js';
import type { At, Rcu } from '../units.js';

/** A debt: what a table had, and what of it we may have changed. */
export interface OpenLease {
  readonly runId: string;
  readonly night: string;
  readonly table: string;
  /** The debt is to this table and to no later one of the same name. */
  readonly tableId: string;
  /** What it had before: the plan's, or what was found in force when our raise was accepted; never what AWS says now. */
  readonly originalRcu: Rcu;
  /** What we asked for; null: its capacity is not owed, only its autoscaling. */
  readonly raisedToRcu: Rcu | null;
  /** The revert was accepted, and is not known to be in force. */
  readonly reverting: boolean;
  /** The flags to hand back; null: its autoscaling is not owed. */
  readonly suspended: Suspended | null;
  /** When the first of it was asked. */
  readonly sinceAt: At;
}

/** Key of the note, before the table's name. */
export const FOUND_NOTE = 'found:';

interface Original {
  readonly tableId: string;
  readonly rcu: Rcu;
  readonly suspended: Suspended | null;
}

type Entry = Extract<JournalRecord, { kind: 'asked' | 'answered' | 'saw' }>;

/** The debts of one table. */
class Debt {
  raisedToRcu: Rcu | null = null;
  /** Found in force instead of the plan's, before our raise was. */
  foundRcu: Rcu | null = null;
  /** A raise was accepted and is not in force. */
  raising = false;
  reverting = false;
  sinceAt: At = NaN;
  readonly boost = new InDoubt();
  readonly suspend = new InDoubt();

  get owed(): boolean {
    return this.boost.mayBeDone || this.suspend.mayBeDone;
  }

  borrow(at: At): void {
    if (!this.owed) this.sinceAt = at;
  }

  capacityPaid(): void {
    this.boost.undone();
    this.raisedToRcu = this.foundRcu = null;
    this.raising = this.reverting = false;
  }

  /** Capacity in force, as it was seen. */
  see(rcu: Rcu, originalRcu: Rcu): void {
    if (this.raising && rcu === this.raisedToRcu) this.raising = false;
    else if (this.raising) this.foundRcu = rcu;
    else if (this.reverting && rcu === (this.foundRcu ?? originalRcu)) this.capacityPaid();
  }
}

export class Debts {
  #head: RunHead | null = null;
  readonly #originals = new Map<string, Original>();
  /** Only tables that owe something, or did. */
  readonly #debts = new Map<string, Debt>();

  open(head: RunHead): void {
    this.#head = head;
    const { tables, plan } = head.live;
    for (const { name, index, tableId, target } of tables) {
      this.#originals.set(name, { tableId, rcu: plan.columns.fromRcu[index], suspended: target === null ? null : target.suspended });
    }
  }

  asked(record: Extract<Entry, { kind: 'asked' }>): void {
    const { move, table, value, at } = record;
    if (table === undefined || (move !== 'boost' && move !== 'suspendScaling')) return;
    const debt = this.#debtOf(table, record);
    debt.borrow(at);
    if (move === 'suspendScaling') debt.suspend.asked();
    else {
      debt.boost.asked();
      debt.raisedToRcu = value;
      debt.raising = debt.reverting = false;
    }
  }

  answered({ move, table, outcome }: Extract<Entry, { kind: 'answered' }>): void {
    const debt = table === undefined ? undefined : this.#debts.get(table);
    if (debt === undefined) return;
    if (move === 'suspendScaling') debt.suspend.answered(outcome);
    else if (move === 'boost') {
      debt.boost.answered(outcome);
      if (outcome === 'OK') debt.raising = true;
      if (!debt.boost.mayBeDone) debt.capacityPaid();
    } else if (move === 'revert') {
      if (outcome === 'OK') [debt.raising, debt.reverting] = [false, true];
      else if (isSettled(outcome)) debt.capacityPaid();
    } else if (move === 'resumeScaling' && (outcome === 'OK' || isSettled(outcome))) debt.suspend.undone();
  }

  saw({ sight, table = '', value }: Extract<Entry, { kind: 'saw' }>): void {
    const debt = this.#debts.get(table);
    if (debt === undefined) return;
    if (sight === 'capacity') debt.see(value, this.#originals.get(table)?.rcu ?? NaN);
    else if (sight === 'overruled' && (debt.raising || debt.reverting)) debt.capacityPaid(); // somebody else's capacity stays
  }

  /** The capacity that a raise found instead of the plan's is noted before the raise is sent, and seen only after it. */
  noted({ key, value }: { readonly key: string; readonly value: string }): void {
    const debt = key.startsWith(FOUND_NOTE) ? this.#debts.get(key.slice(FOUND_NOTE.length)) : undefined;
    if (debt !== undefined) debt.foundRcu = Number(value);
  }

  /** What is owed, in the order in which it was first borrowed. */
  leases(): Map<string, OpenLease> {
    const open = new Map<string, OpenLease>();
    for (const [table, debt] of this.#debts) {
      const original = this.#originals.get(table);
      if (!debt.owed || original === undefined || this.#head === null) continue;
      const { runId, night } = this.#head;
      open.set(table, {
        runId, night, table, tableId: original.tableId, originalRcu: debt.foundRcu ?? original.rcu, raisedToRcu: debt.boost.mayBeDone ? debt.raisedToRcu : null,
        reverting: debt.reverting, suspended: debt.suspend.mayBeDone ? original.suspended : null, sinceAt: debt.sinceAt,
      });
    }
    return open;
  }

  #debtOf(table: string, { seq, move }: Extract<Entry, { kind: 'asked' }>): Debt {
    const original = this.#originals.get(table);
    if (original === undefined) refuse(EXIT.data, `record ${seq}`, `asks ${move} of ${JSON.stringify(table)}, which the run's plan does not hold`);
    if (move === 'suspendScaling' && original.suspended === null) refuse(EXIT.data, `record ${seq}`, `suspends the autoscaling of ${JSON.stringify(table)}, which has none in the run's plan`);
    const known = this.#debts.get(table);
    if (known !== undefined) return known;
    const debt = new Debt();
    this.#debts.set(table, debt);
    return debt;
  }
}
