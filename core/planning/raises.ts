// Raises of capacity as a plan sets them: one place that writes a pace, and what the account quota leaves for all of them.

import { overheadSeconds } from './estimate.js';
import { freeRcu, leastPace, reachedRcu } from './pace.js';
import { ENGINES } from '../plan.js';
import type { Draft } from '../policy.js';
import type { Rcu, Seconds } from '../units.js';

/** Sets the pace of a table and the length of its copy that follows from it. */
export function setPace(draft: Draft, table: number, toRcu: Rcu, readRcu: Rcu): void {
  const { columns, settings, units } = draft;
  columns.toRcu[table] = toRcu;
  columns.readRcu[table] = readRcu;
  const engine = ENGINES[columns.engine[table]];
  columns.forecastSeconds[table] = overheadSeconds(engine, settings) + units[table] / reachedRcu(readRcu, engine);
}

/** True when the plan changes the capacity of the table. */
export function isRaised(draft: Draft, table: number): boolean {
  return draft.columns.toRcu[table] !== draft.columns.fromRcu[table];
}

/** Counts the raises of a draft, for the time that each of them is given. */
export function countRaises({ columns, warmRcu, leads }: Draft): void {
  const { toRcu, fromRcu } = columns;
  let raises = 0;
  let aboveWarm = 0;
  for (let i = 0; i < toRcu.length; i++) {
    if (toRcu[i] <= fromRcu[i]) continue;
    raises++;
    if (toRcu[i] > warmRcu[i]) aboveWarm++;
  }
  leads.count(raises, aboveWarm);
}

/** Paces copies again that would take longer than `usableSeconds`, by the least raise. Not for rules without a share to stretch. */
export function hurry(draft: Draft, tables: readonly number[], usableSeconds: Seconds): void {
  const { columns, units, survey } = draft;
  const share = draft.scale.readShareMax;
  if (share === undefined) return;
  for (const table of tables) {
    if (units[table] <= columns.readRcu[table] * usableSeconds || survey.tables[table].onDemand) continue;
    const engine = ENGINES[columns.engine[table]];
    const pace = leastPace(units[table], usableSeconds, engine, columns.fromRcu[table], draft.toRcuMax[table], draft.keepRcu[table], share, draft.ceilingRcu[table]);
    if (pace.readRcu > columns.readRcu[table]) setPace(draft, table, pace.toRcu, pace.readRcu);
  }
}

/** Lowers the raise of a table to `raiseRcu`; its application keeps its part. */
export function lowerRaise(draft: Draft, table: number, raiseRcu: Rcu): void {
  const { columns, scale } = draft;
  const toRcu = columns.fromRcu[table] + Math.max(0, Math.floor(raiseRcu));
  const share = scale.readShareMax ?? columns.readRcu[table] / columns.toRcu[table];
  const keep = scale.ignoresApplication === true ? 0 : draft.keepRcu[table];
  setPace(draft, table, toRcu, Math.min(columns.readRcu[table], freeRcu(toRcu, keep, share, draft.ceilingRcu[table])));
}

/**
 * Makes raises that are all in force together fit into `roomRcu`: the smallest are granted first, so that as many tables as
 * possible end in time; the first that does not fit gets what is left, the others nothing. Returns the room that remains.
 */
export function fitRaises(draft: Draft, lanes: readonly { readonly tables: readonly number[] }[], roomRcu: Rcu): Rcu {
  const { toRcu, fromRcu } = draft.columns;
  const raised: number[] = [];
  let sum = 0;
  for (const { tables } of lanes) {
    for (const table of tables) {
      if (toRcu[table] <= fromRcu[table]) continue;
      raised.push(table);
      sum += toRcu[table] - fromRcu[table];
    }
  }
  if (sum <= roomRcu) return roomRcu - sum;
  let room = Math.max(0, roomRcu);
  for (const table of raised.sort((a, b) => toRcu[a] - fromRcu[a] - (toRcu[b] - fromRcu[b]) || a - b)) {
    if (toRcu[table] - fromRcu[table] > room) lowerRaise(draft, table, room);
    room -= toRcu[table] - fromRcu[table];
  }
  return room;
}
