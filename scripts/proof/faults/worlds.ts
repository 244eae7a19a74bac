// The worlds in which calls fail: one account for each way to copy, small enough for thousands of nights. A table that is
// raised and autoscaled, one on demand, one that is copied as it is; state and backups in buckets, so that a night touches
// nothing but AWS.

import type { LiveChange } from '../../../core/config/live-settings.js';
import { withSettings } from '../../../core/settings.js';
import { GIB, HOUR, type At, type Bytes, type Seconds } from '../../../core/units.js';
import type { Operation } from '../../../executor/aws.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';
import { makeStage, OPENS_AT, type Stage } from '../../live/night-testing.js';

interface WayTerms {
  readonly policy: string;
  /** The window closes then, UTC: enough for a cluster to boot, and for what passes to be tried again. */
  readonly closes: string;
  /** The first start hears SIGTERM so long after the window opened. */
  readonly stopsAfter?: Seconds;
  /** Bytes of an item of `orders` and of `orders-staging`, where it is not a hundred: more than a part of an object; more than a minute. */
  readonly itemBytes?: { readonly orders?: Bytes; readonly staging?: Bytes };
  /** An earlier start was killed when its first call of that kind had its effect, and so much time has passed since. */
  readonly crashed?: { readonly at: Operation; readonly seconds: Seconds };
}

const WAYS = {
  scan: { policy: 'headroom-first', closes: '00:40' },
  'scan of large tables': { policy: 'headroom-first', closes: '00:40', itemBytes: { orders: 399_000 } },
  'slow scan': { policy: 'headroom-first', closes: '00:40', itemBytes: { staging: 100_000 } },
  'scan after a crash': { policy: 'headroom-first', closes: '00:50', crashed: { at: 'dynamodb:UpdateTable', seconds: 540 } },
  emr: { policy: 'emr-first-fit', closes: '01:10' },
  'emr, stopped': { policy: 'emr-first-fit', closes: '01:10', stopsAfter: 1500 },
  'data-pipeline': { policy: 'hippolyte-corrected', closes: '01:10' },
  'data-pipeline, stopped': { policy: 'hippolyte-corrected', closes: '01:10', stopsAfter: 1500 },
  export: { policy: 'native-export', closes: '01:10' },
  // A client token is good for eight hours.
  'export, long after a crash': { policy: 'native-export', closes: '08:50', crashed: { at: 'dynamodb:ExportTableToPointInTime', seconds: 7.6 * HOUR } },
} as const satisfies Readonly<Record<string, WayTerms>>;

/** A way to copy, and how its night goes. */
export type Way = keyof typeof WAYS;

export const NAMES = ['orders', 'orders-staging', 'users'] as const;
/** What `orders` has, and its owner wants. */
export const ORDERS_RCU = 100;
/** The buckets that state and backups lie in: calls of S3 are told apart by them. */
export const BUCKETS = { state: 'state-bucket', backups: 'backup-bucket' } as const;

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:nights';
const LOCK = { heartbeatSeconds: 120, expirySeconds: 480 };

export interface World extends Stage {
  readonly way: Way;
  /** The first start hears a signal then; Infinity: never. */
  readonly stopAt: At;
  /** Ids of the items of each table, as the account holds them. */
  readonly held: ReadonlyMap<string, readonly string[]>;
  /** A lock that nobody gave back is free after that long. */
  readonly lockSeconds: Seconds;
}

export async function makeWorld(way: Way): Promise<World> {
  const { policy, closes, stopsAfter = Infinity, itemBytes = {}, crashed }: WayTerms = WAYS[way];
  const change: LiveChange = {
    policy, budgetUsd: 500, state: `s3://${BUCKETS.state}/nights`, destination: `s3://${BUCKETS.backups}/backups`, graceSeconds: 900, lock: LOCK,
    emr: { toolsJar: `s3://${BUCKETS.backups}/tools.jar` }, dataPipeline: { pool: 0 }, export: { kmsKeyId: 'alias/backups' },
    alerts: { snsTopicArn: TOPIC, healthcheckUrl: 'https://hc.example.com/ping-id', on: 'always' },
  };
  const stage = makeStage(change, OPENS_AT + 60, { promisesOnly: true });
  const { account, config } = stage;
  for (const name of Object.values(BUCKETS)) account.s3.buckets.set(name, new LoopbackBucket({ versioning: 'Enabled' }));
  account.sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
  account.emr.listLagSeconds = 60;
  // A pipeline of a night long past, which may go.
  if (policy === 'hippolyte-corrected') account.pipelines.answer('CreatePipeline', { name: 'hippolyte-2026-05-01T0000Z-aaaaaa-lane-0-launch-1', uniqueId: 'old' });
  const settings = withSettings(config.settings, { window: { opens: '00:00', closes }, control: { ...config.settings.control, lookSeconds: 30 } });
  const world: World = { ...stage, way, held: fill(stage, itemBytes), stopAt: OPENS_AT + stopsAfter, lockSeconds: LOCK.expirySeconds, config: { ...config, settings } };
  if (crashed !== undefined) await crash(world, crashed);
  return world;
}

function fill({ account: { dynamo, scaling } }: Stage, { orders = 100, staging = 100 }: NonNullable<WayTerms['itemBytes']>): Map<string, string[]> {
  const held = new Map<string, string[]>();
  dynamo.tables.clear();
  // Told as larger than it is: it does not fit without a raise.
  for (const [name, sizeBytes, rcu, items, bytes] of [['orders', 10 * GIB, ORDERS_RCU, orders > 100 ? 22 : 12, orders], ['orders-staging', 6 * staging, 5, 6, staging], ['users', 4000, 0, 4, 100]] as const) {
    const table = loopbackTable(sizeBytes, items, rcu, {}, true);
    dynamo.tables.set(name, table);
    const ids = Array.from({ length: items }, (_, i) => `${name}-${i}`);
    for (const id of ids) dynamo.data.itemsOf(table).put({ id: { S: id }, text: { S: 'x'.repeat(bytes) } });
    held.set(name, ids.sort());
  }
  scaling.clear();
  scaling.acts = false; // what a copy that cannot be stopped would make of it is not the point
  scaling.scale('orders', ORDERS_RCU, 4000, 70);
  return held;
}

async function crash(world: World, { at, seconds }: NonNullable<WayTerms['crashed']>): Promise<void> {
  await new Promise<void>((resolve) => {
    void world.start({ config: world.config }, { after: (action) => {
      if (action !== at) return undefined;
      resolve();
      return 'die';
    } });
  });
  await world.clock.sleepUntil(world.clock.now() + seconds);
}
