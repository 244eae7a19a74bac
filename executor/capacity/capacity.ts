// What the night changes of tables: read capacity and the suspension of autoscaling, and nothing else. Every change looks
// at the table first and is sent only if it is still what the plan found; what others have changed meanwhile stays.
//
// Each act may be asked again after a lost answer or a crash: a boost that is found in force was ours if it was asked
// before, and somebody else's if it was not.

import type { Suspended } from '../../core/live/live-table.js';
import type { At, Rcu, Seconds } from '../../core/units.js';
import { MOVE, OUTCOME, SIGHT, type Records } from '../../core/world.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';
import { inOrder } from '../in-order.js';
import type { CapacityPort } from '../live-world.js';
import { resume, suspend } from './suspension.js';
import { tableNow, type Known, type TableNow } from './table-now.js';
import { updateRead } from './update-table.js';

/** A table that the night may change, by its number in the plan. */
export interface Changeable extends Known {
  /** What it had when the plan was made: what is handed back. */
  readonly fromRcu: Rcu;
  /** What the night raises it to; null: it is not raised. */
  readonly toRcu: Rcu | null;
  /** Within these its autoscaling may have moved it since; null: it has none. */
  readonly scaled: { readonly minRcu: Rcu; readonly maxRcu: Rcu } | null;
  /** What of its autoscaling was suspended before; null: nothing is registered. */
  readonly suspended: Suspended | null;
}

export interface CapacityParts {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly tables: readonly Changeable[];
  /** Quotas of read capacity of one table and of the account, and what of the latter was provisioned; Infinity where it is not known. */
  readonly room: { readonly tableRcu: Rcu; readonly accountRcu: Rcu; readonly provisionedRcu: Rcu };
  /** The table had another capacity than the plan says when it was raised: durable before the call is sent. */
  found(table: number, rcu: Rcu): Promise<void>;
}

/** DescribeTable may tell of the time before an accepted update for a while; and a call without an answer may be carried out late. */
const SETTLES_SECONDS: Seconds = 60;
/** Tables looked at at once. */
const WIDTH = 8;

interface Pending {
  readonly toRcu: Rcu;
  readonly sinceAt: At;
}

export class Capacity implements CapacityPort {
  readonly #parts: CapacityParts;
  /** Accepted updates that are not in force. */
  readonly #pending = new Map<number, Pending>();
  /** When a boost or a suspension of the table was last asked, by us or before a crash. */
  readonly #boostedAt = new Map<number, At>();
  readonly #suspendedAt = new Map<number, At>();
  /** What a table had when it was raised, where the plan says otherwise; told at the next look. */
  readonly #found = new Map<number, Rcu>();
  readonly #untold = new Set<number>();
  /** Since when a table, or its scalable target, is not found. */
  readonly #goneAt = new Map<number, At>();
  /** What we have raised and not lowered, all tables together. */
  #raisedRcu = 0;

  constructor(parts: CapacityParts) {
    this.#parts = parts;
  }

  async act(kind: number, table: number, value: number): Promise<number> {
    const outcome = await this.#ask(kind, table, value);
    if (kind === MOVE.revert || kind === MOVE.resumeScaling) return this.#surely(table, outcome);
    // What AWS refused by a name of its own was not done: nothing is owed for it.
    return outcome === OUTCOME.FAILED ? OUTCOME.UNAVAILABLE : outcome;
  }

  #ask(kind: number, table: number, value: number): Promise<number> {
    switch (kind) {
      case MOVE.boost: return this.#boost(table, value);
      case MOVE.revert: return this.#revert(table, value);
      case MOVE.suspendScaling: return this.#suspend(table);
      default: return this.#resume(table);
    }
  }

  async look(now: At, sights: Records): Promise<void> {
    for (const table of this.#untold) sights.push(now, SIGHT.capacity, table, this.#found.get(table) ?? 0);
    this.#untold.clear();
    const tables = [...this.#pending.keys()];
    const asked = inOrder(tables, WIDTH, async (table) => ({ table, found: await tableNow(this.#parts.aws, this.#parts.tables[table]) }));
    for await (const { table, found } of asked) this.#compare(table, found, now, sights);
  }

  /** A move that was asked before a crash, with its answer; null: nobody knows it. */
  remember(kind: number, table: number, value: number, outcome: number | null, at: At): void {
    if (kind === MOVE.suspendScaling) this.#suspendedAt.set(table, at);
    if (kind === MOVE.boost) this.#boostedAt.set(table, at);
    if (outcome === OUTCOME.OK && (kind === MOVE.boost || kind === MOVE.revert)) this.#pending.set(table, { toRcu: value, sinceAt: at });
  }

  /** A sight that was told before a crash. */
  rememberSight(sight: number, table: number, value: number): void {
    const pending = this.#pending.get(table);
    if (sight === SIGHT.overruled || (sight === SIGHT.capacity && pending?.toRcu === value)) this.#pending.delete(table);
  }

  /** What was found before a crash, as `found` told; told to the brain again. */
  rememberFound(table: number, rcu: Rcu): void {
    this.#found.set(table, rcu);
    this.#untold.add(table);
  }

  async #boost(table: number, toRcu: Rcu): Promise<number> {
    const { aws, clock, tables } = this.#parts;
    const now = await tableNow(aws, tables[table]);
    if (typeof now === 'number') return now;
    const askedBefore = this.#boostedAt.has(table);
    if (now.onDemand) return OUTCOME.SUPERSEDED;
    if (now.updating) return OUTCOME.IN_USE;
    if (now.rcu === toRcu) return askedBefore ? OUTCOME.UNCHANGED : OUTCOME.SUPERSEDED;
    if (now.rcu > toRcu || !this.#asPlanned(table, now)) return OUTCOME.SUPERSEDED;
    if (now.rcu !== (this.#found.get(table) ?? tables[table].fromRcu)) {
      await this.#parts.found(table, now.rcu);
      this.rememberFound(table, now.rcu);
    }
    this.#boostedAt.set(table, clock.now());
    return this.#update(table, now, toRcu);
  }

  async #revert(table: number, value: Rcu): Promise<number> {
    const { aws, tables } = this.#parts;
    const now = await tableNow(aws, tables[table]);
    if (typeof now === 'number') return now;
    if (now.onDemand) return OUTCOME.SUPERSEDED;
    if (now.updating) return OUTCOME.IN_USE;
    if (now.rcu === value) return this.#isFresh(this.#boostedAt, table) ? OUTCOME.IN_USE : OUTCOME.UNCHANGED;
    if (now.rcu !== tables[table].toRcu) return OUTCOME.SUPERSEDED;
    return this.#update(table, now, value);
  }

  #suspend(table: number): Promise<number> {
    const { aws, clock, tables } = this.#parts;
    const { suspended } = tables[table];
    if (suspended === null) return Promise.resolve(OUTCOME.OK);
    const askedBefore = this.#suspendedAt.has(table);
    this.#suspendedAt.set(table, clock.now());
    return suspend(aws, tables[table], suspended, askedBefore);
  }

  async #resume(table: number): Promise<number> {
    const { aws, tables } = this.#parts;
    const { suspended } = tables[table];
    if (suspended === null) return OUTCOME.UNCHANGED;
    const outcome = await resume(aws, tables[table], suspended);
    return outcome === OUTCOME.UNCHANGED && this.#isFresh(this.#suspendedAt, table) ? OUTCOME.IN_USE : outcome;
  }

  /** What is gone is owed nothing any more, so it must be gone twice, a minute apart: answers are eventually consistent. */
  #surely(table: number, outcome: number): number {
    const now = this.#parts.clock.now();
    if (outcome !== OUTCOME.GONE) this.#goneAt.delete(table);
    else if (now < (this.#goneAt.get(table) ?? now) + SETTLES_SECONDS) {
      this.#goneAt.set(table, this.#goneAt.get(table) ?? now);
      return OUTCOME.UNREACHABLE;
    }
    return outcome;
  }

  /** What was asked a moment ago and cannot be seen may still come, or only not be told yet: look again before it is taken as undone. */
  #isFresh(askedAt: ReadonlyMap<number, At>, table: number): boolean {
    return this.#parts.clock.now() < (askedAt.get(table) ?? -Infinity) + SETTLES_SECONDS;
  }

  async #update(table: number, now: TableNow, toRcu: Rcu): Promise<number> {
    const { aws, clock, tables, room: { tableRcu, accountRcu, provisionedRcu } } = this.#parts;
    const outcome = await updateRead(aws, tables[table], now, toRcu, { tableRcu, freeRcu: accountRcu - provisionedRcu - this.#raisedRcu });
    if (outcome !== OUTCOME.OK) return outcome;
    this.#raisedRcu += toRcu - now.rcu;
    this.#pending.set(table, { toRcu, sinceAt: clock.now() });
    return outcome;
  }

  /** As the plan found it, or moved by its own autoscaling since. */
  #asPlanned(table: number, { rcu }: TableNow): boolean {
    const { fromRcu, scaled } = this.#parts.tables[table];
    return rcu === fromRcu || (scaled !== null && rcu >= scaled.minRcu && rcu <= scaled.maxRcu);
  }

  #compare(table: number, found: TableNow | number, now: At, sights: Records): void {
    const pending = this.#pending.get(table);
    if (pending === undefined || (typeof found === 'number' ? found !== OUTCOME.GONE : found.updating)) return;
    const rcu = typeof found === 'number' || found.onDemand ? 0 : found.rcu;
    if (rcu !== pending.toRcu && typeof found !== 'number' && this.#parts.clock.now() < pending.sinceAt + SETTLES_SECONDS) return;
    sights.push(now, rcu === pending.toRcu ? SIGHT.capacity : SIGHT.overruled, table, rcu);
    this.#pending.delete(table);
  }
}
