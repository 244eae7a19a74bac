// First half of a plan: which engine copies each table, and how fast, within what the table itself allows.

import { billedHours, exportSeconds, exportUsd, machinesUsdPerHour, meterUsd, overheadSeconds, plannedBootSeconds, planPrices, type PlanPrices, unitsPerByte } from './estimate.js';
import { emptyLane } from './lanes.js';
import { burstUnits, canRevert, ceilingRcu, keepRcu, onDemandRcu, reachedRcu, READ_RCU_MIN, WINDOW_SHARE_MAX } from './pace.js';
import { ENGINE, ENGINES, SKIP, type EngineName, type PlanColumns } from '../plan.js';
import type { PlannerScratch, WorkColumns } from './planner-scratch.js';
import type { EngineChoice, Pace, PaceContext, Policy } from '../policy.js';
import type { PriceBook } from '../money/prices.js';
import type { Settings } from '../settings.js';
import type { Survey, Table } from '../table.js';
import { tableColumns } from '../table-columns.js';
import type { Seconds, Share } from '../units.js';

/** Everything that is the same for all tables of one engine. */
export interface EngineFrame extends PaceContext {
  readonly number: number;
  readonly unitsPerByte: number;
  readonly overheadSeconds: Seconds;
  /** What the copies of one lane may take together, overheads included. */
  readonly laneSeconds: Seconds;
}

/** The frame of an engine: the time that is left in the window when it has booted, and what its hosts move. */
export function engineFrame(
  engine: EngineName, survey: Survey, settings: Settings, book: PriceBook, holdsAll = engine === 'data-pipeline', leadSeconds = settings.control.boostLeadSeconds,
): EngineFrame {
  const { opensAt, closesAt } = survey.window;
  const { revertLeadSeconds, lookSeconds } = settings.control;
  const boot = plannedBootSeconds(engine, settings);
  // A scan waits for its boost while the pool starts; a pipeline is only launched when its boosts are in force.
  const before = engine === 'data-pipeline' ? boot + leadSeconds : Math.max(boot, leadSeconds);
  const whole = closesAt - opensAt - before - revertLeadSeconds - lookSeconds;
  const laneSeconds = Math.max(1, whole * WINDOW_SHARE_MAX);
  const overhead = overheadSeconds(engine, settings);
  const lane = emptyLane(engine, settings);
  return {
    survey, settings, book, engine, number: ENGINE[engine], unitsPerByte: unitsPerByte(settings, engine), overheadSeconds: overhead,
    usableSeconds: Math.max(1, laneSeconds - overhead), laneSeconds, heldHours: holdsAll ? billedHours(opensAt, closesAt, settings) : 0,
    laneRcu: engine === 'scan' ? Infinity : lane.bytesPerSecond / settings.reading.bytesPerUnit / lane.concurrency,
    lanesGrow: engine === 'data-pipeline', copyUsdPerHour: machinesUsdPerHour(lane.machines, book) / lane.concurrency,
    rcuHourUsd: meterUsd(book, 'dynamodb.rcu-hour'), rcuHourIaUsd: meterUsd(book, 'dynamodb.rcu-hour-ia'),
  };
}

/** Fills engine, skip, paces, units and durations of all tables, and the part of their price that no time changes. */
export function paceTables(survey: Survey, policy: Policy, choice: EngineChoice, settings: Settings, book: PriceBook, scratch: PlannerScratch): void {
  const into: Into = { columns: scratch.columns(survey.tables.length), work: scratch.work(survey.tables.length) };
  const { columns, work } = into;
  const frames = ENGINES.map((engine) => engineFrame(engine, survey, settings, book, engine === 'data-pipeline' || policy.timing.holdsAll === true));
  const context = { survey, settings, book, scale: policy.scale };
  columns.lane.fill(-1);
  columns.boostAt.fill(NaN);
  columns.startAt.fill(survey.window.opensAt);
  columns.suspends.fill(0);
  const prices = planPrices(book);
  work.warmRcu.set(tableColumns(survey.tables).warmRcu);
  for (let i = 0; i < survey.tables.length; i++) {
    const table = survey.tables[i];
    const frame = frames[ENGINE[choice.engine(table, context)]];
    columns.engine[i] = frame.number;
    columns.fromRcu[i] = policy.classicFaults ? table.rcu : table.ownRcu;
    work.keepRcu[i] = keepRcu(table, settings);
    work.rcuHourUsd[i] = table.infrequentAccess ? prices.rcuHourIaUsd : prices.rcuHourUsd;
    if (policy.excludesOnDemand === true && table.onDemand) {
      columns.skip[i] = SKIP.excluded;
      idle(into, i);
    } else if (policy.classicFaults && !(table.sizeBytes > 0)) {
      columns.skip[i] = SKIP.empty;
      idle(into, i);
    } else {
      columns.skip[i] = SKIP.none;
      if (frame.number === ENGINE.export) exportTable(table, frame, prices, into);
      else paceTable(table, frame, policy, prices, into);
    }
  }
}

/** Where a table's numbers are written. Two objects as they are: one made of both would be of a new shape for each plan, and slow. */
interface Into {
  readonly columns: PlanColumns;
  readonly work: WorkColumns;
}

/** A table that is not copied. */
function idle({ columns, work }: Into, i: number): void {
  columns.toRcu[i] = columns.fromRcu[i];
  columns.readRcu[i] = work.units[i] = columns.forecastSeconds[i] = columns.forecastUsd[i] = 0;
}

function exportTable(table: Table, { settings }: EngineFrame, prices: PlanPrices, into: Into): void {
  const { columns } = into;
  idle(into, table.index);
  columns.forecastUsd[table.index] = exportUsd(table, settings, prices);
  columns.forecastSeconds[table.index] = exportSeconds(table.sizeBytes, settings);
}

function paceTable(table: Table, frame: EngineFrame, policy: Policy, prices: PlanPrices, into: Into): void {
  const i = table.index;
  const { columns, work } = into;
  const { settings } = frame;
  const units = Math.max(0.5, table.sizeBytes * frame.unitsPerByte);
  const ceiling = ceilingRcu(table, units, frame);
  const revertible = policy.classicFaults || (!table.onDemand && canRevert(table, frame.survey.window, frame.survey.window.closesAt));
  work.units[i] = units;
  work.ceilingRcu[i] = ceiling;
  work.toRcuMax[i] = revertible ? Math.max(table.rcu, settings.quotas.tableRcu) : table.rcu;
  if (table.onDemand) {
    columns.toRcu[i] = columns.fromRcu[i];
    columns.readRcu[i] = onDemandRcu(table, settings, ceiling);
    columns.forecastUsd[i] = units * (table.infrequentAccess ? prices.readUnitIaUsd : prices.readUnitUsd);
  } else {
    columns.forecastUsd[i] = 0;
    setWithin(table, policy.scale.pace(table, frame), frame, policy, into);
  }
  columns.forecastSeconds[i] = frame.overheadSeconds + units / reachedRcu(columns.readRcu[i], frame.engine);
}

/** Takes a rule's pace as far as quota, tokens, partitions, bandwidth and the application's part allow it. Never lowers a table. */
function setWithin(table: Table, pace: Pace, frame: EngineFrame, policy: Policy, { columns, work }: Into): void {
  const i = table.index;
  if (policy.classicFaults) {
    columns.toRcu[i] = pace.toRcu;
    columns.readRcu[i] = pace.readRcu;
    return;
  }
  const { settings } = frame;
  const from = columns.fromRcu[i];
  const toRcu = Math.max(from, Math.min(pace.toRcu, work.toRcuMax[i]));
  const keep = work.keepRcu[i];
  let most = toRcu * shareMax(policy);
  if (!policy.scale.ignoresApplication) {
    const burst = frame.number === ENGINE.scan && toRcu === from && work.units[i] <= burstUnits(from, keep, settings);
    most = burst ? Infinity : Math.min(most, toRcu - keep);
  }
  columns.toRcu[i] = toRcu;
  columns.readRcu[i] = Math.max(READ_RCU_MIN, Math.min(pace.readRcu, most, work.ceilingRcu[i]));
}

function shareMax(policy: Policy): Share {
  return policy.scale.readShareMax ?? 1;
}
