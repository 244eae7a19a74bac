// Copies and the lanes they run in.
//
// A table waits until nothing holds it (start time, capacity) and its lane has a free place; is copied until the
// world says done, failed or stopped; a failed copy waits again while attempts are left. A lane is launched at its
// time and ended by us when its last copy is finished, or by the world. A lane that fails is launched once more.
// A lane that AWS orders itself (Data Pipeline) gets all its copies at launch, and is launched when the boosts of
// its tables are settled.
//
// What AWS did not answer, or was too busy to take, is asked again after a pause and counts as no attempt; a table that is
// gone, or may not be read, is not tried again. A stop that was refused is asked again until it is taken.

import { Conditions } from './conditions.js';
import { LANE, LaneQueues } from './night-lanes.js';
import { ENGINE, type Plan } from '../plan.js';
import { passes } from '../telling/refusals.js';
import type { At } from '../units.js';
import { MOVE, OUTCOME, type Records, SIGHT } from '../world.js';

const COPY = { waiting: 0, copying: 1, finished: 2 } as const;
const LAUNCHES_MAX = 2;

export interface CopyHolder {
  /** Read units a second for a copy that starts now. */
  paceOf(table: number): number;
  /** The table's copying is over, whatever the result. Told once. */
  finished(table: number): void;
  /** A move of copies or lanes is to be made again after a pause: hand it back to `again`; `refusals` counts from 0. */
  later(move: number, subject: number, refusals: number): void;
}

export class Copies {
  now: At = 0;
  moves!: Records;
  #plan!: Plan;
  #closed = false;
  readonly #holder: CopyHolder;
  readonly #lanes = new LaneQueues();
  /** What tables wait for before they stand in the queue of their lane. */
  readonly conditions = new Conditions(this.#lanes);
  #state = new Uint8Array(0);
  #attempts = new Uint8Array(0);
  /** Refusals in a row that pass. */
  #refusals = new Uint8Array(0);

  constructor(holder: CopyHolder) {
    this.#holder = holder;
  }

  open(plan: Plan): void {
    const n = plan.columns.engine.length;
    if (this.#state.length < n) {
      this.#state = new Uint8Array(n);
      this.#attempts = new Uint8Array(n);
      this.#refusals = new Uint8Array(n);
    } else for (const column of [this.#state, this.#attempts, this.#refusals]) column.fill(0, 0, n);
    this.#plan = plan;
    this.#lanes.reset(plan.lanes, n);
    this.conditions.open(plan);
    this.#closed = false;
  }

  /** Lanes launched and not ended. */
  get openLanes(): number {
    return this.#lanes.open;
  }

  isWaiting = (table: number): boolean => this.#state[table] === COPY.waiting;

  isFinished = (lane: number): boolean => this.#lanes.unfinished[lane] === 0;

  /** One condition of the table is met. */
  release(table: number): void {
    const lane = this.#plan.columns.lane[table];
    if (!this.conditions.release(table)) return;
    if (this.#plan.lanes[lane].selfOrdered) {
      if (this.#lanes.launchDue[lane] === 1) this.launch(lane);
    } else if (this.#state[table] === COPY.waiting) {
      this.conditions.admit(table);
      this.#fill(lane);
    }
  }

  launch(lane: number): void {
    if (this.#closed) return;
    this.#lanes.launchDue[lane] = 1;
    if (this.#lanes.boostsAwaited[lane] > 0) return;
    this.#lanes.launch(lane);
    this.moves.push(this.now, MOVE.startLane, lane, 0);
  }

  answered(kind: number, subject: number, outcome: number): void {
    if (passes(outcome)) this.#postpone(kind, subject);
    else if (kind === MOVE.startCopy && (outcome === OUTCOME.GONE || outcome === OUTCOME.DENIED)) this.#finish(subject);
    else if (kind === MOVE.startCopy && outcome !== OUTCOME.OK) this.#failed(subject);
    else if (kind === MOVE.startLane && outcome !== OUTCOME.OK) this.laneEnded(subject, outcome);
    else if (kind === MOVE.startLane) this.#launched(subject);
  }

  #launched(lane: number): void {
    this.#lanes.state[lane] = LANE.booting;
    if (!this.#plan.lanes[lane].selfOrdered) return;
    for (const table of this.#plan.lanes[lane].tables) if (this.isWaiting(table)) this.#start(lane, table);
  }

  /** Not taken, or not answered: to be asked again, and no attempt or launch is used up. */
  #postpone(kind: number, subject: number): void {
    if (kind === MOVE.startLane) this.#lanes.takeBack(subject);
    if (kind === MOVE.startLane || kind === MOVE.stopLane) return this.#holder.later(kind, subject, this.#lanes.refusals[subject]++);
    if (kind === MOVE.startCopy) {
      this.#state[subject] = COPY.waiting;
      this.#attempts[subject]--;
      this.#lanes.running[this.#plan.columns.lane[subject]]--;
    }
    this.#holder.later(kind, subject, this.#refusals[subject]++);
  }

  /** What was postponed is due, if it still matters. */
  again(kind: number, subject: number): void {
    if (kind === MOVE.startLane && this.#lanes.state[subject] === LANE.idle && this.#lanes.unfinished[subject] > 0) this.launch(subject);
    else if (kind === MOVE.stopLane && this.#lanes.isUp(subject)) this.moves.push(this.now, kind, subject, 0);
    else if (kind === MOVE.stopCopy && this.#state[subject] === COPY.copying) this.moves.push(this.now, kind, subject, 0);
    else if (kind === MOVE.startCopy && this.#state[subject] === COPY.waiting) this.#queue(this.#plan.columns.lane[subject], subject);
  }

  /** Copies that were asked to stop and have not been seen to are taken as stopped: what is owed for them must be paid. */
  abandon(): void {
    const { lanes, columns } = this.#plan;
    for (const { tables } of lanes) for (const table of tables) if (columns.engine[table] !== ENGINE.export) this.#finish(table);
  }

  /** A sight of a copy, or that a lane is ready. */
  see(kind: number, subject: number): void {
    if (kind === SIGHT.copyDone) this.#finish(subject);
    else if (kind === SIGHT.copyFailed) this.#failed(subject);
    else if (kind === SIGHT.copyStopped) this.#stopped(subject);
    else if (kind === SIGHT.laneReady && this.#lanes.state[subject] === LANE.booting) {
      // One that is told together with its end is not ready: it has ended, and may be launching once more.
      this.#lanes.state[subject] = LANE.ready;
      this.#fill(subject);
    }
  }

  /** Nothing new starts; what runs is stopped, except exports, which cannot be. */
  close(): void {
    this.#closed = true;
    const { lanes, columns } = this.#plan;
    for (let lane = 0; lane < lanes.length; lane++) {
      if (this.#lanes.unfinished[lane] === 0) continue;
      if (lanes[lane].selfOrdered && this.#lanes.isUp(lane)) {
        this.moves.push(this.now, MOVE.stopLane, lane, 0);
        continue;
      }
      for (const table of lanes[lane].tables) {
        if (this.#state[table] === COPY.waiting) this.#finish(table);
        else if (this.#state[table] === COPY.copying && columns.engine[table] !== ENGINE.export) this.moves.push(this.now, MOVE.stopCopy, table, 0);
      }
    }
  }

  /** Starts what waits in a lane, as far as there is room. */
  #fill(lane: number): void {
    if (this.#lanes.state[lane] !== LANE.ready || this.#closed) return;
    const { concurrency } = this.#plan.lanes[lane];
    for (let table = this.#lanes.take(lane, concurrency); table >= 0; table = this.#lanes.take(lane, concurrency)) this.#start(lane, table);
  }

  #start(lane: number, table: number): void {
    this.#state[table] = COPY.copying;
    this.#lanes.running[lane]++;
    this.#attempts[table]++;
    this.moves.push(this.now, MOVE.startCopy, table, this.#holder.paceOf(table));
  }

  /** An attempt ended without a copy: another one while there are attempts left, unless AWS retries by itself. */
  #failed = (table: number): void => this.#againUnless(table, this.#attempts[table] >= this.#plan.conduct.attemptsMax);

  /** Stopped by us at the close, or with its lane: then it waits for the lane's next launch, if there is one. */
  #stopped = (table: number): void => this.#againUnless(table, this.#lanes.state[this.#plan.columns.lane[table]] === LANE.ended);

  #againUnless(table: number, last: boolean): void {
    const lane = this.#plan.columns.lane[table];
    if (last || this.#closed || this.#plan.lanes[lane].selfOrdered) this.#finish(table);
    else this.#again(lane, table);
  }

  /** In the place it had: behind all that wait, a long copy would not end in the window any more, and its boost would be held for nothing. */
  #again(lane: number, table: number): void {
    this.#state[table] = COPY.waiting;
    this.#lanes.running[lane]--;
    this.#queue(lane, table);
  }

  #queue(lane: number, table: number): void {
    if (this.#plan.lanes[lane].selfOrdered) return this.#start(lane, table);
    this.#lanes.put(lane, table, true);
    this.#fill(lane);
  }

  /** A lane ended, by itself or because we asked; `outcome` is a number of OUTCOMES. */
  laneEnded(lane: number, outcome: number): void {
    this.#lanes.open--;
    this.#lanes.state[lane] = LANE.ended;
    if (this.#lanes.unfinished[lane] === 0) return;
    const { tables, selfOrdered } = this.#plan.lanes[lane];
    if (outcome === OUTCOME.FAILED && !selfOrdered && !this.#closed && this.#lanes.launches[lane] < LAUNCHES_MAX) this.launch(lane);
    else for (const table of tables) this.#finish(table);
  }

  #finish(table: number): void {
    if (this.#state[table] === COPY.finished) return;
    const lane = this.#plan.columns.lane[table];
    if (this.#state[table] === COPY.copying) this.#lanes.running[lane]--;
    this.conditions.unreserve(table);
    this.#state[table] = COPY.finished;
    this.#lanes.unfinished[lane]--;
    this.#holder.finished(table);
    if (this.#lanes.unfinished[lane] > 0) this.#fill(lane);
    else if (!this.#plan.lanes[lane].selfOrdered && this.#lanes.isUp(lane)) this.moves.push(this.now, MOVE.stopLane, lane, 0);
  }
}
