// Which tables have their autoscaling suspended by this night, as far as the answers tell.

import { MOVE, OUTCOME, type Records } from '../world.js';

export class Suspensions {
  /** 1: suspended by us; 2: perhaps, the answer was lost. */
  #held = new Uint8Array(0);
  /** 1: asked and not answered. */
  #asked = new Uint8Array(0);

  reset(tables: number): void {
    if (this.#held.length < tables) [this.#held, this.#asked] = [new Uint8Array(tables), new Uint8Array(tables)];
    else for (const column of [this.#held, this.#asked]) column.fill(0, 0, tables);
  }

  ask(table: number, moves: Records, now: number): void {
    this.#asked[table] = 1;
    moves.push(now, MOVE.suspendScaling, table, 0);
  }

  answered(table: number, outcome: number): void {
    this.#asked[table] = 0;
    if (outcome === OUTCOME.OK) this.#held[table] = 1;
    else if (outcome === OUTCOME.UNREACHABLE) this.#held[table] = 2;
  }

  isAsked(table: number): boolean {
    return this.#asked[table] === 1;
  }

  isSure(table: number): boolean {
    return this.#held[table] === 1;
  }

  /** Suspended, or perhaps. */
  isOwed(table: number): boolean {
    return this.#held[table] !== 0;
  }

  set(table: number, suspended: boolean): void {
    this.#held[table] = suspended ? 1 : 0;
  }
}
