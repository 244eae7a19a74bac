// Autoscaling of the tables that a night touches: target tracking on application and copy together, suspension,
// and the clamping that every registration of a scalable target brings with it.
//
// Its actions are events only while a copy reads the table, because only then do they change what else happens. Before
// the backup touches a table nothing is simulated; when it has let go of it, the table and its baseline are followed
// lazily, after the night, until they are one.

import { type At, MINUTE, type Rcu } from '../core/units.js';
import { ENGINE } from '../core/plan.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { SCALING, TABLE_FLAG } from '../core/table-columns.js';
import { Baseline } from './baseline.js';
import { type CloudState, ROW } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';
import { WATCH, Watch } from './cloud-watch.js';
import { Course, COURSE } from './course.js';
import { LetGo } from './let-go.js';

/** In ROW.scaling. JOINED: as without the backup. HELD: changed by the backup, autoscaling suspended or acting by events. LEFT: let go, followed lazily. */
const MODE = { none: 0, joined: 1, held: 2, left: 3 } as const;
/** A refused update is tried again after that: alarms are evaluated each minute. */
const RETRY_SECONDS = MINUTE;

export class Scaling {
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #baseline: Baseline;
  /** The tables themselves; where they are HELD, the state of the tracking at `at`. */
  readonly #course: Course;
  readonly #watch: Watch;
  readonly #letGo: LetGo;
  /** Tables that are followed: autoscaled, and read tonight. */
  readonly #followed: Int32Array;
  #count = 0;

  constructor(tables: number, state: CloudState, updates: Updates) {
    this.#state = state;
    this.#updates = updates;
    this.#baseline = new Baseline(tables, state);
    this.#course = new Course(state, new Float64Array(tables * COURSE.size), {
      rows: state.rows, size: ROW.size, rcu: ROW.rcu, updates: ROW.scalings, decreases: state.decreases,
    });
    this.#watch = new Watch(tables, state, this.#course);
    this.#letGo = new LetGo(state, updates, this.#course, this.#baseline);
    this.#followed = new Int32Array(tables);
  }

  open(): void {
    const { tables: { autoscaled, flags, rcu, ownRcu }, plan, now, rows } = this.#state;
    const own = this.#watch.rows;
    this.#baseline.open();
    this.#count = 0;
    for (let k = 0; k < autoscaled.length; k++) {
      const i = autoscaled[k];
      // A table that is exported or left out scales as it would without a backup.
      if ((flags[i] & TABLE_FLAG.onDemand) !== 0 || plan.columns.skip[i] !== 0 || plan.columns.engine[i] === ENGINE.export) continue;
      this.#followed[this.#count++] = i;
      this.#baseline.start(i);
      this.#course.start(i, now);
      own[i * WATCH.size + WATCH.copyRcu] = 0;
      own[i * WATCH.size + WATCH.on] = 1;
      rows[i * ROW.size + ROW.scaling] = rcu[i] === ownRcu[i] ? MODE.joined : MODE.left;
    }
  }

  #mode(table: number): number {
    return this.#state.rows[table * ROW.size + ROW.scaling];
  }

  /**
   * Something is about to happen to a table that would not happen without the backup. What autoscaling did until now to a
   * table that the backup had not touched is told as one change, to the bill of the baseline too. To be followed by `goOn`.
   */
  wake(table: number): void {
    const { now, rows } = this.#state;
    const mode = rows[table * ROW.size + ROW.scaling];
    if (mode === MODE.none || mode === MODE.held) return;
    const course = this.#course.rows;
    const c = table * COURSE.size;
    rows[table * ROW.size + ROW.scaling] = MODE.held;
    this.#watch.rows[table * WATCH.size + WATCH.on] = 1;
    this.#watch.rows[table * WATCH.size + WATCH.notBeforeAt] = -Infinity;
    if (mode === MODE.left) this.#letGo.follow(table, now);
    else this.#letGo.takeOver(table, now);
    course[c + COURSE.at] = now;
    if (course[c + COURSE.activeAt] === Infinity) return;
    this.#updates.foundUnderWay(table, course[c + COURSE.toRcu], course[c + COURSE.activeAt]);
    course[c + COURSE.activeAt] = Infinity;
  }

  /** The table has a new capacity. */
  capacityChanged(table: number): void {
    if (this.#mode(table) === MODE.held && this.#watch.rows[table * WATCH.size + WATCH.on] === 1) this.#restart(table);
  }

  /** After the night: both go on until `horizonAt`, or until they are one. Tells the bills of the baselines that moved. */
  finish(horizonAt: At): void {
    const baseline = this.#baseline;
    for (let k = 0; k < this.#count; k++) {
      const i = this.#followed[k];
      const mode = this.#mode(i);
      if (mode === MODE.joined || (mode === MODE.left && this.#letGo.joins(i, horizonAt))) continue;
      baseline.advance(i, horizonAt, true);
    }
    baseline.close(horizonAt);
    for (let k = 0; k < this.#count; k++) {
      const hours = baseline.hours(this.#followed[k]);
      if (hours === hours) this.#state.tell(horizonAt, SIGHT.baseline, this.#followed[k], hours);
    }
  }

  /** Forgets what was measured: the table has a new capacity, or scaling was resumed. */
  #restart(table: number): void {
    const course = this.#course.rows;
    const c = table * COURSE.size;
    course[c + COURSE.highSinceAt] = course[c + COURSE.lowSinceAt] = Infinity;
    course[c + COURSE.at] = this.#state.now;
    this.#watch.rows[table * WATCH.size + WATCH.notBeforeAt] = -Infinity;
    this.goOn(table);
  }

  /** From now on a copy reads so much; 0: none. */
  copyReads(table: number, copyRcu: Rcu): void {
    const { rows } = this.#state;
    if (rows[table * ROW.size + ROW.scaling] === MODE.none) return;
    this.wake(table);
    if (this.#watch.rows[table * WATCH.size + WATCH.on] === 1 && rows[table * ROW.size + ROW.updatingTo] === 0) this.#watch.catchUp(table);
    this.#watch.rows[table * WATCH.size + WATCH.copyRcu] = copyRcu;
    this.goOn(table);
  }

  suspend(table: number): void {
    if ((this.#state.tables.flags[table] & TABLE_FLAG.autoscaled) === 0) return;
    this.wake(table);
    this.#watch.rows[table * WATCH.size + WATCH.on] = 0;
    this.#clamp(table);
  }

  resume(table: number): void {
    if ((this.#state.tables.flags[table] & (TABLE_FLAG.autoscaled | TABLE_FLAG.onDemand)) !== TABLE_FLAG.autoscaled) return;
    this.wake(table);
    this.#watch.rows[table * WATCH.size + WATCH.on] = 1;
    this.#clamp(table);
    this.#restart(table);
  }

  /** The event taken last may be an action of a table that is due. */
  act(table: number): void {
    const own = this.#watch.rows;
    const a = table * WATCH.size;
    if (this.#mode(table) !== MODE.held || own[a + WATCH.on] === 0 || own[a + WATCH.event] !== this.#state.events.sequence) return;
    this.#watch.catchUp(table);
    if (this.#updates.request(table, own[a + WATCH.toRcu], true) === OUTCOME.OK) return;
    own[a + WATCH.notBeforeAt] = this.#state.now + RETRY_SECONDS;
    this.goOn(table);
  }

  /** Registering a scalable target moves an ACTIVE table's capacity into its bounds. Source: AWS API reference, RegisterScalableTarget. */
  #clamp(table: number): void {
    const { scaling } = this.#state.tables;
    const row = table * SCALING.size;
    const bounded = Math.min(Math.max(this.#state.rows[table * ROW.size + ROW.rcu], scaling[row + SCALING.minRcu]), scaling[row + SCALING.maxRcu]);
    this.#updates.request(table, bounded, true);
  }

  /**
   * Finds what autoscaling does next to a table that was woken: the next action while a copy reads it; none while an
   * update is under way; what it does when the backup has let go is nobody's business now.
   */
  goOn(table: number): void {
    const { rows } = this.#state;
    const r = table * ROW.size;
    if (rows[r + ROW.scaling] !== MODE.held) return;
    const watch = this.#watch;
    watch.forget(table);
    if (watch.rows[table * WATCH.size + WATCH.on] === 0 || rows[r + ROW.updatingTo] > 0) return;
    if (watch.rows[table * WATCH.size + WATCH.copyRcu] === 0) rows[r + ROW.scaling] = MODE.left;
    else watch.lookAhead(table);
  }
}
