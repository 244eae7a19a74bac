// The world made of AWS: the port of core/world.ts with promises. It carries out and tells; it decides nothing.
//
// Time is told in steps of the look interval, as the simulated world tells it: what changed is asked at multiples of it
// and told with that multiple as its time, so that one plan makes one story in both worlds. A look costs calls only for
// what is under way.

import type { EngineName, Plan } from '../core/plan.js';
import type { At, Seconds } from '../core/units.js';
import { MOVE, OUTCOME, Records } from '../core/world.js';
import { Accepted } from './accepted.js';
import type { Clock } from './clock.js';
import type { Engine } from './engines/engine.js';
import { Patience } from './patience.js';

/** Changes of tables: capacity and the suspension of autoscaling. Never throws for what AWS refuses. */
export interface CapacityPort {
  /** One of suspendScaling, boost, revert, resumeScaling; answers with a number of OUTCOMES. */
  act(kind: number, table: number, value: number): Promise<number>;
  /** Adds `capacity` (and `overruled`) of the tables whose update is under way, with `now` as their time. */
  look(now: At, sights: Records): Promise<void>;
}

export interface LiveWorldParts {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly lookSeconds: Seconds;
  readonly capacity: CapacityPort;
  /** Those that the plan names. */
  readonly engines: ReadonlyMap<EngineName, Engine>;
  /** Throws when the lock is not ours any more: whoever has it may read the same tables by now. */
  readonly checkLock: () => void;
}

export class LiveWorld {
  readonly #parts: LiveWorldParts;
  readonly #patience: Patience;
  /** Accepted launches of lanes and attempts of tables: the next one is the token of what is asked next. */
  readonly accepted: Accepted;
  /** The latest time that was told; no look goes back before it. */
  #toldAt: At = -Infinity;
  readonly #answers = new Map<string, Told>();

  constructor(parts: LiveWorldParts) {
    this.#parts = parts;
    this.#patience = new Patience(parts.clock);
    this.accepted = new Accepted(parts.plan.lanes.length, parts.plan.columns.engine.length);
  }

  /** Carries out one move; answers with a number of OUTCOMES. What takes too long is UNREACHABLE: it may have been done. */
  async act(kind: number, subject: number, value: number): Promise<number> {
    const outcome = await this.#patience.with(this.#ask(kind, subject, value), OUTCOME.UNREACHABLE);
    // Not accepted and asked again, it is the same launch or attempt: what was made of it is found.
    if (outcome === OUTCOME.OK) this.accepted.count(kind, subject, value);
    return outcome;
  }

  /** Says that the story was told until then (before a crash). */
  resumeAt(at: At): void {
    this.#toldAt = Math.max(this.#toldAt, at);
  }

  /**
   * Waits until something changed, until `untilAt`, or until the signal aborts, and adds what changed to `sights`.
   * Returns the time: a multiple of the look interval where something was seen.
   * @throws what `checkLock` throws, at the latest one interval after the lock was lost
   */
  async look(untilAt: At, sights: Records, signal?: AbortSignal): Promise<At> {
    const { clock, lookSeconds, checkLock } = this.#parts;
    for (;;) {
      const now = clock.now();
      // Where moves took longer than the interval, the looks that were missed are not made up for.
      const lookAt = lookSeconds * Math.max(Math.floor(this.#toldAt / lookSeconds) + 1, Math.floor(now / lookSeconds));
      const wakeAt = Math.min(untilAt, lookAt);
      await clock.sleepUntil(wakeAt, signal);
      checkLock();
      if (signal?.aborted === true && clock.now() < wakeAt) return this.tell(clock.now());
      if (wakeAt < lookAt) return this.tell(wakeAt);
      this.tell(lookAt);
      await this.#lookAround(lookAt, sights);
      if (sights.length > 0 || lookAt >= untilAt) return lookAt;
    }
  }

  /** Notes a time that was told to the brain; returns it, or the latest told if that is later. */
  tell(at: At): At {
    this.#toldAt = Math.max(this.#toldAt, at);
    return this.#toldAt;
  }

  #ask(kind: number, subject: number, value: number): Promise<number> {
    switch (kind) {
      case MOVE.startLane: return this.#engineOfLane(subject).startLane(subject, this.accepted.launches[subject] + 1);
      case MOVE.stopLane: return this.#engineOfLane(subject).stopLane(subject);
      case MOVE.startCopy: return this.#engineOfTable(subject).startCopy(subject, this.accepted.attempts[subject] + 1, value);
      case MOVE.stopCopy: return this.#engineOfTable(subject).stopCopy(subject);
      default: return this.#parts.capacity.act(kind, subject, value);
    }
  }

  /** Asks everybody at once; the order of the sights is always the same: capacity first, then the engines in their order. */
  async #lookAround(now: At, sights: Records): Promise<void> {
    const { capacity, engines } = this.#parts;
    const asked = [this.#ears('capacity', (found) => capacity.look(now, found))];
    for (const [name, engine] of engines) asked.push(this.#ears(name, (found) => engine.look(now, found)));
    for (const found of await Promise.all(asked)) {
      for (let i = 0; i < found.length; i++) sights.push(now, found.kind[i], found.subject[i], found.value[i]);
    }
  }

  /** One that is slow to answer holds up nobody: it is not asked again before it has answered, and what it then tells is not lost. */
  async #ears(name: string, look: (found: Records) => Promise<void>): Promise<Records> {
    let told = this.#answers.get(name);
    if (told === undefined) {
      const found = new Records();
      told = { found, done: look(found).then(() => true) };
      this.#answers.set(name, told);
    }
    if (!(await this.#patience.with(told.done, false))) return NOTHING;
    this.#answers.delete(name);
    return told.found;
  }

  #engineOfLane(lane: number): Engine {
    return this.#engine(this.#parts.plan.lanes[lane].engine);
  }

  #engineOfTable(table: number): Engine {
    return this.#engineOfLane(this.#parts.plan.columns.lane[table]);
  }

  #engine(name: EngineName): Engine {
    const engine = this.#parts.engines.get(name);
    if (engine === undefined) throw new Error(`bug: the plan names the engine ${name}, which was not made`);
    return engine;
  }
}

interface Told {
  readonly found: Records;
  readonly done: Promise<boolean>;
}

const NOTHING = new Records();
