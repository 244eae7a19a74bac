// Closed forms: how long one copy takes and what it costs, before anything is simulated. The simulated world computes
// the same quantities from events and must never import this file: comparing the two proves something only then.

import { billedBytes } from '../money/bill.js';
import type { EngineName, Machines } from '../plan.js';
import type { PriceBook } from '../money/prices.js';
import type { Settings } from '../settings.js';
import type { Table } from '../table.js';
import { type At, type Bytes, GIB, HOUR, NIGHTS_PER_MONTH, type Rcu, type Seconds, type Units, type Usd } from '../units.js';

/** Bytes that the connector asks for at a time: 25 units of 8,192 bytes (emr-dynamodb-connector, RateController.java). */
const CONNECTOR_PAGE_BYTES = 25 * 8192;
/** A page is rounded up to a whole 4 KB block and eventually consistent reads count half: on average a quarter of a unit. */
const ROUNDING_UNITS_PER_PAGE = 0.25;
/** The least that a request costs, even on an empty table (AWS docs, Scan). */
const UNITS_MIN = 0.5;

/** Seconds to read that many bytes at a steady rate of read units, without any overhead. */
export function readingSeconds(bytes: Bytes, readRcu: Rcu, bytesPerUnit: Bytes): Seconds {
  return bytes / (readRcu * bytesPerUnit);
}

/** Read units by byte of table: size truth and page rounding included. */
export function unitsPerByte(settings: Settings, engine: EngineName): number {
  const { bytesPerUnit, sizeTruth } = settings.reading;
  const pageBytes = engine === 'scan' ? settings.scan.pageBytes : CONNECTOR_PAGE_BYTES;
  return sizeTruth * (1 / bytesPerUnit + ROUNDING_UNITS_PER_PAGE / pageBytes);
}

/** Read units that the copy of a table consumes. */
export function unitsToRead(sizeBytes: Bytes, settings: Settings, engine: EngineName): Units {
  return Math.max(UNITS_MIN, sizeBytes * unitsPerByte(settings, engine));
}

/** Time of a copy that is not spent reading. The end of an EMR step is noticed at the next look, and only then comes the next. */
export function overheadSeconds(engine: EngineName, settings: Settings): Seconds {
  if (engine === 'emr') return settings.emr.stepOverheadSeconds + settings.control.lookSeconds;
  if (engine === 'data-pipeline') return settings.dataPipeline.activityOverheadSeconds;
  return engine === 'export' ? settings.export.baseSeconds : 0;
}

/** From the launch of a lane to the moment it takes its first copy. */
export function bootSeconds(engine: EngineName, settings: Settings): Seconds {
  if (engine === 'emr') return settings.emr.bootSeconds;
  if (engine === 'data-pipeline') return settings.dataPipeline.bootSeconds;
  return engine === 'scan' ? settings.scan.launchSeconds : 0;
}

/** Boot time that is planned with: two standard deviations above the median. */
export function plannedBootSeconds(engine: EngineName, settings: Settings): Seconds {
  return bootSeconds(engine, settings) * (1 + 2 * settings.weather.bootSpread);
}

/** Rate that a connector job reaches: it rounds RCU x ratio down, and never goes below 1 (ReadIopsCalculator.java). */
export function connectorRcu(readRcu: Rcu): Rcu {
  return Math.max(1, Math.floor(readRcu + 1e-9));
}

/** Length of an export (AWS promises none; settings.export, to be calibrated). */
export function exportSeconds(sizeBytes: Bytes, settings: Settings): Seconds {
  return settings.export.baseSeconds + (sizeBytes * settings.reading.sizeTruth) / settings.export.bytesPerSecond;
}

/** What a table can be read at by all means, its partitions together: at least one per 3,000 RCU or 10 GB (AWS docs, partitions). */
export function partitionCeilingRcu(table: Table, settings: Settings): Rcu {
  const { partitionRcu, partitionBytes, onDemandRcu } = settings.reading;
  const byCapacity = table.onDemand ? onDemandRcu / partitionRcu : table.rcu / partitionRcu + table.wcu / 1000;
  return Math.max(1, Math.ceil(byCapacity), Math.ceil(table.sizeBytes / partitionBytes)) * partitionRcu;
}

/** Clock hours (UTC) that an interval touches; an end on the full hour does not touch the next. */
export function clockHoursTouched(fromAt: At, toAt: At): number {
  if (!(toAt > fromAt)) return 0;
  return Math.ceil(toAt / HOUR) - Math.floor(fromAt / HOUR);
}

/** Hours that a raise is billed for. A sample in each clock hour meets it, on average, as long as it lasts. */
export function billedHours(fromAt: At, toAt: At, settings: Settings): number {
  if (settings.billing.rule === 'max-in-clock-hour') return clockHoursTouched(fromAt, toAt);
  return Math.max(0, toAt - fromAt) / HOUR;
}

/** Prices that a plan needs, looked up once. A price that the book does not know counts as 0 here; the bill lists it. */
export interface PlanPrices {
  readonly rcuHourUsd: Usd;
  readonly rcuHourIaUsd: Usd;
  readonly readUnitUsd: Usd;
  readonly readUnitIaUsd: Usd;
  readonly exportByteUsd: Usd;
  /** PITR of one byte for one night. */
  readonly pitrByteNightUsd: Usd;
}

/** The price of a meter, 0 where the book does not know it. */
export function meterUsd(book: PriceBook, meter: string): Usd {
  return book.meters[meter]?.usd ?? 0;
}

export function planPrices(book: PriceBook): PlanPrices {
  const usd = (meter: string): Usd => meterUsd(book, meter);
  return {
    rcuHourUsd: usd('dynamodb.rcu-hour'),
    rcuHourIaUsd: usd('dynamodb.rcu-hour-ia'),
    readUnitUsd: usd('dynamodb.rru-million') / 1e6,
    readUnitIaUsd: usd('dynamodb.rru-million-ia') / 1e6,
    exportByteUsd: usd('dynamodb.export-gb') / GIB,
    pitrByteNightUsd: usd('dynamodb.pitr-gb-month') / GIB / NIGHTS_PER_MONTH,
  };
}

/** US dollars an hour of a lane's machines, EMR's part included. */
export function machinesUsdPerHour(machines: readonly Machines[], book: PriceBook): Usd {
  let usd = 0;
  for (const { type, count, emr } of machines) {
    usd += count * (meterUsd(book, `ec2.${type}-hour`) + (emr ? meterUsd(book, `emr.${type}-hour`) : 0));
  }
  return usd;
}

/** Bytes that an export is billed for. */
export function exportedBytes(table: Table, settings: Settings): Bytes {
  return billedBytes(table.sizeBytes * settings.reading.sizeTruth, table.itemCount);
}

/** Price of exporting a table: its size with what is billed for each item, and point-in-time recovery for a night where it is recorded as off. */
export function exportUsd(table: Table, settings: Settings, prices: PlanPrices): Usd {
  const bytes = exportedBytes(table, settings);
  return bytes * (prices.exportByteUsd + (table.pitr === false ? prices.pitrByteNightUsd : 0));
}

/** One copy on one engine, alone, at a pace: its length, the capacity bought and the units paid; machines not included. */
export interface Estimate {
  readonly seconds: Seconds;
  readonly units: Units;
  readonly readUsd: Usd;
  readonly exportUsd: Usd;
}

/** Duration and price of one table on one engine, from `fromAt` on. The raise is billed from then to the end of the copy. */
export function estimateTable(
  table: Table, engine: EngineName, pace: { readonly toRcu: Rcu; readonly readRcu: Rcu }, fromAt: At, settings: Settings, prices: PlanPrices,
): Estimate {
  if (engine === 'export') {
    return { seconds: exportSeconds(table.sizeBytes, settings), units: 0, readUsd: 0, exportUsd: exportUsd(table, settings, prices) };
  }
  const units = unitsToRead(table.sizeBytes, settings, engine);
  const rate = engine === 'scan' ? pace.readRcu : connectorRcu(pace.readRcu);
  const seconds = overheadSeconds(engine, settings) + units / rate;
  const ia = table.infrequentAccess;
  const readUsd = table.onDemand
    ? units * (ia ? prices.readUnitIaUsd : prices.readUnitUsd)
    : Math.max(0, pace.toRcu - table.rcu) * billedHours(fromAt, fromAt + seconds, settings) * (ia ? prices.rcuHourIaUsd : prices.rcuHourUsd);
  return { seconds, units, readUsd, exportUsd: 0 };
}
