// The lanes of a night as the brain sees them: which are ready, what waits in them, how many copies run.

import type { Lane } from '../plan.js';

/** `launching`: asked; `booting`: accepted, not ready for copies yet. */
export const LANE = { idle: 0, launching: 1, booting: 2, ready: 3, ended: 4 } as const;

/** Queues of tables, two a lane (those a place was kept for, and the others), as linked lists over typed arrays. */
export class LaneQueues {
  state = new Uint8Array(0);
  /** Copies under way. */
  running = new Int32Array(0);
  /** Places kept for tables whose boost was asked and is not in force. */
  reserved = new Int32Array(0);
  /** Tables whose copying is not finished, whatever the result. */
  unfinished = new Int32Array(0);
  /** Boosts that must be settled before a self-ordered lane may be launched. */
  boostsAwaited = new Int32Array(0);
  launchDue = new Uint8Array(0);
  launches = new Uint8Array(0);
  /** Launches and stops refused in a row. */
  refusals = new Uint8Array(0);
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
      this.reserved = new Int32Array(size);
      this.unfinished = new Int32Array(size);
      this.boostsAwaited = new Int32Array(size);
      this.launchDue = new Uint8Array(size);
      this.launches = new Uint8Array(size);
      this.refusals = new Uint8Array(size);
      this.#head = new Int32Array(2 * size);
      this.#tail = new Int32Array(2 * size);
    }
    if (this.#next.length < tables) this.#next = new Int32Array(tables);
    this.state.fill(LANE.idle, 0, lanes.length);
    this.running.fill(0, 0, lanes.length);
    this.reserved.fill(0, 0, lanes.length);
    this.boostsAwaited.fill(0, 0, lanes.length);
    this.launchDue.fill(0, 0, lanes.length);
    this.launches.fill(0, 0, lanes.length);
    this.refusals.fill(0, 0, lanes.length);
    this.#head.fill(-1, 0, 2 * lanes.length);
    for (let i = 0; i < lanes.length; i++) this.unfinished[i] = lanes[i].tables.length;
    this.open = 0;
  }

  /** The lane is being launched. */
  launch(lane: number): void {
    this.state[lane] = LANE.launching;
    this.launches[lane]++;
    this.open++;
  }

  /** It is not: the launch was not taken, and counts as none. */
  takeBack(lane: number): void {
    this.state[lane] = LANE.idle;
    this.launches[lane]--;
    this.open--;
  }

  /** Launched, and not ended. */
  isUp(lane: number): boolean {
    return this.state[lane] >= LANE.launching && this.state[lane] <= LANE.ready;
  }

  /** `kept`: a place was reserved for it, or it had one and failed, so it goes before those without. */
  put(lane: number, table: number, kept: boolean): void {
    const queue = 2 * lane + (kept ? 0 : 1);
    this.#next[table] = -1;
    if (this.#head[queue] < 0) this.#head[queue] = table;
    else this.#next[this.#tail[queue]] = table;
    this.#tail[queue] = table;
  }

  /** The next table of a lane that may start when `concurrency` may run at once, removed; -1 when there is none. */
  take(lane: number, concurrency: number): number {
    const running = this.running[lane];
    if (running >= concurrency) return -1;
    const first = this.#head[2 * lane];
    if (first >= 0) {
      this.#head[2 * lane] = this.#next[first];
      return first;
    }
    if (running + this.reserved[lane] >= concurrency) return -1;
    const table = this.#head[2 * lane + 1];
    if (table >= 0) this.#head[2 * lane + 1] = this.#next[table];
    return table;
  }
}
