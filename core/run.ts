// The one loop. It runs the night in both worlds: a brain decides, the ledger is written, the world acts,
// the ledger is written, the world is looked at. `NightLoop` is the loop in steps; two drivers carry out what a step asks:
// `nightLoop` hands it to whoever runs the generator (the live world, with promises), `runNow` to a world that answers at
// once (the simulated one). Nothing here knows which one it is.

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

/** What a step of the loop asks of its driver. */
const ASKS = { act: 0, look: 1, nothing: 2 } as const;

/** The loop of a night, from its opening until the brain says that it is over. */
class NightLoop {
  now: At;
  /** The moves to carry out (outcomes to be filled in), and where a look tells what it saw. */
  moves = new Records();
  readonly sights = new Records();
  #answers = new Records();
  readonly #brain: Brain;
  readonly #ledger: Ledger;

  constructor(brain: Brain, ledger: Ledger, openedAt: At) {
    this.now = openedAt;
    this.#brain = brain;
    this.#ledger = ledger;
  }

  /** Lets the brain decide, and writes down what it asks for before anybody does it. Returns a number of ASKS. */
  decide(): number {
    const { sights, moves, now } = this;
    const answers = this.#answers;
    const brain = this.#brain;
    moves.clear();
    brain.next(now, answers, sights, moves);
    answers.clear();
    sights.clear();
    if (moves.length > 0) {
      this.#write(ENTRY.asked, moves);
      return ASKS.act;
    }
    if (!brain.over) return ASKS.look;
    this.#ledger.write(ENTRY.closed, now, 0, 0, 0, 0);
    return ASKS.nothing;
  }

  /** The moves were carried out. */
  acted(at: At): void {
    this.now = at;
    const { moves } = this;
    this.#write(ENTRY.answered, moves);
    this.moves = this.#answers;
    this.#answers = moves;
  }

  /** The world was looked at. */
  looked(at: At): void {
    this.now = at;
    const { length, at: ats, kind, subject, value } = this.sights;
    const ledger = this.#ledger;
    for (let i = 0; i < length; i++) ledger.write(ENTRY.saw, ats[i], kind[i], subject[i], value[i], 0);
  }

  #write(entry: number, { length, kind, subject, value, outcome }: Records): void {
    const ledger = this.#ledger;
    const { now } = this;
    for (let i = 0; i < length; i++) ledger.write(entry, now, kind[i], subject[i], value[i], outcome[i]);
  }
}

/** Runs a night from `openedAt` until the brain says that it is over; returns that time. Whoever runs the generator serves its requests. */
export function* nightLoop(brain: Brain, ledger: Ledger, openedAt: At): Generator<Request, At, At> {
  const loop = new NightLoop(brain, ledger, openedAt);
  for (;;) {
    const asks = loop.decide();
    if (asks === ASKS.nothing) return loop.now;
    if (asks === ASKS.look) loop.looked(yield { kind: 'look', untilAt: brain.wakeAt, sights: loop.sights });
    else {
      if (ledger.durable) yield { kind: 'flush' };
      loop.acted(yield { kind: 'act', at: loop.now, moves: loop.moves });
    }
  }
}

/** The same with a world that answers at once. Its ledger is not flushed before each act: nothing outlives a simulated night. */
export function runNow(brain: Brain, ledger: Ledger, openedAt: At, world: World): At {
  const loop = new NightLoop(brain, ledger, openedAt);
  for (;;) {
    const asks = loop.decide();
    if (asks === ASKS.nothing) return loop.now;
    if (asks === ASKS.look) loop.looked(world.look(brain.wakeAt, loop.sights));
    else {
      const { length, kind, subject, value, outcome } = loop.moves;
      for (let i = 0; i < length; i++) outcome[i] = world.act(kind[i], subject[i], value[i]);
      loop.acted(loop.now);
    }
  }
}
