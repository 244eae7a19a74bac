// Programs in which one rule is broken on purpose: the crash matrix must notice each of them.

import { SIGHT, OUTCOME, type Records } from '../../../core/world.js';
import type { Engine } from '../../../executor/engines/engine.js';
import type { Journal, StateStore } from '../../../executor/state/store.js';
import type { Mutant } from './world.js';

/** A store in which some methods are others. */
function storeWith(store: StateStore, change: Partial<StateStore>): StateStore {
  return {
    where: store.where, lock: store.lock, runs: (night) => store.runs(night), unsettled: () => store.unsettled(), create: (head) => store.create(head),
    open: (ref) => store.open(ref), peek: (ref) => store.peek(ref), records: (ref) => store.records(ref), ...change,
  };
}

/** Flushes when it is closed, and only then: calls are sent before they stand in the journal. */
function lateJournal(journal: Journal): Journal {
  return {
    ref: journal.ref,
    write: (body) => journal.write(body),
    flush: () => Promise.resolve(),
    close: async () => {
      await journal.flush();
      await journal.close();
    },
  };
}

export const NO_WRITE_AHEAD: Mutant = {
  state: (store) => storeWith(store, {
    create: async (head) => lateJournal(await store.create(head)),
    open: async (ref) => {
      const opened = await store.open(ref);
      return { ...opened, journal: lateJournal(opened.journal) };
    },
  }),
};

/** A lease counts from the answer to its call, and not from the question: what was done and not answered is forgotten. */
export const LEASE_FROM_ANSWER: Mutant = {
  state: (store) => storeWith(store, {
    open: async (ref) => {
      const opened = await store.open(ref);
      const answered = new Set(opened.records.map((record) => (record.kind === 'answered' ? `${record.move} ${record.table}` : '')));
      return { ...opened, records: opened.records.filter((record) => record.kind !== 'asked' || answered.has(`${record.move} ${record.table}`)) };
    },
  }),
};

/** Tells of every copy at once that it is done; makes none. */
class Boaster implements Engine {
  readonly #engine: Engine;
  #boasts: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  startLane(lane: number, launch: number): Promise<number> {
    return this.#engine.startLane(lane, launch);
  }

  stopLane(lane: number): Promise<number> {
    return this.#engine.stopLane(lane);
  }

  startCopy(table: number): Promise<number> {
    this.#boasts.push(table);
    return Promise.resolve(OUTCOME.OK);
  }

  stopCopy(): Promise<number> {
    return Promise.resolve(OUTCOME.OK);
  }

  async look(now: number, sights: Records): Promise<void> {
    await this.#engine.look(now, sights);
    for (const table of this.#boasts) sights.push(now, SIGHT.copyDone, table, 1);
    this.#boasts = [];
  }

  adopt(...all: Parameters<Engine['adopt']>): void {
    this.#engine.adopt(...all);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

/** A copy counts because its engine says so, and nobody looks whether it is there. */
export const UNVERIFIED: Mutant = {
  deps: (deps) => ({ ...deps, engines: (context) => new Map([...deps.engines(context)].map(([name, engine]) => [name, new Boaster(engine)])) }),
  receipts: false,
};
