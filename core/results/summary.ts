// Numbers folded from a night's ledger, and the documents a simulation leaves in its output folder.
// Reports are drawn from these and from the ledgers, never from a world.

import type { Unpriced } from '../money/prices.js';
import type { Settings } from '../settings.js';
import type { Gap } from '../history/history.js';

/** How a table's night ended. `ok` only for a copy that the engine reported complete. */
export const TABLE_STATES = ['absent', 'ok', 'late', 'failed', 'skipped', 'missed'] as const;
export type TableState = (typeof TABLE_STATES)[number];
/**
 * ok: copied inside the window. late: copied, but after the window closed. failed: all attempts failed.
 * missed: not copied (stopped at the close, killed, never started). skipped: not in the plan. absent: no such table that night.
 */
export const TABLE_STATE = { absent: 0, ok: 1, late: 2, failed: 3, skipped: 4, missed: 5 } as const;

/** US dollars by kind. `total` is the sum of the others. Only what the backup adds to the bill. */
export interface Cost {
  readonly total: number;
  readonly readCapacity: number;
  readonly engine: number;
  readonly export: number;
  readonly storage: number;
  readonly requests: number;
  readonly other: number;
}

/** One night under one policy. */
export interface NightSummary {
  readonly night: string;
  readonly opensAt: number;
  readonly closesAt: number;
  /** Every table of the night is ok. */
  readonly fits: boolean;
  /** Tables by state; they add up to the night's tables. */
  readonly tables: { readonly ok: number; readonly late: number; readonly failed: number; readonly skipped: number; readonly missed: number };
  readonly bytesCopied: number;
  /** From the opening of the window to the end of the last copy; to the horizon where one never ended. */
  readonly makespanSeconds: number;
  readonly throttledReadUnits: number;
  /** Bought: RCU-hours above what would have been billed anyway. */
  readonly boostedRcuHours: number;
  /** Tables whose capacity was still raised when the next night opened. */
  readonly leasesOpen: number;
  readonly costUsd: Cost;
  /** What the plan said it would cost and when it would end. */
  readonly forecast: { readonly usd: number; readonly makespanSeconds: number };
  /** The reason when the policy could not plan. */
  readonly crashed: string | null;
}

/** One table over all nights of a run. */
export interface TableSummary {
  readonly table: string;
  readonly nights: number;
  readonly ok: number;
  readonly late: number;
  readonly failed: number;
  readonly skipped: number;
  readonly missed: number;
  readonly sizeBytesLast: number;
  readonly secondsMean: number;
  readonly secondsMax: number;
  readonly toRcuMax: number;
  readonly throttledReadUnits: number;
  readonly costUsd: number;
  readonly engineLast: string;
}

/** One line of the experiment: a policy in one setting. */
export interface RunDocument {
  /** File-name safe, unique in the output folder, e.g. `headroom-first` or `headroom-first.eu-west-1.growth-1.5.seed-2`. */
  readonly id: string;
  readonly policy: string;
  readonly policySummary: string;
  readonly region: string;
  readonly window: { readonly opens: string; readonly closes: string; readonly zone: string };
  readonly growth: number;
  readonly seed: number;
  readonly baseline: boolean;
  readonly nights: number;
  readonly nightsFit: number;
  readonly tablesLate: number;
  readonly costUsd: Cost;
  readonly costUsdPerNight: number;
  readonly costUsdPerMonth: number;
  /** p10 and p90 of the cost of a night. */
  readonly costUsdNightP10: number;
  readonly costUsdNightP90: number;
  readonly makespanSeconds: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly throttledReadUnits: number;
  /** Total under the other billing rules, to show the spread. */
  readonly totalUsdByBillingRule: Readonly<Record<string, number>>;
  readonly unpriced: readonly Unpriced[];
  readonly crashedNights: number;
  readonly crashed: string | null;
}

/** `run.json`: the head of an output folder. */
export interface OutputDocument {
  readonly hippolyte: { readonly version: string; readonly format: 1 };
  readonly history: {
    readonly name: string; readonly digest: string; readonly nights: number; readonly tables: number;
    readonly firstNight: string; readonly lastNight: string; readonly missingNights: readonly string[];
    readonly sizeBytesLast: number;
    readonly gaps: readonly Gap[]; readonly gapsMore: number; readonly notes: readonly string[];
  };
  readonly settings: Settings;
  readonly prices: readonly { readonly region: string; readonly date: string }[];
  readonly assumptions: readonly string[];
  readonly baseline: string;
  readonly runs: readonly RunDocument[];
  /** Runs and nights whose ledgers were written: `ledgers/<run id>/<night>.jsonl`. */
  readonly ledgers: readonly { readonly run: string; readonly nights: readonly string[] }[];
}
