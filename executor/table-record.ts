// One answer of DescribeTable as a record of the history, or the reason why there is none. Nothing is guessed.

import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { TableRecord } from '../core/history/collected.js';

/** The table can be read, as it is or while its settings change. */
const READABLE: readonly string[] = ['ACTIVE', 'UPDATING'];
/** Cannot be copied now, and that is nobody's mistake. */
const UNREADABLE: readonly string[] = [
  'CREATING', 'DELETING', 'ARCHIVING', 'ARCHIVED', 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', 'REPLICATION_NOT_AUTHORIZED',
];
const CLASSES: readonly string[] = ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'];
/** 4 at 00:00 UTC and one an hour (AWS docs, Service Quotas). */
const DECREASES_MAX = 27;

export interface Unrecorded {
  readonly why: string;
  /** Nobody meant it to be so: the exit code tells it. */
  readonly unexpected: boolean;
}

/** The record of a table for a history, without its autoscaling; parts that AWS does not tell, or that a history cannot hold, are null. */
export function tableRecord(table: TableDescription, pitr: boolean | null): TableRecord | Unrecorded {
  const found = readableTable(table, pitr);
  if ('onDemand' in found && (found.sizeBytes === 0) !== (found.itemCount === 0)) {
    return odd(`has ${found.itemCount} items in ${found.sizeBytes} bytes; DynamoDB renews both about every 6 h`);
  }
  return found;
}

/** The same for a copy: size and number of items are hours old, and need not fit each other. */
export function readableTable(table: TableDescription, pitr: boolean | null): TableRecord | Unrecorded {
  const status = table.TableStatus ?? '';
  if (UNREADABLE.includes(status)) return { why: `is ${status}`, unexpected: status !== 'CREATING' && status !== 'DELETING' };
  if (!READABLE.includes(status)) return odd(`has the status ${JSON.stringify(status)}, which this version does not know`);
  const mode = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  if (mode !== 'PROVISIONED' && mode !== 'PAY_PER_REQUEST') return odd(`has the billing mode ${JSON.stringify(mode)}, which this version does not know`);
  const { TableSizeBytes: sizeBytes, ItemCount: itemCount } = table;
  if (!whole(sizeBytes) || !whole(itemCount)) return odd('comes without its size or its number of items');
  const onDemand = mode === 'PAY_PER_REQUEST';
  const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu, NumberOfDecreasesToday: decreases } = table.ProvisionedThroughput ?? {};
  if (!onDemand && !(whole(rcu) && whole(wcu) && rcu > 0 && wcu > 0)) return odd(`is provisioned with ${String(rcu)} RCU and ${String(wcu)} WCU`);
  const tableClass = table.TableClassSummary?.TableClass ?? null;
  const warmRcu = table.WarmThroughput?.ReadUnitsPerSecond;
  return {
    name: table.TableName ?? '', sizeBytes, itemCount, onDemand,
    rcu: onDemand ? 0 : Number(rcu), wcu: onDemand ? 0 : Number(wcu),
    tableClass: tableClass !== null && CLASSES.includes(tableClass) ? tableClass : null,
    warmRcu: whole(warmRcu) ? warmRcu : null,
    autoscaling: null,
    decreasesToday: whole(decreases) && decreases <= DECREASES_MAX ? decreases : null,
    gsiRcu: onDemand ? 0 : indexRcu(table),
    pitr,
  };
}

/** Provisioned read capacity of all indexes. */
function indexRcu(table: TableDescription): number {
  return (table.GlobalSecondaryIndexes ?? []).reduce((sum, { ProvisionedThroughput: own }) => sum + (own?.ReadCapacityUnits ?? 0), 0);
}

function odd(why: string): Unrecorded {
  return { why, unexpected: true };
}

function whole(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
