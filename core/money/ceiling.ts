// What a night can cost at the very most: every raise held until it is surely back, every copy made as often as the
// conduct allows, every cluster up to the end. The budget is held against this, not against the forecast.

import { billedHours, exportUsd, machinesUsdPerHour, planPrices, unitsToRead } from '../planning/estimate.js';
import type { LiveTable } from '../live/live-table.js';
import { ENGINE, ENGINES, SKIP, type Lane, type Plan } from '../plan.js';
import { bundledRegions, priceBook } from './price-books.js';
import { usdOf, type PriceBook } from './prices.js';
import type { Settings } from '../settings.js';
import { HOUR, type At, type Seconds, type Usd } from '../units.js';

export interface Ceiling {
  /** All of it. */
  readonly usd: Usd;
  /** One value a table: capacity and units. */
  readonly tableUsd: Float64Array;
  /** One value a lane: its machines. */
  readonly laneUsd: readonly Usd[];
  /** What all raises together cost for every hour that nobody hands them back. */
  readonly raisedUsdPerHour: Usd;
  /** Meters that the region's book does not price: the highest price of any region was taken. */
  readonly guessed: readonly string[];
}

/**
 * @param graceSeconds how long after the close capacity may be on its way back
 * @param book         of the region; prices that it lacks are taken from the dearest region that has one
 */
export function ceilingOf(plan: Plan, tables: readonly LiveTable[], settings: Settings, book: PriceBook, graceSeconds: Seconds): Ceiling {
  const { full, guessed } = dearest(book, metersOf(plan, tables));
  const prices = planPrices(full);
  const { columns, conduct } = plan;
  const endAt = plan.closesAt + graceSeconds;
  const tableUsd = new Float64Array(tables.length);
  let raisedUsdPerHour = 0;
  let usd = 0;
  for (const table of tables) {
    const i = table.index;
    if (columns.skip[i] !== SKIP.none) continue;
    const raise = columns.toRcu[i] - columns.fromRcu[i];
    if (columns.engine[i] === ENGINE.export) tableUsd[i] = conduct.attemptsMax * exportUsd(table, settings, prices);
    else if (table.onDemand) {
      const units = unitsToRead(table.sizeBytes, settings, ENGINES[columns.engine[i]]);
      tableUsd[i] = conduct.attemptsMax * units * (table.infrequentAccess ? prices.readUnitIaUsd : prices.readUnitUsd);
    } else if (raise > 0) {
      const hourUsd = raise * (table.infrequentAccess ? prices.rcuHourIaUsd : prices.rcuHourUsd);
      raisedUsdPerHour += hourUsd;
      tableUsd[i] = hourUsd * billedHours(columns.boostAt[i], endAt, settings);
    }
    usd += tableUsd[i];
  }
  const laneUsd = plan.lanes.map((lane) => machinesUsd(lane, endAt, full));
  usd += laneUsd.reduce((sum, one) => sum + one, 0);
  return { usd, tableUsd, laneUsd, raisedUsdPerHour, guessed };
}

function machinesUsd(lane: Lane, endAt: At, book: PriceBook): Usd {
  const hours = Math.max(0, Math.min(endAt - lane.launchAt, lane.terminateAfterSeconds)) / HOUR;
  return machinesUsdPerHour(lane.machines, book) * hours;
}

/** Meters that the ceiling of a plan is made of. */
function metersOf({ lanes, columns }: Plan, tables: readonly LiveTable[]): Set<string> {
  const meters = new Set<string>();
  for (const { index, onDemand, infrequentAccess } of tables) {
    if (columns.skip[index] !== SKIP.none) continue;
    const ia = infrequentAccess ? '-ia' : '';
    if (columns.engine[index] === ENGINE.export) meters.add('dynamodb.export-gb').add('dynamodb.pitr-gb-month');
    else if (onDemand) meters.add(`dynamodb.rru-million${ia}`);
    else if (columns.toRcu[index] > columns.fromRcu[index]) meters.add(`dynamodb.rcu-hour${ia}`);
  }
  for (const { machines } of lanes) {
    for (const { type, emr } of machines) {
      meters.add(`ec2.${type}-hour`);
      if (emr) meters.add(`emr.${type}-hour`);
    }
  }
  return meters;
}

/** The book with what it lacks of the meters from the dearest region. */
function dearest(book: PriceBook, meters: ReadonlySet<string>): { full: PriceBook; guessed: string[] } {
  const missing = [...meters].filter((meter) => usdOf(book, meter) === null).sort();
  if (missing.length === 0) return { full: book, guessed: [] };
  const added: Record<string, PriceBook['meters'][string]> = {};
  for (const meter of missing) {
    const usd = Math.max(0, ...bundledRegions().map((region) => usdOf(priceBook(region), meter) ?? 0));
    added[meter] = { usd, unit: '', source: 'the dearest region that has a price', confidence: 'unknown' };
  }
  return { full: { ...book, meters: { ...book.meters, ...added } }, guessed: missing };
}
