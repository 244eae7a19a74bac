// How a night ended: what is told to people, to monitors and to whoever started it. Plain data, JSON round trip safe.

import { EXIT } from '../errors.js';
import type { At, Bytes, Rcu, Units, Usd } from '../units.js';

/**
 * success: everything in scope is verified. partial: a table failed or was skipped that nobody meant to be. missed: the window
 * closed before a table was copied. failed: something stopped the whole night. aborted: a signal did. unknown: it cannot be
 * told, and counts as failed.
 */
export const VERDICTS = ['success', 'partial', 'missed', 'failed', 'aborted', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What became of a table; the numbers of a night add up to all tables that were discovered. */
export const TABLE_STATES = ['ok', 'failed', 'missed', 'skipped', 'excluded', 'vanished', 'unknown'] as const;
export type TableState = (typeof TABLE_STATES)[number];

export interface TableFailure {
  readonly table: string;
  /** `skipped` only where nobody meant it to be. */
  readonly state: 'failed' | 'missed' | 'skipped' | 'unknown';
  /** A name of OUTCOMES, or of AWS. */
  readonly code: string;
  /** One line; text of others is made inert where it is shown. */
  readonly why: string;
  /** Nights in a row in which this table had no backup, with this one; 1: the first. */
  readonly times: number;
  /** YYYY-MM-DD: the first of these nights. */
  readonly sinceNight: string;
  /** The IAM action that is missing, e.g. `dynamodb:Scan`. */
  readonly action?: string;
  /** As AWS gave it. */
  readonly requestId?: string;
}

/** What is still raised or suspended: as OpenLease of the journal, with what it costs. */
export interface OwedLease {
  readonly table: string;
  readonly originalRcu: Rcu;
  /** null: nothing was raised, only autoscaling is suspended. */
  readonly raisedToRcu: Rcu | null;
  /** The flags to hand back; null: autoscaling was not touched. */
  readonly suspended: { readonly scaleIn: boolean; readonly scaleOut: boolean; readonly scheduled: boolean } | null;
  readonly sinceAt: At;
  /** Why it was not handed back, as a name of OUTCOMES: NO_DECREASE_LEFT, DENIED, ... */
  readonly code: string;
  /** Price of the raised capacity for every hour that it stays; 0 where nothing is raised. */
  readonly usdPerHour: Usd;
}

/** What stopped the whole night. */
export interface NightCause {
  readonly exitCode: number;
  /** One line: what, and how to mend it. */
  readonly why: string;
  readonly action?: string;
  readonly requestId?: string;
}

export interface NightResult {
  readonly runId: string;
  /** YYYY-MM-DD, the local date on which the window opened, and its IANA zone. */
  readonly night: string;
  readonly zone: string;
  readonly account: string;
  readonly region: string;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly startedAt: At;
  readonly endedAt: At;
  readonly opensAt: At;
  readonly closesAt: At;
  readonly tables: { readonly total: number } & { readonly [state in TableState]: number };
  /** All tables that have no backup tonight and should have one; worst first. */
  readonly failures: readonly TableFailure[];
  readonly openLeases: readonly OwedLease[];
  /** null: nothing stopped the night. */
  readonly cause: NightCause | null;
  /** Forecast of the plan, and the most that the night could have cost (its budget was held against this). */
  readonly costs: { readonly forecastUsd: Usd; readonly boundUsd: Usd };
  /** null: nothing more is due tonight. */
  readonly next: { readonly what: string; readonly at: At } | null;
  readonly copied: { readonly bytes: Bytes; readonly items: number; readonly readUnits: Units };
  /** Reads that DynamoDB refused: to the application because of a copy, and to the copies. */
  readonly throttled: { readonly app: Units; readonly backup: number };
  /** Backups whose files were not what the manifest says when they were read back. */
  readonly mismatches: number;
  /** Clusters and pipelines of this tool that no run owns. */
  readonly orphans: number;
  /** Calls of AWS; the result is `ok` or the name of an error. */
  readonly calls: readonly { readonly operation: string; readonly result: string; readonly count: number }[];
  /** sha256 of the plan, in hex; empty where no plan was made. */
  readonly planDigest: string;
  readonly version: string;
  readonly host: string;
  /** Where the journal is: a path or an address without a signature; empty where this start wrote none. */
  readonly journal: string;
}

/** What a verdict and an exit code are made of. */
export type Endings = Pick<NightResult, 'tables' | 'failures' | 'openLeases' | 'cause' | 'mismatches'> & {
  /** The signal that ended the night early; null: none. */
  readonly signal: 'SIGINT' | 'SIGTERM' | null;
};

/** The one verdict of a night. What cannot be told is never a success. */
export function verdictOf({ tables, failures, cause, mismatches, signal }: Endings): Verdict {
  if (cause !== null) return 'failed';
  if (signal !== null) return 'aborted';
  if (tables.unknown > 0 || !addsUp(tables)) return 'unknown';
  if (tables.missed > 0) return 'missed';
  return tables.failed > 0 || failures.length > 0 || mismatches > 0 ? 'partial' : 'success';
}

/** The code to leave with: the gravest of what happened. What is not handed back overrides all. */
export function exitCodeOf(endings: Endings): number {
  const { openLeases, mismatches, cause, signal, tables } = endings;
  if (openLeases.length > 0) return EXIT.unhealed;
  if (mismatches > 0) return EXIT.mismatch;
  if (cause !== null) return cause.exitCode;
  if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  if (tables.missed > 0) return EXIT.missed;
  return verdictOf(endings) === 'success' ? EXIT.ok : EXIT.partial;
}

function addsUp({ total, ok, failed, missed, skipped, excluded, vanished, unknown }: NightResult['tables']): boolean {
  return total === ok + failed + missed + skipped + excluded + vanished + unknown;
}
