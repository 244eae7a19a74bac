// The small estate of the demonstration: tables with real items, some autoscaled, one on demand, one empty, one that is far
// too large for what it owns.

import type { LoopbackAccount } from '../../fixtures/aws/account.js';
import { itemBytes } from '../../fixtures/aws/dynamodb/items.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { KIB, MIB, type Bytes, type Rcu } from '../../core/units.js';

interface DemoTable {
  readonly name: string;
  readonly bytes: Bytes;
  /** 0: on demand. */
  readonly rcu: Rcu;
  readonly scaling?: { readonly minRcu: Rcu; readonly maxRcu: Rcu };
}

const TABLES: readonly DemoTable[] = [
  { name: 'audit-log', bytes: 6 * MIB, rcu: 8 },
  { name: 'carts', bytes: 1 * MIB, rcu: 5 },
  { name: 'customers', bytes: 4 * MIB, rcu: 10, scaling: { minRcu: 10, maxRcu: 100 } },
  { name: 'feature-flags', bytes: 0, rcu: 1 },
  { name: 'inventory', bytes: 3 * MIB, rcu: 6 },
  { name: 'ledger', bytes: 64 * MIB, rcu: 4 },
  { name: 'orders', bytes: 40 * MIB, rcu: 3, scaling: { minRcu: 3, maxRcu: 60 } },
  { name: 'orders.archive', bytes: 8 * MIB, rcu: 12 },
  { name: 'prices', bytes: 512 * KIB, rcu: 5 },
  { name: 'sessions', bytes: 2 * MIB, rcu: 0 },
];
const ITEM_TEXT = 'x'.repeat(3800);

/** Fills an account; returns how many tables and bytes it holds. */
export function fillEstate({ dynamo, scaling }: LoopbackAccount): { readonly tables: number; readonly bytes: Bytes } {
  let total = 0;
  for (const { name, bytes, rcu, scaling: target } of TABLES) {
    const items = Array.from({ length: Math.round(bytes / (ITEM_TEXT.length + 60)) }, (_, i) => ({
      id: { S: `${name}-${String(i).padStart(6, '0')}` }, revision: { N: String(i % 17) }, text: { S: ITEM_TEXT },
    }));
    const size = items.reduce((sum, item) => sum + itemBytes(item), 0);
    const table = loopbackTable(size, items.length, rcu, { WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' } });
    dynamo.tables.set(name, table);
    const kept = dynamo.data.itemsOf(table);
    for (const item of items) kept.put(item);
    if (target !== undefined) scaling.scale(name, target.minRcu, target.maxRcu, 70);
    total += size;
  }
  return { tables: TABLES.length, bytes: total };
}
