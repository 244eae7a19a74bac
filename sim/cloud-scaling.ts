// Autoscaling of the tables that a night touches: target tracking on application and copy together, suspension,
// and the clamping that every registration of a scalable target brings with it.
//
// Its actions are events only while a copy reads the table, because only then do they change what else happens. Before
// the backup touches a table nothing is simulated; when it has let go of it, the table and its baseline are followed
// lazily, after the night, until they are one.

import { type At, MINUTE, type Rcu } from '../core/units.js';
import { ENGINE } from '../core/plan.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import type { Autoscaling } from '../core/table.js';
import { TargetTracking } from './autoscaling.js';
import { Baseline } from './baseline.js';
import { type CloudState, EVENT, ROW } from './cloud-state.js';
import type { Updates } from './cloud-updates.js';
import { Course, COURSE } from './course.js';
import { LetGo } from './let-go.js';

/** In ROW.scaling. JOINED: as without the backup. HELD: changed by the backup, autoscaling suspended or acting by events. LEFT: let go, followed lazily. */
const MODE = { none: 0, joined: 1, held: 2, left: 3 } as const;
/**
 * Where each number of a table stands in its row, which is one cache line: what the copy reads; the event of the next
 * action, and what that sets; how far the last look ahead went, and the state of the tracking there; whether scaling may
 * act (1) or is suspended (0) while the table is HELD.
 */
const AT = { copyRcu: 0, notBeforeAt: 1, event: 2, toRcu: 3, aheadAt: 4, aheadHighSinceAt: 5, aheadLowSinceAt: 6, on: 7, size: 8 } as const;
/** A refused update is tried again after that: alarms are evaluated each minute. */
const RETRY_SECONDS = MINUTE;

export class Scaling {
  readonly #state: CloudState;
  readonly #updates: Updates;
  readonly #tracking: TargetTracking;
  readonly #baseline: Baseline;
  /** The tables themselves; where they are HELD, the state of the tracking at `at`. */
  readonly #course: Course;
  readonly #letGo: LetGo;
  /** Tables that are followed: autoscaled, and read tonight. */
  readonly #followed: Int32Array;
  #count = 0;
  /** A row of AT a table. */
  readonly #rows: Float64Array;

  constructor(tables: number, state: CloudState, updates: Updates) {
    this.#state = state;
    this.#updates = updates;
    this.#tracking = new TargetTracking(state.settings.autoscaling);
    this.#baseline = new Baseline(tables, state);
    this.#course = new Course(state, new Float64Array(tables * COURSE.size), {
      rows: state.rows, size: ROW.size, rcu: ROW.rcu, updates: ROW.scalings, decreases: state.decreases,
    });
    this.#letGo = new LetGo(state, updates, this.#course, this.#baseline);
    this.#followed = new Int32Array(tables);
    this.#rows = new Float64Array(tables * AT.size);
  }

  open(): void {
    const { survey: { tables }, plan, now, rows } = this.#state;
    const own = this.#rows;
    this.#baseline.open();
    this.#count = 0;
    for (let i = 0; i < tables.length; i++) {
      const { autoscaling, onDemand, rcu, ownRcu } = tables[i];
      // A table that is exported or left out scales as it would without a backup.
      if (autoscaling === null || onDemand || plan.columns.skip[i] !== 0 || plan.columns.engine[i] === ENGINE.export) continue;
      this.#followed[this.#count++] = i;
      this.#baseline.start(i);
      this.#course.start(i, now);
      own[i * AT.size + AT.copyRcu] = 0;
      own[i * AT.size + AT.on] = 1;
      rows[i * ROW.size + ROW.scaling] = rcu === ownRcu ? MODE.joined : MODE.left;
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
    this.#rows[table * AT.size + AT.on] = 1;
    this.#rows[table * AT.size + AT.notBeforeAt] = -Infinity;
    if (mode === MODE.left) this.#letGo.follow(table, now);
    else this.#letGo.takeOver(table, now);
    course[c + COURSE.at] = now;
    if (course[c + COURSE.activeAt] === Infinity) return;
    this.#updates.foundUnderWay(table, course[c + COURSE.toRcu], course[c + COURSE.activeAt]);
    course[c + COURSE.activeAt] = Infinity;
  }

  /** The table has a new capacity. */
  capacityChanged(table: number): void {
    if (this.#mode(table) === MODE.held && this.#rows[table * AT.size + AT.on] === 1) this.#restart(table);
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
    this.#rows[table * AT.size + AT.notBeforeAt] = -Infinity;
    this.goOn(table);
  }

  /** From now on a copy reads so much; 0: none. */
  copyReads(table: number, copyRcu: Rcu): void {
    const { rows } = this.#state;
    if (rows[table * ROW.size + ROW.scaling] === MODE.none) return;
    this.wake(table);
    if (this.#rows[table * AT.size + AT.on] === 1 && rows[table * ROW.size + ROW.updatingTo] === 0) this.#catchUp(table);
    this.#rows[table * AT.size + AT.copyRcu] = copyRcu;
    this.goOn(table);
  }

  suspend(table: number): void {
    const { autoscaling } = this.#state.survey.tables[table];
    if (autoscaling === null) return;
    this.wake(table);
    this.#rows[table * AT.size + AT.on] = 0;
    this.#clamp(table, autoscaling);
  }

  resume(table: number): void {
    const { autoscaling, onDemand } = this.#state.survey.tables[table];
    if (autoscaling === null || onDemand) return;
    this.wake(table);
    this.#rows[table * AT.size + AT.on] = 1;
    this.#clamp(table, autoscaling);
    this.#restart(table);
  }

  /** The event taken last may be an action of a table that is due. */
  act(table: number): void {
    const own = this.#rows;
    const a = table * AT.size;
    if (this.#mode(table) !== MODE.held || own[a + AT.on] === 0 || own[a + AT.event] !== this.#state.events.sequence) return;
    this.#catchUp(table);
    if (this.#updates.request(table, own[a + AT.toRcu], true) === OUTCOME.OK) return;
    own[a + AT.notBeforeAt] = this.#state.now + RETRY_SECONDS;
    this.goOn(table);
  }

  /** Brings the state of the tracking up to now. */
  #catchUp(table: number): void {
    const { now } = this.#state;
    const course = this.#course.rows;
    const c = table * COURSE.size;
    const own = this.#rows;
    const a = table * AT.size;
    if (now === own[a + AT.aheadAt]) {
      course[c + COURSE.highSinceAt] = own[a + AT.aheadHighSinceAt];
      course[c + COURSE.lowSinceAt] = own[a + AT.aheadLowSinceAt];
    } else {
      this.#walk(table, course[c + COURSE.at], now);
      course[c + COURSE.highSinceAt] = this.#tracking.highSinceAt;
      course[c + COURSE.lowSinceAt] = this.#tracking.lowSinceAt;
    }
    course[c + COURSE.at] = now;
  }

  /** Registering a scalable target moves an ACTIVE table's capacity into its bounds. Source: AWS API reference, RegisterScalableTarget. */
  #clamp(table: number, { minRcu, maxRcu }: Autoscaling): void {
    const bounded = Math.min(Math.max(this.#state.rows[table * ROW.size + ROW.rcu], minRcu), maxRcu);
    this.#updates.request(table, bounded, true);
  }

  /**
   * Finds what autoscaling does next to a table that was woken: the next action while a copy reads it; none while an
   * update is under way; what it does when the backup has let go is nobody's business now.
   */
  goOn(table: number): void {
    const { now, events, rows } = this.#state;
    const r = table * ROW.size;
    if (rows[r + ROW.scaling] !== MODE.held) return;
    const own = this.#rows;
    const a = table * AT.size;
    own[a + AT.event] = 0;
    own[a + AT.aheadAt] = -Infinity;
    if (own[a + AT.on] === 0 || rows[r + ROW.updatingTo] > 0) return;
    if (own[a + AT.copyRcu] === 0) {
      rows[r + ROW.scaling] = MODE.left;
      return;
    }
    const untilAt = rows[r + ROW.endAt];
    const actsAt = this.#walk(table, now, untilAt);
    own[a + AT.aheadAt] = Math.min(actsAt, untilAt);
    own[a + AT.aheadHighSinceAt] = this.#tracking.highSinceAt;
    own[a + AT.aheadLowSinceAt] = this.#tracking.lowSinceAt;
    if (actsAt === Infinity) return;
    own[a + AT.toRcu] = this.#tracking.toRcu;
    own[a + AT.event] = events.push(actsAt, EVENT.scales, table);
  }

  #walk(table: number, fromAt: At, untilAt: At): At {
    const { survey, rows, decreases, traffic, now } = this.#state;
    const { autoscaling } = survey.tables[table];
    const tracking = this.#tracking;
    if (autoscaling === null) return Infinity;
    const r = table * ROW.size;
    const course = this.#course.rows;
    const c = table * COURSE.size;
    tracking.aim(autoscaling, rows[r + ROW.rcu], this.#rows[table * AT.size + AT.copyRcu]);
    tracking.notBeforeAt = this.#rows[table * AT.size + AT.notBeforeAt];
    tracking.decreaseFromAt = decreases.nextAt(table, now);
    tracking.highSinceAt = course[c + COURSE.highSinceAt];
    tracking.lowSinceAt = course[c + COURSE.lowSinceAt];
    return tracking.walk(traffic, rows[r + ROW.traffic], fromAt, untilAt);
  }
}
