// A night of one lane over any engine, in a loopback account and virtual time: for the contract of the engines.

import { backupPath } from '../../core/archive/backup-path.js';
import { emrLane, exportLane, pipelineLane, scanLane } from '../../core/planning/lanes.js';
import type { LiveTable } from '../../core/live/live-table.js';
import { LIVE_DEFAULTS, withLive, type LiveChange } from '../../core/config/live-settings.js';
import { ENGINE, type EngineName, type Lane, type Plan } from '../../core/plan.js';
import { DEFAULTS } from '../../core/settings.js';
import { openDestination, type Destination } from '../../executor/archive/destination.js';
import { verifyBackup } from '../../executor/archive/verify.js';
import type { Aws } from '../../executor/aws.js';
import type { Engine, NightContext } from '../../executor/engines/engine.js';
import { makeEngines } from '../../executor/engines/make.js';
import { makeAccount, type LoopbackAccount } from '../../fixtures/aws/account.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { inProcessAws } from '../../fixtures/aws/in-process.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';

export const OPENS_AT = Date.UTC(2026, 5, 10) / 1000;
export const NAMES = ['orders', '-rf'] as const;
export const RUN = '2026-06-10T0000Z-k3f9qa';
export const NIGHT = '2026-06-10';
const ITEMS = 40;
const BUCKET = 'backups';
const TABLES = [0, 1];

const LANES: Readonly<Record<EngineName, Lane>> = {
  scan: { ...scanLane(TABLES, 1, OPENS_AT, DEFAULTS), concurrency: 1 }, emr: emrLane(TABLES, OPENS_AT, DEFAULTS),
  'data-pipeline': pipelineLane(TABLES, 32, 50, OPENS_AT, DEFAULTS), export: exportLane(TABLES, OPENS_AT, DEFAULTS),
};

/** A plan with one lane of an engine, or with the lanes of several; the tables are in the first. */
export function planOf(...kinds: readonly EngineName[]): Plan {
  const each = (value: number): Float64Array => new Float64Array(NAMES.length).fill(value);
  return {
    policy: 'test', night: NIGHT, opensAt: OPENS_AT, closesAt: OPENS_AT + 7 * 3600, lanes: kinds.map((kind) => LANES[kind]), forecastUsd: 0, crashed: null,
    conduct: { awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 2, resumes: 'after-revert', keepsLeases: true },
    columns: {
      engine: new Uint8Array(NAMES.length).fill(ENGINE[kinds[0]]), skip: new Uint8Array(NAMES.length), lane: new Int32Array(NAMES.length), suspends: new Uint8Array(NAMES.length),
      fromRcu: each(100), toRcu: each(100), readRcu: each(kinds[0] === 'export' ? 0 : 50), boostAt: each(NaN), startAt: each(OPENS_AT),
      forecastSeconds: each(60), forecastEndAt: each(OPENS_AT + 60), forecastUsd: each(0),
    },
  };
}

/** What there is in AWS of a night; for the embedded scan only its backups. */
export interface Made {
  readonly clusters: number;
  readonly steps: number;
  readonly pipelines: number;
  readonly activations: number;
  readonly exports: number;
}

export class Rig {
  readonly kind: EngineName;
  readonly clock = new VirtualClock(OPENS_AT);
  readonly account: LoopbackAccount;
  /** The account without a fault: what its owner sees. */
  readonly door: Aws;
  readonly notes = new Map<string, string>();
  readonly said: string[] = [];
  region = 'eu-west-1';
  live: LiveChange = { emr: { toolsJar: 's3://backups/tools.jar' }, dataPipeline: { pool: 0 } };

  constructor(kind: EngineName) {
    this.kind = kind;
    this.account = makeAccount({ now: () => this.clock.now() });
    this.door = inProcessAws(this.account);
    const { s3, dynamo, emr, exports } = this.account;
    s3.buckets.set(BUCKET, new LoopbackBucket());
    for (const name of NAMES) {
      dynamo.tables.set(name, loopbackTable(0, 0, 100, {}, true));
      dynamo.fill(name, Array.from({ length: ITEMS }, (_, i) => ({ id: { S: `${name} ${i}` }, data: { S: 'x'.repeat(1000) } })));
    }
    emr.listLagSeconds = exports.listLagSeconds = 30;
  }

  /** What a process of the night has, over its own door to AWS. */
  context(aws: Aws): NightContext {
    const { dynamo } = this.account;
    const tables = NAMES.map((name, index) => {
      const { TableId, TableArn, ItemCount, TableSizeBytes } = dynamo.describe(name, dynamo.tables.get(name) ?? loopbackTable(0, 0, 1)) as Record<string, never>;
      return { index, name, tableId: TableId, arn: TableArn, itemCount: ItemCount, sizeBytes: TableSizeBytes, target: null } as unknown as LiveTable;
    });
    return {
      runId: RUN, night: NIGHT, region: this.region, account: '000000000000', plan: planOf(this.kind), tables, aws, clock: this.clock, signal: new AbortController().signal,
      note: (key, value) => this.notes.set(key, value), noted: (key) => this.notes.get(key), say: (line) => this.said.push(line),
    };
  }

  destination(aws: Aws): Destination {
    return openDestination(`s3://${BUCKET}/all`, { aws, clock: this.clock, account: '000000000000' });
  }

  engine(aws: Aws = this.door, context: NightContext = this.context(aws)): Engine {
    const engine = makeEngines(context, { live: withLive(LIVE_DEFAULTS, this.live), settings: DEFAULTS, destination: this.destination(aws), toolVersion: '1.2.3' }).get(this.kind);
    if (engine === undefined) throw new Error(`no engine ${this.kind}`);
    return engine;
  }

  /** Tables with a backup of this run that verifies and has all items. */
  async backedUp(): Promise<string[]> {
    const good: string[] = [];
    for (const name of NAMES) {
      for (const run of [RUN, `${RUN}-attempt-2`]) {
        const verified = await verifyBackup(this.destination(this.door), backupPath(NIGHT, name, run));
        if (verified.ok && verified.sidecar.items === ITEMS) good.push(name);
      }
    }
    return good;
  }

  made(): Made {
    const { emr, pipelines, exports } = this.account;
    const clusters = [...emr.clusters.values()];
    const lines = [...pipelines.pipelines.values()];
    return {
      clusters: clusters.length, steps: clusters.reduce((sum, { cluster }) => sum + cluster.steps.length, 0), pipelines: lines.length,
      activations: lines.reduce((sum, { runs }) => sum + runs.length, 0), exports: exports.exports.size,
    };
  }

  /** Clusters that are not asked to end, and pipelines that work. */
  async running(): Promise<number> {
    await this.door.call('dynamodb:ListTables', {}); // whatever is due by now happens
    const { emr, pipelines } = this.account;
    const clusters = [...emr.clusters.values()].filter(({ cluster }) => !cluster.ending).length;
    return clusters + [...pipelines.pipelines.values()].filter(({ runs }) => runs.at(-1)?.over === false).length;
  }

  pipelineNames(): string[] {
    return [...this.account.pipelines.pipelines.values()].filter(({ deleted }) => !deleted).map(({ name }) => name);
  }
}
