// The simulated AWS for one night: a World whose clock jumps from event to event. What it does and why is numbered
// in CLOUD.md. A night costs O(events): nothing is polled, and a look never goes over the tables.

import { assert } from '../core/errors.js';
import type { Settings } from '../core/settings.js';
import type { At, Rcu } from '../core/units.js';
import { MOVE, OUTCOME, type Records, type World } from '../core/world.js';
import { Copies } from './cloud-copies.js';
import { LANE, Lanes } from './cloud-lanes.js';
import { Scaling } from './cloud-scaling.js';
import { CloudState, EVENT, ROW, type SimulatedNight } from './cloud-state.js';
import { Updates } from './cloud-updates.js';

export type { SimulatedNight } from './cloud-state.js';

export class SimCloud implements World {
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #scaling: Scaling;
  readonly #lanes: Lanes;
  readonly #copies: Copies;

  /**
   * Made once for a run and used night after night.
   * @param tables most tables that a night may have
   * @param seed   same seed, same luck
   * @param names  the tables of the history, by their numbers there
   */
  constructor(tables: number, settings: Settings, seed: number, names: readonly string[]) {
    this.#state = new CloudState(tables, settings, seed, names);
    this.#updates = new Updates(this.#state);
    this.#scaling = new Scaling(tables, this.#state, this.#updates);
    this.#lanes = new Lanes(this.#state);
    this.#copies = new Copies(this.#state, this.#lanes, this.#scaling);
  }

  /** The time of this world. */
  get now(): At {
    return this.#state.now;
  }

  /** Starts a night, at the opening of its window. */
  open(night: SimulatedNight): void {
    this.#state.open(night);
    this.#updates.open(night.accountRcuQuota);
    this.#lanes.open();
    this.#copies.open();
    this.#scaling.open();
  }

  act(kind: number, subject: number, value: number): number {
    if (kind === MOVE.startCopy) return this.#copies.ask(subject, value);
    if (kind === MOVE.stopCopy) return this.#copies.stop(subject);
    if (kind === MOVE.startLane) return this.#lanes.launch(subject);
    if (kind === MOVE.stopLane) {
      if (this.#lanes.isUp(subject)) this.#endLane(subject, OUTCOME.OK);
      return OUTCOME.OK;
    }
    if (this.#updates.throttled(subject)) return OUTCOME.THROTTLED;
    if (kind === MOVE.suspendScaling) this.#scaling.suspend(subject);
    else if (kind === MOVE.resumeScaling) this.#scaling.resume(subject);
    else {
      this.#scaling.wake(subject);
      const outcome = this.#updates.request(subject, value, false);
      this.#scaling.goOn(subject);
      return outcome;
    }
    return OUTCOME.OK;
  }

  look(untilAt: At, sights: Records): At {
    const { pending, events } = this.#state;
    for (;;) {
      const limitAt = pending.length > 0 ? Math.min(untilAt, Math.max(pending.at[0], this.#state.now)) : untilAt;
      const nextAt = events.nextAt();
      if (nextAt > limitAt || nextAt === Infinity) {
        assert(limitAt < Infinity, 'looked for ever at a world in which nothing will happen');
        // The message is only made when it is needed: a look is frequent.
        if (limitAt < this.#state.now) assert(false, `clock asked to go back to ${limitAt} from ${this.#state.now}`);
        this.#state.now = limitAt;
        if (pending.length > 0 && pending.at[0] <= limitAt) this.#report(sights);
        return limitAt;
      }
      this.#step();
    }
  }

  /**
   * After the night: lets run what still follows (updates under way, autoscaling until it is where it would have been
   * without the backup) until `horizonAt`, the opening of the next night. Adds the sights of it, and `baseline` for the
   * tables whose autoscaling would have acted anyway.
   */
  finish(horizonAt: At, sights: Records): void {
    const { events } = this.#state;
    while (events.nextAt() <= horizonAt) this.#step();
    this.#state.now = Math.max(this.#state.now, horizonAt);
    this.#scaling.finish(horizonAt);
    this.#report(sights);
  }

  /** Provisioned read capacity in force; what the next night finds where it was not handed back. */
  capacityNow(index: number): Rcu {
    return this.#state.rows[index * ROW.size + ROW.rcu];
  }

  /** Warm throughput of a table, and the tables of which it was raised tonight (perhaps more than once). */
  warmNow(index: number): Rcu {
    return this.#state.rows[index * ROW.size + ROW.warmRcu];
  }

  get warmed(): readonly number[] {
    return this.#state.warmed;
  }

  /** Lets the next event happen. */
  #step(): void {
    const { events } = this.#state;
    events.pop();
    const { kind, subject } = events;
    this.#state.now = events.at;
    if (kind === EVENT.active) {
      this.#updates.active(subject);
      if (this.#copies.reading.isReading(subject)) this.#copies.reading.capacityChanged(subject);
      this.#scaling.capacityChanged(subject);
    } else if (kind === EVENT.scales) this.#scaling.act(subject);
    else if (kind === EVENT.laneReady) {
      if (!this.#lanes.bootEndsNow(subject)) return;
      if (this.#lanes.state[subject] === LANE.failed) this.#endLane(subject, OUTCOME.FAILED);
      else if (this.#state.plan.lanes[subject].selfOrdered) this.#copies.pump(subject);
    } else if (kind === EVENT.laneTimeout) {
      if (this.#lanes.timeoutNow(subject)) this.#endLane(subject, OUTCOME.TIMED_OUT);
    } else this.#copies.due(kind, subject);
  }

  /** Ends a lane with the copies in it. */
  #endLane(index: number, outcome: number): void {
    const { plan } = this.#state;
    this.#lanes.end(index, outcome);
    // A lane that we order ends when its last copy has, as a rule; only AWS queues copies that do not run.
    if (this.#lanes.running[index] === 0 && !plan.lanes[index].selfOrdered) return;
    for (const table of plan.lanes[index].tables) if (plan.columns.lane[table] === index) this.#copies.stop(table);
  }

  #report(sights: Records): void {
    const { pending } = this.#state;
    if (sights.length === 0) return sights.swap(pending);
    const { at, kind, subject, value } = pending;
    for (let i = 0; i < pending.length; i++) sights.push(at[i], kind[i], subject[i], value[i]);
    pending.clear();
  }
}
