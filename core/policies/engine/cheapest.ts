import { exportUsd, machinesUsdPerHour, overheadSeconds, partitionCeilingRcu, planPrices, plannedBootSeconds, unitsToRead } from '../../planning/estimate.js';
import { emrEngine } from './emr.js';
import { exportEngine } from './export.js';
import { emptyLane } from '../../planning/lanes.js';
import { canRevert, freeRcu, keepRcu, leastPace, WINDOW_SHARE_MAX } from '../../planning/pace.js';
import type { ChoiceContext, EngineChoice } from '../../policy.js';
import { scanEngine } from './scan.js';
import type { Table } from '../../table.js';
import { HOUR } from '../../units.js';

/** True when the scan engine can copy the table in the window, raised to the table quota if need be. */
function scanFits(table: Table, context: ChoiceContext): boolean {
  return scanPace(table, context) !== 'late';
}

function scanPace(table: Table, { survey, settings }: ChoiceContext): 'free' | 'raised' | 'late' {
  const { opensAt, closesAt } = survey.window;
  const { boostLeadSeconds, revertLeadSeconds, lookSeconds } = settings.control;
  const before = Math.max(settings.scan.launchSeconds, boostLeadSeconds) + lookSeconds;
  const usable = Math.max(1, (closesAt - opensAt - before - revertLeadSeconds) * WINDOW_SHARE_MAX);
  const units = unitsToRead(table.sizeBytes, settings, 'scan');
  const ceiling = partitionCeilingRcu(table, settings);
  const keep = keepRcu(table, settings);
  const rcu = table.onDemand ? settings.reading.onDemandRcu : table.rcu;
  if (units <= usable * freeRcu(rcu, keep, 1, ceiling)) return 'free';
  if (table.onDemand || !canRevert(table, survey.window, closesAt)) return 'late';
  const pace = leastPace(units, usable, 'scan', rcu, settings.quotas.tableRcu, keep, 1, ceiling);
  return units <= usable * pace.readRcu * (1 + 1e-9) ? 'raised' : 'late';
}

/** Whether the choice by table scans it. */
function scannedByChoice(table: Table, context: ChoiceContext): boolean {
  return scanFits(table, context) || !exportable(table, context);
}

function exportable(table: Table, context: ChoiceContext): boolean {
  return table.pitr !== false && (context.book.meters['dynamodb.export-gb']?.usd ?? 0) > 0;
}

/**
 * Scan all, without the slack that the choice by table keeps: a copy that ends just before the close fits, and export may
 * cost five times as much. The same plan as the choice by table where that exports nothing.
 */
const scanForAll: EngineChoice = {
  ...scanEngine,
  boundUsd(context) {
    const { survey, settings, book } = context;
    if (survey.tables.every((table) => scannedByChoice(table, context))) return Infinity;
    const prices = planPrices(book);
    let usd = 0;
    for (const { onDemand, sizeBytes, infrequentAccess } of survey.tables) {
      if (onDemand) usd += unitsToRead(sizeBytes, settings, 'scan') * (infrequentAccess ? prices.readUnitIaUsd : prices.readUnitUsd);
    }
    return usd;
  },
};

/** Scan what needs no raise and export the rest: when the account quota has no room for the raises. */
const scanOrExport: EngineChoice = {
  name: 'scan-or-export',
  summary: 'scan what needs no raise, export the rest',
  source: 'AWS price list',
  engine: (table, context) => (scanPace(table, context) === 'free' || !exportable(table, context) ? 'scan' : 'export'),
  boundUsd(context) {
    const prices = planPrices(context.book);
    let usd = 0;
    for (const table of context.survey.tables) {
      if (exportable(table, context) && scanPace(table, context) !== 'free') usd += exportUsd(table, context.settings, prices);
    }
    return usd;
  },
};

/** EMR for all, priced from below: one boot, and each table's step overhead and bytes on one cluster. */
const emrForAll: EngineChoice = {
  ...emrEngine,
  boundUsd({ survey, settings, book }) {
    const lane = emptyLane('emr', settings);
    const machineSecondUsd = machinesUsdPerHour(lane.machines, book) / HOUR;
    if (machineSecondUsd === 0) return Infinity; // not priced: never the cheapest
    let bytes = 0;
    for (const table of survey.tables) bytes += table.sizeBytes;
    const steps = (survey.tables.length * overheadSeconds('emr', settings)) / lane.concurrency;
    return (plannedBootSeconds('emr', settings) / 2 + steps + bytes / lane.bytesPerSecond) * machineSecondUsd;
  },
};

/**
 * For each table the cheapest engine that fits. Per byte a scan costs a sixth to a twentieth of an export even if all its
 * capacity is bought, and no cluster must boot for it; so the scan engine comes first, and export takes what a scan cannot
 * copy in the window. Whole nights of other engines are planned as well where their price from below could win: exports
 * for a handful of small tables, exports of all that needs a raise where the account has no room for raises, and scans of all
 * where a scan that keeps no slack still ends in the window.
 * Source: AWS price lists (read units against export per GB against machine time).
 */
export const cheapestEngine: EngineChoice = {
  name: 'cheapest',
  summary: 'for each table the cheapest engine that fits',
  source: 'AWS price lists: read capacity, export per GB, machine time',
  engine: (table, context) => (scannedByChoice(table, context) ? 'scan' : 'export'),
  alternatives: [scanForAll, exportEngine, scanOrExport, emrForAll],
};
