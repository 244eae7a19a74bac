// An estate whose night is short: a few minutes and a hundred calls in a window of hours, with everything in it that must be
// handed back.

import { placeOf } from '../../../core/archive/backup-path.js';
import { SUCCESS } from '../../../core/archive/manifest.js';
import type { SettingsChange } from '../../../core/settings.js';
import { MIB, type Bytes, type Rcu } from '../../../core/units.js';
import type { Destination } from '../../../executor/archive/destination.js';
import { verifyBackup } from '../../../executor/archive/verify.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';

export const SHORT_NIGHT: SettingsChange = { window: { opens: '00:00', closes: '07:00' }, scan: { launchSeconds: 1 } };
/** Tables of the estate, with their items. */
export const SHORT_TABLES: ReadonlyMap<string, number> = new Map([['carts', 10], ['orders', 40], ['users', 20]]);
const ORIGINAL_RCU: Rcu = 4;
const LARGE_BYTES: Bytes = 64 * MIB;

/** Replaces all tables by `orders` (autoscaled), `carts`, and `users`, which fits as it is; and by as many more like `carts`. */
export function fillShort({ dynamo, scaling }: LoopbackAccount, more = 0): void {
  dynamo.tables.clear();
  scaling.clear();
  const others = Array.from({ length: more }, (_, i) => [`carts-${i}`, 1] as const);
  for (const [name, items] of [...SHORT_TABLES, ...others]) {
    const table = loopbackTable(name === 'users' ? 4 * MIB : LARGE_BYTES, items, name === 'users' ? 20 : ORIGINAL_RCU);
    dynamo.tables.set(name, table);
    for (let i = 0; i < items; i++) dynamo.data.itemsOf(table).put({ id: { S: `${name}-${i}` }, text: { S: 'x'.repeat(100) } });
  }
  scaling.scale('orders', ORIGINAL_RCU, 400, 70);
}

/** What must be after a night as it was before: capacity and state of every table, and all of its autoscaling. Asked past the call log. */
export function owned({ aws, dynamo, scaling }: LoopbackAccount): object {
  aws.catchUp();
  const tables = [...dynamo.tables.keys()].map((name) => {
    const { Table: table } = dynamo.answer('DescribeTable', { TableName: name }) as { Table: { TableStatus: string; ProvisionedThroughput: Record<string, unknown> } };
    const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu } = table.ProvisionedThroughput;
    return { name, status: table.TableStatus, rcu, wcu };
  });
  return { tables, targets: scaling.answer('DescribeScalableTargets', { ServiceNamespace: 'dynamodb' }) };
}

/** Items of the verified backups of a night by table; a table that has none is not there. A mark of success without a backup throws. */
export async function backedUp(destination: Destination, night: string): Promise<Map<string, number | null>> {
  const found = new Map<string, number | null>();
  const marks: string[] = [];
  for await (const { path } of destination.list(`v1/night=${night}`)) if (path.endsWith(`/${SUCCESS}`)) marks.push(path);
  for (const mark of marks.sort()) {
    const path = mark.slice(0, -SUCCESS.length - 1);
    const verified = await verifyBackup(destination, path);
    if (!verified.ok) throw new Error(`${path} has ${SUCCESS} and does not verify: ${verified.why}`);
    found.set(placeOf(path)?.table ?? path, verified.sidecar.items);
  }
  return found;
}
