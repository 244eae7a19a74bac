// What a report is drawn from: the documents of an output folder, read into memory by whoever may read a disk.

import type { NightSummary, OutputDocument, TableSummary } from '../core/results/summary.js';

/** One value per night and table of one run, night-major: `state[night * tables.length + table]`. */
export interface CellColumns {
  readonly run: string;
  readonly nights: readonly string[];
  readonly tables: readonly string[];
  /** Numbers of TABLE_STATE. */
  readonly state: Uint8Array;
  /** Seconds after the window opened; NaN when never started. */
  readonly startSeconds: Float32Array;
  readonly seconds: Float32Array;
  readonly toRcu: Float32Array;
  readonly bytes: Float32Array;
  readonly usd: Float32Array;
}

/** One lane of a night: a cluster, a pipeline, the machines of the embedded engine, or the export service. */
export interface TimelineLane {
  readonly engine: string;
  /** E.g. `2 x m5.xlarge`; empty for export. */
  readonly machines: string;
  readonly tables: number;
  /** Seconds after the window opened. `readySeconds` ends the start-up. */
  readonly launchSeconds: number;
  readonly readySeconds: number;
  readonly endSeconds: number;
  /** Part of its life in which at least one copy was under way. */
  readonly busyShare: number;
  /** What the plan expected its copies to cost. */
  readonly forecastUsd: number;
}

/** One value per table of the plan. Seconds count from the opening of the window; NaN where it never happened. */
export interface TimelineBars {
  /** Position in `lanes`; -1 when not in a lane. */
  readonly lane: Int16Array;
  /** Numbers of TABLE_STATE. */
  readonly state: Uint8Array;
  readonly startSeconds: Float32Array;
  readonly endSeconds: Float32Array;
  readonly fromRcu: Float32Array;
  readonly toRcu: Float32Array;
  /** While more than its own capacity was in force. */
  readonly boostFromSeconds: Float32Array;
  readonly boostToSeconds: Float32Array;
  /** Read units that all attempts consumed. */
  readonly readUnits: Float32Array;
  readonly attempts: Uint8Array;
  /** Start of the last attempt, where there was more than one. */
  readonly retrySeconds: Float32Array;
  /** What the plan expected. */
  readonly planFromSeconds: Float32Array;
  readonly planToSeconds: Float32Array;
  /** 1 where capacity was still raised when the ledger ended. */
  readonly leaseOpen: Uint8Array;
  /** Application read units refused while it was copied. */
  readonly throttledUnits: Float32Array;
}

/** A night as its ledger tells it. */
export interface Timeline {
  readonly run: string;
  readonly night: string;
  /** Epoch seconds. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly lanes: readonly TimelineLane[];
  /** Tables in the order of `bars`. */
  readonly tables: readonly string[];
  readonly bars: TimelineBars;
  /** Tables that are not in the plan, with the reason. */
  readonly skipped: readonly { readonly table: string; readonly why: string }[];
}

export interface ReportInput {
  readonly output: OutputDocument;
  /** Nights of each run, ascending; runs whose nights are not at hand are left out. */
  readonly nights: ReadonlyMap<string, readonly NightSummary[]>;
  /** Tables of the winner and of the baseline, by run. */
  readonly tables: ReadonlyMap<string, readonly TableSummary[]>;
  readonly cells: readonly CellColumns[];
  readonly timelines: readonly Timeline[];
}
