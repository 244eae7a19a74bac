// What earlier starts have left: runs that owe something, the run of tonight that can be gone on with, and the tables that
// have a backup of tonight already.

import { UserError } from '../core/errors.js';
import type { JournalState } from '../core/journal/journal-fold.js';
import type { Misses } from '../core/results/night-tally.js';
import type { Window } from '../core/table.js';
import type { NightDeps } from './night-deps.js';
import { SETTLING_NOTE, type LeftLease } from './settle.js';
import type { RunRef } from './state/store.js';

/** Before the table's name, in the notes of a run: how often it had no backup. */
export const MISSES_NOTE = 'misses:';

/** Is the run one that this start can go on with: of tonight, of this version, and neither shut nor settled nor over? */
export function isResumable({ head, shut, closed, notes }: JournalState, { night, closesAt }: Window, version: string, now: number): boolean {
  return head !== null && head.night === night && head.version === version && !shut && closed === null && !notes.has(SETTLING_NOTE) && now < closesAt;
}

/** What is known of tonight from its earlier runs. */
export interface Tonight {
  /** Tables with a backup of tonight, with how that is told. */
  readonly done: ReadonlyMap<string, string>;
  /** The last of them said that nothing is missing. */
  readonly complete: boolean;
  /** The night has been begun. */
  readonly begun: boolean;
}

export async function tonightSoFar({ state }: NightDeps, { night }: Window): Promise<Tonight> {
  const refs = await state.runs(night);
  const done = new Map<string, string>();
  let complete = false;
  for (const ref of refs) {
    const { verdicts, closed } = await state.peek(ref);
    for (const [table, { verdict }] of verdicts) if (verdict === 'ok') done.set(table, `has a backup of this night (run ${ref.runId})`);
    complete = closed?.verdict === 'success';
  }
  return { done, complete, begun: refs.length > 0 };
}

/** All that is owed, by the word of all journals; `known` says why, where that is known. */
export async function openLeases({ state }: NightDeps, known: readonly LeftLease[]): Promise<LeftLease[]> {
  const why = new Map(known.map(({ runId, table, code }) => [`${runId} ${table}`, code]));
  const open: LeftLease[] = [];
  for (const ref of await state.unsettled()) {
    try {
      for (const lease of (await state.peek(ref)).leases.values()) open.push({ ...lease, code: why.get(`${ref.runId} ${lease.table}`) ?? 'UNREACHABLE' });
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // damaged: it stopped the night, and is told as its cause
    }
  }
  return open;
}

/** How often in a row tables had no backup, by the last run of an earlier night. */
export async function missesBefore({ state }: NightDeps, night: string): Promise<ReadonlyMap<string, Misses>> {
  const earlier = (await state.runs()).filter((ref) => ref.night < night);
  const last: RunRef | undefined = earlier[earlier.length - 1];
  const misses = new Map<string, Misses>();
  if (last === undefined) return misses;
  const { notes } = await state.peek(last);
  for (const [key, value] of notes) {
    const [times, sinceNight] = value.split(' ');
    if (key.startsWith(MISSES_NOTE)) misses.set(key.slice(MISSES_NOTE.length), { times: Number(times), sinceNight });
  }
  return misses;
}
