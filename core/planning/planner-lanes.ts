// Second half of a plan: tables into lanes by the packing rule, one pool for scans, one lane for exports.

import { plannedBootSeconds } from './estimate.js';
import { classicPipelineLane, emrLane, exportLane, pipelineLane, scanLane } from './lanes.js';
import { LaneHeap } from '../policies/lane-heap.js';
import { descending, picked } from '../policies/sorted.js';
import { ENGINE, type Lane, SKIP } from '../plan.js';
import { engineFrame } from './planner-pace.js';
import type { Draft, EngineChoice, Pace, Policy } from '../policy.js';
import { hurry, setPace } from './raises.js';
import { priceRoom } from './room.js';
import type { Seconds } from '../units.js';

/** Lanes are filled up to this part where raises must wait for each other. */
const SCARCE_SHARE_MAX = 0.85;

/** Lanes of all engines, launched when the window opens; the timing moves them. */
export function makeLanes(draft: Draft, policy: Policy, choice: EngineChoice): Lane[] {
  const { columns, survey, settings, opensAt } = draft;
  const byEngine: number[][] = [[], [], [], []];
  for (let i = 0; i < survey.tables.length; i++) if (columns.skip[i] === SKIP.none) byEngine[columns.engine[i]].push(i);
  const lanes: Lane[] = [];
  if (byEngine[ENGINE.scan].length > 0) lanes.push(scanLane(byEngine[ENGINE.scan], 1, opensAt, settings));
  for (const tables of packed(draft, policy, choice, 'emr', byEngine[ENGINE.emr])) lanes.push(emrLane(tables, opensAt, settings));
  for (const tables of packed(draft, policy, choice, 'data-pipeline', byEngine[ENGINE['data-pipeline']])) {
    let bytes = 0;
    let readRcuMax = 0;
    for (const table of tables) {
      bytes += survey.tables[table].sizeBytes;
      readRcuMax = Math.max(readRcuMax, columns.readRcu[table]);
    }
    const tablesMax = choice.tablesPerLane ?? settings.dataPipeline.tablesPerPipeline;
    lanes.push(policy.classicFaults ? classicPipelineLane(tables, tablesMax, bytes, opensAt, settings) : pipelineLane(tables, tablesMax, readRcuMax, opensAt, settings));
  }
  if (byEngine[ENGINE.export].length > 0) {
    lanes.push(exportLane(longestFirst(columns.forecastSeconds, byEngine[ENGINE.export]), opensAt, settings));
  }
  return lanes;
}

function longestFirst(forecastSeconds: Float64Array, tables: readonly number[]): number[] {
  const seconds = new Float64Array(tables.length);
  for (let k = 0; k < seconds.length; k++) seconds[k] = forecastSeconds[tables[k]];
  return picked(tables, descending(seconds));
}

function packed(draft: Draft, policy: Policy, choice: EngineChoice, engine: 'emr' | 'data-pipeline', tables: number[]): number[][] {
  if (tables.length === 0) return [];
  const { settings, survey } = draft;
  const holdsAll = engine === 'data-pipeline' || policy.timing.holdsAll === true;
  const frame = engineFrame(engine, survey, settings, draft.book, holdsAll, holdsAll ? draft.leads.seconds : settings.control.boostLeadSeconds);
  const atOnce = engine === 'emr' ? settings.emr.stepConcurrency : 1;
  const oneByOne = policy.scale.laneSecondsMax ?? frame.laneSeconds;
  const countMax = choice.tablesPerLane ?? (engine === 'emr' ? settings.emr.tablesPerLane : settings.dataPipeline.tablesPerPipeline);
  let scarce = false;
  if (!policy.classicFaults) {
    hurry(draft, tables, frame.usableSeconds);
    const priced = priceRoom(draft, tables, frame, holdsAll);
    scarce = !holdsAll && (priced || peaksCollide(draft, tables, frame.laneSeconds));
  }
  const { durations, longest } = durationsOf(draft, policy, tables);
  // With k places a list schedule of total S and longest copy L ends within S/k + (1 - 1/k) L (Graham 1966).
  const sumMax = Math.max(oneByOne, atOnce * oneByOne - (atOnce - 1) * Math.min(longest, oneByOne));
  // Where room is scarce, copies wait for it.
  const durationSecondsMax = scarce ? Math.max(Math.min(longest, sumMax), SCARCE_SHARE_MAX * sumMax) : sumMax;
  const lanes = policy.pack.lanes(durations, { durationSecondsMax, countMax });
  for (const lane of lanes) for (let k = 0; k < lane.length; k++) lane[k] = tables[lane[k]];
  if (policy.scale.paceLane !== undefined) for (const lane of lanes) paceLane(draft, policy, lane, frame);
  return lanes;
}

/** Whether the largest raises of as many copies as run at once find no room beside each other. */
function peaksCollide({ columns, raiseRoomRcu }: Draft, tables: readonly number[], laneSeconds: Seconds): boolean {
  const raises = new Float64Array(tables.length);
  let seconds = 0;
  for (let k = 0; k < tables.length; k++) {
    const i = tables[k];
    raises[k] = columns.toRcu[i] - columns.fromRcu[i];
    seconds += columns.forecastSeconds[i];
  }
  raises.sort();
  const atOnce = Math.ceil(seconds / laneSeconds);
  let sum = 0;
  for (let k = Math.max(0, raises.length - atOnce); k < raises.length; k++) sum += raises[k];
  return sum > raiseRoomRcu;
}

/** What the packing works with: the forecast, or the rule's own estimate (2017). */
function durationsOf({ columns, survey }: Draft, policy: Policy, tables: readonly number[]): { durations: Float64Array; longest: number } {
  const durations = new Float64Array(tables.length);
  let longest = 0;
  for (let k = 0; k < tables.length; k++) {
    const i = tables[k];
    durations[k] = policy.scale.packSeconds?.(survey.tables[i], { toRcu: columns.toRcu[i], readRcu: columns.readRcu[i] }) ?? columns.forecastSeconds[i];
    longest = Math.max(longest, durations[k]);
  }
  return { durations, longest };
}

/** Rules that scale a lane as a whole (2017). On-demand tables have no capacity to scale. */
function paceLane(draft: Draft, policy: Policy, lane: readonly number[], frame: ReturnType<typeof engineFrame>): void {
  const { survey, columns, toRcuMax } = draft;
  const scaled = lane.filter((table) => !survey.tables[table].onDemand);
  const before: Pace[] = scaled.map((table) => ({ toRcu: columns.toRcu[table], readRcu: columns.readRcu[table] }));
  const after = policy.scale.paceLane?.(scaled.map((table) => survey.tables[table]), before, frame) ?? before;
  scaled.forEach((table, k) => {
    const { toRcu, readRcu } = after[k];
    if (policy.classicFaults) setPace(draft, table, toRcu, readRcu);
    else {
      const within = Math.max(columns.fromRcu[table], Math.min(toRcu, toRcuMax[table]));
      setPace(draft, table, within, Math.min(readRcu, within, draft.ceilingRcu[table]));
    }
  });
}

/**
 * Pipelines beyond the quota are launched when an earlier one has ended: AWS refuses them before (AWS docs, Data Pipeline
 * limits). Those that end in the window go first, and of them those with most tables. The planner of 2017 did not count.
 */
export function queuePipelines(draft: Draft, lanes: readonly Lane[]): Lane[] {
  const { columns, settings, opensAt, closesAt } = draft;
  const pipelines = lanes.filter((lane) => lane.selfOrdered).length;
  if (pipelines <= settings.quotas.pipelines) return [...lanes];
  const lengths = lanes.map(({ tables }) => {
    let seconds = draft.leads.seconds + plannedBootSeconds('data-pipeline', settings) + settings.control.lookSeconds;
    for (const table of tables) seconds += columns.forecastSeconds[table];
    return seconds;
  });
  const tooLong = (lane: number): number => (lengths[lane] > closesAt - opensAt ? 1 : 0);
  const order = lanes.flatMap((lane, number) => (lane.selfOrdered ? [number] : []));
  order.sort((a, b) => tooLong(a) - tooLong(b) || lanes[b].tables.length - lanes[a].tables.length || a - b);
  const places = new LaneHeap(settings.quotas.pipelines);
  for (let place = 0; place < settings.quotas.pipelines; place++) places.add(place, 0);
  const queued = [...lanes];
  for (const number of order) {
    const waitSeconds = places.load(0);
    places.grow(lengths[number]);
    if (waitSeconds > 0) queued[number] = delayed(draft, lanes[number], waitSeconds);
  }
  return queued;
}

function delayed({ columns }: Draft, lane: Lane, waitSeconds: Seconds): Lane {
  for (const table of lane.tables) {
    columns.boostAt[table] += waitSeconds;
    columns.startAt[table] += waitSeconds;
  }
  return { ...lane, launchAt: lane.launchAt + waitSeconds };
}
