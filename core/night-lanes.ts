// The lanes of a night as the brain sees them: which are ready, what waits in them, how many copies run.

import type { Lane } from './plan.js';

export const LANE = { idle: 0, launching: 1, ready: 2, ended: 3 } as const;

/** First-in first-out queues of tables, one a lane, as linked lists over typed arrays. */
export class LaneQueues {
  state = new Uint8Array(0);
  /** Copies under way. */
  running = new Int32Array(0);
  /** Tables whose copying is not finished, whatever the result. */
  unfinished = new Int32Array(0);
  /** Boosts that must be settled before a self-ordered lane may be launched. */
  boostsAwaited = new Int32Array(0);
  launchDue = new Uint8Array(0);
  launches = new Uint8Array(0);
  /** Lanes launched and not ended. */
  open = 0;
  #head = new Int32Array(0);
  #tail = new Int32Array(0);
  #next = new Int32Array(0);

  reset(lanes: readonly Lane[], tables: number): void {
    if (this.state.length < lanes.length) {
      const size = Math.max(64, lanes.length * 2);
      this.state = new Uint8Array(size);
      this.running = new Int32Array(size);
      this.unfinished = new Int32Array(size);
      this.boostsAwaited = new Int32Array(size);
      this.launchDue = new Uint8Array(size);
      this.launches = new Uint8Array(size);
      this.#head = new Int32Array(size);
      this.#tail = new Int32Array(size);
    }
    if (this.#next.length < tables) this.#next = new Int32Array(tables);
    this.state.fill(LANE.idle, 0, lanes.length);
    this.running.fill(0, 0, lanes.length);
    this.boostsAwaited.fill(0, 0, lanes.length);
    this.launchDue.fill(0, 0, lanes.length);
    this.launches.fill(0, 0, lanes.length);
    this.#head.fill(-1, 0, lanes.length);
    for (let i = 0; i < lanes.length; i++) this.unfinished[i] = lanes[i].tables.length;
    this.open = 0;
  }

  put(lane: number, table: number): void {
    this.#next[table] = -1;
    if (this.#head[lane] < 0) this.#head[lane] = table;
    else this.#next[this.#tail[lane]] = table;
    this.#tail[lane] = table;
  }

  /** The next table of the lane, removed; -1 when none waits. */
  take(lane: number): number {
    const table = this.#head[lane];
    if (table >= 0) this.#head[lane] = this.#next[table];
    return table;
  }
}
