// A journal as a ledger: what a live night wrote, in the form that the simulator's nights have, so that the same fold, the
// same bill and the same timeline are made of both.

import { entryNumbers } from './journal-entry.js';
import type { JournalRecord } from './journal.js';
import { ENTRY, entryDocument, MemoryLedger, type EntryDocument } from '../ledger.js';
import type { LiveTable } from '../live/live-table.js';

/** The entries of a journal, without what only a later start needs. What was asked again after a crash stands there once more. */
export function ledgerOfJournal(records: readonly JournalRecord[], tables: readonly LiveTable[]): MemoryLedger {
  const numberOf = new Map(tables.map(({ name, index }) => [name, index]));
  const ledger = new MemoryLedger();
  let lastAt = 0;
  for (const record of records) {
    if (record.kind !== 'asked' && record.kind !== 'answered' && record.kind !== 'saw') continue;
    const { kind, subject, value, outcome } = entryNumbers(record, numberOf);
    lastAt = record.at;
    ledger.write(ENTRY[record.kind], record.at, kind, subject, value, outcome);
  }
  ledger.write(ENTRY.closed, lastAt, 0, 0, 0, 0);
  return ledger;
}

/** All entries of a ledger as documents. */
export function entryDocuments(ledger: MemoryLedger, tables: readonly { readonly name: string }[]): EntryDocument[] {
  return Array.from({ length: ledger.records.length }, (_, i) => entryDocument(ledger, i, tables));
}
