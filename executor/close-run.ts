// The end of a run in its journal: what became of every table, and whether anything is still owed.

import type { JournalState } from '../core/journal/journal-fold.js';
import { verdictOf, type Endings } from '../core/telling/night-result.js';
import { failuresOf, tally } from '../core/results/night-tally.js';
import type { TableEnd } from '../core/results/run-story.js';
import type { Conducted } from './conducted.js';
import type { NightDeps } from './night-deps.js';
import type { Receipt } from './night-request.js';
import type { LeftLease } from './settle.js';

/** What ended a run before its time, if anything did. */
export type EndedEarly = Pick<Endings, 'cause' | 'signal'>;
const NOT_EARLY: EndedEarly = { cause: null, signal: null };

/**
 * Writes the verdicts and closes the run; returns what it still owes. A run that was closed before keeps its verdicts.
 * @param before what the journal said when it was opened, where it was not new
 */
export async function closeRun(
  { state, clock }: NightDeps, { head, journal, story }: Conducted, before: JournalState | null,
  ends: readonly TableEnd[] = story.ends(head.live), receipts: ReadonlyMap<string, Receipt> = new Map(), early: EndedEarly = NOT_EARLY,
): Promise<LeftLease[]> {
  await journal.flush();
  const { leases } = await state.peek(journal.ref);
  const left = [...leases.values()].map((lease) => ({ ...lease, code: story.whyOwed(lease.table) }));
  for (const { table, state: verdict, why } of ends) {
    if (before?.verdicts.has(table) === true) continue;
    journal.write({ kind: 'verdict', at: clock.now(), table, verdict, ...(why === '' ? {} : { reason: why }), ...receipts.get(table) });
  }
  const verdict = verdictOf({ tables: tally(ends), failures: failuresOf(ends, head.night, new Map()), openLeases: [], mismatches: 0, ...early });
  journal.write({ kind: 'closed', at: clock.now(), verdict: before?.closed?.verdict ?? verdict, owed: left.length });
  await journal.flush();
  return left;
}
