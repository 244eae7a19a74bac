// Raises of capacity as a plan sets them: one place that writes a pace, and what the account quota leaves for all of them.

import { overheadSeconds } from './estimate.js';
import { freeRcu, leastPace, reachedRcu } from './pace.js';
import { ENGINES } from './plan.js';
import type { Draft } from './policy.js';
import type { Rcu, Seconds } from './units.js';

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
export function countRaises({ columns, survey, leads }: Draft): void {
  const { toRcu, fromRcu } = columns;
  let raises = 0;
  let aboveWarm = 0;
  for (let i = 0; i < toRcu.length; i++) {
    if (toRcu[i] <= fromRcu[i]) continue;
    raises++;
    if (toRcu[i] > survey.tables[i].warmRcu) aboveWarm++;
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

/** Makes raises of which each lane has at most `concurrency` in force at once fit into `roomRcu`, by capping the largest. */
export function fitLaneRaises(draft: Draft, lanes: readonly { readonly tables: readonly number[]; readonly concurrency: number }[], roomRcu: Rcu): Rcu {
  const { toRcu, fromRcu } = draft.columns;
  const peaks = lanes.map(({ tables, concurrency }) => {
    let most = 0;
    for (const table of tables) most = Math.max(most, toRcu[table] - fromRcu[table]);
    return most * Math.min(concurrency, tables.length);
  });
  const sum = peaks.reduce((total, peak) => total + peak, 0);
  if (sum <= roomRcu) return roomRcu - sum;
  const cap = capFor(Float64Array.from(peaks).sort(), Math.max(0, roomRcu));
  for (const { tables, concurrency } of lanes) {
    const each = cap / Math.max(1, Math.min(concurrency, tables.length));
    for (const table of tables) if (toRcu[table] - fromRcu[table] > each) lowerRaise(draft, table, each);
  }
  return 0;
}

/** Rounds until the number of lanes and the cap on their raises agree. */
const CAP_ROUNDS = 6;
/** Lanes that packing may need beyond the least number. */
const LANES_MARGIN = 1.15;

/**
 * Before packing: lowers the largest raises of copies that will run one after the other, so that the lanes they need find
 * room in the account together, each lane's at most as high as its part of the room; slower copies need more lanes, hence the rounds. No raise goes below what its table needs
 * to be copied in the window. With `holdsAll` the raises of all tables count and not one of each lane.
 */
export function capRaises(draft: Draft, tables: readonly number[], holdsAll: boolean, laneSeconds: Seconds, countMax: number, atOnce: number): void {
  const { toRcu, fromRcu, forecastSeconds } = draft.columns;
  let seconds = 0;
  const raised: number[] = [];
  for (const table of tables) {
    seconds += forecastSeconds[table];
    if (toRcu[table] > fromRcu[table]) raised.push(table);
  }
  const { raiseRoomRcu } = draft;
  const together = (): number => (holdsAll ? raised.length : Math.ceil(LANES_MARGIN * Math.max((atOnce * tables.length) / countMax, seconds / laneSeconds)));
  let cap = holdsAll ? capOfAll(draft, raised) : raiseRoomRcu / together();
  for (let round = 0; round < CAP_ROUNDS; round++) {
    let lowered = 0;
    for (const table of raised) {
      if (toRcu[table] - fromRcu[table] <= cap) continue;
      const before = forecastSeconds[table];
      const raise = Math.max(Math.floor(cap), needRaise(draft, table, laneSeconds));
      if (raise >= toRcu[table] - fromRcu[table]) continue;
      lowerRaise(draft, table, raise);
      seconds += forecastSeconds[table] - before;
      lowered++;
    }
    if (lowered === 0 || holdsAll || together() * cap <= raiseRoomRcu) return;
    cap = raiseRoomRcu / together();
  }
}

/** The cap at which all raises together find room. */
function capOfAll({ columns, raiseRoomRcu }: Draft, raised: readonly number[]): Rcu {
  const raises = new Float64Array(raised.length);
  for (let k = 0; k < raises.length; k++) raises[k] = columns.toRcu[raised[k]] - columns.fromRcu[raised[k]];
  return capFor(raises.sort(), raiseRoomRcu);
}

/** The least raise with which a table is copied within a lane of its own. */
function needRaise(draft: Draft, table: number, laneSeconds: Seconds): Rcu {
  const { columns, units, keepRcu, ceilingRcu, toRcuMax, scale, settings } = draft;
  const engine = ENGINES[columns.engine[table]];
  const usable = Math.max(1, laneSeconds - overheadSeconds(engine, settings));
  const from = columns.fromRcu[table];
  return leastPace(units[table], usable, engine, from, toRcuMax[table], keepRcu[table], scale.readShareMax ?? 1, ceilingRcu[table]).toRcu - from;
}

/** The cap at which the capped values, given in ascending order, add up to `room`. */
function capFor(sorted: Float64Array, room: number): number {
  let left = room;
  for (let i = 0; i < sorted.length; i++) {
    const each = left / (sorted.length - i);
    if (sorted[i] > each) return each;
    left -= sorted[i];
  }
  return Infinity;
}
