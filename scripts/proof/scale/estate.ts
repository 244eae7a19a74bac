// An account of many tables: small ones with few items, so that what is measured is the night and not the reading; one in ten
// says of itself that it is too large for what it owns, and must be raised.

import { KIB, GIB, type Bytes, type Rcu } from '../../../core/units.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';

export const BUCKET = 'my-bucket';
const OWN_RCU: Rcu = 5;
const ITEM_BYTES: Bytes = 400;
/** At two and a half units a second that are free, 28 hours. */
const RAISED_BYTES: Bytes = 2 * GIB;

export interface ManyTables {
  readonly items: number;
  readonly provisioned: number;
  /** With an autoscaling of their read capacity. */
  readonly scaled: number;
}

/** Fills an account with `count` tables: of each twenty nine are provisioned, of those every third is autoscaled, of each seven one is empty. */
export function fillMany({ dynamo, scaling, s3 }: LoopbackAccount, count: number): ManyTables {
  s3.buckets.set(BUCKET, new LoopbackBucket({ versioning: undefined }));
  dynamo.tables.clear();
  scaling.clear();
  let [items, provisioned, scaled] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const name = nameOf(i);
    const raised = i % 10 === 9;
    const onDemand = !raised && i % 20 < 12;
    const own = i % 7 === 0 ? 0 : 1 + (i % 3);
    const warm = { WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' } };
    const table = loopbackTable(raised ? RAISED_BYTES : own * ITEM_BYTES, own, onDemand ? 0 : OWN_RCU, warm);
    dynamo.tables.set(name, table);
    const kept = dynamo.data.itemsOf(table);
    for (let k = 0; k < own; k++) kept.put({ id: { S: `${name}-${k}` }, text: { S: 'x'.repeat(ITEM_BYTES - KIB / 32) } });
    items += own;
    if (onDemand) continue;
    provisioned++;
    if (i % 3 !== 0) continue;
    scaling.scale(name, OWN_RCU, 8 * OWN_RCU, 70);
    scaled++;
  }
  return { items, provisioned, scaled };
}

function nameOf(i: number): string {
  return `table-${String(i).padStart(6, '0')}`;
}

/** Tables whose read capacity is not what it was, or whose autoscaling is suspended. */
export function notAsFound({ dynamo, scaling }: LoopbackAccount): string[] {
  const changed = [...dynamo.tables.keys()].filter((name) => {
    const table = dynamo.peek(name);
    return table === null || table.change !== null || (!table.onDemand && table.rcu !== OWN_RCU);
  });
  const suspended = [...scaling.targets.values()].filter(({ SuspendedState: state }) => Object.values(state ?? {}).includes(true)).map(({ ResourceId }) => ResourceId);
  return [...changed, ...suspended];
}
