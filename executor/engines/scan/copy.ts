// The copy of one table, from the first page to the verified backup. It goes on from the checkpoints of an earlier start
// of the same run, and leaves its own. Whatever goes wrong ends this copy and no other.

import type { BackupFile } from '../../../core/archive/sidecar.js';
import type { CopyState } from '../../../core/archive/checkpoint.js';
import type { At, Rcu, Units } from '../../../core/units.js';
import { OUTCOME } from '../../../core/world.js';
import { commit, findState, seal } from './backup.js';
import type { CopyParts } from './copy-parts.js';
import { patientController } from '../../patient-signal.js';
import { describeForBackup, describeNow } from './describe.js';
import { CopyFailure, failureOf } from './failure.js';
import { CopyFiles } from './files.js';
import { Pace } from './pace.js';
import { PageSize } from './page-size.js';
import { readSegment } from './segment.js';
import { cutTable } from './segments.js';
import { Throttles } from './throttles.js';

/** How a copy ended; `failure` only when it failed. */
export interface Ended {
  readonly kind: 'done' | 'failed' | 'stopped';
  readonly failure: CopyFailure | null;
}

export class TableCopy {
  readonly parts: CopyParts;
  readonly pace: Pace;
  /** What the plan allows. */
  readonly plannedRcu: Rcu;
  /** Set once; what comes later from calls that were under way is dropped. */
  ended: Ended | null = null;
  /** Units consumed by all attempts of the run. */
  units: Units;
  /** When the last page came in. */
  answeredAt: At;
  /** Pages that are being read or written, and when the last of them began or ended. */
  underway = 0;
  movedAt: At = 0;
  readonly throttles = new Throttles();
  readonly startedAt: At;
  /** Resolves when nothing reads the table any more. */
  readonly over: Promise<void>;
  readonly #stop = patientController();
  #stopping = false;
  /** Files are closed and noted when it is stopped nicely, left when the night is left in a hurry. */
  #hurry = false;

  constructor(parts: CopyParts, plannedRcu: Rcu, unitsBefore: Units) {
    this.parts = parts;
    this.plannedRcu = plannedRcu;
    this.pace = new Pace(parts.context.clock, plannedRcu);
    this.units = unitsBefore;
    this.startedAt = parts.context.clock.now();
    this.answeredAt = this.startedAt;
    this.over = this.#run();
  }

  /** Asks for no page any more; what was read is kept for a later start. */
  stop(hurry: boolean): void {
    this.#stopping = true;
    this.#hurry ||= hurry;
    this.#stop.abort();
  }

  /** Ends it from outside: nobody answers any more, or the table is not the one it was. */
  fail(failure: CopyFailure): void {
    this.ended ??= { kind: 'failed', failure };
    this.#stop.abort();
  }

  /** Something of the copy that should end soon: without a beginning or an end for long, nobody answers any more. */
  async moving<T>(work: Promise<T>): Promise<T> {
    const { clock } = this.parts.context;
    this.underway++;
    this.movedAt = clock.now();
    try {
      return await work;
    } finally {
      this.underway--;
      this.movedAt = clock.now();
    }
  }

  /** Nothing may be written any more: another attempt may have begun, or the night is left. */
  get #isLeft(): boolean {
    return this.#hurry || this.ended !== null;
  }

  /** What CloudWatch says of a minute; those before the copy are nobody's fault here. */
  sawThrottles(minuteAt: At, events: number): void {
    if (minuteAt + 60 > this.startedAt && this.throttles.told(minuteAt, events)) this.pace.giveWay();
  }

  async #run(): Promise<void> {
    try {
      const finished = await this.#copy();
      this.ended ??= { kind: finished ? 'done' : 'stopped', failure: null };
    } catch (error) {
      const failure = await this.#confirmed(failureOf(error));
      this.ended ??= this.#stopping ? { kind: 'stopped', failure: null } : { kind: 'failed', failure };
    }
  }

  /** A table that Scan does not find has only vanished if DescribeTable does not find it either. */
  async #confirmed(failure: CopyFailure): Promise<CopyFailure> {
    const { context: { aws, clock }, table } = this.parts;
    if (!failure.isGone || this.#stopping) return failure;
    try {
      await describeNow(aws, clock, this.#stop.signal, table.name, table.tableId);
      return new CopyFailure(OUTCOME.FAILED, `${failure.message}, says Scan, and DescribeTable finds it`);
    } catch (error) {
      return failureOf(error);
    }
  }

  /** False: stopped before the end. */
  async #copy(): Promise<boolean> {
    const { context, table, path, options: { destination, segmentsMax } } = this.parts;
    const { aws, clock } = context;
    const { signal } = this.#stop;
    const found = await findState(destination, path);
    if (found.sealed) {
      await commit(destination, path);
      return true;
    }
    const now = await describeNow(aws, clock, signal, table.name, table.tableId);
    if (found.state !== null && found.state.tableId !== table.tableId) throw new CopyFailure(OUTCOME.GONE, 'what was copied so far is of another table of this name');
    const cut = cutTable(now.TableSizeBytes ?? 0, this.plannedRcu, segmentsMax);
    const state = found.state ?? { tableId: table.tableId, segments: cut.segments, startedAt: clock.now(), consumedUnits: 0, files: [], positions: new Map(), next: 0 };
    this.units = Math.max(this.units, state.consumedUnits);
    const indexes = (now.GlobalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName);
    // Beside the reading: AWS takes few of these calls a second, and hundreds of raised tables begin at once.
    const describing = describeForBackup(aws, clock, signal, { name: table.name, arn: table.arn, indexes });
    describing.catch(() => undefined);
    const files = await this.#read(state, cut.readers, new PageSize(now.TableSizeBytes ?? 0, now.ItemCount ?? 0, state.segments));
    if (files === null) return false;
    const description = await describing;
    await seal(this.parts, state, files, this.units, { answers: { DescribeTable: now, ...description.answers }, unread: description.unread }, found.orphans);
    await commit(destination, path);
    return true;
  }

  /** All pages of all segments that are not read yet; null when it was stopped. */
  async #read(state: CopyState, readers: number, size: PageSize): Promise<readonly BackupFile[] | null> {
    const { context, path, options } = this.parts;
    const files = new CopyFiles({ destination: options.destination, clock: context.clock, path, gzip: options.gzip, memoryBytes: () => this.parts.memoryBytes(), consumedUnits: () => this.units }, state);
    const left: number[] = [];
    for (let segment = state.segments - 1; segment >= 0; segment--) if (state.positions.get(segment) !== null) left.push(segment);
    const reader = async (): Promise<void> => {
      for (let segment = left.pop(); segment !== undefined && !this.#stop.signal.aborted; segment = left.pop()) {
        await readSegment(this, segment, state, size, files, this.#stop.signal);
      }
    };
    try {
      // The first failure stops the others; all have ended before the file is left.
      const all = Array.from({ length: Math.min(readers, left.length) }, () => reader().catch((error: unknown) => {
        this.#stop.abort();
        throw error;
      }));
      const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      if (this.#isLeft) throw new CopyFailure(OUTCOME.FAILED, 'left');
      const closed = await files.finish();
      return this.#stopping ? null : closed;
    } catch (error) {
      // What was read before it went wrong is kept for the next attempt, where that is still possible.
      if (this.#isLeft) await files.abandon();
      else await files.finish().catch(() => files.abandon());
      throw error;
    }
  }
}
