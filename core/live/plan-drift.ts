// Is the world still the one that a plan was made for? What differs, as sentences; a plan that differs is not carried out.

import type { LivePlan } from './live-plan.js';
import type { LiveTable, ScalingTarget } from './live-table.js';
import { GIB, MIB, type Bytes, type Share } from '../units.js';

/** Sizes are renewed about every six hours (AWS docs, DescribeTable); growth below this is what a day brings [?]. */
const SIZE_SHARE = 0.25;
/** Small tables may double: it costs nothing. */
const SIZE_BYTES: Bytes = GIB;

/** How much a table's size may differ: by a part of what it was, and by an amount that never matters. */
export interface DriftTolerance {
  readonly sizeShare: Share;
  readonly sizeBytes: Bytes;
}

/**
 * What of the world is not as the plan has it, in order of table name; empty: the plan can be carried out.
 * @param fresh the tables that the same selection finds now
 */
export function driftOf(live: LivePlan, fresh: readonly LiveTable[], tolerance: DriftTolerance = { sizeShare: SIZE_SHARE, sizeBytes: SIZE_BYTES }): string[] {
  const now = new Map(fresh.map((table) => [table.name, table]));
  const found: (readonly [string, string])[] = [];
  for (const was of live.tables) {
    const is = now.get(was.name);
    now.delete(was.name);
    for (const what of is === undefined ? ['is gone'] : changesOf(was, is, tolerance)) found.push([was.name, what]);
  }
  const known = new Set([...live.excluded, ...live.skipped].map(({ table }) => table));
  for (const name of now.keys()) found.push([name, known.has(name) ? 'was left out and is meant now' : 'is new']);
  return found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, what]) => `${name} ${what}`);
}

function changesOf(was: LiveTable, is: LiveTable, { sizeShare, sizeBytes }: DriftTolerance): string[] {
  if (was.tableId !== is.tableId) return [`was deleted and made again (its id was ${was.tableId}, is ${is.tableId})`];
  const changes: string[] = [];
  if (was.onDemand !== is.onDemand) changes.push(`was ${billing(was)}, is ${billing(is)}`);
  else if (was.rcu !== is.rcu && !isScaling(is)) changes.push(`had ${was.rcu} RCU, has ${is.rcu}`);
  const before = scaling(was.target);
  const after = scaling(is.target);
  if (before !== after) changes.push(`had ${before}, has ${after}`);
  if (Math.abs(is.sizeBytes - was.sizeBytes) > Math.max(sizeShare * was.sizeBytes, sizeBytes)) changes.push(`held ${mib(was.sizeBytes)}, holds ${mib(is.sizeBytes)}`);
  return changes;
}

/** Its autoscaling moves its capacity all day; what it has when it is raised is what is handed back (executor/capacity). */
function isScaling({ autoscaling, target, rcu }: LiveTable): boolean {
  return autoscaling !== null && target !== null && rcu >= target.minRcu && rcu <= target.maxRcu;
}

function billing({ onDemand }: LiveTable): string {
  return onDemand ? 'on demand' : 'provisioned';
}

function scaling(target: ScalingTarget | null): string {
  if (target === null) return 'no autoscaling of reads';
  const { minRcu, maxRcu, suspended } = target;
  const parts = [suspended.scaleIn ? 'in' : '', suspended.scaleOut ? 'out' : '', suspended.scheduled ? 'scheduled' : ''].filter((part) => part !== '');
  return `autoscaling of reads between ${minRcu} and ${maxRcu} RCU${parts.length > 0 ? ` (suspended: ${parts.join(', ')})` : ''}`;
}

function mib(bytes: Bytes): string {
  return `${Math.round(bytes / MIB).toLocaleString('en-US')} MiB`;
}
