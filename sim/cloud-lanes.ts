// Lanes: clusters, pipelines and pools of machines. They boot, share their bandwidth, are killed, and end.

import { PIPELINE_OBJECTS_MAX } from '../core/planning/lanes.js';
import { ENGINE } from '../core/plan.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { type CloudState, EVENT } from './cloud-state.js';
import { engines } from './engines/index.js';

export const LANE = { none: 0, booting: 1, ready: 2, failed: 3, ended: 4 } as const;
/** However many copies share a lane, each gets this much of what it asks for. */
const GRANT_MIN_SHARE = 0.01;

export class Lanes {
  readonly #state: CloudState;
  state = new Uint8Array(0);
  /** Copies under way. */
  running = new Int32Array(0);
  /** Tables of a lane that AWS orders itself and that have not ended. */
  left = new Int32Array(0);
  /** Clusters launched so far, those that AWS Data Pipeline launches again by itself included. */
  #launches = new Uint8Array(0);
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
      this.#launches = new Uint8Array(size);
      this.#freeBytesPerSecond = new Float64Array(size);
      this.#readyEvent = new Float64Array(size);
      this.#timeoutEvent = new Float64Array(size);
    }
    this.state.fill(LANE.none, 0, count);
    this.#launches.fill(0, 0, count);
    this.#pipelines = 0;
  }

  launch(index: number): number {
    const { plan, settings, now, events } = this.#state;
    const lane = plan.lanes[index];
    if (this.state[index] === LANE.booting || this.state[index] === LANE.ready) return OUTCOME.IN_USE;
    const pipeline = lane.engine === 'data-pipeline';
    if (pipeline && (this.#pipelines >= settings.quotas.pipelines || lane.pipelineObjects > PIPELINE_OBJECTS_MAX)) return OUTCOME.UNAVAILABLE;
    if (pipeline) this.#pipelines++;
    this.state[index] = LANE.booting;
    this.running[index] = 0;
    this.left[index] = lane.tables.length;
    this.#freeBytesPerSecond[index] = lane.bytesPerSecond;
    this.#boot(index);
    const killed = lane.terminateAfterSeconds < Infinity;
    this.#timeoutEvent[index] = killed ? events.push(now + lane.terminateAfterSeconds, EVENT.laneTimeout, index) : 0;
    return OUTCOME.OK;
  }

  /** Launches the lane's cluster or machines. */
  #boot(index: number): void {
    const { plan, settings, weather, now, events } = this.#state;
    const { engine, tables } = plan.lanes[index];
    const launched = engines[ENGINE[engine]];
    const median = launched.bootSeconds(settings);
    const boot = launched.bootVaries && tables.length > 0 ? weather.bootSeconds(this.#state.luckOf(tables[0]), this.#launches[index], median) : median;
    this.#launches[index]++;
    this.#readyEvent[index] = boot > 0 ? events.push(now + boot, EVENT.laneReady, index) : 0;
    if (boot === 0) this.#becomeReady(index);
  }

  /** Whether the event taken last ends the boot of the lane: then it is ready, or booting again, or FAILED and the caller's to end. */
  bootEndsNow(index: number): boolean {
    if (this.state[index] !== LANE.booting || this.#readyEvent[index] !== this.#state.events.sequence) return false;
    const { plan, settings, weather } = this.#state;
    const { engine, tables, selfOrdered } = plan.lanes[index];
    const launches = this.#launches[index];
    const fails = engines[ENGINE[engine]].bootFails && tables.length > 0 && weather.bootFails(this.#state.luckOf(tables[0]), launches - 1);
    if (!fails) this.#becomeReady(index);
    else if (selfOrdered && launches <= settings.dataPipeline.retries) this.#boot(index);
    else this.state[index] = LANE.failed;
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
