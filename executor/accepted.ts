// What engines have accepted: how often each lane was launched and each table attempted, and which of them have not ended.

import type { Rcu } from '../core/units.js';
import { MOVE, SIGHT } from '../core/world.js';

export class Accepted {
  readonly launches: Int32Array;
  readonly attempts: Int32Array;
  readonly #lanesUp = new Set<number>();
  /** The pace of each copy under way. */
  readonly #copying = new Map<number, Rcu>();

  constructor(lanes: number, tables: number) {
    this.launches = new Int32Array(lanes);
    this.attempts = new Int32Array(tables);
  }

  /** A move was answered OK, now or before a crash. */
  count(kind: number, subject: number, value: number): void {
    if (kind === MOVE.startLane) {
      this.launches[subject]++;
      this.#lanesUp.add(subject);
    } else if (kind === MOVE.startCopy) {
      this.attempts[subject]++;
      this.#copying.set(subject, value);
    }
  }

  /** A sight told, before a crash, that something ended. */
  ended(sight: number, subject: number): void {
    if (sight === SIGHT.laneEnded) this.#lanesUp.delete(subject);
    else if (sight === SIGHT.copyDone || sight === SIGHT.copyFailed || sight === SIGHT.copyStopped) this.#copying.delete(subject);
  }

  /** Lanes that have not ended, with their launch. */
  *openLanes(): Generator<[lane: number, launch: number]> {
    for (const lane of this.#lanesUp) yield [lane, this.launches[lane]];
  }

  /** Copies that have not ended. */
  *openCopies(): Generator<[table: number, copy: { readonly attempt: number; readonly readRcu: Rcu }]> {
    for (const [table, readRcu] of this.#copying) yield [table, { attempt: this.attempts[table], readRcu }];
  }
}
