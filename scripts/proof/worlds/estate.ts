// Small estates whose sizes are those of their items, so that a model of sizes and a scan of pages can tell one story.

import { unknownRcu } from '../../../core/history/application-forecast.js';
import type { Settings } from '../../../core/settings.js';
import { KIB, MINUTE, type Bytes, type Rcu } from '../../../core/units.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { itemBytes } from '../../../fixtures/aws/dynamodb/items.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';

export interface TableSketch {
  readonly name: string;
  /** Items of 4 KiB: half a unit each. */
  readonly items: number;
  /** 0: on demand. */
  readonly rcu: Rcu;
  /** A raise above this is slow. */
  readonly warmRcu?: Rcu;
  readonly scaling?: { readonly minRcu: Rcu; readonly maxRcu: Rcu };
}

export const BUCKET = 'worlds';
const TARGET_PERCENT = 70;
const ITEM_BYTES: Bytes = 4 * KIB;
const ID = 'id';
const TEXT = 'text';
const ID_LENGTH = 8;

function itemOf(number: number): { readonly [ID]: { readonly S: string }; readonly [TEXT]: { readonly S: string } } {
  return { [ID]: { S: String(number).padStart(ID_LENGTH, '0') }, [TEXT]: { S: 'x'.repeat(ITEM_BYTES - ID.length - ID_LENGTH - TEXT.length) } };
}

/** Fills an account, and makes its applications read what a plan without a history takes them to read. */
export function fillEstate({ dynamo, scaling, s3, meter }: LoopbackAccount, tables: readonly TableSketch[]): void {
  s3.buckets.set(BUCKET, new LoopbackBucket());
  for (const { name, items, rcu, warmRcu = 12_000, scaling: target } of tables) {
    const table = loopbackTable(items * ITEM_BYTES, items, rcu, { WarmThroughput: { ReadUnitsPerSecond: Math.max(rcu, warmRcu), WriteUnitsPerSecond: 4000, Status: 'ACTIVE' } }, true);
    dynamo.tables.set(name, table);
    const kept = dynamo.data.itemsOf(table);
    for (let i = 0; i < items; i++) kept.put(itemOf(i));
    if (target !== undefined) scaling.scale(name, target.minRcu, target.maxRcu, TARGET_PERCENT);
  }
  dynamo.data.throttles = true;
  if (itemBytes(itemOf(0)) !== ITEM_BYTES) throw new Error('bug: an item is not as large as it should be');
  const reads = new Map(tables.map(({ name, rcu }) => [name, unknownRcu(rcu, rcu === 0)]));
  meter.application = (name) => (reads.get(name) ?? 0) * MINUTE;
}

/** A loopback AWS in which whatever takes time takes its median: the weather in which a night is predicted. */
export function calmDown({ dynamo, emr, pipelines, exports }: LoopbackAccount, { updateTable, emr: clusters, dataPipeline, export: exported }: Settings): void {
  const { medianSeconds, aboveWarmSeconds, aboveWarmSecondsPer3000Rcu } = updateTable;
  dynamo.updates.seconds = ({ fromRcu, toRcu, warmRcu }) => (
    toRcu <= Math.max(fromRcu, warmRcu) ? medianSeconds : aboveWarmSeconds + aboveWarmSecondsPer3000Rcu * Math.ceil((toRcu - fromRcu) / 3000)
  );
  emr.bootSeconds = () => clusters.bootSeconds;
  emr.stepOverheadSeconds = clusters.stepOverheadSeconds;
  emr.endSeconds = 0;
  pipelines.bootSeconds = () => dataPipeline.bootSeconds;
  pipelines.stepOverheadSeconds = dataPipeline.activityOverheadSeconds;
  pipelines.endSeconds = 0;
  exports.seconds = (_table, _count, bytes) => exported.baseSeconds + bytes / exported.bytesPerSecond;
}
