// A recorded history in memory: columns over (night, table), and each table's traffic as runs of equal periods.
// Everything numeric may sit on SharedArrayBuffers, so that worker threads share one copy.

/** Billing mode of a row: 0 provisioned, 1 on-demand. */
export const ON_DEMAND = 1;

/** One value per night and table, at `night * tables + table`. NaN (or 255 in byte columns) where not recorded. */
export interface NightColumns {
  /** 1 where tables.csv has a row for that night and table. */
  readonly present: Uint8Array;
  readonly sizeBytes: Float64Array;
  readonly itemCount: Float64Array;
  readonly onDemand: Uint8Array;
  readonly rcu: Float64Array;
  readonly wcu: Float64Array;
  readonly warmRcu: Float64Array;
  readonly autoscalingMinRcu: Float64Array;
  readonly autoscalingMaxRcu: Float64Array;
  readonly autoscalingTargetShare: Float64Array;
  readonly decreasesToday: Float64Array;
  readonly gsiRcu: Float64Array;
  /** 0 off, 1 on, 255 not recorded. */
  readonly pitr: Uint8Array;
  /** 0 STANDARD, 1 STANDARD_INFREQUENT_ACCESS. */
  readonly infrequentAccess: Uint8Array;
}

/**
 * Traffic of all tables. Table t owns the runs [runsFrom[t], runsFrom[t + 1]), sorted by start and not overlapping.
 * Run r is `count[r]` periods of `periodSeconds[r]` from `startAt[r]`; the average rate of its k-th period, in read
 * units a second (CloudWatch's Sum divided by the period), is `rcu[valuesFrom[r] + k]`.
 */
export interface TrafficColumns {
  readonly runsFrom: Uint32Array;
  readonly startAt: Float64Array;
  readonly periodSeconds: Uint32Array;
  readonly count: Uint32Array;
  readonly valuesFrom: Uint32Array;
  readonly rcu: Float32Array;
}

/** Something that is not in the history, and what is assumed instead. */
export interface Gap {
  readonly kind: 'missing-night' | 'no-traffic' | 'traffic-hole' | 'appears' | 'vanishes' | 'not-recorded';
  /** Table name, or '' when it concerns all. */
  readonly table: string;
  /** First and last local date (or instant, ISO) concerned. */
  readonly from: string;
  readonly to: string;
  /** What is missing and what is assumed instead, as a sentence. */
  readonly what: string;
}

export interface History {
  /** Table names sorted by code unit; the position is the table's number. */
  readonly tables: readonly string[];
  /** Nights with at least one row, ascending, YYYY-MM-DD; a missing date is a gap. */
  readonly nights: readonly string[];
  readonly columns: NightColumns;
  readonly traffic: TrafficColumns;
  readonly gaps: readonly Gap[];
  /** Remarks for the user: unknown columns ignored, and the like. */
  readonly notes: readonly string[];
  /** SHA-256 over the content (not the path, not the row order), hex. */
  readonly digest: string;
}
