// Every knob of a live night, with its default: the group `live` of hippolyte.yaml. What a plan is made with (window,
// quotas, speeds) is in core/settings.ts; what must be known of an account, and only there, is here.
// A secret is never a knob: credentials come from the AWS SDK's own chain.
// Sources stand in docs/settings.md, one for every key.

import type { Rcu, Seconds, Usd } from '../units.js';

/** How the objects of a pipeline describe a table: three objects, or one that says it all (AWS Data Pipeline docs, limits: 100 objects). */
export const PIPELINE_LAYOUTS = ['auto', 'three-object', 'one-object'] as const;
export type PipelineLayout = (typeof PIPELINE_LAYOUTS)[number];

/** Of which ends of a night a message is sent: those that somebody must act on, or all. */
export const ALERT_ON = ['trouble', 'always'] as const;
export type AlertOn = (typeof ALERT_ON)[number];

/** Which tables are meant. Globs over names; tags as `key` or `key=value`, both with globs. */
export interface TableRules {
  /** Empty: all. */
  readonly include: readonly string[];
  /** Stays out whatever includes it, but a table that `include` names letter by letter may not be excluded too. */
  readonly exclude: readonly string[];
  /** Names that must be there: one that is missing makes the night partial. They are in scope whatever `include` says. */
  readonly always: readonly string[];
  /** A table must carry one of these; empty: no tag is asked for, and none is read. */
  readonly tags: readonly string[];
  /** A table that carries one of these stays out. */
  readonly excludeTags: readonly string[];
}

export interface LiveSettings {
  /** Name of a policy whose conduct hands back what it took. */
  readonly policy: string;
  /** The account that may be touched, 12 digits; null: not pinned, which `run` refuses. */
  readonly account: string | null;
  /** Where journals and the lock live: a folder, or s3://bucket/prefix for hosts without a disk. */
  readonly state: string;
  /** Where backups go: a folder, or s3://bucket/prefix; null: not chosen, which `run` refuses. */
  readonly destination: string | null;
  /** Folder of the history that `hippolyte collect` writes; null: none, applications are judged by an assumption. */
  readonly history: string | null;
  readonly tables: TableRules;
  /** No table is raised above this; 0: the account's own quota of one table. */
  readonly maxRcu: Rcu;
  /** What one night may cost at the very most; null: not set, which `run` refuses. */
  readonly budgetUsd: Usd | null;
  /** How long after the close of the window capacity may still be on its way back: the price of that is in the ceiling. */
  readonly graceSeconds: Seconds;
  readonly lock: { readonly heartbeatSeconds: Seconds; readonly expirySeconds: Seconds };
  readonly scan: {
    readonly gzip: boolean;
    /** Most segments of one table at once. */
    readonly segmentsMax: number;
  };
  readonly emr: {
    readonly releaseLabel: string;
    readonly logUri: string | null;
    readonly subnetId: string | null;
    readonly serviceRole: string;
    readonly instanceProfile: string;
    /** The connector's export tool (emr-dynamodb-tools), on the cluster or in S3. */
    readonly toolsJar: string | null;
    /** AWS ends a cluster that idles this long, should nobody else. */
    readonly idleSeconds: Seconds;
  };
  readonly dataPipeline: {
    readonly role: string;
    readonly resourceRole: string;
    readonly logUri: string | null;
    readonly subnetId: string | null;
    readonly releaseLabel: string;
    readonly toolsJar: string | null;
    readonly layout: PipelineLayout;
    /** Long-lived pipelines that are used night after night; 0: each night makes its own. */
    readonly pool: number;
    readonly snsTopicArn: string | null;
  };
  readonly export: {
    /** KMS key of the exported objects; null: the bucket's own encryption. */
    readonly kmsKeyId: string | null;
  };
  readonly alerts: {
    readonly snsTopicArn: string | null;
    /** Pinged at start and end (healthchecks.io and its like). */
    readonly healthcheckUrl: string | null;
    /** Textfile of the Prometheus node exporter, written anew after every start. */
    readonly metricsFile: string | null;
    readonly on: AlertOn;
  };
  /** Hosts other than AWS and this machine that the endpoint variables may name. */
  readonly endpointsAllowed: readonly string[];
}

export const LIVE_DEFAULTS: LiveSettings = {
  policy: 'headroom-first',
  account: null,
  state: 'state',
  destination: null,
  history: null,
  tables: { include: [], exclude: [], always: [], tags: [], excludeTags: [] },
  maxRcu: 0,
  budgetUsd: null,
  graceSeconds: 1800,
  lock: { heartbeatSeconds: 15, expirySeconds: 60 },
  scan: { gzip: false, segmentsMax: 16 },
  emr: {
    releaseLabel: 'emr-7.14.0', logUri: null, subnetId: null, serviceRole: 'EMR_DefaultRole', instanceProfile: 'EMR_EC2_DefaultRole', toolsJar: null, idleSeconds: 900,
  },
  dataPipeline: {
    role: 'DataPipelineDefaultRole', resourceRole: 'DataPipelineDefaultResourceRole', logUri: null, subnetId: null, releaseLabel: 'emr-5.23.0', toolsJar: null,
    layout: 'auto', pool: 50, snsTopicArn: null,
  },
  export: { kmsKeyId: null },
  alerts: { snsTopicArn: null, healthcheckUrl: null, metricsFile: null, on: 'trouble' },
  endpointsAllowed: [],
};

/** What a configuration says of them: any part. */
export type LiveChange = { readonly [K in keyof LiveSettings]?: LiveSettings[K] extends readonly unknown[] | string | number | null ? LiveSettings[K] : Partial<LiveSettings[K]> };

/** The defaults with parts replaced, group by group. Pure. */
export function withLive(base: LiveSettings, change: LiveChange): LiveSettings {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    result[key] = isGroup ? { ...(result[key] as object), ...value } : value;
  }
  return result as unknown as LiveSettings;
}
