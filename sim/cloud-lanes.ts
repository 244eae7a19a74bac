// Lanes: clusters, pipelines and pools of machines. They boot, share their bandwidth, are killed, and end.

import { ENGINE } from '../core/plan.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { type CloudState, EVENT } from './cloud-state.js';
import { engines } from './engines/index.js';

export const LANE = { none: 0, booting: 1, ready: 2, ended: 3 } as const;
/** However many copies share a lane, each gets this much of what it asks for. */
const GRANT_MIN_SHARE = 0.01;

export class Lanes {
  readonly #state: CloudState;
  state = new Uint8Array(0);
  /** Copies under way. */
  running = new Int32Array(0);
  /** Tables of a lane that AWS orders itself and that have not ended. */
  left = new Int32Array(0);
  /** The bandwidth that no copy has. */
  #freeBytesPerSecond = new Float64Array(0);
  /** Launch of the lane: events of an earlier launch are stale. */
  #readyEvent = new Float64Array(0);
  #timeoutEvent = new Float64Array(0);
  #pipelines = 0;

  constructor(state: CloudState) {
    this.#state = state;
  }

  open(): void {
    const count = this.#state.plan.lanes.length;
    if (this.state.length < count) {
      const size = Math.max(16, count * 2);
      this.state = new Uint8Array(size);
      this.running = new Int32Array(size);
      this.left = new Int32Array(size);
      this.#freeBytesPerSecond = new Float64Array(size);
      this.#readyEvent = new Float64Array(size);
      this.#timeoutEvent = new Float64Array(size);
    }
    this.state.fill(LANE.none, 0, count);
    this.#pipelines = 0;
  }

  launch(index: number): number {
    const { plan, settings, weather, trafficOf, now, events } = this.#state;
    const lane = plan.lanes[index];
    if (this.state[index] === LANE.booting || this.state[index] === LANE.ready) return OUTCOME.IN_USE;
    const pipeline = lane.engine === 'data-pipeline';
    if (pipeline && this.#pipelines >= settings.quotas.pipelines) return OUTCOME.UNAVAILABLE;
    if (pipeline) this.#pipelines++;
    this.state[index] = LANE.booting;
    this.running[index] = 0;
    this.left[index] = lane.tables.length;
    this.#freeBytesPerSecond[index] = lane.bytesPerSecond;
    const engine = engines[ENGINE[lane.engine]];
    const median = engine.bootSeconds(settings);
    const varies = engine.bootVaries && lane.tables.length > 0;
    const boot = varies ? weather.bootSeconds(trafficOf[lane.tables[0]], median) : median;
    this.#readyEvent[index] = boot > 0 ? events.push(now + boot, EVENT.laneReady, index) : 0;
    if (boot === 0) this.#becomeReady(index);
    const killed = lane.terminateAfterSeconds < Infinity;
    this.#timeoutEvent[index] = killed ? events.push(now + lane.terminateAfterSeconds, EVENT.laneTimeout, index) : 0;
    return OUTCOME.OK;
  }

  /** Whether the event taken last makes the lane ready. */
  readyNow(index: number): boolean {
    if (this.state[index] !== LANE.booting || this.#readyEvent[index] !== this.#state.events.sequence) return false;
    this.#becomeReady(index);
    return true;
  }

  #becomeReady(index: number): void {
    this.state[index] = LANE.ready;
    this.#state.tell(this.#state.now, SIGHT.laneReady, index, 0);
  }

  /** Whether the event taken last kills the lane. */
  timeoutNow(index: number): boolean {
    return this.isUp(index) && this.#timeoutEvent[index] === this.#state.events.sequence;
  }

  isUp(index: number): boolean {
    return this.state[index] === LANE.booting || this.state[index] === LANE.ready;
  }

  /** Ends a lane that is up. Its copies are the caller's to stop, afterwards. */
  end(index: number, outcome: number): void {
    this.state[index] = LANE.ended;
    if (this.#state.plan.lanes[index].engine === 'data-pipeline') this.#pipelines--;
    this.#state.tell(this.#state.now, SIGHT.laneEnded, index, outcome);
  }

  /** Grants bandwidth to a copy that wants so much: what is left, but never less than a hundredth of the wish. */
  grant(index: number, wantedBytesPerSecond: number): number {
    const free = this.#freeBytesPerSecond[index];
    const granted = Math.min(wantedBytesPerSecond, Math.max(free, wantedBytesPerSecond * GRANT_MIN_SHARE));
    this.#freeBytesPerSecond[index] = free - granted;
    return granted;
  }

  giveBack(index: number, bytesPerSecond: number): void {
    this.#freeBytesPerSecond[index] += bytesPerSecond;
  }
}
