// A table as it is when the night opens, and what its application is expected to read during the night.

import type { At, Bytes, Rcu, Share } from './units.js';

export interface Autoscaling {
  readonly minRcu: Rcu;
  readonly maxRcu: Rcu;
  /** Target utilisation, 0.2..0.9. */
  readonly targetShare: Share;
}

export interface Table {
  /** Position among the night's tables, which are sorted by name (by code unit); the identity inside a night. */
  readonly index: number;
  readonly name: string;
  readonly sizeBytes: Bytes;
  readonly itemCount: number;
  readonly onDemand: boolean;
  /** Provisioned read capacity found when the night opens; 0 when on demand. */
  readonly rcu: Rcu;
  /** What its owner set. Differs from rcu only where a raise of an earlier night was never reverted (2017). */
  readonly ownRcu: Rcu;
  readonly wcu: Rcu;
  /** Read units a second that the table serves at once (DescribeTable.WarmThroughput), or the assumed baseline. */
  readonly warmRcu: Rcu;
  readonly autoscaling: Autoscaling | null;
  /** NumberOfDecreasesToday when the night opens. */
  readonly decreasesToday: number;
  /** Provisioned read capacity of its indexes: not scanned, but counted by the account quota. */
  readonly gsiRcu: Rcu;
  /** Point-in-time recovery: on, off, or not recorded (null). */
  readonly pitr: boolean | null;
  readonly infrequentAccess: boolean;
  /** Highest read rate expected of the application in the window: nearest-rank p95 of the same hours of the nights before. */
  readonly forecastPeakRcu: Rcu;
}

/** The window of a night. `opensAt` and `closesAt` are instants, so a DST night is simply shorter or longer. */
export interface Window {
  /** Local date on which it opens, YYYY-MM-DD. */
  readonly night: string;
  readonly opensAt: At;
  readonly closesAt: At;
}

/** Everything a plan is made from: the tables as they are now. */
export interface Survey {
  readonly window: Window;
  /** Sorted by name; `tables[i].index === i`. */
  readonly tables: readonly Table[];
  /**
   * Expected application read rate by table and hour of the window: `forecastRcu[index * slots + slot]`,
   * slot s covers [opensAt + 3600 s, opensAt + 3600 (s + 1)).
   */
  readonly forecastRcu: Float32Array;
  readonly slots: number;
}
