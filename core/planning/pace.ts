// The speed of one copy as closed forms: what an application is left, what is free, the least raise that meets a time.

import { connectorRcu, partitionCeilingRcu } from './estimate.js';
import type { EngineName } from '../plan.js';
import type { Pace, PaceContext } from '../policy.js';
import type { Settings } from '../settings.js';
import type { Table, Window } from '../table.js';
import { DAY, HOUR, type At, type Rcu, type Seconds, type Share, type Units } from '../units.js';

/** The least that a copy may read a second, whatever is left: the connector's floor, and better than no copy at all. */
export const READ_RCU_MIN: Rcu = 1;
/** The window is planned up to this part: a late boost, an application above its forecast or a second attempt takes the rest. */
export const WINDOW_SHARE_MAX: Share = 0.97;
/** Copies out of burst credit are spread over this, so that they do not arrive at a partition in one lump. */
const BURST_SPREAD_SECONDS = 15;

/** What is kept free for the application: its forecast with the margin. */
export function keepRcu(table: Table, settings: Settings): Rcu {
  return settings.forecast.margin * table.forecastPeakRcu;
}

/** What a copy may take of a capacity: its share, as far as the application keeps its part, and what the partitions give. */
export function freeRcu(rcu: Rcu, keep: Rcu, share: Share, ceilingRcu: Rcu): Rcu {
  return Math.max(READ_RCU_MIN, Math.min(rcu * share, rcu - keep, ceilingRcu));
}

/** Read units that the burst credit of a table without much traffic can be counted on to give (AWS docs, burst capacity: 300 s). */
export function burstUnits(rcu: Rcu, keep: Rcu, settings: Settings): Units {
  const { burstSeconds, burstShare } = settings.reading;
  return Math.max(0, rcu - keep) * burstSeconds * burstShare;
}

/** The rate of a copy that is paid out of burst credit. */
export function burstRcu(units: Units, ceilingRcu: Rcu): Rcu {
  return Math.max(READ_RCU_MIN, Math.min(ceilingRcu, units / BURST_SPREAD_SECONDS));
}

/** The least capacity, whole units, at which a copy that takes at most `share` reads that fast and the application keeps its part. */
export function leastRcu(readRcu: Rcu, keep: Rcu, share: Share): Rcu {
  return Math.ceil(Math.max(readRcu / share, readRcu + keep) - 1e-9);
}

/** What the connector makes of a rate: it rounds down to whole units. The scan engine paces itself and needs no whole numbers. */
export function reachedRcu(readRcu: Rcu, engine: EngineName): Rcu {
  return engine === 'scan' ? readRcu : connectorRcu(readRcu);
}

/** The rate that must be planned so that an engine reads at least that fast. */
export function neededRcu(readRcu: Rcu, engine: EngineName): Rcu {
  return engine === 'scan' ? readRcu : Math.ceil(readRcu - 1e-9);
}

/** The least raise with which an engine reads that many units in time: none when what is free is enough. */
export function leastPace(
  units: Units, usableSeconds: Seconds, engine: EngineName, rcu: Rcu, toRcuMax: Rcu, keep: Rcu, share: Share, ceilingRcu: Rcu,
): Pace {
  const free = freeRcu(rcu, keep, share, ceilingRcu);
  const wanted = Math.min(neededRcu(units / usableSeconds, engine), ceilingRcu);
  if (wanted <= free || toRcuMax <= rcu) return { toRcu: rcu, readRcu: free };
  const toRcu = Math.max(rcu, Math.min(leastRcu(wanted, keep, share), toRcuMax));
  return { toRcu, readRcu: freeRcu(toRcu, keep, share, ceilingRcu) };
}

/** The rate at which an on-demand table is read: what it serves at once without its application's part (AWS docs, on-demand throughput). */
export function onDemandRcu(table: Table, settings: Settings, ceilingRcu: Rcu): Rcu {
  const limit = Math.min(settings.reading.onDemandRcu, settings.quotas.tableRcu, ceilingRcu);
  return Math.max(READ_RCU_MIN, limit - keepRcu(table, settings));
}

/** The fastest that a copy reads a table: its partitions and the lane's bandwidth; lanes that grow give what the window needs. */
export function ceilingRcu(table: Table, units: Units, context: PaceContext): Rcu {
  const { laneRcu, lanesGrow, usableSeconds, settings } = context;
  return Math.min(partitionCeilingRcu(table, settings), lanesGrow ? Math.max(laneRcu, Math.ceil(units / usableSeconds)) : laneRcu);
}

/**
 * Whether a decrease will be there when a raise is handed back. AWS: four at 00:00 UTC, one more an hour, never more
 * than four held (AWS docs, Service Quotas). When the decreases were used is not known, so the latest is assumed.
 */
export function canRevert(table: Table, window: Window, revertAt: At): boolean {
  if (!(table.decreasesToday >= 4)) return true;
  const nextDayAt = (Math.floor(window.opensAt / DAY) + 1) * DAY;
  if (revertAt >= nextDayAt) return true;
  return Math.floor(revertAt / HOUR) - Math.floor(window.opensAt / HOUR) >= 1;
}
