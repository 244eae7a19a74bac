// Hands back what an earlier run owes, by the word of its journal: `settle`, and the first thing that every start does.
// Nothing is raised. A run that owes nothing any more is closed in its journal, and is not looked at again.

import type { OpenLease } from '../core/journal/journal-debts.js';
import { foldJournal, type JournalState } from '../core/journal/journal-fold.js';
import type { JournalRecord } from '../core/journal/journal.js';
import { nightLoop } from '../core/run.js';
import { Settlement, type Debts } from '../core/brain/settle.js';
import { MOVE, OUTCOME } from '../core/world.js';
import { closeRun } from './close-run.js';
import { conduct, started, type Conducted } from './conducted.js';
import { drive } from './drive.js';
import type { NightDeps, NightTimes } from './night-deps.js';
import type { Held } from './state/lock-terms.js';
import type { RunRef } from './state/store.js';

/** In the notes of a run that is settled: it is not gone on with. */
export const SETTLING_NOTE = 'settling';

export interface Settled {
  readonly ref: RunRef;
  /** Tables that it owed something when it was opened. */
  readonly owed: number;
  /** What it still owes, with why. */
  readonly left: readonly LeftLease[];
}

export interface LeftLease extends OpenLease {
  /** A name of OUTCOMES. */
  readonly code: string;
}

/**
 * Settles one run. @throws LockLost, LeftInHurry; UserError: 65 for a damaged journal, 74 and 75 where it cannot be written;
 * what the journal says is owed stays owed then
 */
export async function settleRun(deps: NightDeps, held: Held, times: NightTimes, ref: RunRef): Promise<Settled> {
  // To open a journal is to take it from whoever wrote it: not after having slept while another start began.
  await held.verify();
  const { journal, records } = await deps.state.open(ref);
  try {
    const fold = foldJournal(records);
    if (fold.head === null) return { ref, owed: 0, left: [] };
    const parts = conduct({ deps, held, head: fold.head, journal, records, times });
    const numberOf = new Map(fold.head.live.tables.map(({ name, index }) => [name, index]));
    const debts = debtsOf(fold, numberOf);
    if (fold.leases.size > 0) deps.say(`run ${ref.runId} owes ${fold.leases.size} table${fold.leases.size === 1 ? '' : 's'}: handing back`);
    parts.journal.write(started(deps, held));
    parts.journal.write({ kind: 'note', at: deps.clock.now(), key: SETTLING_NOTE, value: 'yes' });
    if (fold.closed === null) parts.journal.write({ kind: 'shut', at: deps.clock.now() });
    if (debts.leases.size + debts.lanes.length > 0) await handBack(deps, held, parts, fold, debts, records, numberOf);
    return { ref, owed: fold.leases.size, left: await closeRun(deps, parts, fold) };
  } finally {
    await journal.close();
  }
}

/** What is owed, by the numbers of the run's plan. Copies of the embedded scan ended with their process. */
function debtsOf({ head, leases, lanes, copies }: JournalState, numberOf: ReadonlyMap<string, number>): Debts {
  const plan = head?.live.plan;
  const up = [...lanes.keys()].filter((lane) => plan?.lanes[lane].engine === 'emr' || plan?.lanes[lane].engine === 'data-pipeline').sort((a, b) => a - b);
  const owed = new Map([...leases].map(([table, lease]) => [numberOf.get(table) ?? -1, lease]));
  const reading = [...copies.keys()].map((table) => numberOf.get(table) ?? -1).filter((table) => owed.has(table) && up.includes(plan?.columns.lane[table] ?? -1));
  return { leases: owed, lanes: up, reading: new Set(reading) };
}

async function handBack(deps: NightDeps, held: Held, parts: Conducted, fold: JournalState, debts: Debts, records: readonly JournalRecord[], numberOf: ReadonlyMap<string, number>): Promise<void> {
  const { head: { live: { plan } }, ledger, world, capacity, engines, leaseOptions } = parts;
  const { clock } = deps;
  // When raises and suspensions were asked: a call that nobody answered may still be carried out.
  for (const record of records) {
    if (record.kind !== 'asked' || (record.move !== 'boost' && record.move !== 'suspendScaling')) continue;
    capacity.remember(MOVE[record.move], numberOf.get(record.table ?? '') ?? -1, record.value, OUTCOME.UNREACHABLE, record.at);
  }
  for (const lane of debts.lanes) engines.get(plan.lanes[lane].engine)?.adopt('startLane', lane, fold.lanes.get(lane)?.launch ?? 1, 0);
  world.resumeAt(clock.now());
  const brain = new Settlement(plan, debts, leaseOptions);
  const never = new AbortController().signal; // the window is shut as it is; only the second signal leaves
  try {
    await drive(nightLoop(brain, ledger, clock.now()), { brain, world, ledger, clock, checkLock: () => held.check(), shut: never, hurry: deps.hurry }, null);
  } finally {
    for (const engine of engines.values()) await engine.close();
  }
}
