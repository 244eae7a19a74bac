// One run from its journal to its end: begun anew, or gone on with after a crash. What goes wrong in it ends it, and is told;
// what it owes then is handed back in the same process as far as that is possible.

import { FOUND_NOTE } from '../core/journal/journal-debts.js';
import { foldJournal } from '../core/journal/journal-fold.js';
import type { JournalRecord, RunHead } from '../core/journal/journal.js';
import { ENTRY } from '../core/ledger.js';
import { BackupNight } from '../core/night.js';
import { nightLoop } from '../core/run.js';
import type { At } from '../core/units.js';
import { MOVE, OUTCOME, type Request } from '../core/world.js';
import { conduct, started, type Conducted } from './conducted.js';
import { drive } from './drive.js';
import type { NightDeps, NightTimes } from './night-deps.js';
import { replay, type Witness } from './replay.js';
import type { Held } from './state/lock-terms.js';
import type { Journal } from './state/store.js';

/** In the notes of a run: when its loop began, epoch seconds. A replay begins then, too. */
const OPENED_NOTE = 'opened-at';

export interface RunParts {
  readonly deps: NightDeps;
  readonly held: Held;
  readonly times: NightTimes;
  readonly journal: Journal;
}

/** Begins a run: its head stands in the journal already. @throws as `drive` */
export async function beginRun(parts: RunParts, head: RunHead): Promise<Conducted> {
  const { deps, held, journal } = parts;
  const run = conduct({ ...parts, head, records: [] });
  const openedAt = deps.clock.now();
  run.journal.write(started(deps, held));
  run.journal.write({ kind: 'note', at: openedAt, key: OPENED_NOTE, value: String(openedAt) });
  await journal.flush();
  const brain = new BackupNight().open(head.live.plan, run.leaseOptions);
  run.world.tell(openedAt);
  await driveOn(parts, run, brain, nightLoop(brain, run.ledger, openedAt), null);
  return run;
}

/** Goes on with a run; null: this version would have done something else, so that it can only be settled. @throws as `drive` */
export async function resumeRun(parts: RunParts, head: RunHead, records: readonly JournalRecord[]): Promise<Conducted | null> {
  const { deps, held, journal } = parts;
  const openedAt = records.find((record) => record.kind === 'note' && record.key === OPENED_NOTE);
  if (openedAt?.kind !== 'note') return null;
  const run = conduct({ ...parts, head, records });
  const brain = new BackupNight().open(head.live.plan, run.leaseOptions);
  const loop = nightLoop(brain, run.ledger, Number(openedAt.value));
  run.ledger.muted = true;
  const replayed = replay(loop, brain, records, head.live.tables, Number(openedAt.value), witnessOf(run));
  run.ledger.muted = false;
  if (replayed === null) return null;
  deps.say(`going on with run ${head.runId}`);
  run.world.resumeAt(replayed.at);
  run.journal.write(started(deps, held));
  if (replayed.request !== null) {
    adopt(run, foldJournal(records).notes);
    askAgain(run, replayed.request, Math.max(replayed.at, deps.clock.now()));
    await journal.flush();
    await driveOn(parts, run, brain, loop, replayed.request);
  }
  return run;
}

async function driveOn({ deps, held }: RunParts, run: Conducted, brain: BackupNight, loop: Generator<Request, At, At>, from: Request | null): Promise<void> {
  const { world, ledger, engines } = run;
  try {
    await drive(loop, { brain, world, ledger, clock: deps.clock, checkLock: () => held.check(), shut: deps.signal, hurry: deps.hurry }, from);
  } finally {
    for (const engine of engines.values()) await engine.close();
  }
}

/** What was done before a crash is known to the world as if it had done it itself. */
function witnessOf({ world, capacity }: Conducted): Witness {
  const ofTables = (kind: number): boolean => kind === MOVE.boost || kind === MOVE.revert || kind === MOVE.suspendScaling;
  return {
    answered: (kind, subject, value, outcome, at) => {
      if (outcome === OUTCOME.OK) world.accepted.count(kind, subject, value);
      if (ofTables(kind)) capacity.remember(kind, subject, value, outcome, at);
    },
    saw: (kind, subject, value) => {
      world.accepted.ended(kind, subject);
      capacity.rememberSight(kind, subject, value);
    },
    unanswered: (kind, subject, value, at) => {
      if (ofTables(kind)) capacity.remember(kind, subject, value, OUTCOME.UNREACHABLE, at);
    },
  };
}

/** What a raise found is told once more; lanes and copies that were accepted and have not ended are found again. */
function adopt({ world, capacity, engines, head: { live: { plan, tables } } }: Conducted, notes: ReadonlyMap<string, string>): void {
  for (const { name, index } of tables) {
    const found = notes.get(`${FOUND_NOTE}${name}`);
    if (found !== undefined) capacity.rememberFound(index, Number(found));
  }
  for (const [lane, launch] of world.accepted.openLanes()) engines.get(plan.lanes[lane].engine)?.adopt('startLane', lane, launch, 0);
  for (const [table, { attempt, readRcu }] of world.accepted.openCopies()) engines.get(plan.lanes[plan.columns.lane[table]].engine)?.adopt('startCopy', table, attempt, readRcu);
}

/** What was asked and not answered is asked again, and stands in the journal again. */
function askAgain({ ledger }: Conducted, request: Request, now: At): void {
  if (request.kind !== 'act') return;
  const { kind, subject, value, length } = request.moves;
  for (let i = 0; i < length; i++) ledger.write(ENTRY.asked, now, kind[i], subject[i], value[i], 0);
}
