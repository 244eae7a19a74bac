// Every knob of a plan and of a simulated night, with its default and where the default comes from.
// Defaults live here and nowhere else. `core/config/config.ts` reads the user's document into this shape.
// A source stands in brackets behind what it says; docs/settings.md has one for every key. [?] marks what AWS does not
// publish, or what depends on your machines and tables: calibrate it.

import type { Bytes, Rcu, Seconds, Share } from './units.js';

/** How an hour with changing capacity is billed. AWS does not say (docs/prices.md); see core/money/billing.ts. */
export const BILLING_RULES = ['max-in-clock-hour', 'prorated', 'sampled'] as const;
export type BillingRule = (typeof BILLING_RULES)[number];

/** How Data Pipeline's monthly activity fee meets pipelines that live one night: not published [?]. */
export const PIPELINE_FEES = ['unknown', 'monthly', 'per-activity'] as const;
export type PipelineFee = (typeof PIPELINE_FEES)[number];

export interface WindowSettings {
  /** Local wall-clock times HH:MM; closes <= opens means that the window crosses midnight. */
  readonly opens: string;
  readonly closes: string;
  /** IANA zone. */
  readonly zone: string;
}

export interface Settings {
  readonly window: WindowSettings;
  readonly region: string;
  readonly seed: number;
  readonly billing: {
    readonly rule: BillingRule;
    /** Reserved RCU of the account in the region: the price of capacity below it is already paid. */
    readonly reservedRcu: Rcu;
    readonly pipelineFee: PipelineFee;
    /** Nights that a backup is kept; 0: storage is not counted, and the report says so. */
    readonly retentionNights: number;
    /** Uncompressed bytes by compressed bytes in S3 [?]: gzip of items as JSON, depends on your data. */
    readonly compressionRatio: number;
  };
  readonly quotas: {
    /** Provisioned RCU of one table (AWS docs, DynamoDB quotas; adjustable on request). */
    readonly tableRcu: Rcu;
    /** Provisioned RCU of the account in the region (same page); 0: 80,000, or 1.25 x what the history shows if that is more. */
    readonly accountRcu: Rcu;
    /** UpdateTable and its like under way at once (same page). */
    readonly controlPlaneOperations: number;
    /** AWS Data Pipeline docs, limits. */
    readonly pipelines: number;
    /** Exports, and their bytes, under way at once (AWS docs, DynamoDB quotas). */
    readonly exports: number;
    readonly exportBytesInFlight: Bytes;
  };
  readonly reading: {
    /** Bytes per read unit of an eventually consistent scan (AWS docs, Provisioned capacity mode); 4096 for strongly consistent. */
    readonly bytesPerUnit: Bytes;
    /** Bytes scanned by bytes reported (TableSizeBytes of DescribeTable, refreshed every six hours) [?]: 1 until measured. */
    readonly sizeTruth: number;
    /** Burst credit: seconds of unused capacity kept (AWS docs, Best practices for designing partition keys), and the share of it that can be counted on [?]. */
    readonly burstSeconds: Seconds;
    readonly burstShare: Share;
    /** Ceiling of one partition (same page), and its size (commonly told, AWS does not promise it) [?]. */
    readonly partitionRcu: Rcu;
    readonly partitionBytes: Bytes;
    /** Read rate that an on-demand table without a known higher peak serves at once (AWS docs, On-demand capacity mode, new tables). */
    readonly onDemandRcu: Rcu;
    /** Warm throughput assumed where the history does not record it [?]: that of a new on-demand table; AWS tells it of each table in DescribeTable. */
    readonly warmRcu: Rcu;
  };
  readonly forecast: {
    /** Nights looked back on (at most 39); nearest-rank p95 of the same hour: with 28, one stormy night does not count. */
    readonly nights: number;
    /** The forecast is multiplied by this before it is kept free for the application. */
    readonly margin: number;
  };
  readonly control: {
    /** Everything is noticed at the next multiple of this. */
    readonly lookSeconds: Seconds;
    /** Kept free before the close of the window for the revert to be in force [?]. */
    readonly revertLeadSeconds: Seconds;
    /** Boosts are asked this long before the copy wants them [?]. */
    readonly boostLeadSeconds: Seconds;
    readonly attemptsMax: number;
  };
  readonly updateTable: {
    /** Median and p95 of request to ACTIVE, log-normal, up to the warm throughput [?]: not published, reports of users. */
    readonly medianSeconds: Seconds;
    readonly p95Seconds: Seconds;
    /** Above it: median = base + perStep for each started 3,000 RCU added, p95 = median x tail [?]: not published. */
    readonly aboveWarmSeconds: Seconds;
    readonly aboveWarmSecondsPer3000Rcu: Seconds;
    readonly aboveWarmTail: number;
  };
  readonly autoscaling: {
    /** Scale-out after that long above target (AWS docs, DynamoDB auto scaling), scale-in after that long below target - 0.2 (awslabs/amazon-dynamodb-tools, autoscaling_sim.py). */
    readonly outSeconds: Seconds;
    readonly inSeconds: Seconds;
    readonly inMarginShare: Share;
  };
  readonly scan: {
    /** Machine that runs the embedded engine, and what one moves (measured by `npm run bench` of the executor) [?]. */
    readonly machineType: string;
    readonly bytesPerSecondPerMachine: Bytes;
    readonly copiesPerMachine: number;
    /** Machines at most; 0: as many as the window asks for. A live night has one, its own. */
    readonly machinesMax: number;
    readonly launchSeconds: Seconds;
    /** AWS docs, Scan: 1 MB at most. */
    readonly pageBytes: Bytes;
  };
  readonly emr: {
    readonly masterType: string;
    readonly coreType: string;
    readonly coreCount: number;
    /** 1 to 256 (Amazon EMR docs, StepConcurrencyLevel). */
    readonly stepConcurrency: number;
    /** From launch to ready, and before a step reads anything (hippolyte, utils.py, which allows 600 s and 60 s) [?]. */
    readonly bootSeconds: Seconds;
    readonly stepOverheadSeconds: Seconds;
    /** [?] */
    readonly bytesPerSecondPerVcpu: Bytes;
    /** At most 256 (AWS API reference, AddJobFlowSteps). */
    readonly tablesPerLane: number;
  };
  readonly dataPipeline: {
    /** 32 tables in the three-object layout, 98 in the one-object layout (100 objects: AWS Data Pipeline docs, limits). Beyond 32 it means the latter. */
    readonly tablesPerPipeline: number;
    readonly machineType: string;
    readonly machines: number;
    /** hippolyte, utils.py (EMR_BOOTSTRAP, ACTIVITY_BOOTSTRAP) [?], and the 13 h of its templates. */
    readonly bootSeconds: Seconds;
    readonly activityOverheadSeconds: Seconds;
    readonly terminateAfterSeconds: Seconds;
    /** The official DynamoDB export template; the delay is the least that AWS takes (AWS Data Pipeline docs, limits). */
    readonly retries: number;
    readonly retryDelaySeconds: Seconds;
  };
  readonly export: {
    /** Not published [?]: ten minutes, and a GiB a second. */
    readonly baseSeconds: Seconds;
    readonly bytesPerSecond: Bytes;
    /** p95 by median. */
    readonly tail: number;
  };
  readonly weather: {
    /** Share of copies (attempts) that fail, and of mutating API calls that are throttled once [?]. */
    readonly copyFailureShare: Share;
    readonly throttleShare: Share;
    /** Spread of the start-up times of clusters, standard deviation of the logarithm [?]. */
    readonly bootSpread: number;
    /** Share of the launches of EMR clusters that fail at the end of their boot [?]. */
    readonly bootFailureShare: Share;
  };
}

export const DEFAULTS: Settings = {
  window: { opens: '00:00', closes: '07:00', zone: 'UTC' },
  region: 'us-east-1',
  seed: 1,
  billing: { rule: 'max-in-clock-hour', reservedRcu: 0, pipelineFee: 'unknown', retentionNights: 0, compressionRatio: 5 },
  quotas: { tableRcu: 40_000, accountRcu: 0, controlPlaneOperations: 500, pipelines: 100, exports: 300, exportBytesInFlight: 100 * 2 ** 40 },
  reading: {
    bytesPerUnit: 8192, sizeTruth: 1, burstSeconds: 300, burstShare: 0.8,
    partitionRcu: 3000, partitionBytes: 10 * 2 ** 30, onDemandRcu: 12_000, warmRcu: 12_000,
  },
  forecast: { nights: 28, margin: 1.2 },
  control: { lookSeconds: 15, revertLeadSeconds: 240, boostLeadSeconds: 180, attemptsMax: 3 },
  updateTable: { medianSeconds: 30, p95Seconds: 180, aboveWarmSeconds: 300, aboveWarmSecondsPer3000Rcu: 60, aboveWarmTail: 4 },
  autoscaling: { outSeconds: 120, inSeconds: 900, inMarginShare: 0.2 },
  scan: { machineType: 'c7g.xlarge', bytesPerSecondPerMachine: 45e6, copiesPerMachine: 400, machinesMax: 0, launchSeconds: 60, pageBytes: 2 ** 20 },
  emr: {
    masterType: 'm5.xlarge', coreType: 'm5.xlarge', coreCount: 2, stepConcurrency: 1, bootSeconds: 600,
    stepOverheadSeconds: 60, bytesPerSecondPerVcpu: 10e6, tablesPerLane: 256,
  },
  dataPipeline: {
    tablesPerPipeline: 32, machineType: 'm3.xlarge', machines: 2, bootSeconds: 600, activityOverheadSeconds: 60,
    terminateAfterSeconds: 13 * 3600, retries: 2, retryDelaySeconds: 120,
  },
  export: { baseSeconds: 600, bytesPerSecond: 2 ** 30, tail: 3 },
  weather: { copyFailureShare: 0.001, throttleShare: 0.001, bootSpread: 0.05, bootFailureShare: 0.002 },
};

/** Settings with parts replaced: `withSettings(DEFAULTS, { scan: { launchSeconds: 0 } })`. Pure. */
export function withSettings(base: Settings, change: SettingsChange): Settings {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const old = result[key];
    result[key] = typeof value === 'object' && value !== null ? { ...(old as object), ...value } : value;
  }
  return result as unknown as Settings;
}

export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] extends object ? Partial<Settings[K]> : Settings[K] };
