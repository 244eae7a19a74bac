// What one thing costs, as AWS bills it. Quantities come from the night (core/results/fold.ts), prices from a book. A price
// that the book does not know counts as 0 in a sum and is listed as not priced beside it (core/money/unpriced.ts).

import type { Machines } from '../plan.js';
import { usdOf, type PriceBook } from './prices.js';
import type { Settings } from '../settings.js';
import { GIB, MIB, NIGHTS_PER_MONTH, type Bytes, type Seconds, type Usd } from '../units.js';

/**
 * Billed for each item beyond its size, in storage, PITR and export (usage types TimedStorage-ByteHrs,
 * TimedPITRStorage-ByteHrs, ExportDataSize-Bytes): the table, its local indexes and 100 bytes an item. TableSizeBytes
 * holds neither the 100 bytes nor the indexes; histories do not record local indexes, so they are not counted here.
 * Global indexes and read units are not in an export. With items of 16 KiB the 100 bytes are 0.6 % of the bill.
 * Source: AWS docs, "Understanding billing and usage reports" of DynamoDB.
 */
const ITEM_OVERHEAD_BYTES = 100;
/** Items in one file of a backup made by reading. Source: emr-dynamodb-connector, 100,000 items a file. */
const ITEMS_PER_FILE = 100_000;
/** Compressed bytes in one part of a multipart upload [assumed: part size of our writer]. */
const PART_BYTES = 64 * MIB;
/** `manifest` and `_SUCCESS`. Source: emr-dynamodb-connector. */
const FILES_BESIDE = 2;
/** Two manifests, two checksums and `_started`; data in about one file a partition of 10 GB. Source: AWS docs, S3DataExport.Output. */
const EXPORT_FILES_BESIDE = 5;
const EXPORT_FILE_BYTES = 10 * GIB;
/** Least time for which EC2 and EMR bill an instance. Source: EMR FAQ, per-second billing since 2017-10-02. */
const MACHINE_SECONDS_MIN = 60;

/** Metrics fetched of each table every night: consumed and provisioned read units, throttled reads, account total. */
export const METRICS_PER_TABLE = 4;

/** Bytes that storage, PITR and a full export of a table are billed for. */
export function billedBytes(sizeBytes: Bytes, itemCount: number): Bytes {
  return sizeBytes + ITEM_OVERHEAD_BYTES * itemCount;
}

/** S3 PUT-class requests that write one table's backup: an upload of several parts takes two more, to begin and to end. */
export function putRequests(isExport: boolean, sizeBytes: Bytes, itemCount: number, compressionRatio: number): number {
  if (isExport) {
    const files = Math.max(1, Math.ceil(sizeBytes / EXPORT_FILE_BYTES));
    return files * requestsOfFile(sizeBytes / compressionRatio / files) + EXPORT_FILES_BESIDE;
  }
  const files = Math.max(sizeBytes > 0 ? 1 : 0, Math.ceil(itemCount / ITEMS_PER_FILE));
  return (files === 0 ? 0 : files * requestsOfFile(sizeBytes / compressionRatio / files)) + FILES_BESIDE;
}

function requestsOfFile(compressedBytes: Bytes): number {
  return compressedBytes > PART_BYTES ? Math.ceil(compressedBytes / PART_BYTES) + 2 : 1;
}

/** Seconds for which a machine that ran that long is billed: from launch to end, at least a minute. */
export function machineSeconds(seconds: Seconds): Seconds {
  return Math.max(MACHINE_SECONDS_MIN, seconds);
}

/** The meters of one machine: EC2, and on EMR the uplift on top. */
export function machineMeters(machine: Machines): string[] {
  return machine.emr ? [`ec2.${machine.type}-hour`, `emr.${machine.type}-hour`] : [`ec2.${machine.type}-hour`];
}

/** What is charged a night for one Data Pipeline activity; 0 when the rule is not known, and then listed with its range. */
export function pipelineActivityUsd(book: PriceBook, settings: Settings): Usd {
  const usd = usdOf(book, 'datapipeline.activity-month') ?? 0;
  switch (settings.billing.pipelineFee) {
    case 'unknown':
      return 0;
    case 'monthly':
      return usd / NIGHTS_PER_MONTH;
    case 'per-activity':
      return usd;
  }
}

/** Prices by the unit that is multiplied in the night; 0 where the book does not know. */
export interface Rates {
  readonly rcuHour: Usd;
  readonly rcuHourIa: Usd;
  /** One on-demand read request unit. */
  readonly requestUnit: Usd;
  readonly requestUnitIa: Usd;
  /** One billed byte exported. */
  readonly exportByte: Usd;
  /** One billed byte under PITR for a night. */
  readonly pitrByte: Usd;
  /** One byte of a table, compressed, kept in S3 for `retentionNights`: the steady state of keeping so many backups. */
  readonly keptByte: Usd;
  readonly put: Usd;
  /** Metrics of one table for a night. */
  readonly metrics: Usd;
  readonly publish: Usd;
  readonly activity: Usd;
}

export function ratesOf(book: PriceBook, settings: Settings): Rates {
  const usd = (meter: string): Usd => usdOf(book, meter) ?? 0;
  const { retentionNights, compressionRatio } = settings.billing;
  return {
    rcuHour: usd('dynamodb.rcu-hour'),
    rcuHourIa: usd('dynamodb.rcu-hour-ia'),
    requestUnit: usd('dynamodb.rru-million') / 1e6,
    requestUnitIa: usd('dynamodb.rru-million-ia') / 1e6,
    exportByte: usd('dynamodb.export-gb') / GIB,
    pitrByte: usd('dynamodb.pitr-gb-month') / GIB / NIGHTS_PER_MONTH,
    keptByte: (usd('s3.standard-gb-month') * retentionNights) / NIGHTS_PER_MONTH / GIB / compressionRatio,
    put: usd('s3.put-1000') / 1000,
    metrics: (METRICS_PER_TABLE * usd('cloudwatch.metric-1000')) / 1000,
    publish: usd('sns.publish-million') / 1e6,
    activity: pipelineActivityUsd(book, settings),
  };
}

/**
 * What capacity above the own adds to the account's bill, hour by hour: below the reservation it is already paid.
 * @param byHour      RCU above (below) the tables' own in each clock hour
 * @param baseRcu     the account's own provisioned capacity that a reservation covers
 * @param reservedRcu the reservation
 * @returns RCU-hours charged at the list price
 */
export function hoursAboveReservation(byHour: readonly number[], baseRcu: number, reservedRcu: number): number {
  const before = Math.max(0, baseRcu - reservedRcu);
  let hours = 0;
  for (const excess of byHour) hours += Math.max(0, baseRcu + excess - reservedRcu) - before;
  return hours;
}
