// The one loop. It runs the night in both worlds: a brain decides, the ledger is written, the world acts,
// the ledger is written, the world is looked at. Whoever drives it serves its requests: the simulated world at
// once (`runNow`), the live world with promises. Nothing here knows which one it is.

import { ENTRY, type Ledger } from './ledger.js';
import { Records, type Request, type World } from './world.js';
import type { At } from './units.js';

/** Decides. A pure state machine: told what was answered and seen, says the next moves. */
export interface Brain {
  /**
   * @param now     the time of the world
   * @param answers the moves asked last, with their outcomes; empty after a look
   * @param sights  what the last look told; empty after moves were answered
   * @param moves   to be filled; carried out in this order
   */
  next(now: At, answers: Records, sights: Records, moves: Records): void;
  /** When it wants to be asked again even if nothing happens; Infinity when only a sight can matter. */
  readonly wakeAt: At;
  /** Nothing is left to be done or awaited. */
  readonly over: boolean;
}

/** Runs a night from `openedAt` until the brain says that it is over; returns that time. */
export function* nightLoop(brain: Brain, ledger: Ledger, openedAt: At): Generator<Request, At, At> {
  let now = openedAt;
  let answers = new Records();
  let moves = new Records();
  const sights = new Records();
  for (;;) {
    moves.clear();
    brain.next(now, answers, sights, moves);
    answers.clear();
    sights.clear();
    if (moves.length > 0) {
      write(ledger, ENTRY.asked, now, moves);
      if (ledger.durable) yield { kind: 'flush' };
      now = yield { kind: 'act', at: now, moves };
      write(ledger, ENTRY.answered, now, moves);
      [answers, moves] = [moves, answers];
    } else if (brain.over) {
      ledger.write(ENTRY.closed, now, 0, 0, 0, 0);
      return now;
    } else {
      now = yield { kind: 'look', untilAt: brain.wakeAt, sights };
      for (let i = 0; i < sights.length; i++) {
        ledger.write(ENTRY.saw, sights.at[i], sights.kind[i], sights.subject[i], sights.value[i], 0);
      }
    }
  }
}

function write(ledger: Ledger, entry: number, at: At, moves: Records): void {
  for (let i = 0; i < moves.length; i++) ledger.write(entry, at, moves.kind[i], moves.subject[i], moves.value[i], moves.outcome[i]);
}

/** Drives a loop with a world that answers at once. */
export function runNow(loop: Generator<Request, At, At>, world: World): At {
  let now = 0;
  for (;;) {
    const step = loop.next(now);
    if (step.done === true) return step.value;
    const request = step.value;
    if (request.kind === 'act') {
      const { moves } = request;
      for (let i = 0; i < moves.length; i++) moves.outcome[i] = world.act(moves.kind[i], moves.subject[i], moves.value[i]);
      now = request.at;
    } else if (request.kind === 'look') {
      now = world.look(request.untilAt, request.sights);
    }
  }
}
