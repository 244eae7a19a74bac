// What an account really holds, asked without a fault and without the program under test: capacity, autoscaling, clusters,
// pipelines, and the items of backups as they lie in the bucket.

import { gunzipSync } from 'node:zlib';
import { attemptRun, backupPath } from '../../../core/archive/backup-path.js';
import { readSidecar, SIDECAR } from '../../../core/archive/sidecar.js';
import { NAMES, BUCKETS, ORDERS_RCU, type World } from './worlds.js';

const ATTEMPTS_MAX = 3;

/** What is not as its owners left it; empty: all is. */
export function disturbed({ account }: World): string[] {
  const found: string[] = [];
  account.aws.catchUp();
  const orders = account.dynamo.peek('orders');
  if (orders?.rcu !== ORDERS_RCU) found.push(`orders has ${orders?.rcu ?? 'no'} RCU`);
  for (const { ResourceId: id, MinCapacity: min, MaxCapacity: max, SuspendedState: state } of account.scaling.targets.values()) {
    if (min !== ORDERS_RCU || max !== 4000) found.push(`the bounds of ${id} are ${min} to ${max}`);
    if (Object.values(state ?? {}).some(Boolean)) found.push(`autoscaling of ${id} is suspended`);
  }
  if (account.scaling.targets.size !== 1 || account.scaling.policies.size !== 1) found.push('scalable targets or policies came or went');
  return found;
}

/** Clusters that nobody asked to end, and pipelines that work. */
export function running({ account: { aws, emr, pipelines } }: World): string[] {
  aws.catchUp();
  return [
    ...[...emr.clusters].filter(([, { cluster }]) => !cluster.ending).map(([id]) => `cluster ${id} runs`),
    ...[...pipelines.pipelines.values()].filter(({ runs }) => runs.at(-1)?.over === false).map(({ id }) => `pipeline ${id} works`),
  ];
}

/** Why the backup of a table by a run is not what the account held; null: it is, to the last item. */
export function backupFault(world: World, night: string, table: string, runId: string): string | null {
  const bucket = world.account.s3.buckets.get(BUCKETS.backups);
  const bodyOf = (path: string): Buffer | undefined => bucket?.get(`backups/${path}`)?.body;
  const faults: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const path = backupPath(night, table, attemptRun(runId, attempt));
    const sidecar = bodyOf(`${path}/${SIDECAR}`);
    if (sidecar === undefined) continue;
    const items = readSidecar(sidecar.toString(), path).files.flatMap(({ name }) => idsIn(name, bodyOf(`${path}/${name}`) ?? Buffer.alloc(0)));
    if (items.sort().join() === world.held.get(table)?.join()) return null;
    faults.push(`${path} holds ${items.length} items: ${items.join()}`);
  }
  return faults[0] ?? `no backup of ${table} by ${runId}`;
}

const read = new WeakMap<Buffer, readonly string[]>();

/** The ids of the items in a file of a backup: of the connector's lines or of a native export's. Each object is read once. */
function idsIn(name: string, body: Buffer): readonly string[] {
  const known = read.get(body) ?? idsOf(name.endsWith('.gz') ? gunzipSync(body).toString() : body.toString());
  read.set(body, known);
  return known;
}

function idsOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const { Item: item, ...plain } = JSON.parse(line) as { readonly Item?: Ided } & Ided;
    return (item ?? plain).id?.S ?? (item ?? plain).id?.s ?? '?';
  });
}

interface Ided {
  readonly id?: { readonly S?: string; readonly s?: string };
}

export { NAMES };
