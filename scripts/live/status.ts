// Where things stand, from the journals and the lock alone: no table is asked for, nothing is changed.

import { nightAt } from '../../core/calendar.js';
import type { OpenLease } from '../../core/journal/journal-debts.js';
import { foldJournal } from '../../core/journal/journal-fold.js';
import type { JournalRecord } from '../../core/journal/journal.js';
import { RunStory } from '../../core/results/run-story.js';
import type { Window } from '../../core/table.js';
import type { At } from '../../core/units.js';
import { UserError } from '../../core/errors.js';
import type { LockSeen } from '../../executor/state/lock-terms.js';
import type { RunRef, StateStore } from '../../executor/state/store.js';
import type { LiveConfig } from './live-config.js';

/** What one journal says, in short. */
export interface RunStatus {
  readonly runId: string;
  readonly night: string;
  /** null: it is not over. */
  readonly verdict: string | null;
  readonly lastAt: At | null;
  readonly owed: readonly OpenLease[];
  /** Clusters and pipelines. */
  readonly lanesUp: number;
  /** Tables that the run is to copy, and those whose copies are verified. */
  readonly planned: number;
  readonly copied: number;
  /** Tables that are copied, or were when the run fell silent. */
  readonly copying: readonly string[];
  /** Tables by verdict. */
  readonly tables: Readonly<Record<string, number>>;
  /** Why the journal cannot be read; null: it can. */
  readonly damage: string | null;
}

export interface Status {
  readonly state: string;
  readonly now: At;
  /** Tonight: the window that is open, or opens next. */
  readonly window: Window;
  readonly lock: LockSeen | null;
  /** Runs that are not over or still owe something, and the last one. */
  readonly runs: readonly RunStatus[];
  /** Tables with a verified backup of tonight. */
  readonly done: number;
  readonly next: { readonly what: string; readonly at: At };
}

export async function statusOf(state: StateStore, { settings }: LiveConfig, now: At): Promise<Status> {
  const window = nightAt(now, settings.window);
  const all = await state.runs();
  const open = await state.unsettled();
  const last = all.slice(-1).filter((ref) => !open.some(({ runId }) => runId === ref.runId));
  const runs: RunStatus[] = [];
  for (const ref of [...open, ...last]) runs.push(await runStatus(state, ref));
  const lock = await state.lock.inspect();
  const { done, complete, damaged } = await tonightOf(state, window.night);
  runs.push(...damaged.filter(({ runId }) => !runs.some((run) => run.runId === runId)));
  return { state: state.where, now, window, lock, runs, done, next: nextOf({ window, now, lock, complete, owes: runs.some(({ owed }) => owed.length > 0), isDamaged: runs.some(({ damage }) => damage !== null) }) };
}

async function runStatus(state: StateStore, ref: RunRef): Promise<RunStatus> {
  try {
    return told(ref, await state.records(ref));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return unreadable(ref, error);
  }
}

function unreadable({ runId, night }: RunRef, { message }: UserError): RunStatus {
  return { runId, night, verdict: null, lastAt: null, owed: [], lanesUp: 0, planned: 0, copied: 0, copying: [], tables: {}, damage: message };
}

function told({ runId, night }: RunRef, records: readonly JournalRecord[]): RunStatus {
  const { head, closed, lastAt, leases, lanes, copies, verdicts } = foldJournal(records);
  const story = new RunStory();
  for (const record of records) story.add(record);
  const tables = new Map<string, number>();
  for (const { verdict } of verdicts.values()) tables.set(verdict, (tables.get(verdict) ?? 0) + 1);
  const isHost = (lane: number): boolean => head?.live.plan.lanes[lane].engine === 'emr' || head?.live.plan.lanes[lane].engine === 'data-pipeline';
  return {
    runId, night, verdict: closed?.verdict ?? null, lastAt: Number.isNaN(lastAt) ? null : lastAt, owed: [...leases.values()], lanesUp: [...lanes.keys()].filter(isHost).length, planned: head?.live.plan.lanes.reduce((sum, lane) => sum + lane.tables.length, 0) ?? 0, copied: story.done().size, copying: closed === null ? [...copies.keys()] : [],
    tables: Object.fromEntries(tables), damage: null,
  };
}

/** Damaged journals are told as runs: tonight is not begun beside one. */
async function tonightOf(state: StateStore, night: string): Promise<{ done: number; complete: boolean; damaged: RunStatus[] }> {
  const damaged: RunStatus[] = [];
  const done = new Set<string>();
  let complete = false;
  for (const ref of await state.runs(night)) {
    const seen = await state.peek(ref).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      damaged.push(unreadable(ref, error));
      return null;
    });
    for (const [table, { verdict }] of seen?.verdicts ?? []) if (verdict === 'ok') done.add(table);
    complete = seen?.closed?.verdict === 'success';
  }
  return { done: done.size, complete, damaged };
}

interface Facts {
  readonly window: Window;
  readonly now: At;
  readonly lock: LockSeen | null;
  readonly complete: boolean;
  readonly owes: boolean;
  readonly isDamaged: boolean;
}

function nextOf({ window, now, lock, complete, owes, isDamaged }: Facts): Status['next'] {
  if (lock?.held === true) return { what: 'a run is under way', at: lock.record?.heartbeatAt ?? now };
  if (owes) return { what: 'handing back is due: hippolyte settle, or any start', at: now };
  if (isDamaged) return { what: 'nothing is begun beside a damaged journal: docs/runbook.md#exit-code-65', at: now };
  if (now < window.opensAt) return { what: 'the window opens', at: window.opensAt };
  return complete ? { what: 'tonight is done; the window closes', at: window.closesAt } : { what: 'tonight is due: hippolyte run', at: now };
}
