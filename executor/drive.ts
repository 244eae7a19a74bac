// Drives the one loop with promises: makes the ledger durable before anything is done, lets the live world act and look,
// and passes on what ends a night early. It decides nothing.

import type { At } from '../core/units.js';
import { MOVE, OUTCOME, type Records, type Request } from '../core/world.js';
import type { LiveLedger } from './live-ledger.js';
import type { LiveWorld } from './live-world.js';

/** Moves about different tables that are carried out at once: thousands of tables must not wait for each other's answers. */
const WIDTH = 8;
/** Engines are asked one move at a time, in their order. */
const OF_ENGINES: readonly number[] = [MOVE.startLane, MOVE.stopLane, MOVE.startCopy, MOVE.stopCopy];

/** The reason of a hurry that is none: the time of this start is up, and the next one goes on with the night. */
export const PAUSE = 'pause';

/** A second signal came: the night is left as it is. What is owed stands in the journal, and the next start goes on or hands it back. */
export class LeftInHurry extends Error {
  /** A next start is sure to come. */
  readonly paused: boolean;

  constructor(paused: boolean) {
    super(paused ? 'paused' : 'left in a hurry');
    this.name = 'LeftInHurry';
    this.paused = paused;
  }
}

export interface DriveParts {
  readonly brain: { shut(): void };
  readonly world: LiveWorld;
  readonly ledger: LiveLedger;
  readonly clock: { now(): At };
  /** Throws when the lock is not ours any more. */
  readonly checkLock: () => void;
  /** Aborts when the window is to be shut before its time: a signal, the budget, credentials. */
  readonly shut: AbortSignal;
  /** Aborts when the night is to be left as it is. */
  readonly hurry: AbortSignal;
}

type Loop = Generator<Request, At, At>;

/**
 * Drives the loop to its end; returns the time of it.
 * @param from what the loop asked last, where a journal was replayed; null: it is at its beginning
 * @throws LockLost, LeftInHurry, what the journal throws, and bugs; nothing was done then that does not stand in the journal
 */
export async function drive(loop: Loop, parts: DriveParts, from: Request | null): Promise<At> {
  const { world, ledger, clock, brain, shut, hurry } = parts;
  const either = AbortSignal.any([shut, hurry]); // once: each one is held by the signals that it is made of
  let request = from;
  let isShut = false;
  let now: At = 0;
  for (;;) {
    if (request === null) {
      const step = loop.next(now);
      ledger.endLook();
      if (step.done === true) return step.value;
      request = step.value;
    }
    if (request.kind === 'flush') {
      // Intents of a run that has lost its lock would be debts that nobody made.
      parts.checkLock();
      await ledger.flush();
    } else if (request.kind === 'act') {
      await carryOut(world, request.moves, () => stopIfLeft(parts));
      now = world.tell(clock.now());
    } else {
      now = await world.look(request.untilAt, request.sights, isShut ? hurry : either);
      ledger.looked(now);
    }
    stopIfLeft(parts);
    if (shut.aborted && !isShut && request.kind !== 'flush') {
      isShut = true;
      ledger.shut(now);
      brain.shut();
    }
    request = null;
  }
}

function stopIfLeft({ checkLock, hurry }: DriveParts): void {
  checkLock();
  if (hurry.aborted) throw new LeftInHurry(hurry.reason === PAUSE);
}

/** Moves of engines one by one, and beside them those of tables, some at once. Outcomes are filled in at their places. */
async function carryOut(world: LiveWorld, moves: Records, check: () => void): Promise<void> {
  const [ofEngines, ofTables]: [number[], number[]] = [[], []];
  for (let i = 0; i < moves.length; i++) (OF_ENGINES.includes(moves.kind[i]) ? ofEngines : ofTables).push(i);
  const work = async (queue: Iterator<number>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      check();
      const i = next.value;
      moves.outcome[i] = OUTCOME.UNREACHABLE; // until it is answered
      moves.outcome[i] = await world.act(moves.kind[i], moves.subject[i], moves.value[i]);
    }
  };
  const tables = ofTables.values();
  await Promise.all([work(ofEngines.values()), ...Array.from({ length: Math.min(WIDTH, ofTables.length) }, () => work(tables))]);
}
