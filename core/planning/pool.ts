// The pool of hosts of the embedded scan engine: how many machines, and how the copies share their bandwidth so that all
// that run at once get what they were planned with. Copies that are read for nothing have time; they are slowed down
// before a machine is added.

import { leastRcu, READ_RCU_MIN } from './pace.js';
import { setPace } from './raises.js';
import type { Draft } from '../policy.js';
import type { Rcu, Seconds } from '../units.js';

/** Bandwidth and places are planned up to this, so that a copy that starts late finds its part. */
const BANDWIDTH_SHARE_MAX = 0.97;
const SLOTS_SHARE_MAX = 0.85;
const ROUNDS = 16;
/** Short copies are stretched over this part of the pool's time: the slower they are, the more an unexpected peak finds free. */
const CALM_SHARE = 0.5;

/** What one machine reads, in read units a second. */
export function machineRcu(draft: Draft): Rcu {
  const { scan, reading } = draft.settings;
  return (BANDWIDTH_SHARE_MAX * scan.bytesPerSecondPerMachine) / reading.bytesPerUnit;
}

/** Least number of machines for a bandwidth need and a sum of copy times. */
export function machinesFor(draft: Draft, needRcu: Rcu, copySeconds: Seconds, usableSeconds: Seconds, copies: number): number {
  const { copiesPerMachine } = draft.settings.scan;
  const byBandwidth = Math.ceil(needRcu / machineRcu(draft) - 1e-9);
  const byPlaces = copies <= copiesPerMachine ? 1 : Math.ceil(copySeconds / (SLOTS_SHARE_MAX * copiesPerMachine * usableSeconds));
  return Math.max(1, byBandwidth, Math.min(byPlaces, Math.ceil(copies / copiesPerMachine)));
}

/**
 * The machines that copy these tables within `usableSeconds` of each one's start, and paces that fit them: raised tables
 * keep theirs, the others are slowed down to a common rate, but never below what ends in time. Changes readRcu and
 * forecastSeconds of the draft; returns the number of machines. Where the settings allow fewer, all copies are slowed down
 * to what those move, and end when they end.
 */
export function planPool(draft: Draft, tables: readonly number[], usableSeconds: Seconds): number {
  const machines = machinesInTime(draft, tables, usableSeconds);
  const most = draft.settings.scan.machinesMax;
  if (most === 0 || machines <= most) return machines;
  squeeze(draft, tables, most);
  return most;
}

/** Slows all copies down alike, so that those that run at once share what so many machines read; capacity that would not be read is not bought. */
function squeeze(draft: Draft, tables: readonly number[], machines: number): void {
  const { columns, keepRcu, scale } = draft;
  const { toRcu, fromRcu, readRcu } = columns;
  const rates = Float64Array.from(tables, (table) => readRcu[table]).sort();
  const atOnce = rates.subarray(Math.max(0, rates.length - machines * draft.settings.scan.copiesPerMachine));
  const factor = Math.min(1, (machines * machineRcu(draft)) / atOnce.reduce((sum, rate) => sum + rate, 0));
  for (const table of tables) {
    const rate = Math.max(READ_RCU_MIN, readRcu[table] * factor);
    const needed = leastRcu(rate, keepRcu[table], scale.readShareMax ?? 1);
    setPace(draft, table, toRcu[table] > fromRcu[table] ? Math.max(fromRcu[table], Math.min(toRcu[table], needed)) : toRcu[table], rate);
  }
}

function machinesInTime(draft: Draft, tables: readonly number[], usableSeconds: Seconds): number {
  const { columns, units, settings } = draft;
  const { toRcu, fromRcu, readRcu } = columns;
  let need = 0;
  let wanted = 0;
  let seconds = 0;
  for (const table of tables) {
    const read = readRcu[table];
    wanted += read;
    need += toRcu[table] > fromRcu[table] ? read : Math.min(read, units[table] / usableSeconds);
    seconds += units[table] / read;
  }
  let machines = machinesFor(draft, need, seconds, usableSeconds, tables.length);
  if (tables.length <= machines * settings.scan.copiesPerMachine) wanted = calmDown(draft, tables, usableSeconds);
  for (let round = 0; round < ROUNDS; round++) {
    const budget = machines * machineRcu(draft);
    if (wanted <= budget) return machines;
    const slots = machines * settings.scan.copiesPerMachine;
    const common = (budget - need) / Math.min(tables.length, slots);
    if (tables.length > slots) {
      const slowed = slowedSeconds(draft, tables, common, usableSeconds);
      const more = machinesFor(draft, need, slowed, usableSeconds, tables.length);
      if (more > machines) {
        // Not all of `more` at once: each machine also speeds up the copies that were slowed down.
        machines = Math.min(more, machines + Math.ceil(machines / 20));
        continue;
      }
    }
    slowDown(draft, tables, tables.length > slots ? common : refine(draft, tables, common, usableSeconds, budget), usableSeconds);
    return machines;
  }
  return machines;
}

/** Slows copies that are far shorter than the longest. Returns the sum of the rates. */
function calmDown(draft: Draft, tables: readonly number[], usableSeconds: Seconds): Rcu {
  const { readRcu, toRcu, fromRcu } = draft.columns;
  let longest = 0;
  for (const table of tables) longest = Math.max(longest, draft.units[table] / readRcu[table]);
  const calmSeconds = CALM_SHARE * Math.min(longest, usableSeconds);
  let sum = 0;
  for (const table of tables) {
    // Never below the least: sizes are told six hours late, and a table that was filled meanwhile would never be read to its end.
    const rate = Math.max(READ_RCU_MIN, draft.units[table] / calmSeconds);
    if (toRcu[table] === fromRcu[table] && rate < readRcu[table]) setPace(draft, table, toRcu[table], rate);
    sum += readRcu[table];
  }
  return sum;
}

/** The rate of a table when free copies run at a common rate. */
function slowedRcu(draft: Draft, table: number, common: Rcu, usableSeconds: Seconds): Rcu {
  const { toRcu, fromRcu, readRcu } = draft.columns;
  const read = readRcu[table];
  return toRcu[table] > fromRcu[table] ? read : Math.min(read, Math.max(common, draft.units[table] / usableSeconds));
}

function slowedSeconds(draft: Draft, tables: readonly number[], common: Rcu, usableSeconds: Seconds): Seconds {
  let seconds = 0;
  for (const table of tables) seconds += draft.units[table] / slowedRcu(draft, table, common, usableSeconds);
  return seconds;
}

/** Raises the common rate by what tables below it leave unused; each round stays within the budget. */
function refine(draft: Draft, tables: readonly number[], common: Rcu, usableSeconds: Seconds, budget: Rcu): Rcu {
  let rate = common;
  for (let round = 0; round < 2; round++) {
    let used = 0;
    for (const table of tables) used += slowedRcu(draft, table, rate, usableSeconds);
    rate += Math.max(0, budget - used) / tables.length;
  }
  return rate;
}

function slowDown(draft: Draft, tables: readonly number[], common: Rcu, usableSeconds: Seconds): void {
  const { readRcu, toRcu } = draft.columns;
  for (const table of tables) {
    const rate = slowedRcu(draft, table, common, usableSeconds);
    if (rate < readRcu[table]) setPace(draft, table, toRcu[table], rate);
  }
}
