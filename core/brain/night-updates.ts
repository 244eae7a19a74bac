// UpdateTable calls of the brain. AWS takes a limited number of control-plane operations at once, so calls over
// the limit wait here in order and are not sent only to be refused.

import { MOVE, type Records } from '../world.js';

export class UpdateQueue {
  #limit = 0;
  /** Asked or under way, our own only. */
  #inFlight = 0;
  #tables: number[] = [];
  #kinds: number[] = [];
  #from = 0;
  /** 1 for a table whose update was accepted and is not in force yet. */
  accepted = new Uint8Array(0);
  /** 1 for a table whose update was asked and is not answered yet. */
  asked = new Uint8Array(0);

  reset(tables: number, limit: number): void {
    if (this.accepted.length < tables) [this.accepted, this.asked] = [new Uint8Array(tables), new Uint8Array(tables)];
    else for (const column of [this.accepted, this.asked]) column.fill(0);
    this.#limit = limit;
    this.#inFlight = 0;
    this.#tables.length = 0;
    this.#kinds.length = 0;
    this.#from = 0;
  }

  /** Asks now if there is room, else in turn. `rcu` is read when the move is made. */
  ask(kind: number, table: number, plan: UpdateTargets, moves: Records, now: number): void {
    if (this.#inFlight < this.#limit) this.#send(kind, table, plan, moves, now);
    else {
      this.#tables.push(table);
      this.#kinds.push(kind);
    }
  }

  /** Updates asked or under way. */
  get underWay(): number {
    return this.#inFlight;
  }

  answered(table: number, accepted: boolean): void {
    this.asked[table] = 0;
    if (accepted) this.accepted[table] = 1;
    else this.#inFlight--;
  }

  /** The accepted update of a table is in force. */
  inForce(table: number): void {
    this.accepted[table] = 0;
    this.#inFlight--;
  }

  /** Sends what waits, as far as there is room; skips boosts that are not wanted any more. */
  pump(plan: UpdateTargets, moves: Records, now: number, wanted: (kind: number, table: number) => boolean): void {
    while (this.#from < this.#tables.length && this.#inFlight < this.#limit) {
      const table = this.#tables[this.#from];
      const kind = this.#kinds[this.#from++];
      if (wanted(kind, table)) this.#send(kind, table, plan, moves, now);
    }
    if (this.#from === this.#tables.length && this.#from > 0) {
      this.#tables.length = 0;
      this.#kinds.length = 0;
      this.#from = 0;
    }
  }

  #send(kind: number, table: number, plan: UpdateTargets, moves: Records, now: number): void {
    this.#inFlight++;
    this.asked[table] = 1;
    moves.push(now, kind, table, kind === MOVE.boost ? plan.toRcu[table] : plan.fromRcu[table]);
  }
}

/** The columns of a plan that an update needs. */
export interface UpdateTargets {
  readonly toRcu: Float64Array;
  readonly fromRcu: Float64Array;
}
