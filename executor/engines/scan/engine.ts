// The embedded scan: copies run in this process, hundreds at once, each at its own pace. A lane is a part of this machine
// and is ready at once.

import { backupPath } from '../../../core/archive/backup-path.js';
import { assert } from '../../../core/errors.js';
import { MIB, type At, type Bytes, type Rcu, type Units } from '../../../core/units.js';
import { OUTCOME, OUTCOMES, SIGHT, type Records } from '../../../core/world.js';
import { PAUSE } from '../../drive.js';
import { because, type Engine, type NightContext } from '../engine.js';
import { patientController } from '../../patient-signal.js';
import { TableCopy } from './copy.js';
import { Every } from './every.js';
import { CopyFailure } from './failure.js';
import { Gate } from './gate.js';
import type { ScanOptions } from './options.js';
import { CAPACITY_SECONDS, THROTTLES_SECONDS, watchCapacity, watchThrottles } from './watch.js';

/** Pages under way of all copies: each may be 1 MiB, and several times that once it is read. */
const PAGES_UNDERWAY = 64;
/** Nobody has answered a copy's calls for so long, nor refused them: it is given up. */
const HANGS_SECONDS = 600;
const FILE_MEMORY_MIN: Bytes = MIB / 4;

/** Copies that are under way or just ended are held here, everything else in the destination. */
export function scanEngine(context: NightContext, options: ScanOptions): Engine {
  return new ScanEngine(context, options);
}

class ScanEngine implements Engine {
  readonly #context: NightContext;
  readonly #options: ScanOptions;
  readonly #gate = new Gate(PAGES_UNDERWAY);
  readonly #copies = new Map<number, { readonly copy: TableCopy; readonly attempt: number; told: boolean }>();
  /** Units of ended attempts, by table. */
  readonly #units = new Map<number, Units>();
  readonly #ready = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #close = patientController();
  readonly #capacity: Every;
  readonly #throttles: Every;

  constructor(context: NightContext, options: ScanOptions) {
    this.#context = context;
    this.#options = options;
    this.#capacity = new Every(context.clock, CAPACITY_SECONDS);
    this.#throttles = new Every(context.clock, THROTTLES_SECONDS);
    context.signal.addEventListener('abort', () => this.#leave());
  }

  startLane(lane: number): Promise<number> {
    this.#ready.add(lane);
    return Promise.resolve(OUTCOME.OK);
  }

  stopLane(lane: number): Promise<number> {
    for (const table of this.#context.plan.lanes[lane].tables) this.#copies.get(table)?.copy.stop(false);
    this.#ended.add(lane);
    return Promise.resolve(OUTCOME.OK);
  }

  startCopy(table: number, attempt: number, readRcu: Rcu): Promise<number> {
    // Asked again after a lost answer: it is under way.
    const known = this.#copies.get(table);
    if (known?.attempt === attempt) return Promise.resolve(OUTCOME.OK);
    assert(known === undefined, 'a table is copied once at a time');
    const { plan, tables, night, runId } = this.#context;
    const live = tables[table];
    const copy = new TableCopy({
      context: this.#context, options: this.#options, table: live, path: backupPath(night, live.name, runId), gate: this.#gate,
      fromRcu: plan.columns.fromRcu[table], toRcu: plan.columns.toRcu[table],
      memoryBytes: () => Math.max(FILE_MEMORY_MIN, this.#options.memoryBytes / Math.max(1, this.#copies.size)),
    }, readRcu, this.#units.get(table) ?? 0);
    this.#copies.set(table, { copy, attempt, told: false });
    return Promise.resolve(OUTCOME.OK);
  }

  stopCopy(table: number): Promise<number> {
    this.#copies.get(table)?.copy.stop(false);
    return Promise.resolve(OUTCOME.OK);
  }

  look(now: At, sights: Records): Promise<void> {
    for (const lane of this.#ready) sights.push(now, SIGHT.laneReady, lane, 0);
    this.#ready.clear();
    for (const [table, entry] of this.#copies) {
      if (!entry.told) sights.push(now, SIGHT.copyStarted, table, entry.attempt);
      entry.told = true;
      this.#lookAt(table, entry.copy, now, sights);
    }
    for (const lane of this.#ended) {
      if (this.#context.plan.lanes[lane].tables.some((table) => this.#copies.has(table))) continue;
      sights.push(now, SIGHT.laneEnded, lane, OUTCOME.OK);
      this.#ended.delete(lane);
    }
    this.#watch();
    return Promise.resolve();
  }

  adopt(move: 'startLane' | 'startCopy', subject: number, number: number, readRcu: Rcu): void {
    void (move === 'startLane' ? this.startLane(subject) : this.startCopy(subject, number, readRcu));
  }

  async close(): Promise<void> {
    this.#leave();
    await Promise.all([...this.#copies.values()].map(({ copy }) => copy.over));
    await Promise.all([this.#capacity.over(), this.#throttles.over()]);
  }

  /** In a hurry open files are left; where the night is only paused, they are closed and noted for the next start. */
  #leave(): void {
    this.#close.abort();
    for (const { copy } of this.#copies.values()) copy.stop(this.#context.signal.reason !== PAUSE);
  }

  #lookAt(table: number, copy: TableCopy, now: At, sights: Records): void {
    if (copy.ended === null && copy.underway > 0 && this.#context.clock.now() - copy.movedAt >= HANGS_SECONDS) {
      copy.fail(new CopyFailure(OUTCOME.TIMED_OUT, `nobody has answered for ${HANGS_SECONDS} s`));
    }
    if (copy.ended === null) return;
    const { kind, failure } = copy.ended;
    this.#copies.delete(table);
    this.#units.set(table, copy.units);
    if (copy.throttles.applications > 0) sights.push(now, SIGHT.appThrottled, table, copy.throttles.applications);
    if (failure !== null) this.#tell(table, failure);
    sights.push(now, kind === 'done' ? SIGHT.copyDone : kind === 'failed' ? SIGHT.copyFailed : SIGHT.copyStopped, table, copy.units, failure?.outcome ?? OUTCOME.OK);
  }

  #tell(table: number, { outcome, message }: CopyFailure): void {
    const { name } = this.#context.tables[table];
    this.#context.note(`scan-failed:${name}`, OUTCOMES[outcome]);
    const [why] = message.split('\n');
    because(this.#context, { table: name }, `${name}: not copied (${OUTCOMES[outcome]}): ${why}`, why);
  }

  /** What happens to the tables besides; in the background, because storage and AWS may be slow to answer. */
  #watch(): void {
    const { signal } = this.#close;
    const copies = [...this.#copies.values()].map(({ copy }) => copy);
    if (copies.length === 0 || signal.aborted) return;
    this.#throttles.tick(() => watchThrottles(this.#context, copies, signal));
    this.#capacity.tick(() => watchCapacity(this.#context, copies, signal));
  }
}
