// What a finished plan says about itself: when each copy ends and what it costs.

import { billedHours, machinesUsdPerHour, plannedBootSeconds } from './estimate.js';
import { ENGINE, type Conduct, type Lane, type PlanColumns } from '../plan.js';
import { LaneHeap } from '../policies/lane-heap.js';
import type { Draft } from '../policy.js';
import { SCALING, tableColumns } from '../table-columns.js';
import { DAY, HOUR, type At, type Rcu, type Seconds, type Share, type Usd } from '../units.js';

/** EC2 and EMR bill at least a minute of each machine (AWS docs, EC2 and EMR pricing). */
const BILLED_SECONDS_MIN = 60;

/** Sums over a plan. */
export interface Forecast {
  readonly usd: Usd;
  /** Copies that are not done when the window closes, or never. */
  readonly late: number;
}

/** Fills forecastEndAt, and adds to forecastUsd (on-demand units and exports are in it) what depends on times. */
export function forecastPlan(draft: Draft, lanes: readonly Lane[], conduct: Conduct): Forecast {
  const { columns, settings } = draft;
  columns.forecastEndAt.fill(draft.opensAt);
  const { reservedRcu } = settings.billing;
  const unpaidShare = reservedRcu > 0 ? 1 - paidShare(columns, reservedRcu) : 1;
  let usd = 0;
  let late = 0;
  for (let number = 0; number < lanes.length; number++) {
    late += endTimes(draft, lanes[number], number);
    usd += price(draft, lanes[number], conduct, unpaidShare);
  }
  return { usd, late };
}

/** Share of the raises that the reservation has paid already (AWS docs, reserved capacity: by the hour, over all tables). */
function paidShare({ fromRcu, toRcu }: PlanColumns, reservedRcu: Rcu): Share {
  let raise = 0;
  let base = 0;
  for (let i = 0; i < fromRcu.length; i++) {
    base += fromRcu[i];
    if (toRcu[i] > fromRcu[i]) raise += toRcu[i] - fromRcu[i];
  }
  return raise > 0 ? Math.min(1, Math.max(0, reservedRcu - base) / raise) : 0;
}

/** Predicted end of each copy of a lane. Returns how many end after the close, or never because their lane is killed. */
function endTimes(draft: Draft, lane: Lane, number: number): number {
  const { columns, settings, closesAt } = draft;
  const { boostAt, startAt, forecastSeconds, forecastEndAt, toRcu, fromRcu } = columns;
  const killedAt = lane.launchAt + lane.terminateAfterSeconds;
  let readyAt = lane.launchAt + (lane.engine === 'export' ? 0 : plannedBootSeconds(lane.engine, settings));
  if (lane.selfOrdered && draft.awaitsCapacity) {
    for (const table of lane.tables) if (boostAt[table] === boostAt[table]) readyAt = Math.max(readyAt, boostAt[table] + draft.leads.seconds + plannedBootSeconds(lane.engine, settings));
  }
  const places = Math.min(lane.concurrency, lane.tables.length);
  const heap = places > 1 && places < lane.tables.length ? new LaneHeap(places) : null;
  if (heap !== null) for (let place = 0; place < places; place++) heap.add(place, readyAt);
  let freeAt = readyAt;
  let late = 0;
  for (const table of lane.tables) {
    columns.lane[table] = number;
    let from = heap !== null ? heap.load(0) : freeAt;
    if (!lane.selfOrdered) {
      if (startAt[table] > from) from = startAt[table];
      // A start after the boost was planned with its lead.
      if (boostAt[table] >= startAt[table] && draft.awaitsCapacity) {
        const inForceAt = boostAt[table] + draft.leads.of(fromRcu[table], toRcu[table], draft.warmRcu[table]);
        if (inForceAt > from) from = inForceAt;
      }
    }
    const end = from + forecastSeconds[table];
    if (heap !== null) heap.grow(end - heap.load(0));
    else if (places === 1) freeAt = end;
    forecastEndAt[table] = end;
    if (end > closesAt || end > killedAt) late++;
  }
  return late;
}

/** Price of each table of a lane: what it has already, the capacity bought, and its part of the machines by copy time. */
function price(draft: Draft, lane: Lane, conduct: Conduct, unpaidShare: number): Usd {
  const { columns, settings, rcuHourUsd } = draft;
  const { forecastUsd, forecastEndAt, forecastSeconds, toRcu, fromRcu, boostAt } = columns;
  const stopAt = Math.min(lane.launchAt + lane.terminateAfterSeconds, conduct.stopsAtClose && lane.engine !== 'export' ? draft.closesAt : Infinity);
  let laneEndAt = lane.launchAt + BILLED_SECONDS_MIN;
  let secondsSum = 0;
  for (const table of lane.tables) {
    laneEndAt = Math.max(laneEndAt, Math.min(stopAt, forecastEndAt[table]));
    secondsSum += forecastSeconds[table];
  }
  const machineUsd = (machinesUsdPerHour(lane.machines, draft.book) * (laneEndAt - lane.launchAt)) / HOUR;
  const bySecond = secondsSum > 0 ? machineUsd / secondsSum : 0;
  const handBackSeconds = settings.control.lookSeconds + settings.updateTable.medianSeconds;
  let sum = 0;
  for (const i of lane.tables) {
    let usd = forecastUsd[i] + forecastSeconds[i] * bySecond;
    if (toRcu[i] > fromRcu[i]) {
      const backAt = handBackAt(conduct, laneEndAt, Math.min(stopAt, forecastEndAt[i]), draft.opensAt) + handBackSeconds;
      const hours = billedHours(boostAt[i], backAt, settings);
      usd += (toRcu[i] - fromRcu[i]) * hours * rcuHourUsd[i] * unpaidShare;
    }
    forecastUsd[i] = usd;
    sum += usd;
  }
  return sum;
}

/** When a raise is handed back: after the copy, or at the first check after its lane ended, or, when none follows, not this night. */
function handBackAt(conduct: Conduct, laneEndAt: At, copyEndAt: At, opensAt: At): At {
  if (conduct.reverts === 'after-copy') return copyEndAt;
  return conduct.checksAt.find((at) => at >= laneEndAt) ?? opensAt + DAY;
}

/** Autoscaling raises after that long above its target (AWS docs, Managing throughput capacity automatically: two minutes). */
const SCALE_OUT_SECONDS: Seconds = 120;

/** Marks the tables whose autoscaling is suspended: raised ones, and those where the copy alone would set it off. */
export function markSuspended(draft: Draft, autoscaled: readonly number[]): void {
  const { columns, keepRcu, scale, units } = draft;
  const { scaling, rcu } = tableColumns(draft.survey.tables);
  const rule = scale.suspends ?? 'needed';
  if (rule === 'never') return;
  for (const i of autoscaled) {
    const raised = columns.toRcu[i] !== columns.fromRcu[i];
    // A copy that is over sooner reads too little for it.
    const longRcu = Math.min(columns.readRcu[i], units[i] / SCALE_OUT_SECONDS);
    const setsOff = columns.engine[i] !== ENGINE.export && longRcu + keepRcu[i] > scaling[i * SCALING.size + SCALING.targetShare] * rcu[i];
    if (rule === 'all' || raised || setsOff) columns.suspends[i] = 1;
  }
}
