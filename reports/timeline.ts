// Folds one night's plan and ledger into what a timeline shows. Pure; the world is never asked.

import type { EntryDocument } from '../core/ledger.js';
import type { LaneDocument, PlanDocument } from '../core/plan-document.js';
import { TABLE_STATE } from '../core/results/summary.js';
import type { Timeline, TimelineBars, TimelineLane } from './input.js';

/** Builds the timeline of a run's night from the head of its ledger and the entries that follow. */
export function buildTimeline(run: string, plan: PlanDocument, entries: Iterable<EntryDocument>): Timeline {
  const tables = plan.lanes.flatMap((lane) => lane.steps.map((step) => step.table));
  const index = new Map(tables.map((table, i) => [table, i]));
  const bars = emptyBars(plan, tables.length);
  const lanes = plan.lanes.map((lane) => ({ launchAt: lane.launchAt, readyAt: NaN, endAt: NaN }));
  let lastAt = plan.opensAt;
  for (const entry of entries) {
    lastAt = Math.max(lastAt, entry.at);
    if (entry.lane !== undefined) foldLane(lanes[entry.lane], entry);
    const bar = entry.table === undefined ? undefined : index.get(entry.table);
    if (bar !== undefined) foldTable(bars, bar, entry, plan);
  }
  settle(bars, lastAt - plan.opensAt);
  return {
    run, night: plan.night, opensAt: plan.opensAt, closesAt: plan.closesAt, tables, bars, skipped: plan.skipped.map(({ table, reason }) => ({ table, why: reason })),
    lanes: plan.lanes.map((lane, i) => laneOf(lane, lanes[i], i, bars, plan.opensAt)),
  };
}

function emptyBars(plan: PlanDocument, count: number): TimelineBars {
  const bars = {
    lane: new Int16Array(count), state: new Uint8Array(count).fill(TABLE_STATE.missed), attempts: new Uint8Array(count),
    startSeconds: new Float32Array(count).fill(NaN), endSeconds: new Float32Array(count).fill(NaN),
    fromRcu: new Float32Array(count), toRcu: new Float32Array(count),
    boostFromSeconds: new Float32Array(count).fill(NaN), boostToSeconds: new Float32Array(count).fill(NaN),
    readUnits: new Float32Array(count), throttledUnits: new Float32Array(count), leaseOpen: new Uint8Array(count),
    retrySeconds: new Float32Array(count).fill(NaN), planFromSeconds: new Float32Array(count), planToSeconds: new Float32Array(count),
  };
  let i = 0;
  plan.lanes.forEach((lane, number) => {
    for (const step of lane.steps) {
      bars.lane[i] = number;
      bars.fromRcu[i] = step.fromRcu;
      bars.toRcu[i] = step.toRcu;
      bars.planFromSeconds[i] = step.startAt - plan.opensAt;
      bars.planToSeconds[i] = step.forecastEndAt - plan.opensAt;
      i++;
    }
  });
  return bars;
}

function foldLane(lane: { launchAt: number; readyAt: number; endAt: number } | undefined, entry: EntryDocument): void {
  if (lane === undefined) return;
  if (entry.entry === 'asked' && entry.move === 'startLane') lane.launchAt = entry.at;
  if (entry.sight === 'laneReady') lane.readyAt = entry.at;
  if (entry.sight === 'laneEnded') lane.endAt = entry.at;
}

function foldTable(bars: TimelineBars, i: number, entry: EntryDocument, plan: PlanDocument): void {
  if (entry.entry !== 'saw') return;
  const seconds = entry.at - plan.opensAt;
  const value = entry.value ?? 0;
  switch (entry.sight) {
    case 'capacity':
      if (value > bars.fromRcu[i]) {
        if (Number.isNaN(bars.boostFromSeconds[i])) bars.boostFromSeconds[i] = seconds;
        bars.boostToSeconds[i] = NaN;
      } else if (!Number.isNaN(bars.boostFromSeconds[i])) bars.boostToSeconds[i] = seconds;
      break;
    case 'copyStarted':
      if (Number.isNaN(bars.startSeconds[i])) bars.startSeconds[i] = seconds;
      else bars.retrySeconds[i] = seconds;
      bars.endSeconds[i] = NaN;
      bars.attempts[i] = Math.min(255, value);
      break;
    case 'copyDone':
      end(bars, i, seconds, value, entry.at <= plan.closesAt ? TABLE_STATE.ok : TABLE_STATE.late);
      break;
    case 'copyFailed':
      end(bars, i, seconds, value, TABLE_STATE.failed);
      break;
    case 'copyStopped':
      end(bars, i, seconds, value, TABLE_STATE.missed);
      break;
    case 'appThrottled':
      bars.throttledUnits[i] += value;
      break;
  }
}

function end(bars: TimelineBars, i: number, seconds: number, units: number, state: number): void {
  bars.endSeconds[i] = seconds;
  bars.readUnits[i] = units;
  bars.state[i] = state;
}

/** What was still open when the ledger ends, ends there. */
function settle(bars: TimelineBars, lastSeconds: number): void {
  for (let i = 0; i < bars.state.length; i++) {
    if (!Number.isNaN(bars.startSeconds[i]) && Number.isNaN(bars.endSeconds[i])) {
      bars.endSeconds[i] = lastSeconds;
      bars.state[i] = TABLE_STATE.missed;
    }
    if (!Number.isNaN(bars.boostFromSeconds[i]) && Number.isNaN(bars.boostToSeconds[i])) [bars.boostToSeconds[i], bars.leaseOpen[i]] = [lastSeconds, 1];
  }
}

function laneOf(
  lane: LaneDocument, seen: { launchAt: number; readyAt: number; endAt: number }, number: number, bars: TimelineBars, opensAt: number,
): TimelineLane {
  const spans: [number, number][] = [];
  for (let i = 0; i < bars.lane.length; i++) {
    if (bars.lane[i] === number && !Number.isNaN(bars.startSeconds[i])) spans.push([bars.startSeconds[i], bars.endSeconds[i]]);
  }
  spans.sort((a, b) => a[0] - b[0]);
  let busy = 0;
  let until = -Infinity;
  for (const [from, to] of spans) {
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  const launchSeconds = seen.launchAt - opensAt;
  const readySeconds = Number.isNaN(seen.readyAt) ? (spans[0]?.[0] ?? launchSeconds) : seen.readyAt - opensAt;
  const endSeconds = Math.max(launchSeconds, Number.isNaN(seen.endAt) ? (until === -Infinity ? launchSeconds : until) : seen.endAt - opensAt);
  return {
    engine: lane.engine, machines: lane.machines.map((each) => `${each.count} \u00d7 ${each.type}`).join(' + '), tables: lane.steps.length,
    launchSeconds, readySeconds, endSeconds, busyShare: endSeconds > launchSeconds ? busy / (endSeconds - launchSeconds) : 0,
    forecastUsd: lane.steps.reduce((sum, step) => sum + step.forecastUsd, 0),
  };
}
