// Copies: attempts, what they cost before and while they read, how they fail, and what is retried by whom.

import { ENGINE } from '../core/plan.js';
import type { Bytes, Rcu } from '../core/units.js';
import { OUTCOME, SIGHT } from '../core/world.js';
import { Exports } from './cloud-exports.js';
import { LANE, type Lanes } from './cloud-lanes.js';
import type { Scaling } from './cloud-scaling.js';
import { type CloudState, EVENT, ROW } from './cloud-state.js';
import type { CopyStart } from './engines/engine.js';
import { engines } from './engines/index.js';
import { scanUnits } from './flow.js';
import { Reading } from './reading.js';

const PHASE = { none: 0, queued: 1, overhead: 2, reading: 3, retrying: 4, exporting: 5 } as const;

export class Copies {
  readonly reading: Reading;
  readonly #state: CloudState;
  readonly #lanes: Lanes;
  readonly #scaling: Scaling;
  readonly #rows: Float64Array;
  /** By the number of the engine. */
  readonly #pageBytes: readonly Bytes[];
  /** Next table to ask for in a lane that AWS orders. */
  #cursor = new Int32Array(0);
  readonly #exports: Exports;
  readonly #start: CopyStart = { rcu: 0, onDemand: false, toRcu: 0, readRcu: 0, sizeBytes: 0, units: 0 };

  constructor(state: CloudState, lanes: Lanes, scaling: Scaling) {
    const { settings } = state;
    this.reading = new Reading(state);
    this.#state = state;
    this.#lanes = lanes;
    this.#scaling = scaling;
    this.#rows = state.rows;
    this.#pageBytes = engines.map((engine) => engine.pageBytes(settings));
    this.#exports = new Exports(settings.quotas);
  }

  open(): void {
    const { plan } = this.#state;
    if (this.#cursor.length < plan.lanes.length) this.#cursor = new Int32Array(plan.lanes.length * 2);
    this.#cursor.fill(0, 0, plan.lanes.length);
    this.#exports.open();
    this.reading.open();
  }

  /** The move startCopy. */
  ask(table: number, readRcu: Rcu): number {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { plan } = this.#state;
    const lane = rows[r + ROW.lane];
    if (lane < 0) return OUTCOME.UNAVAILABLE;
    if (rows[r + ROW.phase] !== PHASE.none) return OUTCOME.IN_USE;
    if (!this.#lanes.isUp(lane)) return OUTCOME.FAILED;
    rows[r + ROW.readRcu] = readRcu;
    if (plan.lanes[lane].selfOrdered) {
      rows[r + ROW.phase] = PHASE.queued;
      this.pump(lane);
      return OUTCOME.OK;
    }
    if (this.#lanes.state[lane] !== LANE.ready) return OUTCOME.FAILED;
    if (plan.columns.engine[table] === ENGINE.export) return this.#export(table, lane);
    this.#lanes.running[lane]++;
    this.#begin(table);
    return OUTCOME.OK;
  }

  /** Starts what is queued in a lane that AWS orders, in the order of the plan, as far as there is room. */
  pump(lane: number): void {
    const rows = this.#rows;
    const { tables, concurrency } = this.#state.plan.lanes[lane];
    if (this.#lanes.state[lane] !== LANE.ready) return;
    while (this.#lanes.running[lane] < concurrency && this.#cursor[lane] < tables.length) {
      const table = tables[this.#cursor[lane]];
      const phase = rows[table * ROW.size + ROW.phase];
      if (phase === PHASE.none && rows[table * ROW.size + ROW.attempt] === 0) return; // not asked for yet
      this.#cursor[lane]++;
      if (phase !== PHASE.queued) continue; // cancelled
      this.#lanes.running[lane]++;
      this.#begin(table);
    }
  }

  /** The move stopCopy, or the end of its lane. */
  stop(table: number): number {
    const rows = this.#rows;
    const r = table * ROW.size;
    const phase = rows[r + ROW.phase];
    if (phase === PHASE.none) return OUTCOME.UNCHANGED;
    const lane = rows[r + ROW.lane];
    if (phase === PHASE.reading) {
      rows[r + ROW.consumedUnits] += rows[r + ROW.legUnits] - this.reading.stop(table);
      this.#lanes.giveBack(lane, rows[r + ROW.grantedBytesPerSecond]);
      this.#scaling.copyReads(table, 0);
    }
    // An export goes on by itself, in its place of the quota; its event is then not the copy's any more.
    rows[r + ROW.event] = 0;
    if (phase === PHASE.queued && rows[r + ROW.attempt] === 0) rows[r + ROW.attempt] = 1; // the queue passes it by
    this.#ends(table, lane, SIGHT.copyStopped, phase !== PHASE.queued);
    return OUTCOME.OK;
  }

  /** The event taken last: an overhead, a pause before a retry, a leg or an export is over. */
  due(kind: number, table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    if (kind === EVENT.legEnds) {
      if (rows[r + ROW.phase] === PHASE.reading && this.reading.endsNow(table)) this.#legEnds(table);
      return;
    }
    if (kind === EVENT.exported) this.#exports.end(rows[r + ROW.sizeBytes]);
    if (rows[r + ROW.event] !== this.#state.events.sequence) return;
    if (kind === EVENT.reading) this.#read(table);
    else if (kind === EVENT.retry) this.#begin(table);
    else this.#ends(table, rows[r + ROW.lane], SIGHT.copyDone, true);
  }

  #begin(table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, plan, settings, events } = this.#state;
    const overhead = engines[plan.columns.engine[table]].overheadSeconds(settings);
    const attempt = ++rows[r + ROW.attempt];
    this.#state.tell(now, SIGHT.copyStarted, table, attempt);
    if (overhead > 0) {
      rows[r + ROW.phase] = PHASE.overhead;
      rows[r + ROW.event] = events.push(now + overhead, EVENT.reading, table);
    } else this.#read(table);
  }

  #read(table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { plan, settings, weather } = this.#state;
    const { columns } = plan;
    const lane = rows[r + ROW.lane];
    const engine = columns.engine[table];
    const start = this.#start;
    const bytes = rows[r + ROW.sizeBytes] * settings.reading.sizeTruth;
    this.#scaling.wake(table);
    const asPlanned = rows[r + ROW.readRcu] === columns.readRcu[table];
    start.rcu = rows[r + ROW.rcu];
    start.onDemand = rows[r + ROW.onDemandRcu] > 0;
    start.toRcu = asPlanned ? columns.toRcu[table] : start.rcu;
    start.readRcu = rows[r + ROW.readRcu];
    start.sizeBytes = rows[r + ROW.sizeBytes];
    start.units = scanUnits(bytes, settings.reading.bytesPerUnit, this.#pageBytes[engine]);
    const pace = engines[engine].paceRcu(start, plan.lanes[lane]);
    const wanted = (pace * bytes) / start.units;
    const granted = this.#lanes.grant(lane, wanted);
    rows[r + ROW.grantedBytesPerSecond] = granted;
    const share = weather.failsAfter(rows[r + ROW.luck], rows[r + ROW.attempt]);
    const legUnits = (start.units - rows[r + ROW.keptUnits]) * share;
    rows[r + ROW.legUnits] = legUnits;
    rows[r + ROW.legFails] = share < 1 ? 1 : 0;
    rows[r + ROW.phase] = PHASE.reading;
    const paceRcu = granted < wanted ? (pace * granted) / wanted : pace;
    this.reading.start(table, legUnits, paceRcu);
    this.#scaling.copyReads(table, paceRcu);
  }

  #legEnds(table: number): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { plan, settings, now, events } = this.#state;
    const lane = rows[r + ROW.lane];
    this.reading.end(table);
    this.#scaling.copyReads(table, 0);
    this.#lanes.giveBack(lane, rows[r + ROW.grantedBytesPerSecond]);
    rows[r + ROW.consumedUnits] += rows[r + ROW.legUnits];
    if (rows[r + ROW.legFails] === 0) return this.#ends(table, lane, SIGHT.copyDone, true);
    if (engines[plan.columns.engine[table]].resumes) rows[r + ROW.keptUnits] += rows[r + ROW.legUnits];
    if (plan.lanes[lane].selfOrdered && rows[r + ROW.attempt] <= settings.dataPipeline.retries) {
      rows[r + ROW.phase] = PHASE.retrying;
      rows[r + ROW.event] = events.push(now + settings.dataPipeline.retryDelaySeconds, EVENT.retry, table);
    } else this.#ends(table, lane, SIGHT.copyFailed, true);
  }

  /** A copy is over: says so, and lets a lane that AWS orders go on, or end. */
  #ends(table: number, lane: number, sight: number, ran: boolean): void {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { now, plan } = this.#state;
    const refused = rows[r + ROW.refusedUnits];
    if (refused > 0) this.#state.tell(now, SIGHT.appThrottled, table, refused);
    rows[r + ROW.refusedUnits] = 0;
    this.#state.tell(now, sight, table, rows[r + ROW.consumedUnits]);
    rows[r + ROW.phase] = PHASE.none;
    if (ran) this.#lanes.running[lane]--;
    if (!plan.lanes[lane].selfOrdered || !this.#lanes.isUp(lane)) return;
    if (--this.#lanes.left[lane] === 0) this.#lanes.end(lane, OUTCOME.OK);
    else this.pump(lane);
  }

  #export(table: number, lane: number): number {
    const rows = this.#rows;
    const r = table * ROW.size;
    const { weather, events, now } = this.#state;
    const bytes = rows[r + ROW.sizeBytes];
    if (!this.#exports.begin(bytes)) return OUTCOME.UNAVAILABLE;
    this.#lanes.running[lane]++;
    rows[r + ROW.phase] = PHASE.exporting;
    const attempt = ++rows[r + ROW.attempt];
    this.#state.tell(now, SIGHT.copyStarted, table, attempt);
    const seconds = weather.exportSeconds(rows[r + ROW.luck], attempt, bytes);
    rows[r + ROW.event] = events.push(now + seconds, EVENT.exported, table);
    return OUTCOME.OK;
  }
}
