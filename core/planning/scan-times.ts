// Times and machines of the scan engine's pool. Its raised copies start first and together; the others fill the places.

import { machinesUsdPerHour } from './estimate.js';
import { bestHorizon, horizons, HourForecast, type Horizon } from './horizon.js';
import { allAt, raisedFirst } from './lane-times.js';
import { leastPace } from './pace.js';
import type { Lane } from '../plan.js';
import { descending, picked } from '../policies/sorted.js';
import type { Draft, Pace } from '../policy.js';
import { planPool } from './pool.js';
import { fitRaises, hurry, isRaised, setPace } from './raises.js';
import { scanLane } from './lanes.js';
import { lpt } from '../policies/pack/lpt.js';
import type { At, Rcu, Seconds } from '../units.js';

/** The whole window as a horizon. */
function wholeWindow(draft: Draft): Horizon {
  const all = horizons(draft);
  return all.find(({ boostAt, endAt }) => boostAt === draft.opensAt && endAt === draft.closesAt) ?? all[all.length - 1];
}

/** Raises asked when the window opens, paces as they are. */
export function scanAtOpen(draft: Draft, lane: Lane, roomRcu: Rcu): Lane {
  const horizon = wholeWindow(draft);
  hurry(draft, lane.tables, horizon.usableSeconds);
  fitRaises(draft, [lane], roomRcu);
  allAt(draft, lane.tables, draft.opensAt);
  return pooled(draft, lane.tables, horizon);
}

/**
 * Raised copies one after the other on as few tracks as the window needs, each boosted just before its turn: fewer raises
 * are in force at once, and each for as short a time as its pace allows.
 */
export function scanJustInTime(draft: Draft, lane: Lane, roomRcu: Rcu): Lane {
  const { columns, settings } = draft;
  const horizon = wholeWindow(draft);
  hurry(draft, lane.tables, horizon.usableSeconds);
  const { tables, raised } = raisedFirst(draft, lane.tables);
  allAt(draft, tables, draft.opensAt);
  const { lookSeconds, revertLeadSeconds } = settings.control;
  const lead = draft.leads.seconds;
  const gaps = tables.slice(0, raised).map((table) => lead + extraLeadSeconds(draft, table, columns.toRcu[table]) + lookSeconds);
  const lengths = gaps.map((gap, i) => gap + columns.forecastSeconds[tables[i]] + revertLeadSeconds);
  const tracks = lpt.lanes(lengths, { durationSecondsMax: horizon.usableSeconds + lead + lookSeconds + revertLeadSeconds, countMax: Infinity });
  let raise = 0;
  for (const track of tracks) raise += Math.max(...track.map((i) => columns.toRcu[tables[i]] - columns.fromRcu[tables[i]]));
  if (raise > roomRcu) return scanAtOpen(draft, lane, roomRcu);
  for (const track of tracks) {
    let at = draft.opensAt;
    for (const i of track) {
      columns.boostAt[tables[i]] = at;
      columns.startAt[tables[i]] = at === draft.opensAt ? at : at + gaps[i];
      at += lengths[i];
    }
  }
  return pooled(draft, tables, horizon);
}

/** What a raise above the warm throughput takes longer than others. */
function extraLeadSeconds({ columns, warmRcu, leads }: Draft, table: number, toRcu: Rcu): Seconds {
  if (toRcu <= columns.fromRcu[table]) return 0;
  return leads.of(columns.fromRcu[table], toRcu, warmRcu[table]) - leads.seconds;
}

/** Raises for whole clock hours, stretched to fill them, until the end that costs least. */
export function scanWholeHours(draft: Draft, lane: Lane, roomRcu: Rcu): Lane {
  const share = draft.scale.readShareMax;
  if (share === undefined || lane.tables.length === 0) return scanAtOpen(draft, lane, roomRcu);
  const horizon = bestHorizon(draft, lane.tables, share, machinesUsdPerHour(lane.machines, draft.book));
  const { columns, units, ceilingRcu, toRcuMax } = draft;
  for (const table of lane.tables) {
    const raised = isRaised(draft, table);
    if (!raised && units[table] <= columns.readRcu[table] * horizon.usableSeconds) continue;
    const keep = new HourForecast(draft, table).keepRcu(horizon.slots);
    const paceIn = (seconds: Seconds): Pace => leastPace(units[table], seconds, 'scan', columns.fromRcu[table], toRcuMax[table], keep, share, ceilingRcu[table]);
    const first = paceIn(horizon.usableSeconds);
    const extra = extraLeadSeconds(draft, table, first.toRcu);
    const pace = extra > 0 && extra < horizon.usableSeconds ? paceIn(horizon.usableSeconds - extra) : first;
    if (raised || pace.readRcu > columns.readRcu[table]) setPace(draft, table, pace.toRcu, pace.readRcu);
  }
  fitRaises(draft, [lane], roomRcu);
  for (const table of lane.tables) {
    const raised = isRaised(draft, table);
    columns.startAt[table] = raised ? horizon.boostAt : draft.opensAt;
    if (raised) columns.boostAt[table] = horizon.boostAt;
  }
  return pooled(draft, lane.tables, horizon);
}

/** Chooses the machines, and the order: raised tables, then the longest. Places are kept for the raised until they have started. */
function pooled(draft: Draft, tables: readonly number[], horizon: Horizon): Lane {
  const { columns, settings, opensAt } = draft;
  const machines = planPool(draft, tables, horizon.usableSeconds);
  const lane = scanLane(tables, machines, opensAt, settings);
  const ordered = raisedFirst(draft, tables);
  if (tables.length <= lane.concurrency) return { ...lane, tables: ordered.tables };
  const order = picked(ordered.tables, descending(lengthsOf(columns.forecastSeconds, ordered.tables, ordered.raised)));
  const afterRaised = horizon.boostAt + draft.leads.seconds + 2 * settings.control.lookSeconds;
  if (ordered.raised > 0) delay(columns.startAt, order, Math.max(ordered.raised, lane.concurrency), afterRaised);
  return { ...lane, tables: order };
}

/** Lengths of copies by which they are ordered: the raised ones, which come first, count as the longest. */
function lengthsOf(forecastSeconds: Float64Array, tables: readonly number[], raised: number): Float64Array {
  const lengths = new Float64Array(tables.length).fill(Infinity, 0, raised);
  for (let i = raised; i < lengths.length; i++) lengths[i] = forecastSeconds[tables[i]];
  return lengths;
}

/** Lets the copies from position `first` on start at `at` at the earliest. */
function delay(startAt: Float64Array, order: readonly number[], first: number, at: At): void {
  for (let i = first; i < order.length; i++) if (startAt[order[i]] < at) startAt[order[i]] = at;
}
