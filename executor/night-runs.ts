// The run of tonight: planned and begun, or gone on with; then its copies are looked for where they lie, and its journal is
// closed. What ends it early is told, after what it owes was handed back as far as that is possible.

import { EXIT, UserError } from '../core/errors.js';
import { foldJournal } from '../core/journal/journal-fold.js';
import type { RunHead } from '../core/journal/journal.js';
import type { LivePlan } from '../core/live/live-plan.js';
import { failuresOf, type Misses } from '../core/results/night-tally.js';
import type { TableEnd } from '../core/results/run-story.js';
import type { Caller } from './caller.js';
import { closeRun } from './close-run.js';
import { beginRun, resumeRun } from './conduct-night.js';
import type { Conducted } from './conducted.js';
import { LeftInHurry } from './drive.js';
import { MISSES_NOTE, tonightSoFar, type Tonight } from './earlier-runs.js';
import { inOrder } from './in-order.js';
import type { NightDeps } from './night-deps.js';
import { causeOf, signalOf, type Ending } from './night-report.js';
import type { NightRequest, Receipt } from './night-request.js';
import { refusePlan, sparing } from './preflight.js';
import { settleRun } from './settle.js';
import { LockLost, type Held } from './state/lock-terms.js';
import type { RunRef } from './state/store.js';

export type Ran = Pick<Ending, 'runId' | 'live' | 'boundUsd' | 'ends' | 'receipts' | 'appThrottled' | 'leases' | 'cause' | 'next'>;

const RECEIPTS_AT_ONCE = 8;
/** In the notes of a run: what it can cost at most, US dollars. */
const BOUND_NOTE = 'bound-usd';

/** Plans what is left of tonight and runs it; null: nothing is left. @throws what is wrong before anything was touched */
export async function planAndRun(deps: NightDeps, held: Held, request: NightRequest, caller: Caller, tonight: Tonight, ending: Ending): Promise<Ran | null> {
  const planned = await request.plan(tonight.done);
  refusePlan(planned, request, caller, deps.clock.now(), tonight.done.size);
  const live = sparing(planned.live, ending.leases);
  const { account, region } = live;
  const head: RunHead = { runId: ending.runId, night: request.window.night, account, region, version: deps.process.version, live };
  if (live.plan.lanes.every(({ tables }) => tables.length === 0) && tonight.begun) return null;
  await held.verify();
  const journal = await deps.state.create(head);
  try {
    journal.write({ kind: 'note', at: deps.clock.now(), key: BOUND_NOTE, value: String(planned.boundUsd) });
    return await concluded(deps, held, request, ending, journal.ref, live, planned.boundUsd, tonight, () => beginRun({ deps, held, times: request.times, journal }, head));
  } finally {
    await journal.close();
  }
}

/** Goes on with tonight's run; null: it can only be settled. */
export async function goOn(deps: NightDeps, held: Held, request: NightRequest, ref: RunRef, ending: Ending): Promise<Ran | null> {
  // To open a journal is to take it from whoever wrote it: not after having slept while another start began.
  await held.verify();
  const { journal, records } = await deps.state.open(ref);
  const [first] = records;
  if (first?.kind !== 'opened') return null;
  const { head } = first;
  const tonight = await tonightSoFar(deps, request.window);
  let replayed = true;
  try {
    const boundUsd = Number(foldJournal(records).notes.get(BOUND_NOTE) ?? 0);
    const ran = await concluded(deps, held, request, { ...ending, runId: ref.runId }, ref, head.live, boundUsd, tonight, async () => {
      const run = await resumeRun({ deps, held, times: request.times, journal }, head, records);
      replayed = run !== null;
      return run;
    });
    return replayed ? ran : null;
  } finally {
    await journal.close();
  }
}

/** Conducts the run to its end, whatever that is. */
async function concluded(
  deps: NightDeps, held: Held, request: NightRequest, ending: Ending, ref: RunRef, live: LivePlan, boundUsd: number, tonight: Tonight, begin: () => Promise<Conducted | null>,
): Promise<Ran> {
  const none: Ran = { runId: ref.runId, live, boundUsd, ends: [], receipts: new Map(), appThrottled: 0, leases: [], cause: null, next: null };
  let run: Conducted | null;
  try {
    run = await begin();
  } catch (error) {
    if (error instanceof LockLost || (error instanceof LeftInHurry && error.paused)) throw error;
    return { ...none, ...(await afterFailure(deps, held, request, ref, error)) };
  }
  if (run === null) return none;
  const receipts = await receiptsOf(request, ref, run);
  const ends = endsOf(run, request, receipts, tonight.done);
  noteMisses(deps, run, ends, ref.night, ending.misses);
  const cause = stoppedBy(deps.signal);
  const leases = await closeRun(deps, run, null, ends, receipts, { cause, signal: signalOf(deps.signal) });
  return { ...none, ends, receipts, appThrottled: run.story.appThrottled, leases, cause };
}

/** After a bug what is owed is handed back at once; after a full disk or a second signal it can only be told. */
async function afterFailure(deps: NightDeps, held: Held, { times }: NightRequest, ref: RunRef, error: unknown): Promise<Pick<Ran, 'leases' | 'cause'>> {
  if (error instanceof LeftInHurry) return { cause: null, leases: [] };
  const cause = causeOf(error);
  if (cause.exitCode === EXIT.io || cause.exitCode === EXIT.tryLater) return { cause, leases: [] };
  return { cause, leases: (await settleRun(deps, held, times, ref)).left };
}

/** Credentials that ended, a budget that is used up: what shut the window, unless it was a signal. */
function stoppedBy({ aborted, reason }: AbortSignal): Ran['cause'] {
  return aborted && reason instanceof UserError ? causeOf(reason) : null;
}

/** A copy counts when it is found where it should lie. */
async function receiptsOf({ receipt }: NightRequest, { night, runId }: RunRef, { story }: Conducted): Promise<ReadonlyMap<string, Receipt>> {
  const found = new Map<string, Receipt>();
  if (receipt === undefined) return found;
  const asked = inOrder([...story.done()], RECEIPTS_AT_ONCE, async (table) => ({ table, one: await receipt(night, table, runId) }));
  for await (const { table, one } of asked) if (one !== null) found.set(table, one);
  return found;
}

/** The ends of all tables of the night, with those that an earlier run has copied. */
function endsOf({ story, head }: Conducted, { receipt }: NightRequest, receipts: ReadonlyMap<string, Receipt>, done: ReadonlyMap<string, string>): TableEnd[] {
  return story.ends(head.live).map((end): TableEnd => {
    if (end.state === 'excluded' && done.has(end.table)) return { ...end, state: 'ok', code: '', why: '' };
    if (end.state !== 'ok' || receipt === undefined || receipts.has(end.table)) return end;
    return { ...end, state: 'unknown', code: 'UNREACHABLE', why: 'its copy is not found where it should be', failed: true };
  });
}

function noteMisses({ clock }: NightDeps, { journal }: Conducted, ends: readonly TableEnd[], night: string, before: ReadonlyMap<string, Misses>): void {
  for (const { table, times, sinceNight } of failuresOf(ends, night, before)) {
    journal.write({ kind: 'note', at: clock.now(), key: `${MISSES_NOTE}${table}`, value: `${times} ${sinceNight}` });
  }
}
