// The plan: what will be copied how, at which pace, when, in which lane. Plain data. Columns over the survey's
// tables where there is one value a table; `planDocument` (plan-document.ts) turns it into JSON for people.

import type { At, Bytes, Seconds } from './units.js';

export const ENGINES = ['scan', 'emr', 'data-pipeline', 'export'] as const;
export type EngineName = (typeof ENGINES)[number];
/** Numbers of the engines: `ENGINE.scan`. */
export const ENGINE = { scan: 0, emr: 1, 'data-pipeline': 2, export: 3 } as const;

/** Why a table is not in the plan. 'none' means that it is. */
export const SKIPS = ['none', 'empty', 'planner-crashed', 'needs-more-than-the-window', 'excluded'] as const;
export type SkipName = (typeof SKIPS)[number];
export const SKIP = { none: 0, empty: 1, 'planner-crashed': 2, 'needs-more-than-the-window': 3, excluded: 4 } as const;

/** One EMR cluster, one pipeline, or the pool of hosts of the embedded scan engine; for `export`, the service itself. */
export interface Lane {
  readonly engine: EngineName;
  /** Indices of tables, in running order. */
  readonly tables: readonly number[];
  /** How many copies run at once: 1, EMR's step concurrency, the scan engine's slots, the quota of exports. */
  readonly concurrency: number;
  /** Machines by type, e.g. [{type: 'm3.xlarge', count: 2}]; empty for export. */
  readonly machines: readonly Machines[];
  /** What all its copies together can move; Infinity for export. */
  readonly bytesPerSecond: number;
  /** When it is launched. */
  readonly launchAt: At;
  /** Killed by AWS that long after its launch; Infinity when there is no such limit. */
  readonly terminateAfterSeconds: Seconds;
  /** True when AWS orders the steps itself (Data Pipeline): all copies are asked at launch and only watched. */
  readonly selfOrdered: boolean;
  /** Map tasks the cluster can hold at once (connector arithmetic); 1 for others. */
  readonly mappersMax: number;
  /** Data Pipeline only: activities, for the fee; 0 otherwise. */
  readonly activities: number;
  /** Data Pipeline only: objects in the definition of the pipeline, of which AWS takes so many; 0 otherwise. */
  readonly pipelineObjects: number;
}

export interface Machines {
  readonly type: string;
  readonly count: number;
  /** Charged with the EMR uplift on top of EC2. */
  readonly emr: boolean;
}

/** How the night is conducted: what the brain does beyond the order of copies. */
export interface Conduct {
  /** Wait until the boosted capacity is in force before the copy starts (the 2017 system did not). */
  readonly awaitsCapacity: boolean;
  /** `after-copy`: each table as soon as its copy ended; `checks`: at the next of `checksAt` after its lane ended. */
  readonly reverts: 'after-copy' | 'checks';
  readonly checksAt: readonly At[];
  /** Copies still under way when the window closes are stopped and late. */
  readonly stopsAtClose: boolean;
  /** Copies of one table at most, the first included. */
  readonly attemptsMax: number;
  /** `after-revert`: autoscaling resumes when the table is back; `first-check`: for all at the first check (2017). */
  readonly resumes: 'after-revert' | 'first-check';
  /** Original capacity comes from the journal (true) or from the world as found (false: the 2017 ratchet). */
  readonly keepsLeases: boolean;
}

/** One value a table, at the table's index. */
export interface PlanColumns {
  /** A number of ENGINES. Undefined meaning where skipped. */
  readonly engine: Uint8Array;
  /** A number of SKIPS. */
  readonly skip: Uint8Array;
  /** The lane that copies it, or -1. */
  readonly lane: Int32Array;
  /** Capacity to give back. */
  readonly fromRcu: Float64Array;
  /** Capacity while it is copied; equal to fromRcu when nothing is bought. */
  readonly toRcu: Float64Array;
  /** What the copy may consume a second (a rate of read units); the connector's ratio is readRcu / toRcu. 0 for export. */
  readonly readRcu: Float64Array;
  /** When to ask for the boost; NaN when there is none. */
  readonly boostAt: Float64Array;
  /** Not started before this. */
  readonly startAt: Float64Array;
  /** 1 when its autoscaling is suspended before the boost. */
  readonly suspends: Uint8Array;
  /** Predicted length of the copy, engine overhead included. */
  readonly forecastSeconds: Float64Array;
  /** Predicted end of the copy. */
  readonly forecastEndAt: Float64Array;
  /** Predicted cost of the table: capacity bought + its part of the engine + export. */
  readonly forecastUsd: Float64Array;
}

export interface Plan {
  readonly policy: string;
  readonly night: string;
  readonly opensAt: At;
  readonly closesAt: At;
  readonly columns: PlanColumns;
  readonly lanes: readonly Lane[];
  readonly conduct: Conduct;
  /** Sum of forecastUsd. */
  readonly forecastUsd: number;
  /** Set when the policy could not plan at all (the 2017 planner dies on an on-demand table). */
  readonly crashed: string | null;
}

/** Bytes of a table as copied: a hook for a calibrated size truth, 1.00 unless measured. */
export type SizeTruth = (sizeBytes: Bytes) => Bytes;
